/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/control.h"
#include "core/engine/journal-desk.h"
#include "core/engine/resting-journal.h"
#include "ui/cli/command.h"
#include "ui/cli/output.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

/* So many bytes of what a group caught are shown. */
#define LONGEST_MATCHED 200

static char *task_name;
static char *state_name;
static int limit;

/* Events of tasks that are gone are listed by the id they had. */
static char *
find_task_id (TocsinCli *cli, GError **error)
{
  TocsinConfig *config = cli->system ? NULL : tocsin_cli_get_config (cli, error);
  char *id;

  if (cli->system)
    return g_strdup (task_name);

  if (config == NULL)
    return NULL;
  id = tocsin_config_find (config, TOCSIN_CONFIG_TASK, task_name, NULL);

  return id != NULL ? id : g_strdup (task_name);
}

static GVariant *
make_filter (TocsinCli *cli, GError **error)
{
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&filter, cli->json ? "data" : "summary", "b", TRUE);
  if (task_name != NULL)
    {
      g_autofree char *id = find_task_id (cli, error);

      if (id == NULL)
        return NULL;
      g_variant_dict_insert (&filter, "task", "s", id);
    }
  if (state_name != NULL)
    g_variant_dict_insert (&filter, "state", "s", state_name);
  if (limit > 0)
    g_variant_dict_insert (&filter, "limit", "u", (guint) limit);

  return g_variant_ref_sink (g_variant_dict_end (&filter));
}

static GVariant *
list_events (TocsinCli *cli, GVariant *filter, GError **error)
{
  GDBusConnection *engine = tocsin_cli_get_engine (cli);
  g_autoptr (TocsinJournal) journal = NULL;
  g_autoptr (GVariant) reply = NULL;
  GVariant *events;

  if (engine != NULL)
    {
      reply = tocsin_control_call (engine, "ListEvents", g_variant_new ("(@a{sv})", filter),
                                   "(aa{sv})", cli->cancellable, error);
      return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
    }
  if (tocsin_cli_get_state (cli, error) == NULL)
    return NULL;
  journal = tocsin_resting_journal_read (cli->state, error);
  if (journal == NULL)
    return NULL;
  events = tocsin_journal_desk_list (journal, filter, error);

  return events != NULL ? g_variant_ref_sink (events) : NULL;
}

static GVariant *
show_event (TocsinCli *cli, gint64 id, GError **error)
{
  GDBusConnection *engine = tocsin_cli_get_engine (cli);
  g_autoptr (TocsinJournal) journal = NULL;
  g_autoptr (GVariant) reply = NULL;
  GVariant *event;

  if (engine != NULL)
    {
      reply = tocsin_control_call (engine, "GetEvent", g_variant_new ("(x)", id), "(a{sv})",
                                   cli->cancellable, error);
      return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
    }
  if (tocsin_cli_get_state (cli, error) == NULL)
    return NULL;
  journal = tocsin_resting_journal_read (cli->state, error);
  if (journal == NULL)
    return NULL;
  event = tocsin_journal_desk_show (journal, id, error);

  return event != NULL ? g_variant_ref_sink (event) : NULL;
}

/* The subject of the mail that fired it; the event's own is the Message-ID. */
static char *
get_mail_subject (GVariant *event)
{
  g_autoptr (JsonNode) data = json_from_string (tocsin_output_field (event, "data"), NULL);

  if (data == NULL || !JSON_NODE_HOLDS_OBJECT (data))
    return g_strdup ("");

  return g_strdup (
      json_object_get_string_member_with_default (json_node_get_object (data), "subject", ""));
}

static gboolean
check_limit (GError **error)
{
  if (limit >= 0)
    return TRUE;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("--limit takes a number from 1 on"));

  return FALSE;
}

static gboolean
run_events (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const headings[] = { N_ ("ID"),     N_ ("TIME"),    N_ ("TASK"),  N_ ("STATE"),
                                          N_ ("SOURCE"), N_ ("SUBJECT"), N_ ("ERROR"), NULL };
  static const char *const fields[] = { "id",     "created", "task",  "state",
                                        "source", "mail",    "error", NULL };
  g_autoptr (GVariant) filter = check_limit (error) ? make_filter (cli, error) : NULL;
  g_autoptr (GVariant) events = NULL;

  if (filter == NULL)
    return FALSE;
  events = list_events (cli, filter, error);
  if (events == NULL)
    return FALSE;
  if (cli->json)
    {
      tocsin_output_json (events);
      return TRUE;
    }
  tocsin_output_dicts (headings, fields, events);

  return TRUE;
}

static gboolean
parse_id (const char *text, gint64 *id, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("“%s” is no event's number; “tocsin events” lists them"), text);
      return FALSE;
    }
  *id = (gint64) number;

  return TRUE;
}

static void
print_steps (GVariant *event)
{
  g_autoptr (GVariant) steps = g_variant_lookup_value (event, "steps", G_VARIANT_TYPE ("aa{sv}"));
  GVariantIter iter;
  GVariant *step;

  if (steps == NULL)
    return;
  g_variant_iter_init (&iter, steps);
  while ((step = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_autofree char *summary = tocsin_text_show (tocsin_output_field (step, "summary"), 0);

      g_print (_ ("action %s: %s, %s\n"), tocsin_output_field (step, "action"),
               tocsin_output_field (step, "outcome"), summary);
      tocsin_output_lines (tocsin_output_field (step, "output"));
      g_variant_unref (step);
    }
}

static void
print_matched (JsonObject *matched, const char *name, JsonNode *node, gpointer user_data)
{
  const char *caught = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
  g_autofree char *text = tocsin_text_escape (caught != NULL ? caught : "", -1, LONGEST_MATCHED);

  g_print (_ ("matched %s: %s\n"), name, text);
}

/* What the groups of the query's regular expressions caught. */
static void
print_groups (GVariant *event)
{
  g_autoptr (JsonNode) data = json_from_string (tocsin_output_field (event, "data"), NULL);
  JsonNode *matched = data != NULL && JSON_NODE_HOLDS_OBJECT (data)
                          ? json_object_get_member (json_node_get_object (data), "matched")
                          : NULL;

  if (matched != NULL && JSON_NODE_HOLDS_OBJECT (matched))
    json_object_foreach_member (json_node_get_object (matched), print_matched, NULL);
}

static void
print_fields (GVariant *event)
{
  static const char *const fields[] = { "task",     "state",    "source",     "subject",
                                        "key",      "received", "created",    "due",
                                        "finished", "error",    "error-code", NULL };
  g_autofree char *subject = get_mail_subject (event);
  g_autofree char *shown = tocsin_text_escape (subject, -1, 0);

  if (shown[0] != '\0')
    g_print (_ ("mail: %s\n"), shown);
  for (gsize i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *value = tocsin_text_escape (tocsin_output_field (event, fields[i]), -1, 0);

      if (value[0] != '\0')
        g_print ("%s: %s\n", fields[i], value);
    }
}

static gboolean
run_show (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (GVariant) event = NULL;
  gint64 id;

  if (!parse_id (arguments[0], &id, error) || (event = show_event (cli, id, error)) == NULL)
    return FALSE;
  if (cli->json)
    {
      tocsin_output_json (event);
      return TRUE;
    }
  print_fields (event);
  print_groups (event);
  print_steps (event);

  return TRUE;
}

static gboolean
tell_engine (TocsinCli *cli, const char *method, gint64 id, GError **error)
{
  g_autoptr (GVariant) reply =
      tocsin_control_call (tocsin_cli_get_engine (cli), method, g_variant_new ("(x)", id), NULL,
                           cli->cancellable, error);

  return reply != NULL;
}

static TocsinJournal *
open_journal (TocsinCli *cli, GError **error)
{
  TocsinStateDirectory *state = tocsin_cli_get_state (cli, error);

  return state != NULL ? tocsin_resting_journal_write (state, error) : NULL;
}

static gboolean
retry (TocsinCli *cli, gint64 id, GError **error)
{
  g_autoptr (TocsinJournal) journal = NULL;

  if (tocsin_cli_get_engine (cli) != NULL)
    return tell_engine (cli, "RetryEvent", id, error);
  journal = open_journal (cli, error);

  return journal != NULL && tocsin_journal_retry (journal, id, g_get_real_time (), error);
}

static gboolean
discard (TocsinCli *cli, gint64 id, GError **error)
{
  g_autoptr (TocsinJournal) journal = NULL;

  if (tocsin_cli_get_engine (cli) != NULL)
    return tell_engine (cli, "DiscardEvent", id, error);
  journal = open_journal (cli, error);

  /* Its raw message goes when the engine starts: nobody names it any more. */
  return journal != NULL
         && tocsin_journal_desk_discard (journal, NULL, id, g_get_real_time (), error);
}

static gboolean
change (TocsinCli *cli,
        const char *text,
        gboolean (*func) (TocsinCli *cli, gint64 id, GError **error),
        GError **error)
{
  gint64 id;

  if (!parse_id (text, &id, error) || !func (cli, id, error))
    return FALSE;
  tocsin_output_done (cli, text);

  return TRUE;
}

static gboolean
run_retry (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change (cli, arguments[0], retry, error);
}

static gboolean
run_discard (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return change (cli, arguments[0], discard, error);
}

static const GOptionEntry events_options[] = {
  { "task", 0, 0, G_OPTION_ARG_STRING, &task_name, N_ ("Only of this task"), N_ ("NAME") },
  { "state", 0, 0, G_OPTION_ARG_STRING, &state_name,
    N_ ("Only waiting, running, done, failed, dead, interrupted or discarded ones"), N_ ("STATE") },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many"), N_ ("NUMBER") },
  { NULL },
};

const TocsinCommand tocsin_event_commands[] = {
  { "events", "", 0, 0, N_ ("List what has fired, the newest first"), events_options, run_events,
    TOCSIN_COMMAND_SYSTEM },
  { "event show", N_ ("ID"), 1, 1, N_ ("Show an event with every step and its output"), NULL,
    run_show, TOCSIN_COMMAND_SYSTEM },
  { "event retry", N_ ("ID"), 1, 1, N_ ("Try an event again"), NULL, run_retry,
    TOCSIN_COMMAND_SYSTEM },
  { "event discard", N_ ("ID"), 1, 1, N_ ("Leave an event undone"), NULL, run_discard,
    TOCSIN_COMMAND_SYSTEM },
  { NULL },
};
