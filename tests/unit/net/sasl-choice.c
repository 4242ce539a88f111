/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/sasl-choice.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"

#define ALL                                                                                        \
  "LOGIN PLAIN CRAM-MD5 DIGEST-MD5 NTLM APOP SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS "          \
  "SCRAM-SHA-256-PLUS EXTERNAL ANONYMOUS XOAUTH2 OAUTHBEARER GSSAPI"

static GStrv
split (const char *words)
{
  return *words != '\0' ? g_strsplit (words, " ", -1) : g_new0 (char *, 1);
}

/* What is at hand, a letter each. */
static TocsinSaslPolicy
make_policy (const char *at_hand, const char *method)
{
  return (TocsinSaslPolicy){
    .method = g_str_equal (method, "password") ? TOCSIN_SASL_METHOD_PASSWORD
              : g_str_equal (method, "oauth2") ? TOCSIN_SASL_METHOD_OAUTH2
              : g_str_equal (method, "none")   ? TOCSIN_SASL_METHOD_NONE
                                               : TOCSIN_SASL_METHOD_AUTO,
    .encrypted = strchr (at_hand, 'e') != NULL,
    .cleartext = strchr (at_hand, 'x') != NULL,
    .has_username = strchr (at_hand, 'u') != NULL || strchr (at_hand, 'p') != NULL,
    .has_password = strchr (at_hand, 'p') != NULL,
    .has_token = strchr (at_hand, 'o') != NULL,
    .has_ticket = strchr (at_hand, 't') != NULL,
    .has_foreign_ticket = strchr (at_hand, 'f') != NULL,
    .has_certificate = strchr (at_hand, 'c') != NULL,
    .binding = strchr (at_hand, 'b') != NULL,
  };
}

static const struct
{
  const char *about;
  const char *offered;
  const char *allowed;
  const char *refused;
  const char *method;
  /* encrypted, cleartext (x), username, password, oauth token, ticket, foreign ticket,
   * certificate, binding */
  const char *at_hand;
  const char *chosen;
  int code;
} choices[] = {
  { "the strongest", ALL, "", "", "", "epb", "SCRAM-SHA-256-PLUS", 0 },
  { "no binding", ALL, "", "", "", "ep", "SCRAM-SHA-256", 0 },
  { "bound beats a better hash", "SCRAM-SHA-256 SCRAM-SHA-1-PLUS", "", "", "", "epb",
    "SCRAM-SHA-1-PLUS", 0 },
  { "lower case", "plain login", "", "", "", "ep", "PLAIN", 0 },
  { "restricted", ALL, "LOGIN PLAIN", "", "", "epb", "PLAIN", 0 },
  { "failed before", ALL, "", "SCRAM-SHA-256 SCRAM-SHA-1", "", "ep", "DIGEST-MD5", 0 },
  { "nothing left", "PLAIN", "", "PLAIN", "", "ep", NULL, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
  { "nothing in common", "XOAUTH2 SPNEGO", "", "", "", "ep", NULL,
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
  { "nothing offered", "", "", "", "", "ep", NULL, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
  { "nothing at hand", ALL, "", "", "", "eub", NULL, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },

  { "a ticket is stronger than a certificate", ALL, "", "", "", "etc", "GSSAPI", 0 },
  { "a ticket is stronger than an unbound proof", ALL, "", "", "", "ept", "GSSAPI", 0 },
  { "a ticket needs no secrecy", ALL, "", "", "", "pt", "GSSAPI", 0 },
  { "somebody else's ticket is none", ALL, "", "", "", "epf", "SCRAM-SHA-256", 0 },
  { "unless it is asked for", ALL, "GSSAPI", "", "", "epf", "GSSAPI", 0 },
  { "with a password a ticket can be had", ALL, "GSSAPI", "", "", "ep", "GSSAPI", 0 },
  { "but only if asked for", "GSSAPI", "", "", "", "ep", NULL,
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
  { "no ticket and nothing to get one with", ALL, "GSSAPI", "", "", "eu", NULL,
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },

  { "a certificate alone", ALL, "", "", "", "ec", "EXTERNAL", 0 },
  { "a certificate for the line, a password for the user", "PLAIN EXTERNAL", "", "", "", "epc",
    "PLAIN", 0 },
  { "a certificate for the line, a token for the user", "XOAUTH2 EXTERNAL", "", "", "", "euoc",
    "XOAUTH2", 0 },
  { "a certificate by wish", "PLAIN EXTERNAL", "EXTERNAL PLAIN", "", "", "epc", "EXTERNAL", 0 },
  { "a wish without a certificate", "EXTERNAL", "EXTERNAL", "", "", "ep", NULL,
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },

  { "a token", ALL, "", "", "", "euo", "OAUTHBEARER", 0 },
  { "a token without a name", "XOAUTH2 OAUTHBEARER", "", "", "", "eo", "OAUTHBEARER", 0 },
  { "which XOAUTH2 needs", "XOAUTH2", "", "", "", "eo", NULL,
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
  { "a token before a weak proof", "CRAM-MD5 PLAIN XOAUTH2", "", "", "", "epo", "XOAUTH2", 0 },
  { "a strong proof before a token", "SCRAM-SHA-1 XOAUTH2", "", "", "", "epo", "SCRAM-SHA-1", 0 },
  { "no token in clear", "XOAUTH2 OAUTHBEARER", "", "", "", "uo", NULL,
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },

  { "only passwords", ALL, "", "", "password", "epotc", "SCRAM-SHA-256", 0 },
  { "only tokens", ALL, "", "", "oauth2", "epotcb", "OAUTHBEARER", 0 },
  { "only passwords, by way of Kerberos", ALL, "GSSAPI", "", "password", "ep", "GSSAPI", 0 },
  { "nobody", ALL, "", "", "none", "epotcb", NULL, TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },

  { "anonymous only if asked for", "ANONYMOUS", "", "", "", "e", NULL,
    TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM },
  { "anonymous if asked for", "ANONYMOUS", "ANONYMOUS", "", "", "", "ANONYMOUS", 0 },

  /* X_1 of starttls.md: every name ever seen, in plain text. */
  { "nothing goes in clear", ALL, "", "", "", "puo", NULL,
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "CRAM-MD5 neither", "CRAM-MD5", "", "", "", "p", NULL,
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "DIGEST-MD5 neither", "DIGEST-MD5", "", "", "", "p", NULL,
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "NTLM neither", "NTLM", "", "", "", "p", NULL, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "APOP neither", "APOP", "", "", "", "p", NULL, TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "SCRAM neither", "SCRAM-SHA-256", "", "", "", "p", NULL,
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "allowed in clear: still the strongest", ALL, "", "", "", "px", "SCRAM-SHA-256", 0 },
  { "allowed in clear", "PLAIN", "", "", "", "px", "PLAIN", 0 },
};

static void
test_choice (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_auto (GStrv) offered = split (choices[i].offered);
      g_auto (GStrv) allowed = split (choices[i].allowed);
      g_auto (GStrv) refused = split (choices[i].refused);
      TocsinSaslPolicy policy = make_policy (choices[i].at_hand, choices[i].method);
      g_autoptr (GError) error = NULL;
      const char *chosen;

      policy.allowed = (const char *const *) allowed;
      policy.refused = (const char *const *) refused;
      chosen = tocsin_sasl_choose ((const char *const *) offered, &policy, &error);
      g_test_message ("%s", choices[i].about);
      g_assert_cmpstr (chosen, ==, choices[i].chosen);
      if (chosen == NULL)
        test_endpoint_expect_error (error, choices[i].code, choices[i].about);
      else
        g_assert_no_error (error);
    }
}

/* The order that the documentation gives, found by taking away the strongest each time. */
static void
test_order (void)
{
  static const char order[] = "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS GSSAPI EXTERNAL SCRAM-SHA-256 "
                              "SCRAM-SHA-1 OAUTHBEARER XOAUTH2 DIGEST-MD5 CRAM-MD5 APOP NTLM PLAIN "
                              "LOGIN ANONYMOUS";
  g_auto (GStrv) offered = split (ALL);
  g_autoptr (GString) seen = g_string_new (NULL);
  TocsinSaslPolicy policy = make_policy ("epotcb", "");

  policy.allowed = (const char *const *) offered;
  for (;;)
    {
      g_auto (GStrv) refused = split (seen->str);
      const char *chosen;

      policy.refused = (const char *const *) refused;
      chosen = tocsin_sasl_choose ((const char *const *) offered, &policy, NULL);
      if (chosen == NULL)
        break;
      g_string_append_printf (seen, "%s%s", seen->len > 0 ? " " : "", chosen);
    }
  g_assert_cmpstr (seen->str, ==, order);
}

static void
test_passed_over (void)
{
  g_auto (GStrv) offered = split ("PLAIN XOAUTH2 GSSAPI SCRAM-SHA-256-PLUS LOGIN");
  TocsinSaslPolicy policy = make_policy ("ep", "");
  g_autofree char *list =
      tocsin_sasl_list_passed_over ((const char *const *) offered, &policy, "PLAIN");
  g_autofree char *nothing =
      tocsin_sasl_list_passed_over ((const char *const *) offered, &policy, "SCRAM-SHA-256-PLUS");

  g_assert_cmpstr (list, ==,
                   "SCRAM-SHA-256-PLUS (nothing in this TLS session to tie it to), GSSAPI (no "
                   "ticket), XOAUTH2 (no access token)");
  g_assert_null (nothing);
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
      g_assert_true (policy.has_username);
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
  g_test_add_func ("/sasl-choice/order", test_order);
  g_test_add_func ("/sasl-choice/passed-over", test_passed_over);
  g_test_add_func ("/sasl-choice/cleartext", test_cleartext);

  return g_test_run ();
}
