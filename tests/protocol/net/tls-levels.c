/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/protocol/net/tls-try.h"

/* What encryption.versions, level, priority and min-strength let through. */

static TestCertificate *certificate;

static void
test_versions (void)
{
  static const struct
  {
    const char *about;
    const char *server;
    const char *setting;
    int code;
  } rows[] = {
    { "1.2 only", "NORMAL:-VERS-ALL:+VERS-TLS1.2", NULL, -1 },
    { "1.3 only", "NORMAL:-VERS-ALL:+VERS-TLS1.3", NULL, -1 },
    { "1.0 only", "NORMAL:-VERS-ALL:+VERS-TLS1.0", NULL, TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD },
    { "1.1 only", "NORMAL:-VERS-ALL:+VERS-TLS1.1", NULL, TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD },
    { "1.0 with legacy", "NORMAL:-VERS-ALL:+VERS-TLS1.0", "encryption.level=legacy", -1 },
    { "1.0 asked for", "NORMAL:-VERS-ALL:+VERS-TLS1.0", "encryption.versions=tls1.0,tls1.2", -1 },
    { "RC4 only", "NORMAL:-VERS-ALL:+VERS-TLS1.0:-CIPHER-ALL:+ARCFOUR-128", NULL,
      TOCSIN_ERROR_TLS_HANDSHAKE },
    { "RC4 with legacy", "NORMAL:-VERS-ALL:+VERS-TLS1.0:-CIPHER-ALL:+ARCFOUR-128",
      "encryption.level=legacy", -1 },
    { "3DES with legacy", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC",
      "encryption.level=legacy", -1 },
    { "3DES without", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC", NULL,
      TOCSIN_ERROR_TLS_HANDSHAKE },
    { "strict with TLS 1.3", "NORMAL:-VERS-ALL:+VERS-TLS1.3", "encryption.level=strict", -1 },
    { "strict and forward secrecy", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA",
      "encryption.level=strict", -1 },
    { "the server is too new", "NORMAL:-VERS-ALL:+VERS-TLS1.3", "encryption.versions=tls1.2",
      TOCSIN_ERROR_TLS_HANDSHAKE },
    { "the server is too old for our wish", "NORMAL:-VERS-ALL:+VERS-TLS1.2",
      "encryption.versions=tls1.3", TOCSIN_ERROR_TLS_HANDSHAKE },
    { "no cipher in common", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-256-GCM",
      "encryption.priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-GCM",
      TOCSIN_ERROR_TLS_HANDSHAKE },
    { "too weak", "NORMAL:-CIPHER-ALL:+AES-128-GCM", "encryption.min-strength=256",
      TOCSIN_ERROR_TLS_HANDSHAKE },
    { "strong enough", "NORMAL:-CIPHER-ALL:+AES-256-GCM", "encryption.min-strength=256", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const settings[] = { "encryption.verify=none", rows[i].setting, NULL };
      const TlsTry what = { .certificate = certificate,
                            .priority = rows[i].server,
                            .good = rows[i].code < 0 };
      g_autoptr (GError) error = tls_try (&what, settings, NULL);

      g_test_message ("%s", rows[i].about);
      if (rows[i].code < 0)
        g_assert_no_error (error);
      else
        test_endpoint_expect_error (error, rows[i].code, rows[i].about);
    }
}

/* Whatever is unsafe works only with a word about it. */
static void
test_unsafe_is_said (void)
{
  static const struct
  {
    const char *priority;
    const char *setting;
    int days;
    const char *said;
  } rows[] = {
    { NULL, "encryption.level=default", 0, "encryption.verify=none" },
    { NULL, "encryption.level=legacy", 0, "encryption.level=legacy" },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.1", "encryption.versions=tls1.1", 0, "too old to be safe" },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.0:-CIPHER-ALL:+ARCFOUR-128", "encryption.level=legacy", 0,
      "The cipher is too weak" },
    { "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC", "encryption.level=legacy", 0,
      "The cipher is too weak" },
    { NULL, "encryption.level=default", 5, "The server's certificate ends in" },
    { NULL, "encryption.level=default", -1, "The server's certificate ended" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const TestCertificateOptions options = { .days_from = -9, .days_to = rows[i].days };
      g_autoptr (TestCertificate) own = test_certificate_new (NULL, &options);
      const char *const settings[] = { "encryption.verify=none", rows[i].setting, NULL };
      const TlsTry what = { .certificate = own, .priority = rows[i].priority, .good = TRUE };
      g_autoptr (GHashTable) facts = tls_try_new_facts ();
      g_autoptr (GError) error = tls_try (&what, settings, facts);

      g_assert_no_error (error);
      if (strstr (tls_try_get_fact (facts, "warning"), rows[i].said) == NULL)
        g_error ("“%s” is missing in: %s", rows[i].said, tls_try_get_fact (facts, "warning"));
    }
}

/* A recorded session can be read by who gets the server's key later, but not with strict. */
static void
test_forward_secrecy (void)
{
  static const TestCertificateOptions options = { .key = TEST_KEY_RSA2048 };
  static const char *const usual[] = { "encryption.verify=none", NULL };
  static const char *const strict[] = { "encryption.verify=none", "encryption.level=strict", NULL };
  g_autoptr (TestCertificate) own = test_certificate_new (NULL, &options);
  TlsTry what = { .certificate = own,
                  .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+RSA",
                  .good = TRUE };
  g_autoptr (GError) taken = tls_try (&what, usual, NULL);
  g_autoptr (GError) refused = NULL;

  what.good = FALSE;
  refused = tls_try (&what, strict, NULL);
  g_assert_no_error (taken);
  test_endpoint_expect_error (refused, TOCSIN_ERROR_TLS_HANDSHAKE, "no forward secrecy");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  certificate = test_certificate_new (NULL, NULL);
  g_test_add_func ("/tls-levels/versions", test_versions);
  g_test_add_func ("/tls-levels/unsafe-is-said", test_unsafe_is_said);
  g_test_add_func ("/tls-levels/forward-secrecy", test_forward_secrecy);
  status = g_test_run ();
  test_certificate_free (certificate);

  return status;
}
