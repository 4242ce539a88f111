/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/test-certificates-private.h"

#include <gio/gio.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DEFAULT_DAYS 90

static gnutls_x509_privkey_t
make_key (TestKey kind)
{
  static const struct
  {
    gnutls_pk_algorithm_t algorithm;
    guint bits;
  } kinds[] = {
    [TEST_KEY_EC256] = { GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1) },
    [TEST_KEY_EC192] = { GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP192R1) },
    [TEST_KEY_RSA2048] = { GNUTLS_PK_RSA, 2048 },
    [TEST_KEY_RSA1024] = { GNUTLS_PK_RSA, 1024 },
    [TEST_KEY_RSA512] = { GNUTLS_PK_RSA, 512 },
    [TEST_KEY_ED25519] = { GNUTLS_PK_EDDSA_ED25519,
                           GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_ED25519) },
    [TEST_KEY_DSA] = { GNUTLS_PK_DSA, 1024 },
  };
  gnutls_x509_privkey_t key;

  test_certificate_check (gnutls_x509_privkey_init (&key));
  test_certificate_check (
      gnutls_x509_privkey_generate (key, kinds[kind].algorithm, kinds[kind].bits, 0));

  return key;
}

static gnutls_x509_crt_t
copy_certificate (gnutls_x509_crt_t from)
{
  gnutls_datum_t der;
  gnutls_x509_crt_t copy;

  test_certificate_check (gnutls_x509_crt_export2 (from, GNUTLS_X509_FMT_DER, &der));
  test_certificate_check (gnutls_x509_crt_init (&copy));
  test_certificate_check (gnutls_x509_crt_import (copy, &der, GNUTLS_X509_FMT_DER));
  gnutls_free (der.data);

  return copy;
}

static void
set_serial (gnutls_x509_crt_t certificate, gboolean negative)
{
  guint64 serial = GUINT64_TO_BE (((guint64) g_random_int () << 32 | g_random_int ()) >> 1);

  if (negative)
    *(guint8 *) &serial |= 0x80;
  test_certificate_check (gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial));
}

static void
set_validity (gnutls_x509_crt_t certificate, int from, int to)
{
  time_t now = time (NULL);

  test_certificate_check (gnutls_x509_crt_set_activation_time (
      certificate, now + (time_t) (from != 0 ? from : -1) * SECONDS_PER_DAY));
  test_certificate_check (gnutls_x509_crt_set_expiration_time (
      certificate, now + (time_t) (to != 0 ? to : DEFAULT_DAYS) * SECONDS_PER_DAY));
}

static gnutls_x509_crt_t
begin_certificate (gnutls_x509_privkey_t key, const TestCertificateOptions *options)
{
  const char *common_name = options->common_name != NULL ? options->common_name : "localhost";
  gnutls_x509_crt_t certificate;
  guint8 id[20];
  size_t size = sizeof id;

  test_certificate_check (gnutls_x509_crt_init (&certificate));
  test_certificate_check (gnutls_x509_crt_set_version (certificate, options->version1 ? 1 : 3));
  set_serial (certificate, options->negative_serial);
  set_validity (certificate, options->days_from, options->days_to);
  test_certificate_check (gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME,
                                                         0, common_name,
                                                         (unsigned int) strlen (common_name)));
  test_certificate_check (gnutls_x509_crt_set_key (certificate, key));
  if (options->version1)
    return certificate;

  test_certificate_check (gnutls_x509_privkey_get_key_id (key, GNUTLS_KEYID_USE_SHA1, id, &size));
  test_certificate_check (gnutls_x509_crt_set_subject_key_id (certificate, id, size));

  return certificate;
}

static void
append (TestCertificate *self, gnutls_x509_crt_t certificate)
{
  g_assert_cmpuint (self->n_chain, <, TEST_CERTIFICATE_MAX_CHAIN);
  self->chain[self->n_chain++] = copy_certificate (certificate);
}

static void
append_chain (TestCertificate *self, TestCertificate *issuer, const TestCertificateOptions *options)
{
  gboolean backward = options->chain == TEST_CHAIN_BACKWARD;

  if (options->chain == TEST_CHAIN_TWICE)
    append (self, self->chain[0]);
  /* The root is what the client has; a server doesn't show it. */
  for (guint i = 0; issuer != NULL && options->chain != TEST_CHAIN_OWN && i < issuer->n_chain; i++)
    if (!issuer->is_root || options->chain == TEST_CHAIN_WITH_ROOT)
      append (self, issuer->chain[backward ? issuer->n_chain - 1 - i : i]);
  if (options->extra != NULL)
    append (self, options->extra->chain[0]);
}

static TestCertificate *
sign (gnutls_x509_crt_t certificate,
      gnutls_x509_privkey_t key,
      TestCertificate *issuer,
      gnutls_digest_algorithm_t digest)
{
  TestCertificate *self = g_new0 (TestCertificate, 1);

  test_certificate_check (gnutls_x509_crt_sign2 (certificate,
                                                 issuer != NULL ? issuer->chain[0] : certificate,
                                                 issuer != NULL ? issuer->key : key, digest, 0));
  /* Only what was read from DER is complete: GnuTLS would sort a chain of others to pieces. */
  append (self, certificate);
  gnutls_x509_crt_deinit (certificate);
  self->key = key;

  return self;
}

static void
add_dns_names (gnutls_x509_crt_t certificate, const char *const *names)
{
  static const char *const usual[] = { "localhost", NULL };

  for (names = names != NULL ? names : usual; *names != NULL; names++)
    test_certificate_check (
        gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, *names,
                                              (unsigned int) strlen (*names), GNUTLS_FSAN_APPEND));
}

static void
add_ip_names (gnutls_x509_crt_t certificate, const char *const *names)
{
  static const char *const usual[] = { "127.0.0.1", "::1", NULL };

  for (names = names != NULL ? names : usual; *names != NULL; names++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (*names);

      test_certificate_check (gnutls_x509_crt_set_subject_alt_name (
          certificate, GNUTLS_SAN_IPADDRESS, g_inet_address_to_bytes (address),
          (unsigned int) g_inet_address_get_native_size (address), GNUTLS_FSAN_APPEND));
    }
}

/* GnuTLS would correct it. */
static void
set_raw_name (gnutls_x509_crt_t certificate, const TestCertificateOptions *options)
{
  gsize length = options->raw_length != 0 ? options->raw_length : strlen (options->raw_name);
  const guint8 head[] = { 0x30, (guint8) (length + 2), 0x82, (guint8) length };
  g_autoptr (GByteArray) der = g_byte_array_new ();

  g_byte_array_append (der, head, sizeof head);
  g_byte_array_append (der, (const guint8 *) options->raw_name, (guint) length);
  test_certificate_check (
      gnutls_x509_crt_set_extension_by_oid (certificate, "2.5.29.17", der->data, der->len, 0));
}

static void
set_names (gnutls_x509_crt_t certificate, const TestCertificateOptions *options)
{
  static const guint8 empty[] = { 0x30, 0x00 };

  if (options->empty_names)
    test_certificate_check (
        gnutls_x509_crt_set_extension_by_oid (certificate, "2.5.29.17", empty, sizeof empty, 0));
  if (options->raw_name != NULL)
    set_raw_name (certificate, options);
  if (options->email != NULL)
    test_certificate_check (gnutls_x509_crt_set_subject_alt_name (
        certificate, GNUTLS_SAN_RFC822NAME, options->email, (unsigned int) strlen (options->email),
        GNUTLS_FSAN_APPEND));
  if (options->no_names || options->empty_names || options->raw_name != NULL
      || options->email != NULL)
    return;

  add_dns_names (certificate, options->dns_names);
  add_ip_names (certificate, options->ip_names);
}

static void
set_place_of_issuer (gnutls_x509_crt_t certificate)
{
  static const char place[] = "http://ca.example.org/issuer.der";
  gnutls_datum_t datum = { (unsigned char *) (gpointer) place, sizeof place - 1 };

  test_certificate_check (
      gnutls_x509_crt_set_authority_info_access (certificate, GNUTLS_IA_CAISSUERS_URI, &datum));
}

static void
set_permitted (gnutls_x509_crt_t certificate, const char *domain)
{
  gnutls_datum_t name = { (unsigned char *) (gpointer) domain, (unsigned int) strlen (domain) };
  gnutls_x509_name_constraints_t constraints;

  test_certificate_check (gnutls_x509_name_constraints_init (&constraints));
  test_certificate_check (
      gnutls_x509_name_constraints_add_permitted (constraints, GNUTLS_SAN_DNSNAME, &name));
  test_certificate_check (gnutls_x509_crt_set_name_constraints (certificate, constraints, 1));
  gnutls_x509_name_constraints_deinit (constraints);
}

static void
set_authority (gnutls_x509_crt_t certificate, const TestCertificateOptions *options)
{
  guint usage = options->usage != 0
                    ? options->usage
                    : GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN | GNUTLS_KEY_DIGITAL_SIGNATURE;

  if (!options->no_constraints)
    test_certificate_check (
        gnutls_x509_crt_set_basic_constraints (certificate, 1, options->max_below - 1));
  test_certificate_check (gnutls_x509_crt_set_key_usage (certificate, usage));
  if (options->permitted != NULL)
    set_permitted (certificate, options->permitted);
}

static void
set_server (gnutls_x509_crt_t certificate, const TestCertificateOptions *options)
{
  guint usage = options->usage != 0 ? options->usage
                                    : GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT;
  const char *purpose = options->purpose != NULL ? options->purpose : GNUTLS_KP_TLS_WWW_SERVER;

  test_certificate_check (gnutls_x509_crt_set_key_usage (certificate, usage));
  if (*purpose != '\0')
    test_certificate_check (gnutls_x509_crt_set_key_purpose_oid (certificate, purpose, 0));
  set_names (certificate, options);
}

static void
set_extensions (gnutls_x509_crt_t certificate, const TestCertificateOptions *options)
{
  static const guint8 null[] = { 0x05, 0x00 };
  static const guint8 status_request[] = { 0x30, 0x03, 0x02, 0x01, 0x05 };

  if (options->authority)
    set_authority (certificate, options);
  else
    set_server (certificate, options);
  if (options->critical)
    test_certificate_check (
        gnutls_x509_crt_set_extension_by_oid (certificate, "1.2.3.4.5.6", null, sizeof null, 1));
  if (options->must_staple)
    test_certificate_check (gnutls_x509_crt_set_extension_by_oid (
        certificate, "1.3.6.1.5.5.7.1.24", status_request, sizeof status_request, 0));
  if (options->names_issuer)
    set_place_of_issuer (certificate);
}

static TestCertificate *
make (TestCertificate *issuer, gnutls_x509_privkey_t key, const TestCertificateOptions *options)
{
  gnutls_x509_crt_t certificate = begin_certificate (key, options);
  TestCertificate *self;

  if (!options->version1)
    set_extensions (certificate, options);
  self =
      sign (certificate, key, issuer, options->digest != 0 ? options->digest : GNUTLS_DIG_SHA256);
  self->is_root = options->authority && issuer == NULL;
  self->broken = options->broken_signature;
  self->garbage = options->garbage;
  append_chain (self, issuer, options);

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
  const TestCertificateOptions options = { .common_name = common_name, .authority = TRUE };

  return make (issuer, make_key (TEST_KEY_EC256), &options);
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

  if (options == NULL)
    options = &usual;

  return make (issuer, make_key (options->key), options);
}

/**
 * test_certificate_new_sibling:
 * @issuer: (nullable): who made it; %NULL for one signed by itself
 * @other: whose key it has too
 * @options: what is special about it
 */
TestCertificate *
test_certificate_new_sibling (TestCertificate *issuer,
                              TestCertificate *other,
                              const TestCertificateOptions *options)
{
  gnutls_x509_privkey_t key;

  test_certificate_check (gnutls_x509_privkey_init (&key));
  test_certificate_check (gnutls_x509_privkey_cpy (key, other->key));

  return make (issuer, key, options);
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
  g_clear_pointer (&self->staple, g_bytes_unref);
  g_free (self->pem);
  g_free (self);
}

/* As it crosses the wire. */
static void
spoil (TestCertificate *self, gnutls_datum_t *der)
{
  if (self->broken)
    der->data[der->size - 1] ^= 1;
  if (self->garbage)
    memset (der->data, 'x', der->size);
}

/**
 * test_certificate_get_credentials:
 *
 * Returns: (transfer none): what a server session is given.
 */
gnutls_certificate_credentials_t
test_certificate_get_credentials (TestCertificate *self)
{
  const char *name = "localhost"; /* so that GnuTLS doesn't look into the certificate for one */
  gnutls_pcert_st chain[TEST_CERTIFICATE_MAX_CHAIN];
  gnutls_privkey_t key;

  if (self->credentials != NULL)
    return self->credentials;

  for (guint i = 0; i < self->n_chain; i++)
    test_certificate_check (gnutls_pcert_import_x509 (&chain[i], self->chain[i], 0));
  spoil (self, &chain[0].cert);
  test_certificate_check (gnutls_privkey_init (&key));
  test_certificate_check (gnutls_privkey_import_x509 (key, self->key, GNUTLS_PRIVKEY_IMPORT_COPY));
  test_certificate_check (gnutls_certificate_allocate_credentials (&self->credentials));
  test_certificate_check (
      gnutls_certificate_set_key (self->credentials, &name, 1, chain, (int) self->n_chain, key));

  return self->credentials;
}

/**
 * test_certificate_is_root:
 *
 * Returns: whether it is an authority that nobody made but itself.
 */
gboolean
test_certificate_is_root (TestCertificate *self)
{
  return self->is_root;
}
