/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/imap4/case.h"

#include <glib/gstdio.h>
#include <string.h>

/* What a Test says of a server's TLS: each status of its certificate, and of TLS itself. */

typedef enum
{
  BY_ROOT,
  BY_INTERMEDIATE,
  BY_STRANGER,
  BY_ITSELF,
} Issuer;

typedef struct
{
  Case said;
  Issuer issuer;
  TestCertificateOptions options;
  const char *priority;
  gboolean wants_ours;
  gboolean is_revoked;
} Row;

static const char *const other[] = { "mail.example.org", NULL };

#define IMPLICIT                                                                                   \
  {                                                                                                \
    "encryption.mode=implicit", "address=localhost", "ip-version=4"                                \
  }
#define USER TOCSIN_RETRY_USER
#define FAILS "fail-tls\n"
#define PIN "encryption.verify=pin encryption.pinned-certificate=*"
#define CERT(about, code, hint, remedy)                                                            \
  {                                                                                                \
    about, FAILS, IMPLICIT, "tls", code, USER, NULL, NULL, hint, remedy                            \
  }

static const Row rows[] = {
  { CERT ("expired", TOCSIN_ERROR_TLS_CERT_EXPIRED, NULL, PIN),
    BY_ROOT,
    { .days_from = -30, .days_to = -2 } },
  { CERT ("not yet valid", TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID, NULL, PIN),
    BY_ROOT,
    { .days_from = 2, .days_to = 30 } },
  { CERT ("another host", TOCSIN_ERROR_TLS_CERT_HOSTNAME, NULL, NULL),
    BY_ROOT,
    { .dns_names = other } },
  { CERT ("untrusted issuer", TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, NULL, PIN), BY_STRANGER },
  { CERT ("self-signed", TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, "pinned-certificate", PIN), BY_ITSELF },
  { CERT ("incomplete chain", TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN, NULL, PIN),
    BY_INTERMEDIATE,
    { .chain = TEST_CHAIN_OWN, .names_issuer = TRUE } },
  { CERT ("weak", TOCSIN_ERROR_TLS_CERT_WEAK, NULL, PIN), BY_ROOT, { .key = TEST_KEY_RSA1024 } },
  { CERT ("wrong purpose", TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE, NULL, PIN),
    BY_ROOT,
    { .purpose = GNUTLS_KP_TLS_WWW_CLIENT } },
  { CERT ("revoked", TOCSIN_ERROR_TLS_CERT_REVOKED, NULL, NULL), .is_revoked = TRUE },
  { CERT ("too old", TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD, "legacy", "encryption.versions=*"),
    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.0:%COMPAT" },
  { { "nothing in common",
      FAILS,
      { "encryption.mode=implicit", "address=localhost", "ip-version=4",
        "encryption.versions=tls1.2" },
      "tls",
      TOCSIN_ERROR_TLS_HANDSHAKE,
      USER },
    .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.3" },
  { { "wants a certificate of ours", FAILS, IMPLICIT, "greeting",
      TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED, USER, NULL, NULL, "encryption.client-certificate" },
    .wants_ours = TRUE },
};

static TestCertificate *root;
static TestCertificate *intermediate;
static TestCertificate *stranger;
static char *directory;
static char *ca_file;

static TestCertificate *
make_certificate (const Row *row)
{
  TestCertificate *const issuers[] = { root, intermediate, stranger, NULL };

  return test_certificate_new (issuers[row->issuer], &row->options);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (TestCertificate) certificate = make_certificate (row);
  g_autofree char *ca = g_strconcat ("encryption.ca-file=", ca_file, NULL);
  g_autofree char *list = NULL;
  g_autofree char *crl = NULL;
  g_autoptr (Play) play = play_new ();
  const char *const *settings = row->said.settings;

  scripted_server_set_certificate (play->server, certificate);
  if (row->priority != NULL)
    scripted_server_set_priority (play->server, row->priority);
  if (row->wants_ours)
    scripted_server_require_client_certificate (play->server);
  if (row->is_revoked)
    list = test_certificate_write_revocation (root, certificate, directory);
  crl = g_strconcat ("encryption.crl-file=", list != NULL ? list : "", NULL);
  case_play_script (play, row->said.script);
  play_start (play, ca, crl, settings[0], settings[1], settings[2], settings[3], NULL);
  case_run (&row->said, play);
  if (list != NULL)
    g_remove (list);
}

/* A certificate that nobody vouches for can be pinned with one command. */
static void
test_pin (void)
{
  g_autoptr (TestCertificate) certificate = test_certificate_new (NULL, NULL);
  g_autofree char *fingerprint = test_certificate_get_fingerprint (certificate);
  g_autoptr (Play) play = play_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *remedy = NULL;

  scripted_server_set_certificate (play->server, certificate);
  case_play_script (play, FAILS);
  play_start (play, "encryption.mode=implicit", "address=localhost", "ip-version=4", NULL);
  tocsin_connection_test (TOCSIN_CONNECTION (play->store), NULL, NULL, NULL, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED);
  g_assert_nonnull (tocsin_error_get_remedy (error));
  remedy = g_strjoinv (" ", (GStrv) tocsin_error_get_remedy (error));
  g_test_message ("%s", remedy);
  g_assert_nonnull (strstr (remedy, fingerprint));
  g_assert_nonnull (strstr (remedy, "encryption.verify=pin"));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-taxonomy-XXXXXX", NULL);
  root = test_certificate_new_authority ("Test Root", NULL);
  intermediate = test_certificate_new_authority ("Test Intermediate", root);
  stranger = test_certificate_new_authority ("Stranger", NULL);
  ca_file = test_certificate_write_pem (root, directory);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap4/taxonomy-tls/%s", rows[i].said.about);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/imap4/taxonomy-tls/pin", test_pin);
  status = g_test_run ();

  g_remove (ca_file);
  g_rmdir (directory);
  g_free (ca_file);
  g_free (directory);
  test_certificate_free (root);
  test_certificate_free (intermediate);
  test_certificate_free (stranger);

  return status;
}
