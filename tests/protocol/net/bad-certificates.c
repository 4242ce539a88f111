/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/net/bad-certificates.h"

#include <glib/gstdio.h>

static TestCertificate *issuers[N_BAD_ISSUERS];
static TestCertificate *made[64]; /* and what else was needed on the way */
static guint n_made;
static char *ca_file;
static char *crl_file;

static TestCertificate *
keep (TestCertificate *certificate)
{
  g_assert_cmpuint (n_made, <, G_N_ELEMENTS (made));
  made[n_made++] = certificate;

  return certificate;
}

static TestCertificate *
make_authority (const char *name, TestCertificate *issuer, TestCertificateOptions options)
{
  options.common_name = name;
  options.authority = TRUE;

  return keep (test_certificate_new (issuer, &options));
}

#define WITH(...)                                                                                  \
  (TestCertificateOptions)                                                                         \
  {                                                                                                \
    __VA_ARGS__                                                                                    \
  }

static TestCertificate *
make_ladder (guint n_rungs)
{
  TestCertificate *top = issuers[BY_ROOT];

  for (guint i = 0; i < n_rungs; i++)
    {
      g_autofree char *name = g_strdup_printf ("Rung %u", i);

      top = make_authority (name, top, WITH (.days_from = 0));
    }

  return top;
}

static void
make_roots (void)
{
  issuers[BY_ROOT] = make_authority ("Test Root", NULL, WITH (.days_from = 0));
  issuers[BY_STRANGER] = make_authority ("Stranger", NULL, WITH (.days_from = 0));
  issuers[BY_OLD_ROOT] = make_authority ("Old Root", NULL, WITH (.days_from = -30, .days_to = -2));
  issuers[BY_EARLY_ROOT] = make_authority ("Early Root", NULL, WITH (.days_from = 2));
  issuers[BY_RENEWED_ROOT] =
      make_authority ("Renewed Root", NULL, WITH (.days_from = -30, .days_to = -2));
  keep (test_certificate_new_sibling (NULL, issuers[BY_RENEWED_ROOT],
                                      &WITH (.common_name = "Renewed Root", .authority = TRUE)));
  /* Its key is the stranger's, its issuer is known. */
  issuers[BY_CROSS_SIGNED] =
      keep (test_certificate_new_sibling (issuers[BY_ROOT], issuers[BY_STRANGER],
                                          &WITH (.common_name = "Stranger", .authority = TRUE)));
}

static void
make_middles (void)
{
  TestCertificate *root = issuers[BY_ROOT];
  TestCertificate *limited;

  issuers[BY_MIDDLE] = make_authority ("Middle", root, WITH (.days_from = 0));
  issuers[BY_STRANGERS_MIDDLE] = make_authority ("Stranger's Middle", issuers[BY_STRANGER],
                                                 WITH (.chain = TEST_CHAIN_WITH_ROOT));
  issuers[BY_OLD_MIDDLE] =
      make_authority ("Old Middle", root, WITH (.days_from = -30, .days_to = -2));
  issuers[BY_EARLY_MIDDLE] = make_authority ("Early Middle", root, WITH (.days_from = 2));
  issuers[BY_LIMITED_NAMES] =
      make_authority ("Limited Names", root, WITH (.permitted = "example.net"));
  limited = make_authority ("Limited Length", root, WITH (.max_below = 1));
  issuers[BY_BELOW_LIMIT] = make_authority ("Below Limit", limited, WITH (.days_from = 0));
  issuers[BY_SERVER] = keep (test_certificate_new (root, NULL));
  issuers[BY_SILENT_AUTHORITY] =
      make_authority ("Silent Authority", root, WITH (.no_constraints = TRUE));
  issuers[BY_AUTHORITY_WITHOUT_USAGE] =
      make_authority ("Without Usage", root, WITH (.usage = GNUTLS_KEY_CRL_SIGN));
  issuers[BY_CRITICAL_MIDDLE] = make_authority ("Critical Middle", root, WITH (.critical = TRUE));
  issuers[BY_SHA1_MIDDLE] = make_authority ("SHA-1 Middle", root, WITH (.digest = GNUTLS_DIG_SHA1));
  issuers[BY_SMALL_MIDDLE] = make_authority ("Small Middle", root, WITH (.key = TEST_KEY_RSA1024));
  issuers[BY_RSA_MIDDLE] = make_authority ("RSA Middle", root, WITH (.key = TEST_KEY_RSA2048));
  issuers[BY_REVOKED_MIDDLE] = make_authority ("Revoked Middle", root, WITH (.days_from = 0));
  issuers[BY_TENTH] = make_ladder (9);
  issuers[BY_TWENTIETH] = make_ladder (19);
}

static void
write_roots (const char *directory)
{
  g_autoptr (GString) pem = g_string_new (NULL);

  for (guint i = 0; i < n_made; i++)
    if (test_certificate_is_root (made[i]) && made[i] != issuers[BY_STRANGER]
        && made[i] != issuers[BY_RENEWED_ROOT])
      g_string_append (pem, test_certificate_get_pem (made[i]));
  ca_file = g_build_filename (directory, "roots.pem", NULL);
  g_assert_true (g_file_set_contents (ca_file, pem->str, -1, NULL));
}

/**
 * bad_certificates_init:
 * @directory: for the roots that the client knows
 */
void
bad_certificates_init (const char *directory)
{
  make_roots ();
  make_middles ();
  write_roots (directory);
  crl_file =
      test_certificate_write_revocation (issuers[BY_ROOT], issuers[BY_REVOKED_MIDDLE], directory);
}

void
bad_certificates_clear (void)
{
  g_remove (ca_file);
  g_remove (crl_file);
  for (guint i = 0; i < n_made; i++)
    test_certificate_free (made[i]);
  g_free (ca_file);
  g_free (crl_file);
}

/**
 * bad_certificates_make:
 * @row: one of the set
 *
 * Returns: (transfer full): the certificate, with what its server shows.
 */
TestCertificate *
bad_certificates_make (const BadCertificate *row)
{
  TestCertificateOptions options = row->options;

  if (options.chain == TEST_CHAIN_EXTRA)
    options.extra = issuers[BY_STRANGERS_MIDDLE];
  if (row->issuer == BY_RENEWED_ROOT)
    options.chain = TEST_CHAIN_WITH_ROOT;

  return test_certificate_new (issuers[row->issuer], &options);
}

const char *
bad_certificates_get_ca_file (void)
{
  return ca_file;
}

const char *
bad_certificates_get_crl_file (void)
{
  return crl_file;
}
