/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream.h"

#include <glib/gstdio.h>

#include "core/base/error.h"
#include "tests/protocol/scripted-server.h"
#include "tests/unit/net/test-endpoint.h"

#define GOOD (-1)

static TestCertificate *root;
static TestCertificate *intermediate;
static TestCertificate *stranger;
static char *directory;
static char *ca_file;

typedef enum
{
  BY_ROOT,
  BY_INTERMEDIATE,
  BY_STRANGER,
  BY_ITSELF,
} Issuer;

static const char *const other[] = { "other.example.org", "mail.example.org", NULL };
static const char *const star[] = { "*", NULL };
static const char *const nul[] = { "localhost\\0.evil.example.org", NULL };
static const char *const local_star[] = { "*.localhost", NULL };
static const char *const upper[] = { "LOCALHOST", NULL };
static const char *const subdomain_star[] = { "*.example.org", NULL };
static const char *const address_as_name[] = { "127.0.0.1", NULL };
static const char *const no_names[] = { NULL };
static const char *const other_address[] = { "127.0.0.9", NULL };

#define NAME "address=localhost", "ip-version=4"
#define ADDRESS "address=127.0.0.1"

static const struct
{
  const char *about;
  Issuer issuer;
  TestCertificateOptions options;
  const char *settings[3];
  int code;
} rows[] = {
  { "a good one", BY_ROOT, { 0 }, { NAME }, GOOD },
  { "a good one of an intermediate", BY_INTERMEDIATE, { 0 }, { NAME }, GOOD },
  { "a good one for an address", BY_ROOT, { .dns_names = no_names }, { ADDRESS }, GOOD },
  { "names differ in case only", BY_ROOT, { .dns_names = upper }, { NAME }, GOOD },
  { "an unknown root", BY_STRANGER, { 0 }, { NAME }, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER },
  { "signed by itself", BY_ITSELF, { 0 }, { NAME }, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED },
  { "the intermediate is not shown",
    BY_INTERMEDIATE,
    { .omit_chain = TRUE },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN },
  { "expired",
    BY_ROOT,
    { .days_from = -30, .days_to = -2 },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_EXPIRED },
  { "not yet valid",
    BY_ROOT,
    { .days_from = 2, .days_to = 30 },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID },
  { "for other hosts", BY_ROOT, { .dns_names = other }, { NAME }, TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "a common name that matches, without subjectAltName",
    BY_ROOT,
    { .no_names = TRUE },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "a common name that matches beside other names",
    BY_ROOT,
    { .dns_names = other },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "a common name that is the address",
    BY_ROOT,
    { .common_name = "127.0.0.1", .no_names = TRUE },
    { ADDRESS },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "only addresses, and a common name that matches",
    BY_ROOT,
    { .dns_names = no_names },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "an address written as a DNS name",
    BY_ROOT,
    { .dns_names = address_as_name, .ip_names = no_names },
    { ADDRESS },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "another address",
    BY_ROOT,
    { .ip_names = other_address },
    { ADDRESS },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "a star for everything",
    BY_ROOT,
    { .dns_names = star },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "a star does not cover the domain itself",
    BY_ROOT,
    { .dns_names = local_star },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "a star covers one label",
    BY_ROOT,
    { .dns_names = subdomain_star },
    { "address=127.0.0.1", "encryption.server-name=a.example.org" },
    GOOD },
  { "a star does not cover two labels",
    BY_ROOT,
    { .dns_names = subdomain_star },
    { "address=127.0.0.1", "encryption.server-name=a.b.example.org" },
    TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "a NUL in the name", BY_ROOT, { .dns_names = nul }, { NAME }, TOCSIN_ERROR_TLS_CERT_HOSTNAME },
  { "server-name is what is compared",
    BY_ROOT,
    { .dns_names = other },
    { "address=127.0.0.1", "encryption.server-name=mail.example.org" },
    GOOD },
  { "made for clients",
    BY_ROOT,
    { .client_only = TRUE },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE },
  { "a key of 1024 bits", BY_ROOT, { .weak_key = TRUE }, { NAME }, TOCSIN_ERROR_TLS_CERT_WEAK },
  { "signed with SHA-1",
    BY_ROOT,
    { .weak_signature = TRUE },
    { NAME },
    TOCSIN_ERROR_TLS_CERT_WEAK },
  { "signed with SHA-1, for an old server",
    BY_ROOT,
    { .weak_signature = TRUE },
    { NAME, "encryption.level=legacy" },
    GOOD },
  { "for other hosts, chain only",
    BY_ROOT,
    { .dns_names = other },
    { NAME, "encryption.verify=chain" },
    GOOD },
  { "an unknown root, chain only",
    BY_STRANGER,
    { 0 },
    { NAME, "encryption.verify=chain" },
    TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER },
  { "anything goes with none",
    BY_ITSELF,
    { .dns_names = other, .days_from = -30, .days_to = -2 },
    { NAME, "encryption.verify=none" },
    GOOD },
};

static TestCertificate *
make_certificate (Issuer issuer, const TestCertificateOptions *options)
{
  TestCertificate *issuers[] = { root, intermediate, stranger, NULL };

  return test_certificate_new (issuers[issuer], options);
}

static TocsinEndpoint *
make_endpoint (guint16 port, const char *const *settings)
{
  g_autofree char *ca = g_strdup_printf ("encryption.ca-file=%s", ca_file);

  return test_endpoint_new (port, "encryption.mode=implicit", ca, settings[0],
                            settings[0] != NULL ? settings[1] : NULL,
                            settings[0] != NULL && settings[1] != NULL ? settings[2] : NULL, NULL);
}

/* Connects to a server with @certificate and returns what came of it. */
static GError *
try_certificate (TestCertificate *certificate, const char *const *settings, gboolean good)
{
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (TocsinEndpoint) endpoint = NULL;
  g_autoptr (TocsinLineStream) stream = NULL;
  GError *error = NULL;

  scripted_server_set_certificate (server, certificate);
  scripted_server_connection (server);
  if (good)
    {
      scripted_server_start_tls (server);
      scripted_server_send (server, "hello\r\n");
    }
  else
    scripted_server_fail_tls (server);
  scripted_server_start (server);

  endpoint = make_endpoint (scripted_server_get_port (server), settings);
  stream = tocsin_line_stream_connect (endpoint, NULL, NULL, NULL, &error);
  if (stream != NULL)
    {
      test_endpoint_expect_line (stream, "hello");
      tocsin_line_stream_close (stream);
    }
  scripted_server_finish (server);

  return error;
}

static void
test_row (gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);
  g_autoptr (TestCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;

  certificate = make_certificate (rows[row].issuer, &rows[row].options);
  error = try_certificate (certificate, rows[row].settings, rows[row].code == GOOD);
  if (rows[row].code == GOOD)
    g_assert_no_error (error);
  else
    test_endpoint_expect_error (error, rows[row].code, rows[row].about);
}

static GError *
try_pin (TestCertificate *certificate, const char *pin, gboolean good)
{
  g_autofree char *setting = g_strdup_printf ("encryption.pinned-certificate=%s", pin);
  const char *const settings[] = { "address=localhost", "encryption.verify=pin", setting };

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
  const char *const off[] = { "address=localhost", setting, "encryption.revocation=off" };
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
  g_assert_nonnull (strstr (name->message, "other.example.org, mail.example.org"));
  g_assert_nonnull (strstr (date->message, "your clock says"));
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

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/tls-certificates/%s", rows[i].about);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_row);
    }
  g_test_add_func ("/tls-certificates/pins", test_pins);
  g_test_add_func ("/tls-certificates/revoked", test_revoked);
  g_test_add_func ("/tls-certificates/directory", test_directory);
  g_test_add_func ("/tls-certificates/messages", test_messages);
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
