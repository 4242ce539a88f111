/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/**
 * TestCertificate:
 *
 * A certificate with its key and the chain up to (not including) the root, made on the spot.
 */
typedef struct _TestCertificate TestCertificate;

typedef enum
{
  TEST_KEY_EC256,
  TEST_KEY_EC192,
  TEST_KEY_RSA2048,
  TEST_KEY_RSA1024,
  TEST_KEY_RSA512,
  TEST_KEY_ED25519,
  TEST_KEY_DSA,
} TestKey;

/**
 * TestChain:
 * @TEST_CHAIN_USUAL: its own certificate, then those of its issuers without the root
 * @TEST_CHAIN_OWN: its own alone
 * @TEST_CHAIN_BACKWARD: the issuers in the wrong order
 * @TEST_CHAIN_TWICE: its own certificate twice
 * @TEST_CHAIN_WITH_ROOT: the root too
 * @TEST_CHAIN_EXTRA: another certificate too, which the test names as it makes it
 */
typedef enum
{
  TEST_CHAIN_USUAL,
  TEST_CHAIN_OWN,
  TEST_CHAIN_BACKWARD,
  TEST_CHAIN_TWICE,
  TEST_CHAIN_WITH_ROOT,
  TEST_CHAIN_EXTRA,
} TestChain;

/**
 * TestCertificateOptions:
 * @common_name: subject, "localhost" if %NULL
 * @dns_names: (nullable): subjectAltNames; %NULL for localhost
 * @ip_names: (nullable): subjectAltName addresses; %NULL for 127.0.0.1 and ::1
 * @raw_name: (nullable): the one subjectAltName, exactly so
 * @raw_length: its length, 0 up to the NUL
 * @email: (nullable): a subjectAltName that is a mail address
 * @no_names: no subjectAltName at all
 * @empty_names: a subjectAltName that holds none
 * @days_from: validity begins so many days from now (0: yesterday)
 * @days_to: validity ends so many days from now (0: in 90 days)
 * @key: what kind of key
 * @digest: what it is signed with; 0 for SHA-256
 * @authority: it may issue others
 * @no_constraints: an authority that doesn't say so
 * @max_below: an authority with at most so many others below it, less one; 0 for any
 * @permitted: (nullable): the one domain that an authority may issue for
 * @usage: key usage, 0 for the usual
 * @purpose: (nullable): extended key usage, %NULL for servers', "" for none
 * @critical: a critical extension that nobody knows
 * @must_staple: it says that a staple must come with it
 * @version1: version 1, without extensions
 * @negative_serial: its serial number is below zero
 * @names_issuer: it says where its issuer's certificate is
 * @chain: what a server shows
 * @extra: (nullable): another certificate that a server shows behind its chain
 * @broken_signature: altered after it was signed
 * @garbage: no certificate at all
 */
typedef struct
{
  const char *common_name;
  const char *const *dns_names;
  const char *const *ip_names;
  const char *raw_name;
  gsize raw_length;
  const char *email;
  gboolean no_names;
  gboolean empty_names;
  int days_from;
  int days_to;
  TestKey key;
  gnutls_digest_algorithm_t digest;
  gboolean authority;
  gboolean no_constraints;
  int max_below;
  const char *permitted;
  guint usage;
  const char *purpose;
  gboolean critical;
  gboolean must_staple;
  gboolean version1;
  gboolean negative_serial;
  gboolean names_issuer;
  TestChain chain;
  TestCertificate *extra;
  gboolean broken_signature;
  gboolean garbage;
} TestCertificateOptions;

TestCertificate *test_certificate_new_authority (const char *common_name, TestCertificate *issuer);
TestCertificate *
test_certificate_new (TestCertificate *issuer, const TestCertificateOptions *options);
TestCertificate *test_certificate_new_sibling (TestCertificate *issuer,
                                               TestCertificate *other,
                                               const TestCertificateOptions *options);
void test_certificate_free (TestCertificate *self);
gnutls_certificate_credentials_t test_certificate_get_credentials (TestCertificate *self);
gboolean test_certificate_is_root (TestCertificate *self);
const char *test_certificate_get_pem (TestCertificate *self);
char *test_certificate_get_chain_pem (TestCertificate *self);
char *test_certificate_get_key_pem (TestCertificate *self, const char *password);
gnutls_x509_crt_t test_certificate_get (TestCertificate *self);
gnutls_x509_privkey_t test_certificate_get_key (TestCertificate *self);
char *test_certificate_get_fingerprint (TestCertificate *self);
char *test_certificate_get_spki (TestCertificate *self);
char *test_certificate_write_revocation (TestCertificate *issuer,
                                         TestCertificate *revoked,
                                         const char *directory);
char *test_certificate_write_pem (TestCertificate *self, const char *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestCertificate, test_certificate_free)

G_END_DECLS
