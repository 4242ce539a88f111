/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/attacks/certificates.h"

#include <glib/gstdio.h>

typedef enum
{
  BY_AUTHORITY,
  BY_STRANGER,
  BY_ITSELF,
  BY_INTERMEDIATE,
} Issuer;

static const char *const other[] = { "mail.attacker.example", NULL };
static const char *const star[] = { "*", NULL };
#define NUL "127.0.0.1\0.attacker.example"
static const char *const other_address[] = { "127.0.0.9", NULL };
static const char *const none[] = { NULL };

static const struct
{
  const char *name;
  Issuer issuer;
  TestCertificateOptions options;
} kinds[] = {
  { "good", BY_AUTHORITY, { 0 } },
  { "wants-ours", BY_AUTHORITY, { 0 } },
  { "revoked", BY_AUTHORITY, { 0 } },
  { "self-signed", BY_ITSELF, { 0 } },
  { "unknown-root", BY_STRANGER, { 0 } },
  { "other-host", BY_AUTHORITY, { .dns_names = other, .ip_names = other_address } },
  { "expired", BY_AUTHORITY, { .days_from = -30, .days_to = -2 } },
  { "not-yet-valid", BY_AUTHORITY, { .days_from = 2, .days_to = 30 } },
  { "common-name",
    BY_AUTHORITY,
    { .common_name = "127.0.0.1", .dns_names = other, .ip_names = other_address } },
  { "star", BY_AUTHORITY, { .dns_names = star, .ip_names = none } },
  { "nul", BY_AUTHORITY, { .raw_name = NUL, .raw_length = sizeof NUL - 1 } },
  { "client-only", BY_AUTHORITY, { .purpose = GNUTLS_KP_TLS_WWW_CLIENT } },
  { "weak", BY_AUTHORITY, { .key = TEST_KEY_RSA1024 } },
  { "incomplete", BY_INTERMEDIATE, { .names_issuer = TRUE, .chain = TEST_CHAIN_OWN } },
};

static TestCertificate *authority, *intermediate, *stranger;
static TestCertificate *made[G_N_ELEMENTS (kinds)];
static char *directory, *ca_file, *crl_file;

static void
prepare (void)
{
  if (authority != NULL)
    return;

  authority = test_certificate_new_authority ("Authority", NULL);
  intermediate = test_certificate_new_authority ("Intermediate", authority);
  stranger = test_certificate_new_authority ("Stranger", NULL);
  directory = g_dir_make_tmp ("tocsin-attacks-XXXXXX", NULL);
  ca_file = test_certificate_write_pem (authority, directory);
}

static TestCertificate *
issuer_of (gsize index)
{
  TestCertificate *const issuers[] = { authority, stranger, NULL, intermediate };

  return issuers[kinds[index].issuer];
}

TestCertificate *
certificates_get (const char *name)
{
  prepare ();
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name != NULL ? name : "good"))
      {
        if (made[i] == NULL)
          made[i] = test_certificate_new (issuer_of (i), &kinds[i].options);
        return made[i];
      }

  g_assert_not_reached ();
}

const char *
certificates_get_ca_file (void)
{
  prepare ();

  return ca_file;
}

const char *
certificates_get_crl_file (void)
{
  if (crl_file == NULL)
    crl_file = test_certificate_write_revocation ((prepare (), authority),
                                                  certificates_get ("revoked"), directory);

  return crl_file;
}

void
certificates_clear (void)
{
  if (authority == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_clear_pointer (&made[i], test_certificate_free);
  g_clear_pointer (&stranger, test_certificate_free);
  g_clear_pointer (&intermediate, test_certificate_free);
  g_clear_pointer (&authority, test_certificate_free);
  g_unlink (ca_file);
  if (crl_file != NULL)
    g_unlink (crl_file);
  g_free (crl_file);
  g_rmdir (directory);
  g_free (ca_file);
  g_free (directory);
}
