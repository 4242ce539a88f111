/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "tests/protocol/http/account-play.h"
#include "tests/unit/net/test-endpoint.h"

/* Where an address that a server gave leads on https://mail.example.org; no target: the error. */
static const struct
{
  const char *url;
  const char *target;
  int code;
} targets[] = {
  { "https://mail.example.org/a/b?c=d&e=%20", "/a/b?c=d&e=%20", -1 },
  { "https://mail.example.org", "/", -1 },
  { "https://mail.example.org?a", "/?a", -1 },
  { "HTTPS://MAIL.Example.Org:443/a#part", "/a", -1 },
  { "/a?b=https://b.example/", "/a?b=https://b.example/", -1 },
  { "https://mail.example.org/a/../b", "/b", -1 },
  { "https://mail.example.org:8443/a", NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
  { "http://mail.example.org/a", NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
  { "https://b.example/a", NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
  { "//b.example/a", NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
  { "https://mail.example.org.b.example/a", NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
  { "https://mail.example.org./a", NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
  { "ftp://mail.example.org/a", NULL, TOCSIN_ERROR_HTTP_REDIRECTED },
  { "https://mail.example.org@b.example/a", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
  { "https://mail.example.org\\@b.example/a", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
  { "https://someone:secret@mail.example.org/a", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
  { "https:///a", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
  { "https://mail.example.org:70000/", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
  { "mailto:a@b.example", NULL, TOCSIN_ERROR_PROTOCOL_PARSE },
};

static const TocsinEndpointDefaults defaults = { TOCSIN_HTTP_ENDPOINT_DEFAULTS };

static TocsinHttpAccount *
new_account (const char *url, const char *setting, GError **error)
{
  const char *const settings[] = { setting, NULL };
  g_autoptr (TocsinConnectionSettings) own =
      tocsin_connection_settings_new_from_assignments ("test", "test", settings, error);

  g_assert_nonnull (own);

  return tocsin_http_account_new (own, &defaults, url, error);
}

static void
test_targets (void)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (TocsinHttpAccount) account =
      new_account ("https://mail.example.org/EWS/", "description=x", &problem);

  g_assert_no_error (problem);
  for (gsize i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *target = tocsin_http_account_get_target (account, targets[i].url, &error);

      if (targets[i].code >= 0)
        test_endpoint_expect_error (error, targets[i].code, targets[i].url);
      else
        g_assert_cmpstr (target, ==, targets[i].target);
    }
}

/* Mail is not asked for in clear, unless somebody says so or nobody can listen. */
static void
test_privacy (void)
{
  static const struct
  {
    const char *url;
    const char *setting;
    gboolean fine;
  } places[] = {
    { "https://mail.example.org", "encryption.mode=starttls", TRUE },
    { "http://mail.example.org", "encryption.mode=none", FALSE },
    { "http://mail.example.org", "encryption.allow-cleartext=true", TRUE },
    { "http://127.0.0.1:8080", "description=x", TRUE },
    { "http://[::1]:8080", "description=x", TRUE },
    { "http://localhost", "description=x", TRUE },
    { "http://localhost.example.org", "description=x", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinHttpAccount) account =
          new_account (places[i].url, places[i].setting, &error);

      if (places[i].fine)
        g_assert_no_error (error);
      else
        test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
                                    places[i].url);
    }
}

static void
expect_status (AccountPlay *play, guint status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinHttpReply) reply = account_play_send (play, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (reply->status, ==, status);
}

/* A gateway may not reach its server for a moment; what may have been done is not done twice. */
static void
test_gateway (void)
{
  static const char *const settings[] = { NULL };
  static const AccountRound passing[] = { { NULL, "HTTP/1.1 502 x\r\n" EMPTY },
                                          { NULL, "HTTP/1.1 504 x\r\n" EMPTY },
                                          { NULL, FINE },
                                          { NULL, "HTTP/1.1 500 x\r\n" EMPTY },
                                          { NULL, NULL } };
  static const AccountRound lasting[] = { { NULL, "HTTP/1.1 503 x\r\n" EMPTY },
                                          { NULL, "HTTP/1.1 503 x\r\n" EMPTY },
                                          { NULL, "HTTP/1.1 503 x\r\n" EMPTY },
                                          { NULL, NULL } };
  static const AccountRound post[] = { { NULL, "HTTP/1.1 504 x\r\n" EMPTY }, { NULL, NULL } };
  static const struct
  {
    const AccountRound *rounds;
    gsize body;
    guint statuses[3];
  } rows[] = { { passing, 0, { 200, 500 } }, { lasting, 0, { 503 } }, { post, 10, { 504 } } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (AccountPlay) play = account_play_new (settings);

      if (rows[i].body > 0)
        account_play_post (play, rows[i].body);
      account_play_start (play, rows[i].rounds);
      for (guint j = 0; rows[i].statuses[j] != 0; j++)
        expect_status (play, rows[i].statuses[j]);
      account_play_finish (play, "gateway");
    }
}

/* Who is sent away is let wait, and so is everybody else who asks in the same name. */
static void
test_throttled (void)
{
  static const char *const settings[] = { NULL };
  static const AccountRound rounds[] = {
    { NULL, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\n" EMPTY },
    { NULL, "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\n" EMPTY },
    { NULL, FINE },
    { NULL, "HTTP/1.1 503 Busy\r\nRetry-After: 7000\r\n" EMPTY },
    { NULL, NULL },
  };
  g_autoptr (AccountPlay) play = account_play_new (settings);
  g_autoptr (TocsinHttpAccount) other = new_account (tocsin_http_account_get_origin (play->account),
                                                     "encryption.allow-cleartext=true", NULL);

  account_play_start (play, rounds);
  expect_status (play, 200);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      TocsinHttpAccount *account = i == 0 ? play->account : other;

      g_assert_null (tocsin_http_account_send (account, play->request, NULL, &error));
      test_endpoint_expect_error (error, TOCSIN_ERROR_HTTP_THROTTLED, "for two hours");
      g_assert_nonnull (strstr (error->message, "503"));
      g_assert_cmpint (tocsin_error_get_retry_after (error), <=, 7000);
      g_assert_cmpint (tocsin_error_get_retry_after (error), >, 6000);
    }
  account_play_finish (play, "throttled");
}

static void
test_held (void)
{
  static const char *const settings[] = { "authentication.username=held", NULL };
  static const AccountRound rounds[] = { { NULL, NULL } };
  g_autoptr (AccountPlay) play = account_play_new (settings);
  g_autoptr (GError) error = NULL;

  account_play_start (play, rounds);
  tocsin_http_account_hold (play->account, G_MAXINT64, "the server is busy");
  g_assert_null (account_play_send (play, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_HTTP_THROTTLED, "held");
  g_assert_cmpstr (error->message, ==, "the server is busy");
  g_assert_cmpint (tocsin_error_get_retry_after (error), ==, TOCSIN_HTTP_MAX_RETRY_AFTER);
  account_play_finish (play, "held");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/http/account/targets", test_targets);
  g_test_add_func ("/http/account/privacy", test_privacy);
  g_test_add_func ("/http/account/gateway", test_gateway);
  g_test_add_func ("/http/account/throttled", test_throttled);
  g_test_add_func ("/http/account/held", test_held);

  return g_test_run ();
}
