/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/test-certificates.h"

#include <gio/gio.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define SECONDS_PER_DAY (24 * 60 * 60)
#define DEFAULT_DAYS 90
#define MAX_CHAIN 8

struct _TestCertificate
{
  gnutls_x509_crt_t chain[MAX_CHAIN]; /* our own first */
  guint n_chain;
  gnutls_x509_privkey_t key;
  gnutls_certificate_credentials_t credentials;
  gboolean is_root;
  char *pem;
};

static void
check (int status)
{
  g_assert_cmpstr (gnutls_strerror_name (status < 0 ? status : 0), ==,
                   gnutls_strerror_name (GNUTLS_E_SUCCESS));
}

static gnutls_x509_privkey_t
make_key (gboolean weak)
{
  gnutls_x509_privkey_t key;

  check (gnutls_x509_privkey_init (&key));
  if (weak)
    check (gnutls_x509_privkey_generate (key, GNUTLS_PK_RSA, 1024, 0));
  else
    check (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                         GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));

  return key;
}

static gnutls_x509_crt_t
copy_certificate (gnutls_x509_crt_t from)
{
  gnutls_datum_t der;
  gnutls_x509_crt_t copy;

  check (gnutls_x509_crt_export2 (from, GNUTLS_X509_FMT_DER, &der));
  check (gnutls_x509_crt_init (&copy));
  check (gnutls_x509_crt_import (copy, &der, GNUTLS_X509_FMT_DER));
  gnutls_free (der.data);

  return copy;
}

static void
set_serial (gnutls_x509_crt_t certificate)
{
  guint64 serial = GUINT64_TO_BE (((guint64) g_random_int () << 32 | g_random_int ()) >> 1);

  check (gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial));
}

static void
set_validity (gnutls_x509_crt_t certificate, int from, int to)
{
  time_t now = time (NULL);

  check (gnutls_x509_crt_set_activation_time (
      certificate, now + (time_t) (from != 0 ? from : -1) * SECONDS_PER_DAY));
  check (gnutls_x509_crt_set_expiration_time (
      certificate, now + (time_t) (to != 0 ? to : DEFAULT_DAYS) * SECONDS_PER_DAY));
}

static gnutls_x509_crt_t
begin_certificate (gnutls_x509_privkey_t key, const char *common_name)
{
  gnutls_x509_crt_t certificate;
  guint8 id[20];
  size_t size = sizeof id;

  check (gnutls_x509_crt_init (&certificate));
  check (gnutls_x509_crt_set_version (certificate, 3));
  set_serial (certificate);
  check (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name,
                                        (unsigned int) strlen (common_name)));
  check (gnutls_x509_crt_set_key (certificate, key));
  check (gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA1, id, &size));
  check (gnutls_x509_crt_set_subject_key_id (certificate, id, size));

  return certificate;
}

static void
append_chain (TestCertificate *self, TestCertificate *issuer)
{
  /* The root is what the client has; a server doesn't show it. */
  for (guint i = 0; issuer != NULL && !issuer->is_root && i < issuer->n_chain; i++)
    self->chain[self->n_chain++] = copy_certificate (issuer->chain[i]);
}

static TestCertificate *
sign (gnutls_x509_crt_t certificate,
      gnutls_x509_privkey_t key,
      TestCertificate *issuer,
      gnutls_digest_algorithm_t digest)
{
  TestCertificate *self = g_new0 (TestCertificate, 1);

  check (gnutls_x509_crt_sign2 (certificate, issuer != NULL ? issuer->chain[0] : certificate,
                                issuer != NULL ? issuer->key : key, digest, 0));
  /* Only what was read from DER is complete: GnuTLS would sort a chain of others to pieces. */
  self->chain[self->n_chain++] = copy_certificate (certificate);
  gnutls_x509_crt_deinit (certificate);
  self->key = key;

  return self;
}

/**
 * test_certificate_new_authority:
 * @common_name: its name
 * @issuer: (nullable): who made it; %NULL for a root
 */
TestCertificate *
test_certificate_new_authority (const char *common_name, TestCertificate *issuer)
{
  gnutls_x509_privkey_t key = make_key (FALSE);
  gnutls_x509_crt_t certificate = begin_certificate (key, common_name);
  TestCertificate *self;

  set_validity (certificate, 0, 0);
  check (gnutls_x509_crt_set_basic_constraints (certificate, 1, -1));
  check (
      gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
  self = sign (certificate, key, issuer, GNUTLS_DIG_SHA256);
  self->is_root = issuer == NULL;
  append_chain (self, issuer);

  return self;
}

static void
add_dns_names (gnutls_x509_crt_t certificate, const char *const *names)
{
  static const char *const usual[] = { "localhost", NULL };

  for (names = names != NULL ? names : usual; *names != NULL; names++)
    check (gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, *names,
                                                 (unsigned int) strlen (*names),
                                                 GNUTLS_FSAN_APPEND));
}

static void
add_ip_names (gnutls_x509_crt_t certificate, const char *const *names)
{
  static const char *const usual[] = { "127.0.0.1", "::1", NULL };

  for (names = names != NULL ? names : usual; *names != NULL; names++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (*names);

      check (gnutls_x509_crt_set_subject_alt_name (
          certificate, GNUTLS_SAN_IPADDRESS, g_inet_address_to_bytes (address),
          (unsigned int) g_inet_address_get_native_size (address), GNUTLS_FSAN_APPEND));
    }
}

static void
set_place_of_issuer (gnutls_x509_crt_t certificate)
{
  static const char place[] = "http://ca.example.org/issuer.der";
  gnutls_datum_t datum = { (unsigned char *) (gpointer) place, sizeof place - 1 };

  check (gnutls_x509_crt_set_authority_info_access (certificate, GNUTLS_IA_CAISSUERS_URI, &datum));
}

static void
set_purpose (gnutls_x509_crt_t certificate, const TestCertificateOptions *options)
{
  check (gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE
                                                         | GNUTLS_KEY_KEY_ENCIPHERMENT));
  check (gnutls_x509_crt_set_key_purpose_oid (
      certificate, options->client_only ? GNUTLS_KP_TLS_WWW_CLIENT : GNUTLS_KP_TLS_WWW_SERVER, 0));
}

/**
 * test_certificate_new:
 * @issuer: (nullable): who made it; %NULL for one signed by itself
 * @options: (nullable): what is special about it; %NULL for a good one for localhost
 */
TestCertificate *
test_certificate_new (TestCertificate *issuer, const TestCertificateOptions *options)
{
  static const TestCertificateOptions usual = { 0 };
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
  TestCertificate *self;

  if (options == NULL)
    options = &usual;
  key = make_key (options->weak_key);
  certificate =
      begin_certificate (key, options->common_name != NULL ? options->common_name : "localhost");
  set_validity (certificate, options->days_from, options->days_to);
  set_purpose (certificate, options);
  if (!options->no_names)
    {
      add_dns_names (certificate, options->dns_names);
      add_ip_names (certificate, options->ip_names);
    }
  if (options->omit_chain)
    set_place_of_issuer (certificate);

  self = sign (certificate, key, issuer,
               options->weak_signature ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256);
  if (!options->omit_chain)
    append_chain (self, issuer);

  return self;
}

void
test_certificate_free (TestCertificate *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_chain; i++)
    gnutls_x509_crt_deinit (self->chain[i]);
  gnutls_x509_privkey_deinit (self->key);
  g_clear_pointer (&self->credentials, gnutls_certificate_free_credentials);
  g_free (self->pem);
  g_free (self);
}

/**
 * test_certificate_get_credentials:
 *
 * Returns: (transfer none): what a server session is given.
 */
gnutls_certificate_credentials_t
test_certificate_get_credentials (TestCertificate *self)
{
  if (self->credentials != NULL)
    return self->credentials;

  check (gnutls_certificate_allocate_credentials (&self->credentials));
  check (gnutls_certificate_set_x509_key (self->credentials, self->chain, (int) self->n_chain,
                                          self->key));
  return self->credentials;
}

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

  check (gnutls_x509_crt_export2 (self->chain[0], GNUTLS_X509_FMT_PEM, &pem));
  self->pem = g_strndup ((const char *) pem.data, pem.size);
  gnutls_free (pem.data);

  return self->pem;
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

  check (gnutls_x509_crt_export2 (self->chain[0], GNUTLS_X509_FMT_DER, &der));
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

  check (gnutls_x509_crt_get_key_id (self->chain[0], GNUTLS_KEYID_USE_SHA256, id, &size));
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

  check (gnutls_x509_crl_init (&list));
  check (gnutls_x509_crl_set_version (list, 2));
  check (gnutls_x509_crl_set_this_update (list, now - SECONDS_PER_DAY));
  check (gnutls_x509_crl_set_next_update (list, now + SECONDS_PER_DAY));
  check (gnutls_x509_crl_set_crt (list, revoked->chain[0], now - SECONDS_PER_DAY));
  check (gnutls_x509_crl_sign2 (list, issuer->chain[0], issuer->key, GNUTLS_DIG_SHA256, 0));
  check (gnutls_x509_crl_export2 (list, GNUTLS_X509_FMT_PEM, &pem));
  g_assert_true (g_file_set_contents (path, (const char *) pem.data, pem.size, NULL));
  gnutls_free (pem.data);
  gnutls_x509_crl_deinit (list);

  return path;
}
