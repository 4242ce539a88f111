/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/assertion.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "core/base/error.h"
#include "core/net/oauth2/jwt-signer.h"
#include "core/net/oauth2/jwt.h"

static gnutls_privkey_t
make_key (gnutls_pk_algorithm_t algorithm, guint bits)
{
  gnutls_privkey_t key;

  g_assert_cmpint (gnutls_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_privkey_generate (key, algorithm, bits, 0), ==, 0);

  return key;
}

static char *
export_key (gnutls_privkey_t key)
{
  gnutls_x509_privkey_t x509;
  gnutls_datum_t pem;
  char *text;

  g_assert_cmpint (gnutls_privkey_export_x509 (key, &x509), ==, 0);
  g_assert_cmpint (
      gnutls_x509_privkey_export2_pkcs8 (x509, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &pem),
      ==, 0);
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  gnutls_x509_privkey_deinit (x509);

  return text;
}

static guchar *
decode (const char *text, gsize *length)
{
  g_autoptr (GString) padded = g_string_new (text);

  while (padded->len % 4 != 0)
    g_string_append_c (padded, '=');
  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');

  return g_base64_decode (padded->str, length);
}

/* With GnuTLS's own eyes, not by signing once more. */
static void
expect_signed_by (gnutls_privkey_t key, TocsinSecret *token)
{
  g_auto (GStrv) parts = g_strsplit (tocsin_secret_peek (token), ".", -1);
  g_autofree char *both = NULL;
  g_autofree guchar *seal = NULL;
  gnutls_datum_t text, signature;
  gnutls_pubkey_t public_key;
  gsize length;

  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  g_assert_null (strpbrk (tocsin_secret_peek (token), "+/=\n"));
  both = g_strconcat (parts[0], ".", parts[1], NULL);
  seal = decode (parts[2], &length);
  text = (gnutls_datum_t){ (guchar *) both, (guint) strlen (both) };
  signature = (gnutls_datum_t){ seal, (guint) length };
  g_assert_cmpint (gnutls_pubkey_init (&public_key), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_privkey (public_key, key, 0, 0), ==, 0);
  g_assert_cmpint (
      gnutls_pubkey_verify_data2 (public_key, GNUTLS_SIGN_RSA_SHA256, 0, &text, &signature), ==, 0);
  gnutls_pubkey_deinit (public_key);
}

static TocsinSecret *
make_account (const char *pem, const char *more)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "type", "service_account");
  json_object_set_string_member (object, "client_email", "robot@example.org");
  json_object_set_string_member (object, "private_key_id", "key-7");
  json_object_set_string_member (object, "private_key", pem);
  json_object_set_string_member (object, "token_uri", "https://evil.example.org/");
  if (more != NULL)
    json_object_remove_member (object, more);

  return tocsin_secret_new_take (json_to_string (node, FALSE), -1);
}

static void
test_service (void)
{
  gnutls_privkey_t key = make_key (GNUTLS_PK_RSA, 2048);
  g_autofree char *pem = export_key (key);
  g_autoptr (TocsinSecret) account = make_account (pem, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) token = tocsin_assertion_make_for_service (
      account, "joe@example.org", "mail", "https://token.example.org/", &error);
  g_autoptr (JsonObject) claims = NULL;

  g_assert_no_error (error);
  expect_signed_by (key, token);
  claims = tocsin_jwt_read_claims (tocsin_secret_peek (token));
  g_assert_cmpstr (tocsin_jwt_get_text (claims, "iss"), ==, "robot@example.org");
  g_assert_cmpstr (tocsin_jwt_get_text (claims, "sub"), ==, "joe@example.org");
  g_assert_cmpstr (tocsin_jwt_get_text (claims, "scope"), ==, "mail");
  /* Not where the key says, but where the settings do. */
  g_assert_cmpstr (tocsin_jwt_get_text (claims, "aud"), ==, "https://token.example.org/");
  g_assert_cmpint (tocsin_jwt_get_time (claims, "exp") - tocsin_jwt_get_time (claims, "iat"), ==,
                   TOCSIN_SERVICE_ASSERTION_LIFETIME * G_TIME_SPAN_SECOND);
  gnutls_privkey_deinit (key);
}

static void
expect_no_service (TocsinSecret *account, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_assertion_make_for_service (account, "", "mail", "https://a/", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_nonnull (strstr (error->message, "authentication.service-account-key"));
}

static void
test_bad_keys (void)
{
  static const char *const missing[] = { "type", "client_email", "private_key" };
  gnutls_privkey_t weak = make_key (GNUTLS_PK_RSA, 1024);
  gnutls_privkey_t curve =
      make_key (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1));
  g_autofree char *weak_pem = export_key (weak);
  g_autofree char *curve_pem = export_key (curve);
  g_autoptr (TocsinSecret) weak_account = make_account (weak_pem, NULL);
  g_autoptr (TocsinSecret) curve_account = make_account (curve_pem, NULL);
  g_autoptr (TocsinSecret) no_pem = make_account ("not a key", NULL);
  g_autoptr (TocsinSecret) word = tocsin_secret_new ("pass-word-7", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
    {
      g_autoptr (TocsinSecret) account = make_account ("x", missing[i]);

      expect_no_service (account, "no key of a service account");
    }
  expect_no_service (weak_account, "2048");
  expect_no_service (curve_account, "RSA");
  expect_no_service (no_pem, "");
  expect_no_service (word, "no key in JSON");
  gnutls_privkey_deinit (weak);
  gnutls_privkey_deinit (curve);
}

static char *
make_certificate (gnutls_privkey_t key)
{
  gnutls_x509_crt_t certificate;
  gnutls_pubkey_t public_key;
  gnutls_datum_t pem;
  char *text;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  g_assert_cmpint (gnutls_pubkey_init (&public_key), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_privkey (public_key, key, 0, 0), ==, 0);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, "\1", 1);
  gnutls_x509_crt_set_activation_time (certificate, 0);
  gnutls_x509_crt_set_expiration_time (certificate, 2000000000);
  gnutls_x509_crt_set_dn (certificate, "CN=robot", NULL);
  g_assert_cmpint (gnutls_x509_crt_set_pubkey (certificate, public_key), ==, 0);
  g_assert_cmpint (
      gnutls_x509_crt_privkey_sign (certificate, certificate, key, GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem), ==, 0);
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);
  gnutls_pubkey_deinit (public_key);
  gnutls_x509_crt_deinit (certificate);

  return text;
}

static void
test_client (void)
{
  gnutls_privkey_t key = make_key (GNUTLS_PK_RSA, 2048);
  g_autofree char *key_pem = export_key (key);
  g_autofree char *certificate = make_certificate (key);
  g_autoptr (TocsinSecret) alone = tocsin_secret_new (key_pem, -1);
  g_autoptr (TocsinSecret) pem =
      tocsin_secret_new_take (g_strconcat (key_pem, certificate, NULL), -1);
  g_autoptr (TocsinSecret) word = tocsin_secret_new ("secret~word", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) one = NULL;
  g_autoptr (TocsinSecret) other = NULL;
  g_autoptr (JsonObject) claims = NULL;

  g_assert_true (tocsin_assertion_is_pem (pem));
  g_assert_false (tocsin_assertion_is_pem (word));
  one = tocsin_assertion_make_for_client (pem, "me", "https://token.example.org/", &error);
  g_assert_no_error (error);
  expect_signed_by (key, one);
  claims = tocsin_jwt_read_claims (tocsin_secret_peek (one));
  g_assert_cmpstr (tocsin_jwt_get_text (claims, "iss"), ==, "me");
  g_assert_cmpstr (tocsin_jwt_get_text (claims, "sub"), ==, "me");
  /* No two are the same, so that none can be shown again. */
  other = tocsin_assertion_make_for_client (pem, "me", "https://token.example.org/", NULL);
  g_assert_false (tocsin_secret_equal (one, other));

  g_assert_null (tocsin_assertion_make_for_client (alone, "me", "https://a/", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, "without its certificate"));
  gnutls_privkey_deinit (key);
}

/* RFC 7515, appendix C, and what must not be taken for a token. */
static void
test_read (void)
{
  static const guchar bytes[] = { 3, 236, 255, 224, 193 };
  static const char *const nonsense[] = {
    "", ".", "..", "...", "a.b", "a.!!!.c", "a.e30.c.d", "a.W10.c", "a.bnVsbA.c", "a.e30K.",
  };
  g_autofree char *encoded = tocsin_jwt_encode (bytes, sizeof bytes);
  g_autofree char *deep_json = g_strnfill (3000, '[');
  g_autofree char *deep = tocsin_jwt_encode (deep_json, strlen (deep_json));
  g_autofree char *deep_token = g_strconcat ("a.", deep, ".c", NULL);
  g_autofree char *fill = g_strnfill (TOCSIN_JWT_MAX, 'x');
  g_autofree char *long_token = g_strconcat ("a.e30.", fill, NULL);
  g_autoptr (JsonObject) empty = tocsin_jwt_read_claims ("a.e30.c");

  g_assert_cmpstr (encoded, ==, "A-z_4ME");
  g_assert_nonnull (empty);
  g_assert_null (tocsin_jwt_get_text (empty, "sub"));
  g_assert_cmpint (tocsin_jwt_get_time (empty, "exp"), ==, -1);
  g_assert_null (tocsin_jwt_read_claims (deep_token));
  g_assert_null (tocsin_jwt_read_claims (long_token));
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense) - 1; i++)
    g_assert_null (tocsin_jwt_read_claims (nonsense[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assertion/service", test_service);
  g_test_add_func ("/assertion/bad-keys", test_bad_keys);
  g_test_add_func ("/assertion/client", test_client);
  g_test_add_func ("/assertion/read", test_read);

  return g_test_run ();
}
