/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"
#include "tests/protocol/test-staples.h"

#include <glib/gstdio.h>

#define GOOD (-1)

static TestCertificate *root;
static TestCertificate *other_root;
static TestCertificate *neighbour;
static TestCertificate *responder;
static TestCertificate *impostor;
static char *directory;
static char *ca_setting;

typedef enum
{
  NOBODY,
  OTHER_ROOT,
  RESPONDER,
  IMPOSTOR,
} Signer;

/* What a server shows beside its certificate, and what becomes of it with `staple`,
 * `require-staple` and `off`. */
static const struct
{
  const char *about;
  gboolean none;
  TestStaple staple;
  Signer signer;
  gboolean about_neighbour;
  gboolean also_neighbour;
  gboolean must_staple;
  int codes[3];
} rows[] = {
  { "none", .none = TRUE, .codes = { GOOD, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "none, but the certificate demands one", .none = TRUE, .must_staple = TRUE,
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "good", .codes = { GOOD, GOOD, GOOD } },
  { "good, and the certificate demands one", .must_staple = TRUE, .codes = { GOOD, GOOD, GOOD } },
  { "good, of a responder made for it", .staple = { .show_signer = TRUE }, .signer = RESPONDER,
    .codes = { GOOD, GOOD, GOOD } },
  { "good, beside another's", .also_neighbour = TRUE, .codes = { GOOD, GOOD, GOOD } },
  { "good, without an end", .staple = { .no_end = TRUE }, .codes = { GOOD, GOOD, GOOD } },
  { "revoked", .staple = { .status = TEST_STAPLE_REVOKED },
    .codes = { TOCSIN_ERROR_TLS_CERT_REVOKED, TOCSIN_ERROR_TLS_CERT_REVOKED, GOOD } },
  { "revoked behind another's that is good", .staple = { .status = TEST_STAPLE_REVOKED },
    .also_neighbour = TRUE,
    .codes = { TOCSIN_ERROR_TLS_CERT_REVOKED, TOCSIN_ERROR_TLS_CERT_REVOKED, GOOD } },
  { "unknown to its issuer", .staple = { .status = TEST_STAPLE_UNKNOWN },
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "out of date", .staple = { .days_from = -20, .days_to = -10 },
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "of last year, without an end", .staple = { .days_from = -300, .no_end = TRUE },
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "from the future", .staple = { .days_from = 3 },
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "about another certificate", .about_neighbour = TRUE,
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "altered", .staple = { .broken = TRUE },
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "signed by another authority", .staple = { .show_signer = TRUE }, .signer = OTHER_ROOT,
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "signed by a server of the same authority", .staple = { .show_signer = TRUE },
    .signer = IMPOSTOR,
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "try later", .staple = { .refused = TRUE },
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
  { "garbage", .staple = { .garbage = TRUE },
    .codes = { TOCSIN_ERROR_TLS_CERT_UNPROVEN, TOCSIN_ERROR_TLS_CERT_UNPROVEN, GOOD } },
};

static const char *const revocations[] = { "encryption.revocation=staple",
                                           "encryption.revocation=require-staple",
                                           "encryption.revocation=off" };

static TestCertificate *
find_signer (Signer signer)
{
  TestCertificate *signers[] = { NULL, other_root, responder, impostor };

  return signers[signer];
}

static TestCertificate *
make_certificate (gsize row)
{
  const TestCertificateOptions options = { .must_staple = rows[row].must_staple };
  TestCertificate *certificate = test_certificate_new (root, &options);
  TestStaple staple = rows[row].staple;
  g_autoptr (GBytes) bytes = NULL;

  staple.signer = find_signer (rows[row].signer);
  staple.about = rows[row].about_neighbour ? neighbour : NULL;
  staple.also = rows[row].also_neighbour ? neighbour : NULL;
  if (!rows[row].none)
    bytes = test_staple_new (certificate, root, &staple);
  test_staple_attach (certificate, bytes);

  return certificate;
}

static void
try_row (gsize row, const char *priority)
{
  g_autoptr (TestCertificate) certificate = make_certificate (row);

  for (gsize i = 0; i < G_N_ELEMENTS (revocations); i++)
    {
      const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting,
                                       revocations[i], NULL };
      const TlsTry what = { .certificate = certificate,
                            .priority = priority,
                            .good = rows[row].codes[i] == GOOD };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s, %s", priority, revocations[i]);
      error = tls_try (&what, settings, NULL);
      if (rows[row].codes[i] == GOOD)
        g_assert_no_error (error);
      else
        test_endpoint_expect_error (error, rows[row].codes[i], rows[row].about);
    }
}

static void
test_row (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);

  try_row (row, "NORMAL:-VERS-ALL:+VERS-TLS1.2");
  try_row (row, "NORMAL:-VERS-ALL:+VERS-TLS1.3");
}

static GError *
try_pinned (TestCertificate *certificate, TestCertificate *issuer, gboolean good)
{
  const TestStaple revoked = { .status = TEST_STAPLE_REVOKED };
  g_autoptr (GBytes) staple = test_staple_new (certificate, issuer, &revoked);
  g_autofree char *fingerprint = test_certificate_get_fingerprint (certificate);
  g_autofree char *pin = g_strdup_printf ("encryption.pinned-certificate=%s", fingerprint);
  const char *const settings[] = { "encryption.verify=pin", pin, NULL };
  const TlsTry what = { .certificate = certificate, .good = good };

  test_staple_attach (certificate, staple);
  return tls_try (&what, settings, NULL);
}

/* A pin says whom to believe. Its issuer may take it back if it is there to prove that; who signed
 * a staple without it nobody can tell. */
static void
test_pinned (void)
{
  g_autoptr (TestCertificate) intermediate = test_certificate_new_authority ("Middle", root);
  g_autoptr (TestCertificate) shows = test_certificate_new (intermediate, NULL);
  g_autoptr (TestCertificate) hides = test_certificate_new (root, NULL);
  g_autoptr (GError) proven = try_pinned (shows, intermediate, FALSE);
  g_autoptr (GError) unproven = try_pinned (hides, root, TRUE);

  test_endpoint_expect_error (proven, TOCSIN_ERROR_TLS_CERT_REVOKED, "revoked, issuer shown");
  g_assert_no_error (unproven);
}

static void
test_facts (void)
{
  const TestStaple usual = { .status = TEST_STAPLE_GOOD };
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting, NULL };
  g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
  g_autoptr (GBytes) staple = test_staple_new (certificate, root, &usual);
  g_autoptr (GHashTable) facts = tls_try_new_facts ();
  const TlsTry what = { .certificate = certificate, .good = TRUE };
  g_autoptr (GError) error = NULL;

  test_staple_attach (certificate, staple);
  error = tls_try (&what, settings, facts);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (tls_try_get_fact (facts, "certificate.staple"), "it is good"));
}

int
main (int argc, char **argv)
{
  static const TestCertificateOptions signs = { .purpose = GNUTLS_KP_OCSP_SIGNING,
                                                .no_names = TRUE,
                                                .common_name = "Responder" };
  g_autofree char *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  root = test_certificate_new_authority ("Test Root", NULL);
  other_root = test_certificate_new_authority ("Other Root", NULL);
  neighbour = test_certificate_new (root, NULL);
  responder = test_certificate_new (root, &signs);
  impostor = test_certificate_new (root, NULL);
  path = test_certificate_write_pem (root, directory);
  ca_setting = g_strdup_printf ("encryption.ca-file=%s", path);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strdup_printf ("/tls-staples/%s", rows[i].about);

      g_test_add_data_func (name, GSIZE_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/tls-staples/pinned", test_pinned);
  g_test_add_func ("/tls-staples/facts", test_facts);
  status = g_test_run ();

  g_remove (path);
  g_rmdir (directory);
  test_certificate_free (root);
  test_certificate_free (other_root);
  test_certificate_free (neighbour);
  test_certificate_free (responder);
  test_certificate_free (impostor);
  g_free (directory);
  g_free (ca_setting);

  return status;
}
