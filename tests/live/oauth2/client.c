/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/live/oauth2/client.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"

static char *state;
static MailServer *server_of_all;

static const TocsinTokenScope scopes[] = {
  { "microsoft", FALSE, "https://outlook.office365.com/IMAP.AccessAsUser.All offline_access" },
  { "microsoft", TRUE, "https://outlook.office365.com/.default" },
  { "google", FALSE, "https://mail.google.com/" },
  { "custom", FALSE, "imap offline_access" },
  { NULL },
};

void
client_begin (void)
{
  state = g_dir_make_tmp ("tocsin-oauth2-XXXXXX", NULL);
  g_setenv ("TOCSIN_STATE", state, TRUE);
}

MailServer *
client_server (void)
{
  if (server_of_all == NULL)
    server_of_all = mail_server_start ("oauth", NULL);

  return server_of_all;
}

void
client_end (void)
{
  const char *const argv[] = { "rm", "-r", state, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_clear_pointer (&state, g_free);
  g_clear_pointer (&server_of_all, mail_server_free);
}

static char *
fill_in (MailServer *server, const char *assignment)
{
  const char *mark = strrchr (assignment, '@');

  if (mark == NULL || mark[1] == '\0' || !g_ascii_isupper (mark[1]))
    return g_strdup (assignment);

  return g_strdup_printf ("%.*s%s", (int) (mark - assignment), assignment,
                          mail_server_get (server, mark + 1));
}

TocsinConnectionSettings *
client_settings (MailServer *server, const char *provider, ...)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean custom = g_str_equal (provider, "custom");
  TocsinConnectionSettings *settings;
  const char *assignment;
  va_list args;

  g_ptr_array_add (assignments, g_strconcat ("authentication.oauth2-provider=", provider, NULL));
  g_ptr_array_add (assignments,
                   g_strconcat ("authentication.authority=", mail_server_get (server, "URL"),
                                custom ? "/custom" : "", NULL));
  g_ptr_array_add (assignments,
                   g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL));
  va_start (args, provider);
  while ((assignment = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (assignments, fill_in (server, assignment));
  va_end (args);
  g_ptr_array_add (assignments, NULL);
  settings = tocsin_connection_settings_new_from_assignments (
      "live", "imap4", (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  return settings;
}

TocsinTokenBroker *
client_broker (TocsinConnectionSettings *settings)
{
  g_autoptr (GError) error = NULL;
  TocsinTokenBroker *broker = tocsin_token_broker_get (settings, scopes, &error);

  g_assert_no_error (error);

  return broker;
}

TocsinSecret *
client_obtain (TocsinConnectionSettings *settings)
{
  g_autoptr (TocsinTokenBroker) broker = client_broker (settings);
  g_autoptr (GError) error = NULL;
  TocsinSecret *token = tocsin_token_broker_obtain (broker, NULL, &error);

  g_assert_no_error (error);

  return token;
}

void
client_expect_no (TocsinConnectionSettings *settings, int code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTokenBroker) broker = tocsin_token_broker_get (settings, scopes, &error);

  if (broker != NULL)
    g_assert_null (tocsin_token_broker_obtain (broker, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, TOCSIN_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}

char *
client_keep (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (state, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);

  return g_strconcat ("file:", path, NULL);
}

char *
client_load (const char *name)
{
  g_autofree char *path = g_build_filename (state, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return g_strchomp (text);
}

char *
client_refresh_token (MailServer *server,
                      const char *provider,
                      const char *client,
                      const char *scope)
{
  return g_strchomp (mail_server_run (server, "refresh-token", "--user", "alice", "--provider",
                                      provider, "--client", mail_server_get (server, client),
                                      "--scope", scope, NULL));
}
