/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/text.h"
#include "core/base/locale.h"
#include "core/engine/describe.h"
#include "core/mail/mail-search.h"
#include "core/mail/message-json.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"
#include "ui/cli/progress.h"

#include <glib/gi18n.h>
#include <unistd.h>

static char *folder_name;
static gboolean raw;

/* A connection that holds mail, and the folder that was named. */
typedef struct
{
  TocsinCli *cli;
  TocsinConnection *connection;
  TocsinMailStore *store;
  TocsinFolder *folder;
  TocsinQuery *query;
  TocsinProgress *progress;
  GVariantBuilder found;
} Look;

static void
look_clear (Look *look)
{
  g_clear_pointer (&look->progress, tocsin_progress_free);
  if (look->connection != NULL)
    tocsin_connection_close (look->connection);
  g_clear_object (&look->connection);
  g_clear_pointer (&look->folder, tocsin_folder_unref);
  g_clear_pointer (&look->query, tocsin_query_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static gboolean
open_store (Look *look, TocsinCli *cli, const char *name, GError **error)
{
  look->cli = cli;
  look->connection = tocsin_cli_open_store (cli, name, error);
  if (look->connection == NULL)
    return FALSE;
  look->store = TOCSIN_MAIL_STORE (look->connection);
  look->progress = tocsin_progress_new (_ ("asking the server"));

  return TRUE;
}

static gboolean
open_folder (Look *look, TocsinCli *cli, const char *name, GError **error)
{
  if (!open_store (look, cli, name, error))
    return FALSE;
  look->folder = tocsin_mail_store_find_folder (
      look->store, folder_name != NULL ? folder_name : "INBOX", cli->cancellable, error);

  return look->folder != NULL;
}

static GVariant *
describe_folder (const TocsinFolder *folder)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "name", "s", folder->name);
  if (folder->role != TOCSIN_FOLDER_ROLE_NONE)
    g_variant_dict_insert (&dict, "role", "s", tocsin_folder_role_to_string (folder->role));
  g_variant_dict_insert (&dict, "selectable", "b", folder->selectable);
  if (folder->messages >= 0)
    g_variant_dict_insert (&dict, "messages", "x", folder->messages);
  if (folder->unread >= 0)
    g_variant_dict_insert (&dict, "unread", "x", folder->unread);

  return g_variant_dict_end (&dict);
}

static gboolean
run_folders (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const headings[] = { N_ ("NAME"), N_ ("ROLE"), N_ ("MESSAGES"), N_ ("UNREAD"),
                                          NULL };
  static const char *const fields[] = { "name", "role", "messages", "unread", NULL };
  g_auto (Look) look = { 0 };
  g_autoptr (GPtrArray) folders = NULL;
  g_autoptr (GVariant) all = NULL;
  GVariantBuilder builder;

  if (!open_store (&look, cli, arguments[0], error))
    return FALSE;
  folders = tocsin_mail_store_list_folders (look.store, cli->cancellable, error);
  if (folders == NULL)
    return FALSE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < folders->len; i++)
    g_variant_builder_add_value (&builder, describe_folder (g_ptr_array_index (folders, i)));
  all = g_variant_ref_sink (g_variant_builder_end (&builder));
  g_clear_pointer (&look.progress, tocsin_progress_free);
  if (cli->json)
    tocsin_output_json (all);
  else
    tocsin_output_dicts (headings, fields, all);

  return TRUE;
}

/* A person gets local time, a program ISO 8601 in UTC as everywhere. */
static void
put_received (TocsinCli *cli, GVariantDict *dict, gint64 received)
{
  g_autofree char *text = NULL;

  if (cli->json || received <= 0)
    {
      tocsin_describe_time (dict, "received", received);
      return;
    }
  text = tocsin_locale_format_local (received);
  g_variant_dict_insert (dict, "received", "s", text);
}

static char *
say_sender (TocsinMessage *message)
{
  GPtrArray *senders = tocsin_message_get_addresses (message, "From");
  TocsinAddress *first;

  if (senders == NULL || senders->len == 0)
    return g_strdup ("");
  first = g_ptr_array_index (senders, 0);

  return g_strdup (first->address != NULL ? first->address : "");
}

static GVariant *
describe_message (Look *look, TocsinMessageRef *ref, TocsinMessage *message)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *sender = say_sender (message);
  const char *subject = tocsin_message_get_subject (message);

  g_variant_dict_insert (&dict, "ref", "s", ref->key);
  put_received (look->cli, &dict, tocsin_message_get_received (message));
  g_variant_dict_insert (&dict, "from", "s", sender);
  g_variant_dict_insert (&dict, "subject", "s", subject != NULL ? subject : "");
  g_variant_dict_insert (&dict, "size", "t", tocsin_message_get_size (message));

  return g_variant_dict_end (&dict);
}

/* A document is printed when it is whole; a person sees each match when it is found. */
static gboolean
take_message (TocsinMessageRef *ref, TocsinMessage *message, gpointer user_data, GError **error)
{
  static const char *const headings[] = { N_ ("RECEIVED"), N_ ("FROM"), N_ ("SUBJECT"), N_ ("REF"),
                                          NULL };
  static const char *const fields[] = { "received", "from", "subject", "ref", NULL };
  static const gsize widths[] = { 16, 30, 40, 0 };
  Look *look = user_data;
  g_autoptr (GVariant) found = NULL;

  if (message == NULL)
    return TRUE;

  found = g_variant_ref_sink (describe_message (look, ref, message));
  if (look->cli->json)
    {
      g_variant_builder_add_value (&look->found, found);
      return TRUE;
    }
  if (look->progress != NULL)
    tocsin_output_row (headings, NULL, widths);
  g_clear_pointer (&look->progress, tocsin_progress_free);
  tocsin_output_row (fields, found, widths);

  return TRUE;
}

static gboolean
run_search (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_auto (Look) look = { 0 };
  g_autoptr (GVariant) all = NULL;
  gboolean done;

  look.query = tocsin_query_parse (arguments[1], error);
  if (look.query == NULL || !open_folder (&look, cli, arguments[0], error))
    return FALSE;

  g_variant_builder_init (&look.found, G_VARIANT_TYPE ("aa{sv}"));
  done = tocsin_mail_search (look.store, look.folder->id, look.query, g_get_real_time (),
                             take_message, &look, cli->cancellable, error);
  all = g_variant_ref_sink (g_variant_builder_end (&look.found));
  if (done && cli->json)
    tocsin_output_json (all);

  return done;
}

static void
print_json (TocsinMessage *message)
{
  g_autoptr (JsonObject) data = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  tocsin_message_add_to_json (message, data);
  node = json_node_init_object (json_node_alloc (), data);
  text = json_to_string (node, TRUE);
  g_print ("%s\n", text);
}

static void
print_header (JsonArray *headers, guint index, JsonNode *node, gpointer user_data)
{
  static const char *const shown[] = { "from", "to", "cc", "date", "subject", NULL };
  JsonObject *header = json_node_get_object (node);
  const char *name = json_object_get_string_member (header, "name");
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *value =
      tocsin_text_escape (json_object_get_string_member (header, "value"), -1, 0);

  if (g_strv_contains (shown, lower))
    g_print ("%s: %s\n", name, value);
}

static void
print_attachment (JsonArray *attachments, guint index, JsonNode *node, gpointer user_data)
{
  JsonObject *attachment = json_node_get_object (node);
  g_autofree char *name = tocsin_text_escape (
      json_object_get_string_member_with_default (attachment, "name", ""), -1, 0);
  g_autofree char *type = tocsin_text_escape (
      json_object_get_string_member_with_default (attachment, "type", ""), -1, 0);
  g_autofree char *size =
      g_format_size ((guint64) json_object_get_int_member_with_default (attachment, "size", 0));

  g_print (_ ("Attachment: %s (%s, %s)\n"), name, type, size);
}

static void
print_text (TocsinMessage *message)
{
  g_autoptr (JsonObject) data = json_object_new ();

  tocsin_message_add_to_json (message, data);
  if (json_object_has_member (data, "headers"))
    json_array_foreach_element (json_object_get_array_member (data, "headers"), print_header, NULL);
  if (json_object_has_member (data, "attachments"))
    json_array_foreach_element (json_object_get_array_member (data, "attachments"),
                                print_attachment, NULL);
  g_print ("\n");
  tocsin_output_lines (json_object_get_string_member_with_default (data, "text", ""));
}

static gboolean
print_message (TocsinCli *cli, TocsinMessage *message, GError **error)
{
  if (raw)
    return tocsin_message_write_raw (message, STDOUT_FILENO, cli->cancellable, error);
  if (cli->json)
    print_json (message);
  else
    print_text (message);

  return TRUE;
}

static gboolean
run_show (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_auto (Look) look = { 0 };
  g_autoptr (TocsinMessage) message = tocsin_message_new ();
  g_autoptr (TocsinMessageRef) ref = NULL;

  if (!open_folder (&look, cli, arguments[0], error))
    return FALSE;
  ref = tocsin_message_ref_new (look.folder->id, arguments[1]);
  if (!tocsin_mail_read (look.store, ref, message, cli->cancellable, error))
    return FALSE;
  g_clear_pointer (&look.progress, tocsin_progress_free);

  return print_message (cli, message, error);
}

static gboolean
run_command (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (TocsinConnection) connection = tocsin_cli_open_connection (cli, arguments[0], error);
  g_autofree char *answer = NULL;
  g_autoptr (TocsinProgress) progress = tocsin_progress_new (_ ("asking the server"));

  if (connection == NULL)
    return FALSE;
  answer = tocsin_connection_command (connection, arguments[1], cli->cancellable, error);
  tocsin_connection_close (connection);
  if (answer == NULL)
    return FALSE;
  g_clear_pointer (&progress, tocsin_progress_free);
  if (cli->json)
    tocsin_output_value (cli, "answer", answer);
  else
    tocsin_output_lines (answer);

  return TRUE;
}

static const GOptionEntry folder_options[] = {
  { "folder", 0, 0, G_OPTION_ARG_STRING, &folder_name, N_ ("In this folder instead of INBOX"),
    N_ ("FOLDER") },
  { NULL },
};

static const GOptionEntry show_options[] = {
  { "folder", 0, 0, G_OPTION_ARG_STRING, &folder_name, N_ ("In this folder instead of INBOX"),
    N_ ("FOLDER") },
  { "raw", 0, 0, G_OPTION_ARG_NONE, &raw, N_ ("As it was sent"), NULL },
  { NULL },
};

const TocsinCommand tocsin_mail_commands[] = {
  { "mail folders", N_ ("CONNECTION"), 1, 1, N_ ("List the folders"), NULL, run_folders },
  { "mail search", N_ ("CONNECTION QUERY"), 2, 2, N_ ("List the messages that match a query"),
    folder_options, run_search },
  { "mail show", N_ ("CONNECTION REF"), 2, 2,
    N_ ("Show a message; with --json, as an action is given it"), show_options, run_show },
  { "mail command", N_ ("CONNECTION LINE"), 2, 2,
    N_ ("Send one raw protocol line and print the answer"), NULL, run_command },
  { NULL },
};
