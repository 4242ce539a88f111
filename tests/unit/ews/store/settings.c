/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What settings mean: whose mailbox, where, in which dialect. */
#include "core/base/error.h"
#include "plugins/ews/dialect.h"
#include "plugins/ews/locate.h"
#include "plugins/ews/whom.h"

static TocsinConnectionSettings *
make_settings (const char *assignments)
{
  g_auto (GStrv) list = g_strsplit (assignments, " ", -1);
  g_autoptr (GError) error = NULL;
  TocsinConnectionSettings *settings = tocsin_connection_settings_new_from_assignments (
      "office", "exchange", (const char *const *) list, &error);

  g_assert_no_error (error);

  return settings;
}

#define APP "authentication.oauth2-grant=client-credentials "
#define USER "authentication.username=ada@example.org "

static void
test_whom (void)
{
  static const struct
  {
    const char *why;
    const char *settings;
    const char *mailbox;
    gboolean impersonates;
    const char *anchor;
    gboolean good;
  } rows[] = {
    { "one's own", USER, NULL, FALSE, "ada@example.org", TRUE },
    { "a Windows name has no address", "authentication.username=CORP\\ada", NULL, FALSE, NULL,
      TRUE },
    { "another's, by the rights one has", USER "authentication.mailbox=office@example.org",
      "office@example.org", FALSE, "office@example.org", TRUE },
    { "one's own by name", USER "authentication.mailbox=Ada@Example.org", NULL, FALSE,
      "ada@example.org", TRUE },
    { "as another",
      USER "authentication.mailbox=office@example.org authentication.access=impersonate",
      "office@example.org", TRUE, "office@example.org", TRUE },
    { "a program is nobody", APP "authentication.mailbox=office@example.org", "office@example.org",
      TRUE, "office@example.org", TRUE },
    { "a program may have rights, too",
      APP "authentication.mailbox=office@example.org authentication.access=delegate",
      "office@example.org", FALSE, "office@example.org", TRUE },
    { "a program without a mailbox", APP, NULL, FALSE, NULL, FALSE },
    { "a person with the same grant's name but a password",
      APP USER "authentication.method=password", NULL, FALSE, "ada@example.org", TRUE },
    { "no address", USER "authentication.mailbox=office", "office", FALSE, NULL, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *assignments = g_strstrip (g_strdup (rows[i].settings));
      g_autoptr (TocsinConnectionSettings) settings = make_settings (assignments);
      gboolean app_only = ews_whom_is_app_only (settings);
      EwsWhom whom = ews_whom_read (settings, app_only);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (whom.mailbox, ==, rows[i].mailbox);
      g_assert_cmpint (whom.impersonates, ==, rows[i].impersonates);
      g_assert_cmpstr (whom.anchor, ==, rows[i].anchor);
      g_assert_cmpint (ews_whom_check (&whom, app_only, NULL), ==, rows[i].good);
    }
}

static void
test_place (void)
{
  static const struct
  {
    const char *why;
    const char *settings;
    const char *url;
  } rows[] = {
    { "a host", "address=mail.example.org", "https://mail.example.org/EWS/Exchange.asmx" },
    { "a host with a port", "address=mail.example.org port=8443",
      "https://mail.example.org:8443/EWS/Exchange.asmx" },
    { "the usual port", "address=mail.example.org port=443",
      "https://mail.example.org/EWS/Exchange.asmx" },
    { "an address of numbers", "address=2001:db8::1", "https://[2001:db8::1]/EWS/Exchange.asmx" },
    { "a whole URL", "address=https://mail.example.org/other/ews.asmx",
      "https://mail.example.org/other/ews.asmx" },
    { "a URL without a path", "address=https://mail.example.org/",
      "https://mail.example.org/EWS/Exchange.asmx" },
    { "endpoint wins", "address=mail.example.org endpoint=https://gate.example.org:444",
      "https://gate.example.org:444/EWS/Exchange.asmx" },
    { "nothing: it has to be looked for", "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinConnectionSettings) settings = make_settings (rows[i].settings);
      g_autofree char *url = ews_locate_by_settings (settings);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (url, ==, rows[i].url);
    }
}

static void
test_dialect (void)
{
  EwsDialect self;
  EwsVersion version;
  g_autoptr (GError) error = NULL;

  g_assert_true (ews_dialect_parse ("Exchange2013_SP1", &version, NULL));
  g_assert_cmpint (version, ==, EWS_VERSION_2013_SP1);
  g_assert_true (ews_dialect_parse ("", &version, NULL));
  g_assert_cmpint (version, ==, EWS_VERSION_UNKNOWN);
  g_assert_false (ews_dialect_parse ("2003", &version, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);

  /* What the settings say, until a server does not know it. */
  ews_dialect_init (&self, EWS_VERSION_2013);
  g_assert_cmpint (ews_dialect_get (&self), ==, EWS_VERSION_2013);
  ews_dialect_note (&self, EWS_VERSION_2016);
  g_assert_cmpint (ews_dialect_get (&self), ==, EWS_VERSION_2013);
  g_assert_true (ews_dialect_lower (&self) == FALSE);
  ews_dialect_init (&self, EWS_VERSION_2013);
  ews_dialect_note (&self, EWS_VERSION_2010);
  g_assert_true (ews_dialect_lower (&self));
  g_assert_cmpint (ews_dialect_get (&self), ==, EWS_VERSION_2010);
  g_assert_false (ews_dialect_lower (&self));

  /* Of several servers behind one address the oldest must understand, too. */
  ews_dialect_init (&self, EWS_VERSION_UNKNOWN);
  ews_dialect_note (&self, EWS_VERSION_2016);
  ews_dialect_note (&self, EWS_VERSION_UNKNOWN);
  ews_dialect_note (&self, EWS_VERSION_2013_SP1);
  ews_dialect_note (&self, EWS_VERSION_2016);
  g_assert_cmpint (ews_dialect_get (&self), ==, EWS_VERSION_2013_SP1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/settings/whom", test_whom);
  g_test_add_func ("/ews/settings/place", test_place);
  g_test_add_func ("/ews/settings/dialect", test_dialect);

  return g_test_run ();
}
