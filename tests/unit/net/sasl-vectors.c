/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The RFCs' own examples. Where the nonces of an example can't be put into our client, a second
 * implementation is held against the example, and then our client against it. */
#include <gnutls/crypto.h>
#include <string.h>

#include "core/net/sasl.h"

#define MAX_HASH 32

static TocsinSasl *
new_client (const char *mechanism, const char *host, const char *user, const char *password)
{
  g_autoptr (TocsinSecret) secret = tocsin_secret_new (password, -1);
  g_autoptr (GError) error = NULL;
  TocsinSasl *client = tocsin_sasl_new (mechanism, "imap", host, &error);

  g_assert_no_error (error);
  tocsin_sasl_set_identity (client, user, secret, NULL);

  return client;
}

/* Both in clear text; NULL begins. */
static char *
step (TocsinSasl *client, const char *challenge)
{
  g_autofree char *encoded =
      challenge != NULL ? g_base64_encode ((const guchar *) challenge, strlen (challenge)) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinSecret) response = tocsin_sasl_step (client, encoded, NULL, &error);
  g_autofree guchar *bytes = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  bytes = g_base64_decode (tocsin_secret_peek (response), &length);

  return g_strndup ((char *) bytes, length);
}

/* RFC 2195, section 2. */
static void
test_cram_md5 (void)
{
  g_autoptr (TocsinSasl) client = new_client ("CRAM-MD5", "localhost", "tim", "tanstaaftanstaaf");
  g_autofree char *response = step (client, "<1896.697170952@postoffice.reston.mci.net>");

  g_assert_cmpstr (response, ==, "tim b913a602c7eda7a495b4e6e7334d3890");
}

/* RFC 4616, section 4. */
static void
test_plain (void)
{
  static const char expected[] = "\0tim\0tanstaaftanstaaf";
  g_autoptr (TocsinSasl) client = new_client ("PLAIN", "localhost", "tim", "tanstaaftanstaaf");
  g_autoptr (TocsinSecret) response = tocsin_sasl_step (client, NULL, NULL, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) expected, sizeof expected - 1);

  g_assert_cmpstr (tocsin_secret_peek (response), ==, encoded);
}

/* RFC 5802, section 3. */
typedef struct
{
  gnutls_mac_algorithm_t mac;
  gnutls_digest_algorithm_t digest;
  gsize length;
} Hash;

static const Hash sha1 = { GNUTLS_MAC_SHA1, GNUTLS_DIG_SHA1, 20 };
static const Hash sha256 = { GNUTLS_MAC_SHA256, GNUTLS_DIG_SHA256, 32 };

static void
salt_password (const Hash *hash, const char *password, const char *salt, guint rounds, guint8 *out)
{
  gsize length = 0;
  g_autofree guchar *bytes = g_base64_decode (salt, &length);
  gnutls_datum_t key = { (unsigned char *) password, (unsigned) strlen (password) };
  gnutls_datum_t grains = { bytes, (unsigned) length };

  g_assert_cmpint (gnutls_pbkdf2 (hash->mac, &key, &grains, rounds, out, hash->length), ==, 0);
}

static char *
prove (const Hash *hash, const guint8 *salted, const char *message)
{
  guint8 key[MAX_HASH], stored[MAX_HASH], signature[MAX_HASH];

  gnutls_hmac_fast (hash->mac, salted, hash->length, "Client Key", strlen ("Client Key"), key);
  gnutls_hash_fast (hash->digest, key, hash->length, stored);
  gnutls_hmac_fast (hash->mac, stored, hash->length, message, strlen (message), signature);
  for (gsize i = 0; i < hash->length; i++)
    key[i] ^= signature[i];

  return g_base64_encode (key, hash->length);
}

static char *
sign (const Hash *hash, const guint8 *salted, const char *message)
{
  guint8 key[MAX_HASH], signature[MAX_HASH];

  gnutls_hmac_fast (hash->mac, salted, hash->length, "Server Key", strlen ("Server Key"), key);
  gnutls_hmac_fast (hash->mac, key, hash->length, message, strlen (message), signature);

  return g_base64_encode (signature, hash->length);
}

/* RFC 5802, section 5, and RFC 7677, section 3. */
static void
test_scram_oracle (void)
{
  static const struct
  {
    const Hash *hash;
    const char *first;
    const char *server_nonce;
    const char *salt;
    const char *proof;
    const char *signature;
  } rows[] = {
    { &sha1, "n=user,r=fyko+d2lbbFgONRv9qkxdawL", "fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
      "QSXCR+Q6sek8bf92", "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=", "rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
    { &sha256, "n=user,r=rOprNGfwEbeRWgbNEkqO",
      "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
      "W22ZaJ0SNY7soEsUEjb6gQ==", "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *message =
          g_strdup_printf ("%s,r=%s,s=%s,i=4096,c=biws,r=%s", rows[i].first, rows[i].server_nonce,
                           rows[i].salt, rows[i].server_nonce);
      g_autofree char *proof = NULL;
      g_autofree char *signature = NULL;
      guint8 salted[MAX_HASH];

      salt_password (rows[i].hash, "pencil", rows[i].salt, 4096, salted);
      proof = prove (rows[i].hash, salted, message);
      signature = sign (rows[i].hash, salted, message);
      g_assert_cmpstr (proof, ==, rows[i].proof);
      g_assert_cmpstr (signature, ==, rows[i].signature);
    }
}

/* @prepared is what SASLprep (RFC 4013) makes of the password. */
static void
check_scram (const char *mechanism,
             const Hash *hash,
             const char *user,
             const char *password,
             const char *prepared_user,
             const char *prepared)
{
  g_autoptr (TocsinSasl) client = new_client (mechanism, "localhost", user, password);
  g_autofree char *initial = step (client, NULL);
  g_autofree char *head = g_strdup_printf ("n,,n=%s,r=", prepared_user);
  const char *bare = initial + strlen ("n,,");
  g_autofree char *first = NULL;
  g_autofree char *end = NULL;
  g_autofree char *message = NULL;
  g_autofree char *proof = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *last = NULL;
  g_autofree char *nothing = NULL;
  g_autofree char *final = NULL;
  guint8 salted[MAX_HASH];

  g_assert_true (g_str_has_prefix (initial, head));
  first =
      g_strdup_printf ("r=%s3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096", initial + strlen (head));
  end = g_strdup_printf ("c=biws,r=%s3rfcNHYJY1ZVvWVs7j", initial + strlen (head));
  message = g_strjoin (",", bare, first, end, NULL);
  salt_password (hash, prepared, "QSXCR+Q6sek8bf92", 4096, salted);
  proof = prove (hash, salted, message);
  signature = sign (hash, salted, message);

  last = step (client, first);
  final = g_strjoin (",p=", end, proof, NULL);
  g_assert_cmpstr (last, ==, final);
  g_assert_false (tocsin_sasl_is_proven (client, NULL));

  g_free (final);
  /* RFC 5802, section 7: extensions may follow. */
  final = g_strdup_printf ("v=%s,x=later", signature);
  nothing = step (client, final);
  g_assert_cmpstr (nothing, ==, "");
  g_assert_true (tocsin_sasl_is_proven (client, NULL));
}

static void
test_scram (void)
{
  check_scram ("SCRAM-SHA-1", &sha1, "user", "pencil", "user", "pencil");
  check_scram ("SCRAM-SHA-256", &sha256, "user", "pencil", "user", "pencil");
  /* Characters that end or begin things. */
  check_scram ("SCRAM-SHA-256", &sha256, "a,b=c", "p,=\"", "a=2Cb=3Dc", "p,=\"");
  /* RFC 4013, section 3: a soft hyphen goes, a Roman nine becomes two letters. */
  check_scram ("SCRAM-SHA-1", &sha1, "I\xc2\xadX", "\xe2\x85\xa8", "IX", "IX");
}

/* RFC 2831, section 2.1.2.1. */
static char *
digest_response (const char *user,
                 const char *realm,
                 const char *password,
                 const char *nonce,
                 const char *cnonce,
                 const char *uri,
                 const char *verb)
{
  g_autofree char *secret = g_strjoin (":", user, realm, password, NULL);
  g_autofree char *a2 = g_strconcat (verb, ":", uri, NULL);
  g_autofree char *hex_a1 = NULL;
  g_autofree char *hex_a2 = NULL;
  g_autofree char *all = NULL;
  g_autofree char *tail = g_strdup_printf (":%s:%s", nonce, cnonce);
  g_autoptr (GByteArray) a1 = g_byte_array_new ();
  guint8 hash[16];

  gnutls_hash_fast (GNUTLS_DIG_MD5, secret, strlen (secret), hash);
  g_byte_array_append (a1, hash, sizeof hash);
  g_byte_array_append (a1, (const guint8 *) tail, strlen (tail));
  hex_a1 = g_compute_checksum_for_data (G_CHECKSUM_MD5, a1->data, a1->len);
  hex_a2 = g_compute_checksum_for_string (G_CHECKSUM_MD5, a2, -1);
  all = g_strdup_printf ("%s:%s:00000001:%s:auth:%s", hex_a1, nonce, cnonce, hex_a2);

  return g_compute_checksum_for_string (G_CHECKSUM_MD5, all, -1);
}

/* RFC 2831, section 4. */
static void
test_digest_oracle (void)
{
  g_autofree char *response =
      digest_response ("chris", "elwood.innosoft.com", "secret", "OA6MG9tEQGm2hh", "OA6MHXh6VqTrRk",
                       "imap/elwood.innosoft.com", "AUTHENTICATE");
  g_autofree char *verdict =
      digest_response ("chris", "elwood.innosoft.com", "secret", "OA6MG9tEQGm2hh", "OA6MHXh6VqTrRk",
                       "imap/elwood.innosoft.com", "");

  g_assert_cmpstr (response, ==, "d388dad90d4bbd760a152321f2143af7");
  g_assert_cmpstr (verdict, ==, "ea40f60335c427b5527b84dbabcdfffd");
}

static char *
find_value (const char *response, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("(?:^|[ ,])%s=\"?([^\",]*)", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, response, 0, &match) ? g_match_info_fetch (match, 1) : NULL;
}

static void
check_digest (const char *challenge, const char *rspauth, gboolean proven)
{
  g_autoptr (TocsinSasl) client =
      new_client ("DIGEST-MD5", "elwood.innosoft.com", "chris", "secret");
  g_autofree char *response = step (client, challenge);
  g_autofree char *cnonce = find_value (response, "cnonce");
  g_autofree char *found = find_value (response, "response");
  g_autofree char *expected =
      digest_response ("chris", "elwood.innosoft.com", "secret", "OA6MG9tEQGm2hh", cnonce,
                       "imap/elwood.innosoft.com", "AUTHENTICATE");
  g_autofree char *verdict =
      rspauth != NULL ? g_strdup (rspauth)
                      : digest_response ("chris", "elwood.innosoft.com", "secret", "OA6MG9tEQGm2hh",
                                         cnonce, "imap/elwood.innosoft.com", "");
  g_autofree char *final = g_strconcat ("rspauth=", verdict, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) final, strlen (final));
  g_autoptr (TocsinSecret) last = NULL;

  g_assert_cmpstr (found, ==, expected);
  g_assert_false (tocsin_sasl_is_proven (client, NULL));
  last = tocsin_sasl_step (client, encoded, NULL, NULL);
  g_assert_cmpint (last != NULL, ==, proven);
  g_assert_cmpint (tocsin_sasl_is_proven (client, NULL), ==, proven);
}

static void
test_digest (void)
{
  static const char challenge[] = "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\","
                                  "qop=\"auth\",algorithm=md5-sess,charset=utf-8";
  static const char several[] = "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh\","
                                "qop=\"auth-conf,auth-int, auth\",algorithm=md5-sess,"
                                "cipher=\"rc4,3des\",maxbuf=4096,charset=utf-8";

  check_digest (challenge, NULL, TRUE);
  check_digest (several, NULL, TRUE);
  check_digest (challenge, "ea40f60335c427b5527b84dbabcdfffd", FALSE);
}

static void
test_digest_layers (void)
{
  g_autoptr (TocsinSasl) client = new_client ("DIGEST-MD5", "localhost", "chris", "secret");
  static const char challenge[] =
      "realm=\"x\",nonce=\"abc\",qop=\"auth-int\",algorithm=md5-sess,charset=utf-8";
  g_autofree char *encoded = g_base64_encode ((const guchar *) challenge, strlen (challenge));
  g_autoptr (GError) error = NULL;

  g_assert_null (tocsin_sasl_step (client, encoded, NULL, &error));
  g_assert_nonnull (strstr (error->message, "protect the session"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-vectors/cram-md5", test_cram_md5);
  g_test_add_func ("/sasl-vectors/plain", test_plain);
  g_test_add_func ("/sasl-vectors/scram-oracle", test_scram_oracle);
  g_test_add_func ("/sasl-vectors/scram", test_scram);
  g_test_add_func ("/sasl-vectors/digest-oracle", test_digest_oracle);
  g_test_add_func ("/sasl-vectors/digest", test_digest);
  g_test_add_func ("/sasl-vectors/digest-layers", test_digest_layers);

  return g_test_run ();
}
