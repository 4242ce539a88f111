/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/live/imap4/account.h"
#include "tests/protocol/test-certificates.h"
#include "tests/protocol/test-token.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

/* A real Dovecot that lets nobody sign in without a certificate of its authority. */

static TestCertificate *root;
static TestCertificate *middle;
static TestCertificate *alice;
static TestCertificate *stranger;
static TestToken *token;
static char *directory;
static char *ca_file;

static char *
write_file (const char *name, const char *text, int mode)
{
  char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_no_errno (g_chmod (path, mode));
  return path;
}

static MailServer *
start_server (void)
{
  g_autofree char *ca = g_strdup_printf ("ssl_ca=<%s", ca_file);

  return mail_server_start ("dovecot", "--set", ca, "--set", "ssl_verify_client_cert=yes", "--set",
                            "auth_ssl_require_client_cert=yes", "--set", "ssl_require_crl=no",
                            NULL);
}

static GError *
look (MailServer *server, const char *mode, const char *certificate, const char *key)
{
  g_autofree char *setting = g_strdup_printf ("encryption.mode=%s", mode);
  g_autofree char *port =
      g_strdup_printf ("port=%u", g_str_equal (mode, "implicit") ? mail_server_get_tls_port (server)
                                                                 : mail_server_get_port (server));
  g_autofree char *first = g_strdup_printf ("encryption.client-certificate=%s", certificate);
  g_autofree char *second = g_strdup_printf ("encryption.client-key=%s", key);
  g_autoptr (TocsinMailStore) store =
      account_open (server, "alice", setting, port, first, second, NULL);
  g_autoptr (TocsinMailChanges) changes = NULL;
  GError *error = NULL;

  changes = tocsin_mail_store_changes (store, "INBOX", NULL, NULL, 0, NULL, &error);
  return error;
}

static void
test_pem (void)
{
  g_autoptr (MailServer) server = start_server ();
  g_autofree char *chain = test_certificate_get_chain_pem (alice);
  g_autofree char *pem = test_certificate_get_key_pem (alice, NULL);
  g_autofree char *own = write_file ("alice.pem", chain, 0644);
  g_autofree char *key = write_file ("alice.key", pem, 0600);
  g_autofree char *reference = g_strdup_printf ("file:%s", key);

  if (server != NULL)
    {
      g_autoptr (GError) implicit = look (server, "implicit", own, reference);
      g_autoptr (GError) starttls = look (server, "starttls", own, reference);

      g_assert_no_error (implicit);
      g_assert_no_error (starttls);
    }
  g_remove (own);
  g_remove (key);
}

static void
test_token (void)
{
  g_autoptr (MailServer) server = NULL;
  g_autofree char *pin = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *own = NULL;
  g_autofree char *reference = NULL;
  g_autoptr (GError) error = NULL;

  if (token == NULL)
    {
      test_token_skip ();
      return;
    }
  server = start_server ();
  if (server == NULL)
    return;

  /* The intermediate is in the file, the key nowhere but in the token. */
  pin = write_file ("pin", TEST_TOKEN_PIN, 0600);
  chain = test_certificate_get_chain_pem (alice);
  own = write_file ("alice.pem", chain, 0644);
  reference =
      g_strdup_printf ("%s?pin-source=file:%s", test_token_get_address (token, "private"), pin);
  error = look (server, "implicit", own, reference);
  g_assert_no_error (error);
  g_remove (pin);
  g_remove (own);
}

static void
test_refused (void)
{
  g_autoptr (MailServer) server = start_server ();
  g_autofree char *pem = test_certificate_get_key_pem (stranger, NULL);
  g_autofree char *own = write_file ("bob.pem", test_certificate_get_pem (stranger), 0644);
  g_autofree char *key = write_file ("bob.key", pem, 0600);
  g_autofree char *reference = g_strdup_printf ("file:%s", key);

  if (server != NULL)
    {
      g_autoptr (GError) nothing = look (server, "implicit", "", "");
      g_autoptr (GError) other = look (server, "implicit", own, reference);

      g_assert_error (nothing, TOCSIN_ERROR, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED);
      g_assert_error (other, TOCSIN_ERROR, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED);
    }
  g_remove (own);
  g_remove (key);
}

int
main (int argc, char **argv)
{
  const TestCertificateOptions client = { .common_name = "alice",
                                          .purpose = GNUTLS_KP_TLS_WWW_CLIENT };
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  /* The server may run as another user. */
  g_chmod (directory, 0755);
  root = test_certificate_new_authority ("Client Root", NULL);
  middle = test_certificate_new_authority ("Client Middle", root);
  alice = test_certificate_new (middle, &client);
  stranger = test_certificate_new (NULL, &client);
  ca_file = write_file ("ca.pem", test_certificate_get_pem (root), 0644);
  token = test_token_new (alice);
  g_test_add_func ("/imap4-live-client-certificate/pem", test_pem);
  g_test_add_func ("/imap4-live-client-certificate/token", test_token);
  g_test_add_func ("/imap4-live-client-certificate/refused", test_refused);
  status = g_test_run ();

  test_token_free (token);
  g_remove (ca_file);
  g_rmdir (directory);
  g_free (ca_file);
  g_free (directory);
  test_certificate_free (root);
  test_certificate_free (middle);
  test_certificate_free (alice);
  test_certificate_free (stranger);

  return status;
}
