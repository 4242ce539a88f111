/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"
#include "tests/protocol/test-staples.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <time.h>

/* A ticket skips the proof of who the server is and who we are. So it may serve only where both
 * would come out the same; each test changes one thing between two sessions. */

#define SECONDS_PER_HOUR (60 * 60)

static const char *const priorities[] = { "NORMAL:-VERS-ALL:+VERS-TLS1.2",
                                          "NORMAL:-VERS-ALL:+VERS-TLS1.3" };

static TestCertificate *root;
static TestCertificate *stranger;
static char *directory;
static char *ca_file;
static char *ca_setting;
static gint64 hours; /* by which the clock is put forward, for us and for GnuTLS */

/* In place of GLib's. */
gint64
g_get_real_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (now.tv_sec + hours * SECONDS_PER_HOUR) * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static time_t
get_time (time_t *result)
{
  time_t now = (time_t) (g_get_real_time () / G_USEC_PER_SEC);

  if (result != NULL)
    *result = now;
  return now;
}

typedef void (*ChangeFunc) (TestCertificate *certificate);

/* Two sessions, and @change in between; returns what the second came to. */
static GError *
resume (const char *priority,
        TestCertificate *certificate,
        const char *const *first,
        ChangeFunc change,
        const char *const *second,
        gboolean good,
        char **resumed)
{
  const TlsTry before = { .certificate = certificate, .good = TRUE };
  const TlsTry after = { .certificate = certificate, .good = good };
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (GHashTable) facts = tls_try_new_facts ();
  g_autoptr (GError) error = NULL;
  GError *outcome;

  scripted_server_set_certificate (server, certificate);
  scripted_server_set_priority (server, priority);
  tls_try_script (server, &before);
  scripted_server_connection (server);
  if (good)
    {
      scripted_server_start_tls (server);
      scripted_server_send (server, "hello\r\n");
    }
  else
    scripted_server_fail_tls (server);
  scripted_server_start (server);
  error = tls_try_against (server, &before, first, NULL);
  g_assert_no_error (error);
  if (change != NULL)
    change (certificate);
  outcome = tls_try_against (server, &after, second, facts);
  scripted_server_finish (server);
  *resumed = g_strdup (tls_try_get_fact (facts, "tls.resumed"));

  return outcome;
}

static void
write_authority (TestCertificate *authority)
{
  g_assert_true (g_file_set_contents (ca_file, test_certificate_get_pem (authority), -1, NULL));
}

/* The good case: without it all others would prove nothing. */
static void
test_unchanged (void)
{
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error =
          resume (priorities[i], certificate, settings, NULL, settings, TRUE, &resumed);

      g_assert_no_error (error);
      g_assert_cmpstr (resumed, ==, "yes");
    }
}

/* A staple comes with a full handshake only; the one of the first session still holds. */
static void
test_required_staple (void)
{
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting,
                                   "encryption.revocation=require-staple", NULL };
  const TestCertificateOptions options = { .must_staple = TRUE };
  const TestStaple usual = { .status = TEST_STAPLE_GOOD };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, &options);
      g_autoptr (GBytes) staple = test_staple_new (certificate, root, &usual);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error = NULL;

      test_staple_attach (certificate, staple);
      error = resume (priorities[i], certificate, settings, NULL, settings, TRUE, &resumed);
      g_assert_no_error (error);
      g_assert_cmpstr (resumed, ==, "yes");
    }
}

static void
test_other_settings (void)
{
  static const char *const changes[][2] = {
    { "encryption.verify=full", "encryption.verify=chain" },
    { "encryption.verify=chain", "encryption.verify=full" },
    { "encryption.revocation=off", "encryption.revocation=staple" },
    { "encryption.min-strength=0", "encryption.min-strength=128" },
    { "encryption.level=default", "encryption.level=strict" },
    { "authentication.username=alice", "authentication.username=bob" },
    { "authentication.method=auto", "authentication.method=none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      const char *const first[] = { "address=localhost", "ip-version=4", ca_setting, changes[i][0],
                                    NULL };
      const char *const second[] = { "address=localhost", "ip-version=4", ca_setting, changes[i][1],
                                     NULL };
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error =
          resume (priorities[i % 2], certificate, first, NULL, second, TRUE, &resumed);

      g_test_message ("%s", changes[i][1]);
      g_assert_no_error (error);
      g_assert_cmpstr (resumed, ==, "no");
    }
}

static void
test_other_pin (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (NULL, NULL);
      g_autofree char *fingerprint = test_certificate_get_fingerprint (certificate);
      g_autofree char *pin = g_strdup_printf ("encryption.pinned-certificate=%s", fingerprint);
      g_autofree char *wrong = g_strdup (pin);
      const char *const first[] = { "encryption.verify=pin", pin, NULL };
      const char *const second[] = { "encryption.verify=pin", wrong, NULL };
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error = NULL;
      char *last = &wrong[strlen (wrong) - 1];

      *last = *last == '0' ? '1' : '0';
      error = resume (priorities[i], certificate, first, NULL, second, FALSE, &resumed);
      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "another pin");
    }
}

static void
believe_the_stranger (TestCertificate *certificate)
{
  write_authority (stranger);
}

/* The settings are the same, the file that they name is not. */
static void
test_authorities_changed (void)
{
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error = resume (priorities[i], certificate, settings, believe_the_stranger,
                                         settings, FALSE, &resumed);

      write_authority (root);
      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER, "other CAs");
    }
}

static void
take_back (TestCertificate *certificate)
{
  g_free (test_certificate_write_revocation (root, certificate, directory));
}

static void
test_revoked_since (void)
{
  g_autoptr (TestCertificate) other = test_certificate_new (root, NULL);
  g_autofree char *list = test_certificate_write_revocation (root, other, directory);
  g_autofree char *setting = g_strdup_printf ("encryption.crl-file=%s", list);
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting, setting, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error = NULL;

      take_back (other);
      error = resume (priorities[i], certificate, settings, take_back, settings, FALSE, &resumed);
      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CERT_REVOKED, "revoked since");
    }
  g_remove (list);
}

static void
wait_two_hours (TestCertificate *certificate)
{
  hours += 2;
}

static void
test_expired_since (void)
{
  const TestCertificateOptions options = { .days_to = 1 };
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, &options);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error = NULL;

      hours = 23;
      error =
          resume (priorities[i], certificate, settings, wait_two_hours, settings, FALSE, &resumed);
      hours = 0;
      test_endpoint_expect_error (error, TOCSIN_ERROR_TLS_CERT_EXPIRED, "expired since");
    }
}

static void
renew_staple (TestCertificate *certificate)
{
  const TestStaple fresh = { .days_to = 3 };
  g_autoptr (GBytes) staple = test_staple_new (certificate, root, &fresh);

  hours += 2;
  test_staple_attach (certificate, staple);
}

/* The proof has run out, and there is a new one: it is asked for in a full handshake. */
static void
test_staple_ran_out (void)
{
  const TestStaple short_lived = { .days_to = 1 };
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting, NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
      g_autoptr (GBytes) staple = test_staple_new (certificate, root, &short_lived);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error = NULL;

      test_staple_attach (certificate, staple);
      hours = 23;
      error = resume (priorities[i], certificate, settings, renew_staple, settings, TRUE, &resumed);
      hours = 0;
      g_assert_no_error (error);
      g_assert_cmpstr (resumed, ==, "no");
    }
}

static char *
write_private (const char *name, const char *text)
{
  char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_no_errno (g_chmod (path, 0600));
  return path;
}

static void
renew_identity (TestCertificate *certificate)
{
  const TestCertificateOptions options = { .common_name = "Renewed" };
  g_autoptr (TestCertificate) renewed = test_certificate_new (NULL, &options);
  g_autofree char *key = test_certificate_get_key_pem (renewed, NULL);

  g_free (write_private ("me.pem", test_certificate_get_pem (renewed)));
  g_free (write_private ("me.key", key));
}

/* A session in which somebody else was proven to be there is no session of ours. */
static void
test_other_identity (void)
{
  g_autoptr (TestCertificate) me = test_certificate_new (NULL, NULL);
  g_autofree char *pem = test_certificate_get_key_pem (me, NULL);
  g_autofree char *own = write_private ("me.pem", test_certificate_get_pem (me));
  g_autofree char *key = write_private ("me.key", pem);
  g_autofree char *first = g_strdup_printf ("encryption.client-certificate=%s", own);
  g_autofree char *second = g_strdup_printf ("encryption.client-key=file:%s", key);
  const char *const settings[] = {
    "address=localhost", "ip-version=4", ca_setting, first, second, NULL
  };

  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    {
      g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
      g_autofree char *resumed = NULL;
      g_autoptr (GError) error =
          resume (priorities[i], certificate, settings, renew_identity, settings, TRUE, &resumed);

      g_assert_no_error (error);
      g_assert_cmpstr (resumed, ==, "no");
    }
  g_remove (own);
  g_remove (key);
}

/* GnuTLS's own server trips over a ticket from before it learned TLS 1.3, OpenSSL's over any where
 * it asks for certificates: it is tried again at once without one, and no more are taken. */
static void
test_server_trips (void)
{
  static const char alert[] = "\x15\x03\x03\x00\x02\x02\x28";
  const char *const settings[] = { "address=localhost", "ip-version=4", ca_setting, NULL };
  g_autoptr (TestCertificate) certificate = test_certificate_new (root, NULL);
  const TlsTry good = { .certificate = certificate, .good = TRUE };
  ScriptedServer *server = scripted_server_new ();
  g_autoptr (GHashTable) facts = tls_try_new_facts ();
  g_autoptr (GHashTable) later = tls_try_new_facts ();
  g_autoptr (GError) first = NULL;
  g_autoptr (GError) second = NULL;
  g_autoptr (GError) third = NULL;

  scripted_server_set_certificate (server, certificate);
  tls_try_script (server, &good);
  scripted_server_connection (server);
  scripted_server_send_bytes (server, alert, sizeof alert - 1);
  scripted_server_discard (server, 100);
  scripted_server_reset (server);
  tls_try_script (server, &good);
  tls_try_script (server, &good);
  scripted_server_start (server);
  first = tls_try_against (server, &good, settings, NULL);
  second = tls_try_against (server, &good, settings, facts);
  third = tls_try_against (server, &good, settings, later);
  scripted_server_finish (server);

  g_assert_no_error (first);
  g_assert_no_error (second);
  g_assert_no_error (third);
  g_assert_cmpstr (tls_try_get_fact (facts, "tls.resumed"), ==, "no");
  g_assert_cmpstr (tls_try_get_fact (later, "tls.resumed"), ==, "no");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  gnutls_global_set_time_function (get_time);
  directory = g_dir_make_tmp ("tocsin-XXXXXX", NULL);
  root = test_certificate_new_authority ("Test Root", NULL);
  stranger = test_certificate_new_authority ("Stranger, whom nobody knows", NULL);
  ca_file = g_build_filename (directory, "ca.pem", NULL);
  ca_setting = g_strdup_printf ("encryption.ca-file=%s", ca_file);
  write_authority (root);
  g_test_add_func ("/tls-resumption/unchanged", test_unchanged);
  g_test_add_func ("/tls-resumption/required-staple", test_required_staple);
  g_test_add_func ("/tls-resumption/other-settings", test_other_settings);
  g_test_add_func ("/tls-resumption/other-pin", test_other_pin);
  g_test_add_func ("/tls-resumption/authorities-changed", test_authorities_changed);
  g_test_add_func ("/tls-resumption/revoked-since", test_revoked_since);
  g_test_add_func ("/tls-resumption/expired-since", test_expired_since);
  g_test_add_func ("/tls-resumption/staple-ran-out", test_staple_ran_out);
  g_test_add_func ("/tls-resumption/other-identity", test_other_identity);
  g_test_add_func ("/tls-resumption/server-trips", test_server_trips);
  status = g_test_run ();

  g_remove (ca_file);
  g_rmdir (directory);
  g_free (ca_file);
  g_free (ca_setting);
  g_free (directory);
  test_certificate_free (root);
  test_certificate_free (stranger);

  return status;
}
