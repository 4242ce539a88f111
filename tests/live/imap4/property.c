/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/imap4/filled.h"
#include "tests/live/property/comparison.h"

#include <locale.h>

/* tests/live/property on real IMAP servers, and on what the middleman makes of one. */

/* A fixture, or what the middleman in front of Dovecot makes of it. */
typedef struct
{
  const char *kind;
  /* Whether it takes no letter that is too broken. */
  gboolean strict;
  PropertyPlan plan;
  /* Whether it knows no RECENT, as if all had been looked at. */
  gboolean never_recent;
} Kind;

typedef struct
{
  MailServer *server;
  const Kind *kind;
} Target;

static Filled *
fill (Dice *dice, guint number, guint n_letters, gpointer user_data)
{
  const Target *self = user_data;

  /* Every other folder is looked at when it is filled. */
  return filled_new (self->server, dice, self->kind->never_recent ? 2 * number : number, n_letters,
                     self->kind->strict);
}

static TocsinMailStore *
open_plain (MailServer *server, MailServer *worse)
{
  g_autofree char *port = g_strdup_printf ("port=%u", mail_server_get_port (worse));

  return account_open (server, "alice", port, "encryption.mode=none",
                       "encryption.allow-cleartext=true", NULL);
}

static void
test_real (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (MailServer) server = mail_server_start (kind->kind, NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  Target target;

  if (server == NULL)
    return;
  /* Whose days are meant is the person's matter, not the server's. */
  g_setenv ("TZ", "Asia/Kathmandu", TRUE);
  target = (Target){ server, kind };
  store = open_plain (server, server);
  property_ask_all (&kind->plan, fill, &target, store, store);
  tocsin_connection_close (TOCSIN_CONNECTION (store));
}

/* We say nothing that was not offered to us. */
static void
check_violations (MailServer *worse)
{
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (mail_server_get (worse, "VIOLATIONS"), &log, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (log, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "violation:") || g_str_has_prefix (lines[i], "broken:"))
      {
        g_test_message ("%s", lines[i]);
        g_test_fail ();
        return;
      }
}

static void
test_worse (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (MailServer) server = mail_server_start ("dovecot", NULL);
  g_autoptr (MailServer) worse = NULL;
  g_autoptr (TocsinMailStore) store = NULL;
  g_autoptr (TocsinMailStore) sober = NULL;
  Target target;

  if (server == NULL)
    return;
  worse = mail_server_start ("middleman", "--behind", mail_server_get (server, "PORT"), "--kind",
                             kind->kind, NULL);
  g_setenv ("TZ", "America/St_Johns", TRUE);
  target = (Target){ server, kind };
  store = open_plain (server, worse);
  sober = open_plain (server, server);
  property_ask_all (&kind->plan, fill, &target, store, sober);
  tocsin_connection_close (TOCSIN_CONNECTION (store));
  tocsin_connection_close (TOCSIN_CONNECTION (sober));
  check_violations (worse);
}

/* Gmail itself, as far as it is documented, where keywords are labels. */
static void
test_labels (gconstpointer data)
{
  const Kind *kind = data;
  g_autoptr (MailServer) server =
      mail_server_start ("gmail", "--mechanisms", "PLAIN", "--keywords", "labels", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autofree char *port = NULL;
  g_autofree char *password = NULL;
  Target target = { server, kind };

  if (server == NULL)
    return;
  g_setenv ("TZ", "Pacific/Auckland", TRUE);
  port = g_strdup_printf ("port=%u", mail_server_get_tls_port (server));
  password = g_strconcat (
      "authentication.password=file:", mail_server_get (server, "APP_PASSWORD_FILE"), NULL);
  store = account_open (server, "alice@example.org", port, password, NULL);
  property_ask_all (&kind->plan, fill, &target, store, store);
  tocsin_connection_close (TOCSIN_CONNECTION (store));
  check_violations (server);
}

int
main (int argc, char *argv[])
{
  static const Kind dovecot = { "dovecot", FALSE, { 14, 150, 20, FALSE } };
  static const Kind cyrus = { "cyrus", TRUE, { 3, 100, 20, FALSE } };
  static const Kind crippled = { "crippled", FALSE, { 14, 150, 10, FALSE } };
  static const Kind words = { "words", FALSE, { 3, 100, 10, FALSE } };
  static const Kind gmail = { "gmail", FALSE, { 3, 100, 10, FALSE } };
  static const Kind labels = { "labels", FALSE, { 5, 60, 10, FALSE }, TRUE };
  static const Kind moody = { "moody", FALSE, { 3, 100, 10, TRUE } };

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/imap4/property/dovecot", &dovecot, test_real);
  g_test_add_data_func ("/imap4/property/cyrus", &cyrus, test_real);
  g_test_add_data_func ("/imap4/property/crippled", &crippled, test_worse);
  g_test_add_data_func ("/imap4/property/words", &words, test_worse);
  g_test_add_data_func ("/imap4/property/gmail", &gmail, test_worse);
  g_test_add_data_func ("/imap4/property/labels", &labels, test_labels);
  g_test_add_data_func ("/imap4/property/moody", &moody, test_worse);

  return g_test_run ();
}
