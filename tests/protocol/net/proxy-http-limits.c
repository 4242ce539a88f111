/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/proxy-http.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/net/proxy-http.h"
#include "tests/unit/net/test-endpoint.h"

static void
expect_flood (const char *text, guint64 times, int code)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { TYPE };
  const char *const script[MAX_SCRIPT] = { ASK, "<HTTP/1.1 200 OK\r\n" };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *report = NULL;

  play_script (server, script);
  scripted_server_send_repeated (server, text, times);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, code, text);
  report = scripted_server_finish_with_report (server);
}

static void
test_limits (void)
{
  /* Lines and lines; one line without end. */
  expect_flood ("X: y\r\n", TOCSIN_PROXY_MAX_HEAD, TOCSIN_ERROR_PROXY_PROTOCOL);
  expect_flood ("0123456789abcdef", TOCSIN_PROXY_MAX_HEAD, TOCSIN_ERROR_PROXY_PROTOCOL);
}

static void
test_too_many_rounds (void)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { LOGIN };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_connection (server);
  scripted_server_expect (server, &ASK[1]);
  for (guint i = 1; i < TOCSIN_PROXY_MAX_ROUNDS; i++)
    {
      scripted_server_send (server, &NO "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\", "
                                        "stale=true\r\n\r\n"[1]);
      scripted_server_expect (server, &DIGEST[1]);
    }
  scripted_server_send (server, &NO "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\", "
                                    "stale=true\r\n\r\n"[1]);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_PROXY_AUTH, "rounds");
  g_assert_nonnull (strstr (error->message, "again and again"));
  scripted_server_finish (server);
}

static void
test_too_many_waits (void)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { TYPE };
  const char *const script[MAX_SCRIPT] = { ASK };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (GError) error = NULL;

  play_script (server, script);
  scripted_server_send_repeated (server, "HTTP/1.1 100 Continue\r\n\r\n",
                                 TOCSIN_PROXY_MAX_INTERIM + 1);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  g_assert_null (tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_PROXY_PROTOCOL, "waits");
  scripted_server_finish (server);
}

/* A page exactly as long as is read; the connection is used on. */
static void
test_longest_page (void)
{
  ScriptedServer *server = scripted_server_new ();
  const char *const settings[MAX_SETTINGS] = { LOGIN };
  const char *const script[MAX_SCRIPT] = {
    ASK, "<HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=r\r\nContent-Length: 65536\r\n\r\n"
  };
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;

  g_assert_cmpint (TOCSIN_PROXY_MAX_BODY, ==, 65536);
  play_script (server, script);
  scripted_server_send_repeated (server, "x", TOCSIN_PROXY_MAX_BODY);
  scripted_server_expect (server, &BASIC[1]);
  scripted_server_send (server, &YES[1]);
  scripted_server_send (server, PLAY_GREETING);
  scripted_server_start (server);
  endpoint = play_endpoint (scripted_server_get_port (server), PLAY_HOST, settings);
  stream = test_endpoint_connect (endpoint);
  test_endpoint_expect_line (stream, "* OK behind the proxy");
  g_clear_object (&stream);
  scripted_server_finish (server);
}

int
main (int argc, char **argv)
{
  g_setenv ("PLAY_PASSWORD", PLAY_PASSWORD, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proxy-http-limits/head", test_limits);
  g_test_add_func ("/proxy-http-limits/rounds", test_too_many_rounds);
  g_test_add_func ("/proxy-http-limits/waits", test_too_many_waits);
  g_test_add_func ("/proxy-http-limits/longest-page", test_longest_page);

  return g_test_run ();
}
