/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/access-token.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

static TocsinSecret *
make_token (const char *claims)
{
  g_autofree char *encoded = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_autofree char *text = NULL;

  g_strdelimit (encoded, "+", '-');
  g_strdelimit (encoded, "/", '_');
  *strchrnul (encoded, '=') = '\0';
  text = g_strconcat ("eyJhbGciOiJSUzI1NiJ9.", encoded, ".c2ln", NULL);

  return tocsin_secret_new (text, -1);
}

static TocsinAccessTokenAge
age_of (const char *claims)
{
  g_autoptr (TocsinSecret) token = make_token (claims);

  return tocsin_access_token_get_age (token);
}

static void
test_scope (void)
{
  static const struct
  {
    const char *claims;
    const char *wanted;
    gboolean lacks;
  } rows[] = {
    { "{\"scope\":\"mail calendar\"}", "mail", FALSE },
    { "{\"scope\":\"mail calendar\"}", "calendar mail", FALSE },
    { "{\"scope\":\"mail\"}", "mail contacts", TRUE },
    { "{\"scope\":\"mailbox\"}", "mail", TRUE },
    { "{\"scp\":\"IMAP.AccessAsUser.All\"}", "IMAP.AccessAsUser.All", FALSE },
    { "{\"scp\":\"User.Read\"}", "IMAP.AccessAsUser.All", TRUE },
    { "{\"scope\":[\"mail\"]}", "mail", FALSE },
    { "{}", "mail", FALSE },
    { "{\"scope\":\"mail\"}", NULL, FALSE },
    { "nonsense", "mail", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinSecret) token = make_token (rows[i].claims);

      g_test_message ("%s: %s", rows[i].claims, rows[i].wanted);
      g_assert_cmpint (tocsin_access_token_lacks_scope (token, rows[i].wanted), ==, rows[i].lacks);
    }
}

static void
test_age (void)
{
  g_autofree char *past = g_strdup_printf ("{\"sub\":\"joe?>?>?\",\"exp\":%" G_GINT64_FORMAT "}",
                                           g_get_real_time () / G_USEC_PER_SEC - 1);
  g_autofree char *future = g_strdup_printf ("{\"exp\":%" G_GINT64_FORMAT ".5}",
                                             g_get_real_time () / G_USEC_PER_SEC + 3600);
  g_autoptr (TocsinSecret) opaque = tocsin_secret_new ("ya29.abcdef", -1);
  g_autoptr (TocsinSecret) dots = tocsin_secret_new ("...", -1);
  g_autoptr (TocsinSecret) odd = tocsin_secret_new ("a.!!!.b", -1);

  g_assert_cmpint (age_of (past), ==, TOCSIN_ACCESS_TOKEN_OUTDATED);
  g_assert_cmpint (age_of (future), ==, TOCSIN_ACCESS_TOKEN_CURRENT);
  g_assert_cmpint (age_of ("{}"), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
  g_assert_cmpint (age_of ("{\"exp\":\"soon\"}"), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
  g_assert_cmpint (age_of ("{\"exp\":{}}"), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
  g_assert_cmpint (age_of ("[1]"), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
  g_assert_cmpint (age_of ("{"), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
  g_assert_cmpint (tocsin_access_token_get_age (opaque), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
  g_assert_cmpint (tocsin_access_token_get_age (dots), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
  g_assert_cmpint (tocsin_access_token_get_age (odd), ==, TOCSIN_ACCESS_TOKEN_UNKNOWN);
}

static gboolean
is_good (const char *text, gssize length)
{
  g_autoptr (TocsinSecret) token = tocsin_secret_new (text, length);
  g_autoptr (GError) error = NULL;
  gboolean good = tocsin_access_token_check (token, &error);

  if (!good)
    test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, "no token");

  return good;
}

static void
test_check (void)
{
  g_autofree char *fits = g_strnfill (TOCSIN_ACCESS_TOKEN_MAX, 'x');
  g_autofree char *long_one = g_strnfill (TOCSIN_ACCESS_TOKEN_MAX + 1, 'x');

  g_assert_true (is_good ("ya29.a0-_~+/==", -1));
  g_assert_true (is_good (fits, -1));
  g_assert_false (is_good (long_one, -1));
  g_assert_false (is_good ("", -1));
  g_assert_false (is_good ("two words", -1));
  g_assert_false (is_good ("a\1auth=Bearer b", -1));
  g_assert_false (is_good ("a\r\nb", -1));
  g_assert_false (is_good ("a\0b", 3));
}

static void
test_obtain (void)
{
  g_autoptr (TocsinEndpoint) with =
      test_endpoint_new (1000, "authentication.bearer-token=env:TOKEN", NULL);
  g_autoptr (TocsinEndpoint) without =
      test_endpoint_new (1000, "authentication.oauth2-grant=device-code", NULL);
  g_autoptr (TocsinSecret) token = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("TOKEN", "abc", TRUE);
  token = tocsin_access_token_obtain (tocsin_endpoint_get_settings (with), NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tocsin_secret_peek (token), ==, "abc");

  g_assert_null (
      tocsin_access_token_obtain (tocsin_endpoint_get_settings (without), NULL, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_CONFIG_INVALID, "a grant without a client");
  g_assert_nonnull (strstr (error->message, "authentication.oauth2-grant=device-code"));
  g_assert_nonnull (strstr (error->message, "authentication.client-id"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/access-token/age", test_age);
  g_test_add_func ("/access-token/scope", test_scope);
  g_test_add_func ("/access-token/check", test_check);
  g_test_add_func ("/access-token/obtain", test_obtain);

  return g_test_run ();
}
