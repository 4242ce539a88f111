/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl-choice.h"

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

#define ALL                                                                                        \
  "LOGIN PLAIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS EXTERNAL "   \
  "ANONYMOUS XOAUTH2 NTLM"

static GStrv
split (const char *words)
{
  return *words != '\0' ? g_strsplit (words, " ", -1) : g_new0 (char *, 1);
}

static void
test_choice (void)
{
  static const struct
  {
    const char *about;
    const char *offered;
    const char *allowed;
    const char *refused;
    gboolean encrypted;
    gboolean cleartext;
    gboolean password;
    gboolean binding;
    gboolean certificate;
    const char *chosen;
    int code;
  } rows[] = {
    { "the strongest", ALL, "", "", 1, 0, 1, 1, 0, "SCRAM-SHA-256-PLUS", 0 },
    { "no binding", ALL, "", "", 1, 0, 1, 0, 0, "SCRAM-SHA-256", 0 },
    { "bound beats a better hash", "SCRAM-SHA-256 SCRAM-SHA-1-PLUS", "", "", 1, 0, 1, 1, 0,
      "SCRAM-SHA-1-PLUS", 0 },
    { "lower case", "plain login", "", "", 1, 0, 1, 0, 0, "PLAIN", 0 },
    { "restricted", ALL, "LOGIN PLAIN", "", 1, 0, 1, 1, 0, "PLAIN", 0 },
    { "failed before", ALL, "", "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5", 1, 0, 1, 0, 0, "PLAIN", 0 },
    { "nothing left", "PLAIN", "", "PLAIN", 1, 0, 1, 0, 0, NULL,
      TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
    { "nothing in common", "XOAUTH2 NTLM", "", "", 1, 0, 1, 0, 0, NULL,
      TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
    { "nothing offered", "", "", "", 1, 0, 1, 0, 0, NULL, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
    { "no password", ALL, "", "", 1, 0, 0, 1, 0, NULL, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
    { "a certificate", "PLAIN EXTERNAL", "", "", 1, 0, 1, 0, 1, "EXTERNAL", 0 },
    { "anonymous only if asked for", "ANONYMOUS", "", "", 1, 0, 0, 0, 0, NULL,
      TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
    { "anonymous if asked for", "ANONYMOUS", "ANONYMOUS", "", 0, 0, 0, 0, 0, "ANONYMOUS", 0 },
    /* X_1 of starttls.md: every name ever seen, in plain text. */
    { "nothing goes in clear", ALL, "", "", 0, 0, 1, 0, 0, NULL,
      TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
    { "no crackable proof either", "CRAM-MD5", "", "", 0, 0, 1, 0, 0, NULL,
      TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
    { "allowed in clear: still the strongest", ALL, "", "", 0, 1, 1, 0, 0, "SCRAM-SHA-256", 0 },
    { "allowed in clear", "PLAIN", "", "", 0, 1, 1, 0, 0, "PLAIN", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) offered = split (rows[i].offered);
      g_auto (GStrv) allowed = split (rows[i].allowed);
      g_auto (GStrv) refused = split (rows[i].refused);
      const TocsinSaslPolicy policy = {
        .allowed = (const char *const *) allowed,
        .refused = (const char *const *) refused,
        .encrypted = rows[i].encrypted,
        .cleartext = rows[i].cleartext,
        .has_password = rows[i].password,
        .binding = rows[i].binding,
        .has_certificate = rows[i].certificate,
      };
      g_autoptr (GError) error = NULL;
      const char *chosen = tocsin_sasl_choose ((const char *const *) offered, &policy, &error);

      g_test_message ("%s", rows[i].about);
      g_assert_cmpstr (chosen, ==, rows[i].chosen);
      if (chosen == NULL)
        test_endpoint_expect_error (error, rows[i].code, rows[i].about);
      else
        g_assert_no_error (error);
    }
}

static void
test_cleartext (void)
{
  static const struct
  {
    const char *mode;
    const char *allow;
    gboolean expected;
  } rows[] = {
    { "encryption.mode=none", "encryption.allow-cleartext=true", TRUE },
    { "encryption.mode=opportunistic", "encryption.allow-cleartext=true", TRUE },
    { "encryption.mode=starttls", "encryption.allow-cleartext=true", FALSE },
    { "encryption.mode=implicit", "encryption.allow-cleartext=true", FALSE },
    { "encryption.mode=none", "encryption.allow-cleartext=false", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinEndpoint) endpoint =
          test_endpoint_new (1000, rows[i].mode, rows[i].allow, "authentication.username=joe",
                             "authentication.password=env:SECRET", NULL);
      TocsinSaslPolicy policy;
      g_autoptr (GError) error = NULL;

      tocsin_sasl_policy_init (&policy, endpoint, NULL);
      g_assert_true (policy.has_password);
      g_assert_false (policy.encrypted);
      g_assert_cmpint (tocsin_sasl_policy_check_plain (&policy, &error), ==, rows[i].expected);
      if (!rows[i].expected)
        test_endpoint_expect_error (error, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
                                    rows[i].mode);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sasl-choice/choice", test_choice);
  g_test_add_func ("/sasl-choice/cleartext", test_cleartext);

  return g_test_run ();
}
