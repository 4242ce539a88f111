/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/connection.h"
#include "plugins/office365/connection.h"
#include "tests/live/property/comparison.h"
#include "tests/servers/mail-server.h"

#include <glib/gstdio.h>
#include <locale.h>

/* Queries on the mailboxes of web services. */

#define GRAPH_SCOPE "https://graph.microsoft.com/Mail.ReadWrite"

/* They have no other flags. */
#define KEPT_FLAGS                                                                                 \
  (TOCSIN_MESSAGE_FLAGS_SEEN | TOCSIN_MESSAGE_FLAGS_ANSWERED | TOCSIN_MESSAGE_FLAGS_FLAGGED        \
   | TOCSIN_MESSAGE_FLAGS_DRAFT)

typedef struct
{
  MailServer *server;
  char *(*make_folder) (MailServer *server, const char *name);
  char *directory;
} Target;

/* Both answer with the folder's id, by which it is known to clients. */
static char *
make_ews_folder (MailServer *server, const char *name)
{
  return g_strchomp (
      mail_server_run (server, "add-folder", "--user", "alice", "--folder", name, NULL));
}

static char *
make_graph_folder (MailServer *server, const char *name)
{
  return g_strchomp (mail_server_run (server, "folder", "--user", "alice", name, NULL));
}

static char *
describe_flags (const Letter *letter)
{
  g_autoptr (GString) words = g_string_new (NULL);
  const struct
  {
    TocsinMessageFlags flag;
    const char *word;
  } flags[] = {
    { TOCSIN_MESSAGE_FLAGS_SEEN, "\\Seen" },
    { TOCSIN_MESSAGE_FLAGS_ANSWERED, "\\Answered" },
    { TOCSIN_MESSAGE_FLAGS_FLAGGED, "\\Flagged" },
    { TOCSIN_MESSAGE_FLAGS_DRAFT, "\\Draft" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (letter->flags & flags[i].flag)
      g_string_append_printf (words, "%s ", flags[i].word);
  for (guint i = 0; i < letter->keywords->len; i++)
    g_string_append_printf (words, "%s ", (char *) g_ptr_array_index (letter->keywords, i));

  return g_strdup (g_strstrip (words->str));
}

/* A file of each letter; returns the manifest of all, as `deliver` takes it. */
static char *
write_letters (const Target *self, const Mailbox *mailbox)
{
  g_autoptr (GString) manifest = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (self->directory, "manifest", NULL);

  for (guint i = 0; i < mailbox->letters->len; i++)
    {
      const Letter *letter = mailbox_get_letter (mailbox, i);
      g_autofree char *name = g_strdup_printf ("%s/%u.eml", self->directory, i);
      g_autofree char *flags = describe_flags (letter);

      g_file_set_contents (name, letter->raw->str, (gssize) letter->raw->len, &error);
      g_assert_no_error (error);
      g_string_append_printf (manifest, "%s\t%" G_GINT64_FORMAT "\t%s\n", name, letter->received,
                              flags);
    }
  g_file_set_contents (path, manifest->str, (gssize) manifest->len, &error);
  g_assert_no_error (error);

  return path;
}

static Filled *
fill (Dice *dice, guint number, guint n_letters, gpointer user_data)
{
  const Target *self = user_data;
  g_autofree char *name = g_strdup_printf ("Box%u", number);
  Mailbox *mailbox = mailbox_new (dice, n_letters, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *manifest = NULL;
  g_autofree char *folder = self->make_folder (self->server, name);
  g_autofree char *ids = NULL;

  mailbox_arrange (mailbox, KEPT_FLAGS);
  mailbox_make_printable (mailbox);
  manifest = write_letters (self, mailbox);
  ids = mail_server_run (self->server, "deliver", "--user", "alice", "--folder", name, "--manifest",
                         manifest, NULL);
  return filled_take (folder, mailbox);
}

static TocsinMailStore *
open_store (GType type, const char *protocol, const char *endpoint, MailServer *server, ...)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinConnectionSettings) settings = NULL;
  g_autoptr (GError) error = NULL;
  const char *assignment;
  va_list args;

  g_ptr_array_add (assignments,
                   g_strconcat ("endpoint=", mail_server_get (server, endpoint), NULL));
  g_ptr_array_add (assignments, g_strdup ("authentication.username=alice@example.org"));
  g_ptr_array_add (assignments,
                   g_strconcat ("encryption.ca-file=", mail_server_get (server, "CA_FILE"), NULL));
  va_start (args, server);
  while ((assignment = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (assignments, g_strdup (assignment));
  va_end (args);
  g_ptr_array_add (assignments, NULL);

  settings = tocsin_connection_settings_new_from_assignments (
      "live", protocol, (const char *const *) assignments->pdata, &error);
  g_assert_no_error (error);

  return g_object_new (type, "settings", settings, NULL);
}

static void
ask (const PropertyPlan *plan, Target target, TocsinMailStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *manifest = NULL;

  target.directory = g_dir_make_tmp ("tocsin-property-XXXXXX", &error);
  g_assert_no_error (error);
  g_setenv ("TZ", "Asia/Kathmandu", TRUE);
  property_ask_all (plan, fill, &target, store, store);
  tocsin_connection_close (TOCSIN_CONNECTION (store));

  for (guint i = 0; i < PROPERTY_LETTERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%u.eml", target.directory, i);

      g_remove (name);
    }
  manifest = g_build_filename (target.directory, "manifest", NULL);
  g_remove (manifest);
  g_assert_cmpint (g_rmdir (target.directory), ==, 0);
  g_free (target.directory);
}

static void
test_ews (gconstpointer data)
{
  g_autoptr (MailServer) server = mail_server_start ("ews", NULL);
  g_autoptr (TocsinMailStore) store = NULL;
  g_autofree char *password = NULL;

  if (server == NULL)
    return;
  password = g_strconcat (
      "authentication.password=file:", mail_server_get (server, "PASSWORD_FILE"), NULL);
  store = open_store (TOCSIN_TYPE_EWS_CONNECTION, "exchange", "EWS_URL", server, password, NULL);
  ask (data, (Target){ server, .make_folder = make_ews_folder }, store);
}

static void
test_graph (gconstpointer data)
{
  g_autoptr (MailServer) oauth = mail_server_start ("oauth", NULL);
  g_autoptr (MailServer) server = NULL;
  g_autoptr (TocsinMailStore) store = NULL;
  g_autofree char *token = NULL;

  if (oauth == NULL)
    return;
  server = mail_server_start ("graph", "--oauth", mail_server_get (oauth, "DIR"), NULL);
  token = mail_server_run (oauth, "token", "--user", "alice", "--scope", GRAPH_SCOPE, NULL);
  g_setenv ("TOCSIN_TEST_TOKEN", g_strstrip (token), TRUE);
  store = open_store (TOCSIN_TYPE_OFFICE365_CONNECTION, "office365", "URL", server,
                      "authentication.method=oauth2",
                      "authentication.bearer-token=env:TOCSIN_TEST_TOKEN", NULL);
  ask (data, (Target){ server, .make_folder = make_graph_folder }, store);
}

int
main (int argc, char *argv[])
{
  static const PropertyPlan ews = { 4, 100, 20, FALSE };
  static const PropertyPlan graph = { 4, 100, 10, FALSE };

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/property/ews", &ews, test_ews);
  g_test_add_data_func ("/property/graph", &graph, test_graph);

  return g_test_run ();
}
