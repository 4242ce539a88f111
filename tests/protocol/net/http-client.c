/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-client.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/scripted-server.h"
#include "tests/unit/net/test-endpoint.h"

/* As libsoup writes it. */
#define ASK_FORMAT                                                                                 \
  "POST /in?a=%%20b HTTP/1.1\r\n"                                                                  \
  "Host: 127.0.0.1:%u\r\n"                                                                         \
  "Content-Type: text/plain\r\n"                                                                   \
  "Content-Length: 5\r\n"                                                                          \
  "User-Agent: Tocsin\r\n"                                                                         \
  "Connection: Keep-Alive\r\n"                                                                     \
  "X-One: 1\r\n\r\n"                                                                               \
  "hello"

static TocsinSnapshot *
make_settings (const char *const *more)
{
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings =
      tocsin_connection_settings_new_from_assignments ("test", "test", more, &error);

  g_assert_no_error (error);
  return TOCSIN_SNAPSHOT (settings);
}

static TocsinHttpClient *
make_client (ScriptedServer *server, const char *scheme, const char *const *more)
{
  g_autofree char *url =
      g_strdup_printf ("%s://127.0.0.1:%u/", scheme, scripted_server_get_port (server));
  g_autoptr (TocsinSnapshot) settings = make_settings (more);
  g_autoptr (GError) error = NULL;
  TocsinHttpClient *client =
      tocsin_http_client_new (settings, url, TOCSIN_HTTP_CLIENT_FLAGS_NONE, &error);

  g_assert_no_error (error);
  return client;
}

static TocsinHttpRequest *
make_request (const char *method)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("hello", 5);
  TocsinHttpRequest *request = tocsin_http_request_new (method, "/in?a=%20b", &error);

  g_assert_no_error (error);
  g_assert_true (tocsin_http_request_add_header (request, "X-One", "1", &error));
  tocsin_http_request_set_body (request, "text/plain", body);

  return request;
}

static void
expect_request (ScriptedServer *server)
{
  g_autofree char *text = g_strdup_printf (ASK_FORMAT, scripted_server_get_port (server));

  scripted_server_expect (server, text);
}

static void
test_one (void)
{
  static const char *const none[] = { NULL };
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (TocsinHttpClient) client = make_client (server, "http", none);
  g_autoptr (TocsinHttpRequest) request = make_request ("POST");
  g_autoptr (TocsinHttpReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  scripted_server_connection (server);
  for (guint i = 0; i < 2; i++)
    {
      expect_request (server);
      scripted_server_send (server,
                            "HTTP/1.1 200 Fine\r\nX-Two: 2\r\nContent-Length: 4\r\n\r\nabcd");
    }
  scripted_server_expect_eof (server);
  scripted_server_start (server);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&reply, tocsin_http_reply_free);
      reply = tocsin_http_client_send (client, request, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_cmpstr (tocsin_http_reply_get (reply, "x-two"), ==, "2");
      g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), "abcd",
                       4);
    }
  g_clear_object (&client);
  scripted_server_finish (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/http-client/one", test_one);

  return g_test_run ();
}
