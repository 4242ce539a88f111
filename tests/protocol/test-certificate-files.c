/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/test-certificates-private.h"

#include <string.h>
#include <time.h>

/**
 * test_certificate_get_pem:
 *
 * Returns: (transfer none): the certificate alone.
 */
const char *
test_certificate_get_pem (TestCertificate *self)
{
  gnutls_datum_t pem;

  if (self->pem != NULL)
    return self->pem;

  test_certificate_check (gnutls_x509_crt_export2 (self->chain[0], GNUTLS_X509_FMT_PEM, &pem));
  self->pem = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);

  return self->pem;
}

/**
 * test_certificate_get_chain_pem:
 *
 * Returns: (transfer full): the certificate and what it shows of its issuers.
 */
char *
test_certificate_get_chain_pem (TestCertificate *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_chain; i++)
    {
      gnutls_datum_t pem;

      test_certificate_check (gnutls_x509_crt_export2 (self->chain[i], GNUTLS_X509_FMT_PEM, &pem));
      g_string_append_len (text, (const char *) pem.data, pem.size);
      gnutls_free (pem.data);
    }

  return g_string_free (text, FALSE);
}

/**
 * test_certificate_get_key_pem:
 * @password: (nullable): what to encrypt it with
 *
 * Returns: (transfer full): the private key.
 */
char *
test_certificate_get_key_pem (TestCertificate *self, const char *password)
{
  gnutls_datum_t pem;
  char *text;

  test_certificate_check (gnutls_x509_privkey_export2_pkcs8 (
      self->key, GNUTLS_X509_FMT_PEM, password,
      password != NULL ? GNUTLS_PKCS_PBES2_AES_256 : GNUTLS_PKCS_PLAIN, &pem));
  text = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);

  return text;
}

/**
 * test_certificate_get:
 *
 * Returns: (transfer none): the certificate itself.
 */
gnutls_x509_crt_t
test_certificate_get (TestCertificate *self)
{
  return self->chain[0];
}

/**
 * test_certificate_get_key:
 *
 * Returns: (transfer none): its private key.
 */
gnutls_x509_privkey_t
test_certificate_get_key (TestCertificate *self)
{
  return self->key;
}

/**
 * test_certificate_get_fingerprint:
 *
 * Returns: (transfer full): the SHA-256 of the certificate in hexadecimal digits.
 */
char *
test_certificate_get_fingerprint (TestCertificate *self)
{
  gnutls_datum_t der;
  char *fingerprint;

  test_certificate_check (gnutls_x509_crt_export2 (self->chain[0], GNUTLS_X509_FMT_DER, &der));
  fingerprint = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der.data, der.size);
  gnutls_free (der.data);

  return fingerprint;
}

/**
 * test_certificate_get_spki:
 *
 * Returns: (transfer full): the SHA-256 of the public key in base64.
 */
char *
test_certificate_get_spki (TestCertificate *self)
{
  guint8 id[32];
  size_t size = sizeof id;

  test_certificate_check (
      gnutls_x509_crt_get_key_id (self->chain[0], GNUTLS_KEYID_USE_SHA256, id, &size));
  return g_base64_encode (id, size);
}

/**
 * test_certificate_write_pem:
 * @directory: an existing directory
 *
 * Returns: (transfer full): the path of a file that holds the certificate, for
 * `encryption.ca-file`.
 */
char *
test_certificate_write_pem (TestCertificate *self, const char *directory)
{
  g_autofree char *fingerprint = test_certificate_get_fingerprint (self);
  g_autofree char *name = g_strdup_printf ("%.16s.pem", fingerprint);
  char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, test_certificate_get_pem (self), -1, NULL));
  return path;
}

/**
 * test_certificate_write_revocation:
 * @issuer: an authority
 * @revoked: a certificate of its, that it takes back
 * @directory: an existing directory
 *
 * Returns: (transfer full): the path of a file that holds the list, for `encryption.crl-file`.
 */
char *
test_certificate_write_revocation (TestCertificate *issuer,
                                   TestCertificate *revoked,
                                   const char *directory)
{
  char *path = g_build_filename (directory, "revoked.crl", NULL);
  time_t now = time (NULL);
  gnutls_x509_crl_t list;
  gnutls_datum_t pem;

  test_certificate_check (gnutls_x509_crl_init (&list));
  test_certificate_check (gnutls_x509_crl_set_version (list, 2));
  test_certificate_check (gnutls_x509_crl_set_this_update (list, now - SECONDS_PER_DAY));
  test_certificate_check (gnutls_x509_crl_set_next_update (list, now + SECONDS_PER_DAY));
  test_certificate_check (gnutls_x509_crl_set_crt (list, revoked->chain[0], now - SECONDS_PER_DAY));
  test_certificate_check (
      gnutls_x509_crl_sign2 (list, issuer->chain[0], issuer->key, GNUTLS_DIG_SHA256, 0));
  test_certificate_check (gnutls_x509_crl_export2 (list, GNUTLS_X509_FMT_PEM, &pem));
  g_assert_true (g_file_set_contents (path, (const char *) pem.data, pem.size, NULL));
  gnutls_free (pem.data);
  gnutls_x509_crl_deinit (list);

  return path;
}
