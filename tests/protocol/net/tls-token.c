/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"
#include "tests/protocol/test-token.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

/* A certificate and key of ours in a PKCS#11 token, which never shows the key. */

static TestCertificate *server;
static TestCertificate *client;
static TestToken *token;
static char *directory;

static GError *
try_token (const char *priority, const char *key, gboolean good, GHashTable *facts)
{
  const TlsTry what = { .certificate = server, .priority = priority, .good = good, .asks = TRUE };

  return tls_try_identity (&what, test_token_get_address (token, "cert"), key, facts);
}

static void
test_good (void)
{
  static const char *const priorities[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.2",
                                            "NORMAL:-VERS-ALL:+VERS-TLS1.3" };
  g_autofree char *pin = tls_try_write (directory, "pin", TEST_TOKEN_PIN "\n", 0600);
  g_autofree char *key =
      g_strdup_printf ("%s?pin-source=file:%s", test_token_get_address (token, "private"), pin);

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (GHashTable) facts = tls_try_new_facts ();
      g_autoptr (GError) error = try_token (priorities[i], key, TRUE, facts);

      g_assert_no_error (error);
      g_assert_cmpstr (tls_try_get_fact (facts, "client-certificate.subject"), ==, "CN=Alice");
      g_assert_cmpstr (tls_try_get_fact (facts, "client-certificate.shown"), ==, "yes");
    }
  g_remove (pin);
}

/* Where the whole address is a secret it may hold the PIN. */
static void
test_secret_address (void)
{
  g_autofree char *address = g_strdup_printf (
      "%s?pin-value=%s\n", test_token_get_address (token, "private"), TEST_TOKEN_PIN);
  g_autofree char *path = tls_try_write (directory, "address", address, 0600);
  g_autofree char *key = g_strdup_printf ("file:%s", path);
  g_autoptr (GError) error = try_token (NULL, key, TRUE, NULL);

  g_assert_no_error (error);
  g_remove (path);
}

/* A certificate in a file, its key in a token. */
static void
test_key_only (void)
{
  g_autofree char *pin = tls_try_write (directory, "pin", TEST_TOKEN_PIN, 0600);
  g_autofree char *own =
      tls_try_write (directory, "own.pem", test_certificate_get_pem (client), 0644);
  g_autofree char *first = g_strdup_printf ("encryption.client-certificate=%s", own);
  g_autofree char *second = g_strdup_printf ("encryption.client-key=%s?pin-source=%s",
                                             test_token_get_address (token, "private"), pin);
  const char *const settings[] = { "encryption.verify=none", first, second, NULL };
  const TlsTry what = { .certificate = server, .good = TRUE, .asks = TRUE };
  g_autoptr (GError) error = tls_try (&what, settings, NULL);

  g_assert_no_error (error);
  g_remove (pin);
  g_remove (own);
}

static void
test_refused (void)
{
  g_autofree char *wrong = tls_try_write (directory, "wrong", "0000", 0600);
  g_autofree char *open = tls_try_write (directory, "open", TEST_TOKEN_PIN, 0644);
  const char *certificate = test_token_get_address (token, "cert");
  const char *key = test_token_get_address (token, "private");
  const struct
  {
    const char *about;
    const char *address;
    const char *query;
    int code;
    const char *said;
  } rows[] = {
    { "nobody to ask", key, "", TOCSIN_ERROR_CONFIG_INVALID, "nobody to ask" },
    { "the wrong PIN", key, wrong, TOCSIN_ERROR_CONFIG_INVALID, "does not take the PIN" },
    { "others can read the PIN", key, open, TOCSIN_ERROR_SECRET_INSECURE, "open" },
    { "no PIN there", key, "/nonexistent", TOCSIN_ERROR_SECRET_UNAVAILABLE, "/nonexistent" },
    { "no such token", "pkcs11:token=nowhere;object=me", "", TOCSIN_ERROR_SECRET_UNAVAILABLE,
      "token=nowhere" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gboolean path = rows[i].query[0] == '/';
      g_autofree char *reference =
          g_strconcat (rows[i].address, path ? "?pin-source=file:" : "", rows[i].query, NULL);
      g_autoptr (GError) error = tls_try_no_identity (certificate, reference);

      test_endpoint_expect_error (error, rows[i].code, rows[i].about);
      if (strstr (error->message, rows[i].said) == NULL)
        g_error ("%s: “%s” is missing in: %s", rows[i].about, rows[i].said, error->message);
      g_assert_null (strstr (error->message, TEST_TOKEN_PIN));
    }
  g_remove (wrong);
  g_remove (open);
}

static void
test_certificate_refused (void)
{
  g_autofree char *with_pin =
      g_strconcat (test_token_get_address (token, "cert"), "?pin-value=" TEST_TOKEN_PIN, NULL);
  const char *key = test_token_get_address (token, "private");
  g_autoptr (GError) missing = tls_try_no_identity ("pkcs11:token=nowhere;object=me", key);
  g_autoptr (GError) told = tls_try_no_identity (with_pin, key);

  test_endpoint_expect_error (missing, TOCSIN_ERROR_SECRET_UNAVAILABLE, "no such token");
  g_assert_nonnull (strstr (missing->message, "encryption.client-certificate"));
  test_endpoint_expect_error (told, TOCSIN_ERROR_CONFIG_INVALID, "a PIN in a setting");
  g_assert_nonnull (strstr (told->message, "never a setting"));
  g_assert_null (strstr (told->message, TEST_TOKEN_PIN));
}

int
main (int argc, char **argv)
{
  const TestCertificateOptions alice = { .common_name = "Alice",
                                         .purpose = GNUTLS_KP_TLS_WWW_CLIENT };
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  server = test_certificate_new (NULL, NULL);
  client = test_certificate_new (NULL, &alice);
  token = test_token_new (client);
  if (token != NULL)
    {
      g_test_add_func ("/tls-token/good", test_good);
      g_test_add_func ("/tls-token/secret-address", test_secret_address);
      g_test_add_func ("/tls-token/key-only", test_key_only);
      g_test_add_func ("/tls-token/refused", test_refused);
      g_test_add_func ("/tls-token/certificate-refused", test_certificate_refused);
    }
  else
    g_test_add_func ("/tls-token/missing", test_token_skip);
  status = g_test_run ();

  test_token_free (token);
  g_rmdir (directory);
  g_free (directory);
  test_certificate_free (server);
  test_certificate_free (client);

  return status;
}
