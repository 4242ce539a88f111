/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Certificates of ours: what is read of them, and what servers that ask make of them. */

#define TLS12 "NORMAL:-VERS-ALL:+VERS-TLS1.2"
#define TLS13 "NORMAL:-VERS-ALL:+VERS-TLS1.3"

static TestCertificate *server;
static TestCertificate *client_root;
static TestCertificate *middle;
static TestCertificate *client;
static TestCertificate *stranger;
static char *directory;

static const char *const priorities[] = { TLS12, TLS13 };

static char *
write_chain (TestCertificate *certificate, const char *name)
{
  g_autofree char *pem = test_certificate_get_chain_pem (certificate);

  return tls_try_write (directory, name, pem, 0644);
}

static char *
write_key (TestCertificate *certificate, const char *name, const char *password, int mode)
{
  g_autofree char *pem = test_certificate_get_key_pem (certificate, password);

  return tls_try_write (directory, name, pem, mode);
}

/* Connects with @certificate and @key, texts of settings; the server wants to see @client_root. */
static GError *
try_identity (const char *priority,
              const char *certificate,
              const char *key,
              gboolean good,
              GHashTable *facts)
{
  const TlsTry what = { .certificate = server, .priority = priority, .good = good, .asks = TRUE };

  return tls_try_identity (&what, certificate, key, facts);
}

static void
test_good (void)
{
  g_autofree char *chain = write_chain (client, "client.pem");
  g_autofree char *key = write_key (client, "client.key", NULL, 0600);
  g_autofree char *reference = g_strdup_printf ("file:%s", key);

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (GHashTable) facts = tls_try_new_facts ();
      g_autoptr (GError) error = try_identity (priorities[i], chain, reference, TRUE, facts);

      g_assert_no_error (error);
      g_assert_cmpstr (tls_try_get_fact (facts, "client-certificate.subject"), ==, "CN=Alice");
      g_assert_cmpstr (tls_try_get_fact (facts, "client-certificate.shown"), ==, "yes");
      g_assert_null (strstr (tls_try_get_fact (facts, "warning"), "Your own certificate"));
    }
  g_remove (chain);
  g_remove (key);
}

/* Key and chain in one file, as some programs want them. */
static void
test_one_file (void)
{
  g_autofree char *chain = test_certificate_get_chain_pem (client);
  g_autofree char *key = test_certificate_get_key_pem (client, NULL);
  g_autofree char *both = g_strconcat (chain, key, NULL);
  g_autofree char *path = tls_try_write (directory, "both.pem", both, 0600);
  g_autofree char *reference = g_strdup_printf ("file:%s", path);
  g_autoptr (GError) error = try_identity (TLS13, path, reference, TRUE, NULL);

  g_assert_no_error (error);
  g_remove (path);
}

/* A program prints the whole key; its first line would be of no use. */
static void
test_command (void)
{
  g_autofree char *chain = write_chain (client, "client.pem");
  g_autofree char *key = write_key (client, "client.key", NULL, 0600);
  g_autofree char *reference = g_strdup_printf ("command:cat %s", key);
  g_autoptr (GError) error = try_identity (TLS13, chain, reference, TRUE, NULL);

  g_assert_no_error (error);
  g_remove (chain);
  g_remove (key);
}

static void
test_old (void)
{
  const TestCertificateOptions options = {
    .common_name = "Alice", .purpose = GNUTLS_KP_TLS_WWW_CLIENT, .days_from = -9, .days_to = -3
  };
  g_autoptr (TestCertificate) old = test_certificate_new (client_root, &options);
  g_autofree char *chain = write_chain (old, "old.pem");
  g_autofree char *key = write_key (old, "old.key", NULL, 0600);
  g_autofree char *reference = g_strdup_printf ("file:%s", key);
  g_autoptr (GHashTable) facts = tls_try_new_facts ();
  g_autoptr (GError) error = try_identity (TLS13, chain, reference, TRUE, facts);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (tls_try_get_fact (facts, "warning"), "Your own certificate ended"));
  g_remove (chain);
  g_remove (key);
}

/* A server that looks says no, with an alert of its own, in TLS 1.3 after our handshake. */
static void
test_refused (void)
{
  static const guint8 alerts[] = { GNUTLS_A_UNKNOWN_CA, GNUTLS_A_BAD_CERTIFICATE,
                                   GNUTLS_A_CERTIFICATE_EXPIRED, GNUTLS_A_CERTIFICATE_REVOKED,
                                   GNUTLS_A_ACCESS_DENIED };
  g_autofree char *chain = write_chain (stranger, "stranger.pem");
  g_autofree char *key = write_key (stranger, "stranger.key", NULL, 0600);
  g_autofree char *first = g_strdup_printf ("encryption.client-certificate=%s", chain);
  g_autofree char *second = g_strdup_printf ("encryption.client-key=file:%s", key);
  const char *const settings[] = { "encryption.verify=none", first, second, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (alerts); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (priorities); j++)
      {
        const TlsTry what = { .certificate = server, .asks = TRUE };
        ScriptedServer *scripted = scripted_server_new ();
        const char *name = gnutls_alert_get_strname (alerts[i]);
        g_autoptr (GError) error = NULL;

        scripted_server_set_certificate (scripted, server);
        scripted_server_set_priority (scripted, priorities[j]);
        scripted_server_require_client_certificate (scripted);
        scripted_server_connection (scripted);
        scripted_server_refuse_tls (scripted, alerts[i]);
        scripted_server_start (scripted);
        error = tls_try_against (scripted, &what, settings, NULL);
        scripted_server_finish (scripted);

        test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED, name);
        g_test_message ("%s", error->message);
        g_assert_nonnull (strstr (error->message, name));
        g_assert_nonnull (strstr (error->message, "CN=Bob"));
      }
  g_remove (chain);
  g_remove (key);
}

static void
test_settings (void)
{
  g_autofree char *chain = write_chain (client, "client.pem");
  g_autofree char *good = write_key (client, "good.key", NULL, 0600);
  g_autofree char *open = write_key (client, "open.key", NULL, 0644);
  g_autofree char *other = write_key (stranger, "other.key", NULL, 0600);
  g_autofree char *locked = write_key (client, "locked.key", "sesame", 0600);
  g_autofree char *empty = tls_try_write (directory, "empty", "nothing\n", 0600);
  const struct
  {
    const char *about;
    const char *certificate;
    const char *key;
    int code;
    const char *said;
  } rows[] = {
    { "no key", chain, NULL, TOCSIN_ERROR_CONFIG_INVALID, "encryption.client-key" },
    { "no such key", chain, "/nonexistent", TOCSIN_ERROR_SECRET_UNAVAILABLE, "/nonexistent" },
    { "others can read it", chain, open, TOCSIN_ERROR_SECRET_INSECURE, "open.key" },
    { "another's key", chain, other, TOCSIN_ERROR_CONFIG_INVALID, "CN=Alice" },
    { "an encrypted key", chain, locked, TOCSIN_ERROR_CONFIG_INVALID, "encrypted" },
    { "no key in it", chain, empty, TOCSIN_ERROR_CONFIG_INVALID, "no private key" },
    { "a certificate for a key", chain, chain, TOCSIN_ERROR_SECRET_INSECURE, "client.pem" },
    { "no certificate in it", empty, good, TOCSIN_ERROR_CONFIG_INVALID, "no certificate" },
    { "no such certificate", "/nonexistent", good, TOCSIN_ERROR_CONFIG_INVALID, "/nonexistent" },
    { "a directory", directory, good, TOCSIN_ERROR_CONFIG_INVALID, "client-certificate" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *key =
          rows[i].key != NULL ? g_strdup_printf ("file:%s", rows[i].key) : g_strdup ("");
      g_autoptr (GError) error = tls_try_no_identity (rows[i].certificate, key);

      test_endpoint_expect_error (error, rows[i].code, rows[i].about);
      if (strstr (error->message, rows[i].said) == NULL)
        g_error ("%s: “%s” is missing in: %s", rows[i].about, rows[i].said, error->message);
      g_assert_null (strstr (error->message, "BEGIN"));
    }
  g_remove (chain);
  g_remove (good);
  g_remove (open);
  g_remove (other);
  g_remove (locked);
  g_remove (empty);
}

/* A server that does not ask is shown nothing. */
static void
test_not_asked (void)
{
  g_autofree char *chain = write_chain (client, "client.pem");
  g_autofree char *key = write_key (client, "client.key", NULL, 0600);
  g_autofree char *first = g_strdup_printf ("encryption.client-certificate=%s", chain);
  g_autofree char *second = g_strdup_printf ("encryption.client-key=file:%s", key);
  const char *const settings[] = { "encryption.verify=none", first, second, NULL };
  const TlsTry what = { .certificate = server, .good = TRUE };
  g_autoptr (GHashTable) facts = tls_try_new_facts ();
  g_autoptr (GError) error = tls_try (&what, settings, facts);

  g_assert_no_error (error);
  g_assert_cmpstr (tls_try_get_fact (facts, "client-certificate.shown"), !=, "yes");
  g_remove (chain);
  g_remove (key);
}

int
main (int argc, char **argv)
{
  const TestCertificateOptions alice = { .common_name = "Alice",
                                         .purpose = GNUTLS_KP_TLS_WWW_CLIENT };
  const TestCertificateOptions bob = { .common_name = "Bob", .purpose = GNUTLS_KP_TLS_WWW_CLIENT };
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  server = test_certificate_new (NULL, NULL);
  client_root = test_certificate_new_authority ("Client Root", NULL);
  middle = test_certificate_new_authority ("Client Middle", client_root);
  client = test_certificate_new (middle, &alice);
  stranger = test_certificate_new (NULL, &bob);
  g_test_add_func ("/tls-identity/good", test_good);
  g_test_add_func ("/tls-identity/one-file", test_one_file);
  g_test_add_func ("/tls-identity/command", test_command);
  g_test_add_func ("/tls-identity/old", test_old);
  g_test_add_func ("/tls-identity/refused", test_refused);
  g_test_add_func ("/tls-identity/settings", test_settings);
  g_test_add_func ("/tls-identity/not-asked", test_not_asked);
  status = g_test_run ();

  g_rmdir (directory);
  g_free (directory);
  test_certificate_free (server);
  test_certificate_free (client_root);
  test_certificate_free (middle);
  test_certificate_free (client);
  test_certificate_free (stranger);

  return status;
}
