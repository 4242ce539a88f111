/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/scripted-server.h"

#include "tests/unit/net/test-endpoint.h"

/* The server judges all other tests, so it must be able to say no. */

static ScriptedServer *
new_server (void)
{
  ScriptedServer *server = scripted_server_new ();

  scripted_server_connection (server);
  scripted_server_send (server, "hello\r\n");
  scripted_server_expect (server, "<<tag>> ONE\r\n");
  scripted_server_send (server, "<<tag>> OK\r\n");
  scripted_server_expect (server, "<<tag2>> TWO <<tag>>\r\n");
  scripted_server_start (server);

  return server;
}

static void
say (TocsinLineStream *stream, const char *text)
{
  g_autoptr (GError) error = NULL;

  tocsin_line_stream_put (stream, text, -1);
  tocsin_line_stream_flush (stream, NULL, &error);
  g_assert_no_error (error);
}

static void
test_words (void)
{
  ScriptedServer *server = new_server ();
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (scripted_server_get_port (server), "encryption.mode=none", NULL);
  g_autoptr (TocsinLineStream) stream = test_endpoint_connect (endpoint);

  test_endpoint_expect_line (stream, "hello");
  say (stream, "abc ONE\r\n");
  test_endpoint_expect_line (stream, "abc OK");
  say (stream, "def TWO abc\r\n");
  tocsin_line_stream_close (stream);
  scripted_server_finish (server);
}

static void
expect_report (const char *first, const char *second, const char *expected)
{
  ScriptedServer *server = new_server ();
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (scripted_server_get_port (server), "encryption.mode=none", NULL);
  g_autoptr (TocsinLineStream) stream = test_endpoint_connect (endpoint);
  g_autofree char *report = NULL;

  test_endpoint_expect_line (stream, "hello");
  say (stream, first);
  if (second != NULL)
    {
      test_endpoint_expect_line (stream, "abc OK");
      say (stream, second);
    }
  tocsin_line_stream_close (stream);
  report = scripted_server_finish_with_report (server);

  g_assert_nonnull (report);
  if (strstr (report, expected) == NULL)
    g_error ("“%s” is missing in: %s", expected, report);
}

static void
test_reports (void)
{
  expect_report ("abc TEN\r\n", NULL, "seen:     ");
  expect_report ("abc ", NULL, "(closed)");
  expect_report ("abc ONE\r\n", "def TWO xyz\r\n", "seen:      TWO xyz");
  expect_report ("abc ONE\r\n", "def TWO abc\r\nmore\r\n", "expected: (end)");
}

static void
test_never_came (void)
{
  ScriptedServer *server = new_server ();
  g_autofree char *report = scripted_server_finish_with_report (server);

  g_assert_nonnull (strstr (report, "never came"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scripted-server/words", test_words);
  g_test_add_func ("/scripted-server/reports", test_reports);
  g_test_add_func ("/scripted-server/never-came", test_never_came);

  return g_test_run ();
}
