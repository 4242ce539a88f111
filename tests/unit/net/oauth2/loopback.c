/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/loopback.h"

#include <string.h>

#include "core/base/error.h"

#define STATE "nobody-else-knows-it"

/* What knocks at the port, and what it hears; the wait goes on until the last one. */
typedef struct
{
  const char *method;
  const char *target;
  const char *host; /* "" for the right one, NULL for none */
  guint status;
  const char *why;
} Row;

static const Row rows[] = {
  { "GET", "/", "", 403, "no state" },
  { "GET", "/?code=stolen", "", 403, "a code without a state" },
  { "GET", "/?code=stolen&state=", "", 403, "an empty state" },
  { "GET", "/?code=stolen&state=guessed", "", 403, "a guessed state" },
  { "GET", "/?code=stolen&state=" STATE "x", "", 403, "more than the state" },
  { "GET", "/?code=stolen&state=nobody", "", 403, "the beginning of the state" },
  { "GET", "/?code=stolen&state=" STATE, "evil.example.org", 403, "a name of somebody else's" },
  { "GET", "/?code=stolen&state=" STATE, "127.0.0.1:1", 403, "another port" },
  { "GET", "/favicon.ico", "", 404, "what browsers always ask for" },
  { "GET", "/callback?code=stolen&state=" STATE, "", 404, "another path" },
  { "POST", "/?code=stolen&state=" STATE, "", 405, "a form of another page" },
  { "GET", "/?code=good%2Bone&state=" STATE, "", 200, "the browser that was sent" },
};

static guint
ask (const char *authority, const Row *row)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) input = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *host =
      row->host == NULL
          ? g_strdup ("")
          : g_strdup_printf ("Host: %s\r\n", *row->host != '\0' ? row->host : authority);
  g_autofree char *request = g_strdup_printf ("%s %s HTTP/1.1\r\n%sContent-Length: 0\r\n"
                                              "Connection: close\r\n\r\n",
                                              row->method, row->target, host);
  g_autofree char *line = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, authority, 0, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  line = g_data_input_stream_read_line (input, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (line, "HTTP/1.1 "));

  return (guint) g_ascii_strtoull (line + strlen ("HTTP/1.1 "), NULL, 10);
}

static gpointer
browse (gpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint status = ask (data, &rows[i]);

      g_test_message ("%s: %u", rows[i].why, status);
      g_assert_cmpuint (status, ==, rows[i].status);
    }

  return NULL;
}

static char *
get_authority (TocsinLoopback *loopback)
{
  const char *address = tocsin_loopback_get_address (loopback);

  g_assert_true (g_str_has_prefix (address, "http://127.0.0.1:"));
  g_assert_true (g_str_has_suffix (address, "/"));

  return g_strndup (address + strlen ("http://"), strlen (address) - strlen ("http://") - 1);
}

static void
test_visitors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinLoopback) loopback = tocsin_loopback_new ("127.0.0.1", STATE, &error);
  g_autofree char *authority = NULL;
  g_autoptr (GHashTable) answer = NULL;
  GThread *browser;

  g_assert_no_error (error);
  authority = get_authority (loopback);
  browser = g_thread_new ("browser", browse, authority);
  answer = tocsin_loopback_wait (loopback, 60, NULL, &error);
  g_assert_no_error (error);
  g_thread_join (browser);
  g_assert_cmpstr (g_hash_table_lookup (answer, "code"), ==, "good+one");
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinLoopback) loopback = tocsin_loopback_new ("127.0.0.1", STATE, &error);

  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_null (tocsin_loopback_wait (loopback, 60, cancellable, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

static void
test_nobody (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinLoopback) loopback = tocsin_loopback_new ("127.0.0.1", STATE, &error);

  g_assert_no_error (error);
  g_assert_null (tocsin_loopback_wait (loopback, 0, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loopback/visitors", test_visitors);
  g_test_add_func ("/loopback/cancel", test_cancel);
  g_test_add_func ("/loopback/nobody", test_nobody);

  return g_test_run ();
}
