/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"

static TestCertificate *root;
static TestCertificate *intermediate;
static TestCertificate *stranger;
static char *directory;
static char *ca_file;

static const char *const other[] = { "other.example.org", "mail.example.org", NULL };

/* Connects to a server with @certificate and returns what came of it. */
static GError *
try_certificate (TestCertificate *certificate, const char *const *settings, gboolean good)
{
  g_autofree char *ca = g_strdup_printf ("encryption.ca-file=%s", ca_file);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  const TlsTry what = { .certificate = certificate, .good = good };

  g_ptr_array_add (all, (gpointer) ca);
  for (; *settings != NULL; settings++)
    g_ptr_array_add (all, (gpointer) *settings);
  g_ptr_array_add (all, NULL);

  return tls_try (&what, (const char *const *) all->pdata, NULL);
}

static GError *
try_pin (TestCertificate *certificate, const char *pin, gboolean good)
{
  g_autofree char *setting = g_strdup_printf ("encryption.pinned-certificate=%s", pin);
  const char *const settings[] = { "address=localhost", "encryption.verify=pin", setting, NULL };

  return try_certificate (certificate, settings, good);
}

static void
test_pins (void)
{
  static const TestCertificateOptions elsewhere = { .dns_names = other };
  g_autoptr (TestCertificate) certificate = test_certificate_new (NULL, &elsewhere);
  g_autoptr (TestCertificate) another = test_certificate_new (NULL, NULL);
  g_autofree char *digest = test_certificate_get_fingerprint (certificate);
  g_autofree char *key = test_certificate_get_spki (certificate);
  g_autofree char *key_pin = g_strdup_printf ("sha256:%s", key);
  g_autoptr (GError) by_digest = try_pin (certificate, digest, TRUE);
  g_autoptr (GError) by_key = try_pin (certificate, key_pin, TRUE);
  g_autoptr (GError) wrong_digest = try_pin (another, digest, FALSE);
  g_autoptr (GError) wrong_key = try_pin (another, key_pin, FALSE);

  g_assert_no_error (by_digest);
  g_assert_no_error (by_key);
  test_endpoint_expect_error (wrong_digest, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "other digest");
  test_endpoint_expect_error (wrong_key, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "other key");
}

static void
test_revoked (void)
{
  g_autoptr (TestCertificate) revoked = test_certificate_new (root, NULL);
  g_autoptr (TestCertificate) other_one = test_certificate_new (root, NULL);
  g_autofree char *path = test_certificate_write_revocation (root, revoked, directory);
  g_autofree char *setting = g_strdup_printf ("encryption.crl-file=%s", path);
  const char *const listed[] = { "address=localhost", setting, NULL };
  const char *const off[] = { "address=localhost", setting, "encryption.revocation=off", NULL };
  g_autoptr (GError) error = try_certificate (revoked, listed, FALSE);
  g_autoptr (GError) beside = try_certificate (other_one, listed, TRUE);
  g_autoptr (GError) ignored = try_certificate (revoked, off, TRUE);

  test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CERT_REVOKED, "revoked");
  g_assert_no_error (beside);
  g_assert_no_error (ignored);
  g_remove (path);
}

static void
test_directory (void)
{
  g_autofree char *setting = g_strdup_printf ("encryption.ca-file=%s", directory);
  const char *const settings[] = { "address=localhost", setting, NULL };
  g_autoptr (TestCertificate) known = test_certificate_new (intermediate, NULL);
  g_autoptr (TestCertificate) unknown = test_certificate_new (stranger, NULL);
  g_autoptr (GError) good = try_certificate (known, settings, TRUE);
  g_autoptr (GError) bad = try_certificate (unknown, settings, FALSE);

  g_assert_no_error (good);
  test_endpoint_expect_error (bad, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "not in the directory");
}

static const char *
get_remedy (const GError *error, const char *key)
{
  const char *const *remedy = tocsin_error_get_remedy (error);

  for (; remedy != NULL && remedy[0] != NULL; remedy++)
    if (g_str_has_prefix (*remedy, key))
      return *remedy + strlen (key) + 1;

  return NULL;
}

/* What a person needs to decide: names, dates, the fingerprint to pin. */
static void
test_messages (void)
{
  static const char *const settings[] = { "address=localhost", NULL };
  static const TestCertificateOptions elsewhere = { .dns_names = other };
  static const TestCertificateOptions old = { .days_from = -30, .days_to = -2 };
  g_autoptr (TestCertificate) self_signed = test_certificate_new (NULL, NULL);
  g_autoptr (TestCertificate) foreign = test_certificate_new (root, &elsewhere);
  g_autoptr (TestCertificate) expired = test_certificate_new (root, &old);
  g_autofree char *fingerprint = test_certificate_get_fingerprint (self_signed);
  g_autoptr (GError) pin = try_certificate (self_signed, settings, FALSE);
  g_autoptr (GError) name = try_certificate (foreign, settings, FALSE);
  g_autoptr (GError) date = try_certificate (expired, settings, FALSE);

  g_assert_nonnull (strstr (tocsin_error_get_hint (pin), fingerprint));
  g_assert_cmpstr (get_remedy (pin, "encryption.verify"), ==, "pin");
  g_assert_cmpstr (get_remedy (pin, "encryption.pinned-certificate"), ==, fingerprint);
  g_assert_nonnull (strstr (name->message, "other.example.org, mail.example.org"));
  g_assert_null (tocsin_error_get_remedy (name));
  g_assert_nonnull (strstr (date->message, "your clock says"));
}

/* The remedy of a refusal, applied as it is, lets this very certificate in. */
static void
test_remedy_works (void)
{
  static const char *const settings[] = { "address=localhost", NULL };
  g_autoptr (TestCertificate) certificate = test_certificate_new (NULL, NULL);
  g_autoptr (GError) refusal = try_certificate (certificate, settings, FALSE);
  const char *const *remedy = tocsin_error_get_remedy (refusal);
  const char *const put_right[] = { settings[0], remedy[0], remedy[1], NULL };
  g_autoptr (GError) error = try_certificate (certificate, put_right, TRUE);

  g_assert_no_error (error);
}

/* A name is proposed only if there is but one, and it is a neighbour. */
static void
test_proposed_name (void)
{
  static const struct
  {
    const char *wanted;
    const char *shown[3];
    const char *proposed;
  } rows[] = {
    { "imap.example.org", { "mail.example.org" }, "mail.example.org" },
    { "imap.example.org", { "mail.example.net" }, NULL },
    { "imap.example.org", { "mail.example.org", "smtp.example.org" }, NULL },
    { "a.imap.example.org", { "*.example.org" }, NULL },
    { "example.org", { "evil.org" }, NULL },
  };
  static const char *const nowhere[] = { NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const TestCertificateOptions options = { .dns_names = rows[i].shown, .ip_names = nowhere };
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, &options);
      g_autofree char *setting = g_strdup_printf ("encryption.server-name=%s", rows[i].wanted);
      const char *const settings[] = { setting, NULL };
      g_autoptr (GError) error = try_certificate (certificate, settings, FALSE);

      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CERT_HOSTNAME, rows[i].wanted);
      g_assert_cmpstr (get_remedy (error, "encryption.server-name"), ==, rows[i].proposed);
    }
}

/* What is refused is told all the same: a person can't decide about what they don't see. */
static void
test_facts_of_the_refused (void)
{
  static const TestCertificateOptions elsewhere = { .dns_names = other };
  static const char *const settings[] = { "address=localhost", "ip-version=4", NULL };
  g_autoptr (TestCertificate) certificate = test_certificate_new (intermediate, &elsewhere);
  g_autofree char *fingerprint = test_certificate_get_fingerprint (certificate);
  g_autofree char *spki = test_certificate_get_spki (certificate);
  g_autoptr (GHashTable) facts = tls_try_new_facts ();
  const TlsTry what = { .certificate = certificate };
  g_autoptr (GError) error = tls_try (&what, settings, facts);

  g_assert_nonnull (error);
  g_assert_cmpstr (tls_try_get_fact (facts, "certificate.fingerprint"), ==, fingerprint);
  g_assert_true (g_str_has_suffix (tls_try_get_fact (facts, "certificate.pin"), spki));
  g_assert_cmpstr (tls_try_get_fact (facts, "certificate.names"), ==,
                   "other.example.org, mail.example.org, 127.0.0.1, ::1");
  g_assert_cmpstr (tls_try_get_fact (facts, "certificate.key"), ==, "EC/ECDSA 256");
  g_assert_cmpint (atoi (tls_try_get_fact (facts, "certificate.days-left")), >=, 89);
  g_assert_cmpstr (tls_try_get_fact (facts, "chain.1.subject"), ==, "CN=Test Intermediate");
  g_assert_cmpstr (tls_try_get_fact (facts, "chain.1.issuer"), ==, "CN=Test Root");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  root = test_certificate_new_authority ("Test Root", NULL);
  intermediate = test_certificate_new_authority ("Test Intermediate", root);
  stranger = test_certificate_new_authority ("Stranger", NULL);
  ca_file = test_certificate_write_pem (root, directory);

  g_test_add_func ("/tls-certificates/pins", test_pins);
  g_test_add_func ("/tls-certificates/revoked", test_revoked);
  g_test_add_func ("/tls-certificates/directory", test_directory);
  g_test_add_func ("/tls-certificates/messages", test_messages);
  g_test_add_func ("/tls-certificates/remedy-works", test_remedy_works);
  g_test_add_func ("/tls-certificates/proposed-name", test_proposed_name);
  g_test_add_func ("/tls-certificates/facts-of-the-refused", test_facts_of_the_refused);
  status = g_test_run ();

  g_remove (ca_file);
  g_rmdir (directory);
  test_certificate_free (root);
  test_certificate_free (intermediate);
  test_certificate_free (stranger);
  g_free (directory);
  g_free (ca_file);

  return status;
}
