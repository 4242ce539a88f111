/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Mail servers that ask the provider about each token: one that they do not take any more is
 * renewed, once, before anybody hears of it. */
#include <string.h>

#include "core/base/error.h"
#include "core/plugin/connection.h"
#include "plugins/imap4/connection.h"
#include "plugins/pop3/connection.h"
#include "tests/live/oauth2/client.h"

typedef struct
{
  const char *name;
  const char *mechanism;
  const char *scope;
  const char *port; /* the property of the server that has it */
  GType (*get_type) (void);
} Row;

static const Row rows[] = {
  { "imap-xoauth2", "XOAUTH2", "imap", "TLS_PORT", tocsin_imap4_connection_get_type },
  { "imap-oauthbearer", "OAUTHBEARER", "imap", "TLS_PORT", tocsin_imap4_connection_get_type },
  { "pop3-xoauth2", "XOAUTH2", "imap", "POP3S_PORT", tocsin_pop3_connection_get_type },
  { "pop3-oauthbearer", "OAUTHBEARER", "imap", "POP3S_PORT", tocsin_pop3_connection_get_type },
};

static MailServer *mail;

static MailServer *
mail_of_all (MailServer *oauth)
{
  if (mail == NULL)
    mail = mail_server_start ("dovecot", "--oauth", mail_server_get (oauth, "DIR"), "--oauth-scope",
                              "imap", "--mechanisms", "XOAUTH2 OAUTHBEARER", "--pop3", NULL);

  return mail;
}

/* Both servers' own authorities in one file. */
static char *
keep_authorities (MailServer *oauth, MailServer *server)
{
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  g_autofree char *both = NULL;

  g_assert_true (g_file_get_contents (mail_server_get (oauth, "CA_FILE"), &one, NULL, NULL));
  g_assert_true (g_file_get_contents (mail_server_get (server, "CA_FILE"), &other, NULL, NULL));
  both = g_strconcat (one, other, NULL);

  return client_keep ("authorities", both);
}

static TocsinConnection *
connect_as (MailServer *oauth, MailServer *server, const Row *row, const char *scope)
{
  g_autofree char *token = client_refresh_token (oauth, "custom", "PUBLIC_ID",
                                                 "imap mail "
                                                 "offline_access");
  g_autofree char *reference = client_keep (row->name, token);
  g_autofree char *authorities = keep_authorities (oauth, server);
  g_autofree char *refresh = g_strconcat ("authentication.refresh-token=", reference, NULL);
  g_autofree char *ca = g_strconcat ("encryption.ca-file=", authorities + strlen ("file:"), NULL);
  g_autofree char *wanted = g_strconcat ("authentication.scope=", scope, NULL);
  g_autofree char *mechanism = g_strconcat ("authentication.mechanisms=", row->mechanism, NULL);
  g_autofree char *address = g_strconcat ("address=", mail_server_get (server, "HOST"), NULL);
  g_autofree char *port = g_strconcat ("port=", mail_server_get (server, row->port), NULL);
  g_autoptr (TocsinConnectionSettings) settings = client_settings (
      oauth, "custom", "authentication.oauth2-grant=refresh-token",
      "authentication.client-id=@PUBLIC_ID", "authentication.username=alice",
      "encryption.mode=implicit", refresh, ca, wanted, mechanism, address, port, NULL);

  return g_object_new (row->get_type (), "settings", settings, NULL);
}

/* How often the provider was asked for tokens. */
static guint
count_renewals (MailServer *oauth)
{
  g_autofree char *requests = NULL;
  guint count = 0;

  g_assert_true (g_file_get_contents (mail_server_get (oauth, "REQUESTS"), &requests, NULL, NULL));
  for (const char *place = requests; (place = strstr (place, "/custom/token")) != NULL; place++)
    count++;

  return count;
}

static void
test_renewal (gconstpointer data)
{
  const Row *row = data;
  MailServer *oauth = client_server ();
  MailServer *server = oauth != NULL ? mail_of_all (oauth) : NULL;
  g_autoptr (TocsinConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  guint before;

  if (server == NULL)
    return;
  connection = connect_as (oauth, server, row, "imap offline_access");
  tocsin_connection_test (connection, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  before = count_renewals (oauth);
  tocsin_connection_test (connection, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_renewals (oauth), ==, before);

  g_free (mail_server_run (oauth, "forget", "access", NULL));
  tocsin_connection_test (connection, NULL, NULL, NULL, &error);
  g_test_message ("%s, %u renewals more", error != NULL ? tocsin_error_get_code_name (error) : "",
                  count_renewals (oauth) - before);
  g_assert_no_error (error);
  g_assert_cmpuint (count_renewals (oauth), ==, before + 1);
  tocsin_connection_close (connection);
}

/* A token that the server never takes is not fetched again and again. */
static void
test_wrong_scope (gconstpointer data)
{
  const Row *row = data;
  MailServer *oauth = client_server ();
  MailServer *server = oauth != NULL ? mail_of_all (oauth) : NULL;
  g_autoptr (TocsinConnection) connection = NULL;
  guint before;

  if (server == NULL)
    return;
  connection = connect_as (oauth, server, row, "mail offline_access");
  before = count_renewals (oauth);
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tocsin_connection_test (connection, NULL, NULL, NULL, &error));
      g_test_message ("%s: %s", tocsin_error_get_code_name (error), error->message);
      g_assert_true (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_INVALID)
                     || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_SCOPE));
    }
  g_assert_cmpuint (count_renewals (oauth), <=, before + 2);
  tocsin_connection_close (connection);
}

int
main (int argc, char **argv)
{
  int status;

  client_begin ();
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *renewal = g_strconcat ("/oauth2/mail/renewal/", rows[i].name, NULL);
      g_autofree char *scope = g_strconcat ("/oauth2/mail/wrong-scope/", rows[i].name, NULL);

      g_test_add_data_func (renewal, &rows[i], test_renewal);
      g_test_add_data_func (scope, &rows[i], test_wrong_scope);
    }
  status = g_test_run ();
  g_clear_pointer (&mail, mail_server_free);
  client_end ();

  return status;
}
