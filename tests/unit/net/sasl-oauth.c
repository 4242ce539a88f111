/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "core/net/sasl.h"
#include "tests/unit/net/test-endpoint.h"

/* Made as JWTs are, with an end that is over, and one in a thousand years. */
#define OUTDATED "eyJhbGciOiJub25lIn0.eyJleHAiOjEwMDB9.c2ln"
#define CURRENT "eyJhbGciOiJub25lIn0.eyJleHAiOjMyNTAzNjgwMDAwfQ.c2ln"

static TocsinSasl *
new_client (const char *mechanism, const char *user, const char *token)
{
  g_autoptr (TocsinSecret) secret = tocsin_secret_new (token, -1);
  g_autoptr (GError) error = NULL;
  TocsinSasl *client = tocsin_sasl_new (mechanism, "imap", "server.example.com", &error);

  g_assert_no_error (error);
  tocsin_sasl_set_port (client, 143);
  tocsin_sasl_set_identity (client, user, NULL, NULL);
  tocsin_sasl_set_token (client, secret);

  return client;
}

static void
expect_initial (TocsinSasl *client, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) initial = tocsin_sasl_step (client, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (tocsin_sasl_has_initial (client));
  g_assert_cmpstr (tocsin_secret_peek (initial), ==, expected);
}

/* RFC 7628, sections 4.1 and 4.3. */
static void
test_oauthbearer (void)
{
  g_autoptr (TocsinSasl) client =
      new_client ("OAUTHBEARER", "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
  g_autoptr (GError) refusal = NULL;
  g_autoptr (TocsinSecret) answer = NULL;

  expect_initial (client, "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQz"
                          "AWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9"
                          "PQEB");
  g_assert_true (tocsin_sasl_is_proven (client, NULL));

  answer = tocsin_sasl_step (
      client,
      "eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwic2NvcGUiOiJleGFtcGxlX3Njb3BlIiwib3BlbmlkLWNvbmZpZ3VyYXR"
      "pb24iOiJodHRwczovL2V4YW1wbGUuY29tLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=",
      NULL, NULL);
  g_assert_cmpstr (tocsin_secret_peek (answer), ==, "AQ==");
  /* After its refusal a yes is none. */
  g_assert_false (tocsin_sasl_is_proven (client, NULL));

  refusal = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED, "no");
  tocsin_sasl_explain (client, refusal);
  g_assert_error (refusal, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED);
  g_assert_nonnull (strstr (tocsin_error_get_server_text (refusal), "example_scope"));
}

/* Google's own example. */
static void
test_xoauth2 (void)
{
  g_autoptr (TocsinSasl) client = new_client ("XOAUTH2", "someuser@example.com",
                                              "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
  g_autoptr (TocsinSecret) answer = NULL;
  g_autoptr (TocsinSecret) nothing = NULL;
  g_autoptr (GError) error = NULL;

  expect_initial (client, "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRj"
                          "Mk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==");
  answer = tocsin_sasl_step (client, "eyJzdGF0dXMiOiI0MDAifQ==", NULL, NULL);
  g_assert_cmpstr (tocsin_secret_peek (answer), ==, "");
  nothing = tocsin_sasl_step (client, "eyJzdGF0dXMiOiI0MDAifQ==", NULL, &error);
  g_assert_null (nothing);
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, "asks on");
}

/* A name with what the header is made of. */
static void
test_escaped_name (void)
{
  g_autoptr (TocsinSasl) client = new_client ("OAUTHBEARER", "a,b=c", "t");
  g_autoptr (TocsinSecret) initial = tocsin_sasl_step (client, NULL, NULL, NULL);
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (tocsin_secret_peek (initial), &length);

  g_assert_true (g_str_has_prefix ((char *) bytes, "n,a=a=2Cb=3Dc,\1host="));
}

static void
test_reasons (void)
{
  static const struct
  {
    const char *about;
    const char *token;
    const char *reason; /* NULL: Microsoft says no without one */
    int refusal;
    int code;
  } rows[] = {
    { "Google, no telling why", "ya29.opaque",
      "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}",
      TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED },
    { "a number", "ya29.opaque", "{\"status\":401}", TOCSIN_ERROR_AUTH_REJECTED,
      TOCSIN_ERROR_AUTH_OAUTH_EXPIRED },
    { "the token says that it is over", OUTDATED, "{\"status\":\"invalid_request\"}",
      TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED },
    { "the token says that it holds", CURRENT, "{\"status\":\"invalid_token\"}",
      TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_OAUTH_INVALID },
    { "too little", CURRENT, "{\"status\":\"insufficient_scope\",\"scope\":\"mail\"}",
      TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_OAUTH_SCOPE },
    { "a bad request", "t", "{\"status\":\"invalid_request\"}", TOCSIN_ERROR_AUTH_REJECTED,
      TOCSIN_ERROR_AUTH_OAUTH_INVALID },
    { "Microsoft, over", OUTDATED, NULL, TOCSIN_ERROR_AUTH_REJECTED,
      TOCSIN_ERROR_AUTH_OAUTH_EXPIRED },
    { "Microsoft, anything else", CURRENT, NULL, TOCSIN_ERROR_AUTH_REJECTED,
      TOCSIN_ERROR_AUTH_OAUTH_INVALID },
    { "no JSON", "t", "sorry", TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_OAUTH_INVALID },
    { "no UTF-8", "t", "{\"status\":\"\xff\"}", TOCSIN_ERROR_AUTH_REJECTED,
      TOCSIN_ERROR_AUTH_OAUTH_INVALID },
    { "no object", "t", "[\"401\"]", TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_OAUTH_INVALID },
    { "a status that is none", "t", "{\"status\":{\"a\":1}}", TOCSIN_ERROR_AUTH_REJECTED,
      TOCSIN_ERROR_AUTH_OAUTH_INVALID },
    { "BAD behind the reason", "t", "{\"status\":\"invalid_token\"}",
      TOCSIN_ERROR_AUTH_MECHANISM_FAILED, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED },
    { "BAD alone", "t", NULL, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
      TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
    { "not about the token", "t", NULL, TOCSIN_ERROR_AUTH_TEMPORARY, TOCSIN_ERROR_AUTH_TEMPORARY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinSasl) client = new_client ("XOAUTH2", "joe", rows[i].token);
      g_autoptr (TocsinSecret) initial = tocsin_sasl_step (client, NULL, NULL, NULL);
      g_autoptr (TocsinSecret) answer = NULL;
      g_autoptr (GError) refusal = g_error_new_literal (TOCSIN_ERROR, rows[i].refusal, "no");

      g_test_message ("%s", rows[i].about);
      if (rows[i].reason != NULL)
        {
          g_autofree char *challenge =
              g_base64_encode ((const guchar *) rows[i].reason, strlen (rows[i].reason));

          answer = tocsin_sasl_step (client, challenge, NULL, NULL);
          g_assert_nonnull (answer);
        }
      tocsin_sasl_explain (client, refusal);
      g_assert_error (refusal, TOCSIN_ERROR, rows[i].code);
      g_assert_null (strstr (refusal->message, rows[i].token));
    }
}

static void
test_no_token (void)
{
  g_autoptr (TocsinSasl) none = tocsin_sasl_new ("XOAUTH2", "imap", "localhost", NULL);
  g_autoptr (TocsinSasl) odd = new_client ("XOAUTH2", "joe", "a\1auth=Bearer b");
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_sasl_step (none, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_MECHANISM_FAILED, "no token");
  g_clear_error (&error);
  g_assert_null (tocsin_sasl_step (odd, NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, "a control byte");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-oauth/oauthbearer", test_oauthbearer);
  g_test_add_func ("/sasl-oauth/xoauth2", test_xoauth2);
  g_test_add_func ("/sasl-oauth/escaped-name", test_escaped_name);
  g_test_add_func ("/sasl-oauth/reasons", test_reasons);
  g_test_add_func ("/sasl-oauth/no-token", test_no_token);

  return g_test_run ();
}
