/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/http/account-play.h"

#include <string.h>

static const TocsinEndpointDefaults defaults = { TOCSIN_HTTP_ENDPOINT_DEFAULTS };

static TocsinHttpAccount *
new_account (AccountPlay *self, const char *const *settings)
{
  g_autofree char *url = g_strdup_printf ("%s://127.0.0.1:%u/", self->secure ? "https" : "http",
                                          scripted_server_get_port (self->server));
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_auto (GStrv) assignments = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) own = NULL;
  TocsinHttpAccount *account;

  g_strv_builder_add_many (all, "encryption.allow-cleartext=true", "encryption.verify=none",
                           "protocol-timeout=10", NULL);
  g_strv_builder_addv (all, (const char **) settings);
  assignments = g_strv_builder_end (all);
  own = tocsin_connection_settings_new_from_assignments ("test", "test",
                                                         (const char *const *) assignments, &error);
  g_assert_no_error (error);
  account = tocsin_http_account_new (own, &defaults, url, &error);
  g_assert_no_error (error);

  return account;
}

AccountPlay *
account_play_new (const char *const *settings)
{
  return account_play_new_with (settings, NULL);
}

AccountPlay *
account_play_new_with (const char *const *settings, TestCertificate *certificate)
{
  AccountPlay *self = g_new0 (AccountPlay, 1);
  g_autoptr (GError) error = NULL;

  self->server = scripted_server_new ();
  self->secure = certificate != NULL;
  if (self->secure)
    scripted_server_set_certificate (self->server, certificate);
  self->account = new_account (self, settings);
  self->request = tocsin_http_request_new ("GET", "/in?a=%20b", &error);
  g_assert_no_error (error);

  return self;
}

void
account_play_post (AccountPlay *self, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = NULL;

  self->body = g_strnfill (length, 'x');
  tocsin_http_request_free (self->request);
  self->request = tocsin_http_request_new ("POST", "/in?a=%20b", &error);
  g_assert_no_error (error);
  stream = g_memory_input_stream_new_from_data (self->body, (gssize) length, NULL);
  tocsin_http_request_set_body_stream (self->request, "text/plain", stream, length);
}

void
account_play_free (AccountPlay *self)
{
  g_free (self->body);
  g_clear_object (&self->account);
  tocsin_http_request_free (self->request);
  g_free (self);
}

void
account_play_begin (AccountPlay *self)
{
  scripted_server_connection (self->server);
  if (self->secure)
    scripted_server_start_tls (self->server);
}

static char *
make_content (AccountPlay *self, gboolean bare)
{
  if (self->body == NULL || bare)
    return g_strdup ("");

  return g_strdup_printf ("Content-Type: text/plain\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                          strlen (self->body));
}

/* As libsoup writes it. */
void
account_play_expect (AccountPlay *self, const char *authorization)
{
  gboolean bare = authorization != NULL && *authorization == '-';
  const char *value = bare ? authorization + 1 : authorization;
  g_autofree char *line = value != NULL && *value != '\0'
                              ? g_strdup_printf ("Authorization: %s\r\n", value)
                              : g_strdup ("");
  g_autofree char *content = make_content (self, bare);
  g_autofree char *text = g_strdup_printf (
      "%s /in?a=%%20b HTTP/1.1\r\n"
      "Host: 127.0.0.1:%u\r\n"
      "%s%s"
      "User-Agent: Tocsin\r\n"
      "Connection: Keep-Alive\r\n"
      "%s\r\n"
      "%s",
      self->body != NULL ? "POST" : "GET", scripted_server_get_port (self->server), line, content,
      bare ? "Content-Length: 0\r\n" : "", self->body != NULL && !bare ? self->body : "");

  scripted_server_expect (self->server, text);
}

void
account_play_start (AccountPlay *self, const AccountRound *rounds)
{
  gboolean over = TRUE;

  for (guint i = 0; i < ACCOUNT_PLAY_MAX_ROUNDS && rounds[i].answer != NULL; i++)
    {
      gsize length = strcspn (rounds[i].answer, "|");
      g_autofree char *text = g_strndup (rounds[i].answer, length);

      if (over)
        account_play_begin (self);
      account_play_expect (self, rounds[i].authorization);
      if (*text != '\0')
        scripted_server_send (self->server, text);
      over = rounds[i].answer[length] == '|';
      if (over)
        scripted_server_hang_up (self->server);
    }
  scripted_server_start (self->server);
}

TocsinHttpReply *
account_play_send (AccountPlay *self, GError **error)
{
  return tocsin_http_account_send (self->account, self->request, NULL, error);
}

void
account_play_finish (AccountPlay *self, const char *why)
{
  g_autofree char *report = NULL;

  g_clear_object (&self->account);
  report = scripted_server_finish_with_report (self->server);
  if (report != NULL && *report != '\0')
    g_error ("%s: %s", why, report);
}
