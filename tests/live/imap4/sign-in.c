/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/live/imap4/account.h"

#include <glib/gstdio.h>
#include <string.h>

/* Every mechanism against a real server, which really checks: the right secret reads the mail, and
 * each wrong one is told for what it is. */

#define ALL                                                                                        \
  "PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-256 NTLM GSSAPI EXTERNAL ANONYMOUS "      \
  "XOAUTH2 OAUTHBEARER"

/* What a row signs in with. */
typedef enum
{
  PASSWORD,
  WRONG_PASSWORD,
  DOMAIN_PASSWORD, /* TOCSIN\alice */
  NOTHING,
  TICKET,
  FOREIGN_TICKET,
  EXPIRED_TICKET,
  TICKET_NOT_FOR_THIS,
  TICKET_WITHOUT_KDC,
  TICKET_WITH_DUMB_KDC,
  CERTIFICATE,
  OTHER_CERTIFICATE,
  TOKEN,
  FOREIGN_TOKEN,
  EXPIRED_TOKEN,
  FORGED_TOKEN,
  NARROW_TOKEN,
} Secret;

typedef struct
{
  const char *about;
  const char *mechanisms; /* "" for whatever is the strongest */
  Secret secret;
  int code; /* 0: it reads the mail */
  const char *used;
} Row;

static const Row rows[] = {
  { "plain", "PLAIN", PASSWORD, 0, "PLAIN" },
  { "plain/wrong", "PLAIN", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "login", "LOGIN", PASSWORD, 0, "LOGIN" },
  { "login/wrong", "LOGIN", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "cram-md5", "CRAM-MD5", PASSWORD, 0, "CRAM-MD5" },
  { "cram-md5/wrong", "CRAM-MD5", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "digest-md5", "DIGEST-MD5", PASSWORD, 0, "DIGEST-MD5" },
  { "digest-md5/wrong", "DIGEST-MD5", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "scram-sha-1", "SCRAM-SHA-1", PASSWORD, 0, "SCRAM-SHA-1" },
  { "scram-sha-1/wrong", "SCRAM-SHA-1", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "scram-sha-256", "SCRAM-SHA-256", PASSWORD, 0, "SCRAM-SHA-256" },
  { "scram-sha-256/wrong", "SCRAM-SHA-256", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },

  { "ntlm", "NTLM", DOMAIN_PASSWORD, 0, "NTLM" },
  { "ntlm/no-domain", "NTLM", PASSWORD, 0, "NTLM" },
  { "ntlm/wrong", "NTLM", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },

  { "gssapi", "GSSAPI", TICKET, 0, "GSSAPI" },
  { "gssapi/password", "GSSAPI", PASSWORD, 0, "GSSAPI" },
  { "gssapi/wrong-password", "GSSAPI", WRONG_PASSWORD, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "gssapi/no-ticket", "GSSAPI", NOTHING, TOCSIN_ERROR_AUTH_NO_TICKET, NULL },
  { "gssapi/expired", "GSSAPI", EXPIRED_TICKET, TOCSIN_ERROR_AUTH_NO_TICKET, NULL },
  { "gssapi/foreign", "GSSAPI", FOREIGN_TICKET, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "gssapi/unknown-server", "GSSAPI", TICKET_NOT_FOR_THIS, TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
    NULL },
  { "gssapi/no-kdc", "GSSAPI", TICKET_WITHOUT_KDC, TOCSIN_ERROR_AUTH_TEMPORARY, NULL },
  { "gssapi/dumb-kdc", "GSSAPI", TICKET_WITH_DUMB_KDC, TOCSIN_ERROR_AUTH_TEMPORARY, NULL },

  { "external", "EXTERNAL", CERTIFICATE, 0, "EXTERNAL" },
  { "external/other", "EXTERNAL", OTHER_CERTIFICATE, TOCSIN_ERROR_AUTH_REJECTED, NULL },
  { "anonymous", "ANONYMOUS", NOTHING, 0, "ANONYMOUS" },

  { "xoauth2", "XOAUTH2", TOKEN, 0, "XOAUTH2" },
  { "xoauth2/expired", "XOAUTH2", EXPIRED_TOKEN, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED, NULL },
  { "xoauth2/forged", "XOAUTH2", FORGED_TOKEN, TOCSIN_ERROR_AUTH_OAUTH_INVALID, NULL },
  { "xoauth2/scope", "XOAUTH2", NARROW_TOKEN, TOCSIN_ERROR_AUTH_OAUTH_SCOPE, NULL },
  { "oauthbearer", "OAUTHBEARER", TOKEN, 0, "OAUTHBEARER" },
  { "oauthbearer/expired", "OAUTHBEARER", EXPIRED_TOKEN, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED, NULL },
  { "oauthbearer/forged", "OAUTHBEARER", FORGED_TOKEN, TOCSIN_ERROR_AUTH_OAUTH_INVALID, NULL },
  /* Here Dovecot does not name the scope that it wants. */
  { "oauthbearer/scope", "OAUTHBEARER", NARROW_TOKEN, TOCSIN_ERROR_AUTH_OAUTH_INVALID, NULL },
  { "oauthbearer/foreign", "OAUTHBEARER", FOREIGN_TOKEN, TOCSIN_ERROR_AUTH_OAUTH_INVALID, NULL },

  { "strongest/password", "", PASSWORD, 0, "SCRAM-SHA-256" },
  { "strongest/ticket", "", TICKET, 0, "GSSAPI" },
  { "strongest/token", "", TOKEN, 0, "OAUTHBEARER" },
  { "strongest/certificate", "", CERTIFICATE, 0, "EXTERNAL" },
};

static char *directory;
static MailServer *kdc;
static MailServer *server;

static char *
place (const char *name)
{
  return g_build_filename (directory, name, NULL);
}

static void add (GPtrArray *settings, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add (GPtrArray *settings, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (settings, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
write_secret (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

static void
get_ticket (const char *user, const char *expired)
{
  g_autofree char *cache = place ("tickets");
  g_autofree char *output =
      mail_server_run (kdc, "kinit", "--user", user, "--cache", cache, expired, NULL);

  g_assert_nonnull (output);
}

static void
add_token (GPtrArray *settings, const char *user, const char *option, const char *value)
{
  g_autofree char *token = mail_server_run (server, "token", "--user", user, option, value, NULL);
  g_autofree char *path = place ("token");

  write_secret (path, token);
  add (settings, "authentication.bearer-token=file:%s", path);
}

static void
add_certificate (GPtrArray *settings, const char *user)
{
  g_autofree char *file = g_path_get_dirname (mail_server_get (server, "CA_FILE"));

  add (settings, "encryption.client-certificate=%s/%s.pem", file, user);
  add (settings, "encryption.client-key=file:%s/%s.pem", file, user);
}

static void
add_password (GPtrArray *settings, Secret secret)
{
  g_autofree char *wrong = place ("wrong");

  write_secret (wrong, "wrong\n");
  add (settings, "authentication.password=file:%s",
       secret == WRONG_PASSWORD ? wrong : mail_server_get (server, "PASSWORD_FILE"));
  if (secret == DOMAIN_PASSWORD)
    add (settings, "authentication.username=TOCSIN\\alice");
}

static void
add_ticket (GPtrArray *settings, Secret secret)
{
  get_ticket (secret == FOREIGN_TICKET ? "bob" : "alice",
              secret == EXPIRED_TICKET ? "--expired" : NULL);
  if (secret == TICKET_NOT_FOR_THIS)
    add (settings, "encryption.server-name=127.0.0.1");
  if (secret == TICKET_WITH_DUMB_KDC)
    {
      mail_server_pause (kdc);
      add (settings, "timeout=2");
    }
  if (secret == TICKET_WITHOUT_KDC)
    mail_server_stop (kdc);
}

static void
add_secret (GPtrArray *settings, Secret secret)
{
  switch (secret)
    {
    case PASSWORD:
    case WRONG_PASSWORD:
    case DOMAIN_PASSWORD:
      add_password (settings, secret);
      break;
    case TICKET:
    case FOREIGN_TICKET:
    case EXPIRED_TICKET:
    case TICKET_NOT_FOR_THIS:
    case TICKET_WITHOUT_KDC:
    case TICKET_WITH_DUMB_KDC:
      add_ticket (settings, secret);
      break;
    case CERTIFICATE:
      add_certificate (settings, "alice");
      break;
    case OTHER_CERTIFICATE:
      add_certificate (settings, "bob");
      break;
    case TOKEN:
      add_token (settings, "alice", NULL, NULL);
      break;
    case FOREIGN_TOKEN:
      add_token (settings, "bob", NULL, NULL);
      break;
    case EXPIRED_TOKEN:
      add_token (settings, "alice", "--expired", NULL);
      break;
    case FORGED_TOKEN:
      add_token (settings, "alice", "--forged", NULL);
      break;
    case NARROW_TOKEN:
      add_token (settings, "alice", "--scope", "calendar");
      break;
    case NOTHING:
    default:
      break;
    }
}

static TocsinMailStore *
open_account (const Row *row)
{
  g_autoptr (GPtrArray) settings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinConnectionSettings) connection = NULL;
  g_autoptr (GError) error = NULL;

  add (settings, "address=%s", mail_server_get (server, "HOST"));
  add (settings, "port=%u", mail_server_get_tls_port (server));
  add (settings, "encryption.server-name=localhost");
  add (settings, "encryption.ca-file=%s", mail_server_get (server, "CA_FILE"));
  add (settings, "authentication.username=alice");
  add (settings, "authentication.mechanisms=%s", row->mechanisms);
  add_secret (settings, row->secret);
  g_ptr_array_add (settings, NULL);
  connection = tocsin_connection_settings_new_from_assignments (
      "live", "imap4", (const char *const *) settings->pdata, &error);
  g_assert_no_error (error);

  return g_object_new (TOCSIN_TYPE_IMAP4_CONNECTION, "settings", connection, NULL);
}

static void
take_step (TocsinReport *report,
           int step,
           int status,
           guint elapsed,
           GVariant *facts,
           const GError *error,
           gpointer user_data)
{
  char **used = user_data;
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (g_str_equal (name, "mechanism"))
      {
        g_free (*used);
        *used = g_strdup (value);
      }
}

/* Through the very call that work uses. */
static void
try_out (TocsinMailStore *store, char **used, GError **error)
{
  g_autoptr (TocsinReport) report = tocsin_report_new ();

  g_signal_connect (report, "step", G_CALLBACK (take_step), used);
  tocsin_connection_test (TOCSIN_CONNECTION (store), report, NULL, NULL, error);
}

static void
check_mail (TocsinMailStore *store)
{
  g_autoptr (GVariant) cursor = NULL;
  g_autoptr (TocsinMailChanges) changes = NULL;
  g_autoptr (TocsinMailChanges) more = NULL;
  g_autoptr (GPtrArray) fetched = NULL;

  changes = account_changes (store, "INBOX", &cursor);
  mail_server_deliver (server, "alice", "INBOX", "Subject: for alice\n\nhello\n");
  more = account_changes (store, "INBOX", &cursor);
  g_assert_cmpuint (more->refs->len, ==, 1);
  fetched = account_fetch (store, more->refs, TOCSIN_MAIL_PARTS_HEADERS);
  g_assert_cmpstr (((Fetched *) g_ptr_array_index (fetched, 0))->subject, ==, "for alice");
}

static void
mend_kdc (Secret secret)
{
  g_autofree char *cache = place ("tickets");

  if (secret == TICKET_WITH_DUMB_KDC)
    mail_server_resume (kdc);
  if (secret == TICKET_WITHOUT_KDC)
    mail_server_restart (kdc);
  g_unlink (cache);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (TocsinMailStore) store = open_account (row);
  g_autofree char *used = NULL;
  g_autoptr (GError) error = NULL;

  try_out (store, &used, &error);
  if (row->code == 0)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (used, ==, row->used);
      if (row->secret != NOTHING)
        check_mail (store);
    }
  mend_kdc (row->secret);
  if (row->code != 0)
    {
      g_assert_nonnull (error);
      g_test_message ("%s; %s", error->message, tocsin_error_get_server_text (error));
      g_assert_error (error, TOCSIN_ERROR, row->code);
    }
}

/* Ours from the start, so that nobody's own tickets come in. */
static void
set_environment (void)
{
  g_autofree char *cache = place ("tickets");
  g_autofree char *nothing = place ("nothing");

  g_setenv ("KRB5CCNAME", cache, TRUE);
  g_setenv ("KRB5_CLIENT_KTNAME", nothing, TRUE);
  if (kdc != NULL)
    g_setenv ("KRB5_CONFIG", mail_server_get (kdc, "KRB5_CONFIG"), TRUE);
}

static void
start_servers (void)
{
  g_autofree char *realm = NULL;

  kdc = mail_server_start ("kdc", NULL);
  if (kdc == NULL)
    return;
  set_environment ();
  realm = g_path_get_dirname (mail_server_get (kdc, "PASSWORD_FILE"));
  server = mail_server_start ("dovecot", "--mechanisms", ALL, "--password",
                              mail_server_get (kdc, "PASSWORD"), "--kdc", realm, "--oauth2",
                              "--client-certificates", "--ntlm", NULL);
}

static void
test_servers (void)
{
  g_assert_true (kdc == NULL || server == NULL || mail_server_get_port (server) != 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  directory = g_dir_make_tmp ("tocsin-sign-in-XXXXXX", &error);
  g_assert_no_error (error);
  g_test_add_func ("/sign-in/servers", test_servers);
  start_servers ();
  for (gsize i = 0; server != NULL && i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/sign-in/", rows[i].about, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }

  status = g_test_run ();
  g_clear_pointer (&server, mail_server_free);
  g_clear_pointer (&kdc, mail_server_free);
  for (const char *const *name = (const char *const[]){ "tickets", "token", "wrong", NULL };
       *name != NULL; name++)
    {
      g_autofree char *path = place (*name);

      g_unlink (path);
    }
  g_rmdir (directory);
  g_free (directory);

  return status;
}
