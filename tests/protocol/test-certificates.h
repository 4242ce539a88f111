/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/**
 * TestCertificate:
 *
 * A certificate with its key and the chain up to (not including) the root, made on the spot.
 */
typedef struct _TestCertificate TestCertificate;

/**
 * TestCertificateOptions:
 * @common_name: subject, "localhost" if %NULL
 * @dns_names: (nullable): subjectAltNames; %NULL for localhost
 * @ip_names: (nullable): subjectAltName addresses; %NULL for 127.0.0.1 and ::1
 * @no_names: no subjectAltName at all
 * @days_from: validity begins so many days from now (0: yesterday)
 * @days_to: validity ends so many days from now (0: in 90 days)
 * @weak_key: RSA of 1024 bits
 * @weak_signature: signed with SHA-1
 * @client_only: extended key usage without server authentication
 * @omit_chain: the server does not show the intermediates
 */
typedef struct
{
  const char *common_name;
  const char *const *dns_names;
  const char *const *ip_names;
  gboolean no_names;
  int days_from;
  int days_to;
  gboolean weak_key;
  gboolean weak_signature;
  gboolean client_only;
  gboolean omit_chain;
} TestCertificateOptions;

TestCertificate *test_certificate_new_authority (const char *common_name, TestCertificate *issuer);
TestCertificate *
test_certificate_new (TestCertificate *issuer, const TestCertificateOptions *options);
void test_certificate_free (TestCertificate *self);
gnutls_certificate_credentials_t test_certificate_get_credentials (TestCertificate *self);
const char *test_certificate_get_pem (TestCertificate *self);
char *test_certificate_get_fingerprint (TestCertificate *self);
char *test_certificate_get_spki (TestCertificate *self);
char *test_certificate_write_revocation (TestCertificate *issuer,
                                         TestCertificate *revoked,
                                         const char *directory);
char *test_certificate_write_pem (TestCertificate *self, const char *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestCertificate, test_certificate_free)

G_END_DECLS
