/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/net/http-try.h"

/* As libsoup writes it. */
#define REQUEST                                                                                    \
  "POST /in?a=%%20b HTTP/1.1\r\n"                                                                  \
  "Host: 127.0.0.1:%u\r\n"                                                                         \
  "Content-Type: text/plain\r\n"                                                                   \
  "Content-Length: 5\r\n"                                                                          \
  "User-Agent: Tocsin\r\n"                                                                         \
  "Connection: Keep-Alive\r\n"                                                                     \
  "X-One: 1\r\n\r\n"                                                                               \
  "hello"

static TocsinHttpClient *
new_client (const char *scheme, guint16 port, const char *const *settings)
{
  static const char *const none[] = { "protocol-timeout=10", NULL };
  g_autofree char *url = g_strdup_printf ("%s://127.0.0.1:%u/", scheme, port);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) own = tocsin_connection_settings_new_from_assignments (
      "test", "test", settings != NULL ? settings : none, &error);
  TocsinHttpClient *client;

  g_assert_no_error (error);
  client =
      tocsin_http_client_new (TOCSIN_SNAPSHOT (own), url, TOCSIN_HTTP_CLIENT_FLAGS_NONE, &error);
  g_assert_no_error (error);

  return client;
}

HttpTry *
http_try_new (TestCertificate *certificate, const char *const *settings)
{
  HttpTry *self = g_new0 (HttpTry, 1);
  g_autoptr (GBytes) body = g_bytes_new_static ("hello", 5);
  g_autoptr (GError) error = NULL;

  self->server = scripted_server_new ();
  if (certificate != NULL)
    scripted_server_set_certificate (self->server, certificate);
  self->client = new_client (certificate != NULL ? "https" : "http",
                             scripted_server_get_port (self->server), settings);
  self->request = tocsin_http_request_new ("POST", "/in?a=%20b", &error);
  g_assert_no_error (error);
  g_assert_true (tocsin_http_request_add_header (self->request, "X-One", "1", &error));
  tocsin_http_request_set_body (self->request, "text/plain", body);

  return self;
}

void
http_try_free (HttpTry *self)
{
  g_clear_object (&self->client);
  tocsin_http_request_free (self->request);
  g_free (self);
}

void
http_try_expect (HttpTry *self)
{
  g_autofree char *text = g_strdup_printf (REQUEST, scripted_server_get_port (self->server));

  scripted_server_expect (self->server, text);
}

TocsinHttpReply *
http_try_send (HttpTry *self, GError **error)
{
  return tocsin_http_client_send (self->client, self->request, NULL, error);
}

void
http_try_finish (HttpTry *self, const char *why)
{
  g_autofree char *report = NULL;

  g_clear_object (&self->client);
  report = scripted_server_finish_with_report (self->server);
  if (report != NULL && *report != '\0')
    g_error ("%s: %s", why, report);
}

/* Where the client goes away in the middle, what the server thinks of that does not matter. */
void
http_try_abandon (HttpTry *self)
{
  g_clear_object (&self->client);
  g_free (scripted_server_finish_with_report (self->server));
}
