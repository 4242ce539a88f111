/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include <string.h>

#include "core/base/error.h"
#include "plugins/ews/discover.h"
#include "plugins/ews/referral.h"
#include "tests/live/ews/office.h"

/* The place of an address at localhost, whose Autodiscover listens on the server's port. */
static char *
discover (MailServer *server, const char *address, GError **error)
{
  g_autofree char *port = g_strdup_printf ("port=%u", mail_server_get_tls_port (server));
  const char *const more[] = { "endpoint=", port, NULL };
  g_autoptr (TocsinConnectionSettings) settings =
      office_settings (server, "alice@example.org", more);

  return ews_discover (settings, &ews_endpoint_defaults, address, NULL, error);
}

static void
test_walk (void)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", "--shared", "desk@localhost", "--grant",
                                                     "alice:desk@localhost:full", NULL);
  g_autofree char *url = NULL, *none = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  url = discover (server, "desk@localhost", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (url, ==, mail_server_get (server, "EWS_URL"));

  none = discover (server, "nobody@localhost", &error);
  g_assert_null (none);
  g_test_message ("%s", error->message);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
}

/* Nobody is shown who we are but who was to be expected. */
static void
test_referrals (void)
{
  g_autoptr (MailServer) server =
      mail_server_start ("ews", "--redirect", "far@localhost=https://elsewhere.example.net/x",
                         "--redirect", "other@localhost=@alice@example.org", NULL);
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  if (server == NULL)
    return;
  url = discover (server, "far@localhost", &error);
  g_assert_null (url);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_REDIRECTED);
  g_assert_nonnull (strstr (error->message, "elsewhere.example.net"));
  g_clear_error (&error);
  url = discover (server, "other@localhost", &error);
  g_assert_null (url);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_REDIRECTED);
}

static void
test_rules (void)
{
  static const struct
  {
    const char *why;
    const char *url;
    int code; /* -1: taken */
  } rows[] = {
    { "a host of the domain", "https://mail.example.org/EWS/Exchange.asmx", -1 },
    { "the domain itself, in any letters", "https://EXAMPLE.org/x", -1 },
    { "the service in the cloud", "https://outlook.office365.com/EWS/Exchange.asmx", -1 },
    { "only looks like the domain", "https://badexample.org/", TOCSIN_ERROR_HTTP_REDIRECTED },
    { "the domain in front", "https://example.org.evil.net/", TOCSIN_ERROR_HTTP_REDIRECTED },
    { "only looks like the cloud", "https://office365.com.evil.net/",
      TOCSIN_ERROR_HTTP_REDIRECTED },
    { "somebody else", "https://evil.net/", TOCSIN_ERROR_HTTP_REDIRECTED },
    { "without encryption", "http://mail.example.org/",
      TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
    { "a user in the address", "https://mail.example.org@evil.net/", TOCSIN_ERROR_PROTOCOL_PARSE },
    { "another scheme", "file:///etc/passwd", TOCSIN_ERROR_PROTOCOL_PARSE },
    { "no address", "mail.example.org", TOCSIN_ERROR_PROTOCOL_PARSE },
  };
  g_autoptr (GPtrArray) domains = g_ptr_array_new ();

  g_ptr_array_add (domains, (gpointer) "example.org");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s", rows[i].why, rows[i].url);
      g_assert_cmpint (ews_referral_check (rows[i].url, domains, &error), ==, rows[i].code == -1);
      if (error != NULL)
        g_assert_cmpint (error->code, ==, rows[i].code);
    }
  g_assert_true (ews_referral_is_domain ("tenant.onmicrosoft.com", domains));
  g_assert_false (ews_referral_is_domain ("example.net", domains));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/discover/walk", test_walk);
  g_test_add_func ("/ews/discover/referrals", test_referrals);
  g_test_add_func ("/ews/discover/rules", test_rules);

  return g_test_run ();
}
