/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/text.h"
#include "core/engine/control.h"
#include "core/engine/feed.h"
#include "core/engine/resting-journal.h"
#include "core/engine/task.h"
#include "ui/cli/command.h"
#include "ui/cli/item.h"
#include "ui/cli/output.h"
#include "ui/cli/settings-output.h"

#include <glib/gi18n.h>

static char **reset_keys;
static char **remove_actions;

static GStrv
list_actions (TocsinTaskSettings *settings)
{
  GPtrArray *actions = tocsin_task_settings_get_actions (settings);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < actions->len; i++)
    g_strv_builder_add (names, tocsin_snapshot_get_id (g_ptr_array_index (actions, i)));

  return g_strv_builder_end (names);
}

/* A program gets values, a person words. */
static void
describe_state (TocsinCli *cli, TocsinTaskSettings *settings, GVariantDict *dict)
{
  gboolean enabled = tocsin_task_settings_get_enabled (settings);
  g_auto (GStrv) actions = list_actions (settings);
  g_autofree char *joined = g_strjoinv (", ", actions);

  if (cli->json)
    {
      g_variant_dict_insert (dict, "enabled", "b", enabled);
      g_variant_dict_insert (dict, "actions", "^as", actions);
      return;
    }
  g_variant_dict_insert (dict, "enabled", "s", enabled ? _ ("on") : _ ("off"));
  g_variant_dict_insert (dict, "actions", "s", joined);
}

static const char *
get_trigger_string (TocsinSnapshot *trigger, const char *key)
{
  return tocsin_snapshot_has_key (trigger, key) ? tocsin_snapshot_get_string (trigger, key) : "";
}

static GVariant *
describe (TocsinCli *cli, const char *id)
{
  g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (cli->config, id, NULL);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  TocsinSnapshot *snapshot, *trigger;

  if (settings == NULL)
    return NULL;

  snapshot = TOCSIN_SNAPSHOT (settings);
  trigger = tocsin_task_settings_get_trigger (settings);
  g_variant_dict_insert (&dict, "id", "s", tocsin_snapshot_get_id (snapshot));
  g_variant_dict_insert (&dict, "name", "s", tocsin_snapshot_get_name (snapshot));
  g_variant_dict_insert (&dict, "trigger", "s", tocsin_snapshot_get_plugin (trigger));
  g_variant_dict_insert (&dict, "connection", "s", get_trigger_string (trigger, "connection"));
  g_variant_dict_insert (&dict, "query", "s", get_trigger_string (trigger, "query"));
  describe_state (cli, settings, &dict);

  return g_variant_dict_end (&dict);
}

static gboolean
run_list (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const headings[] = { N_ ("ID"),         N_ ("NAME"),
                                          N_ ("STATE"),      N_ ("TRIGGER"),
                                          N_ ("CONNECTION"), N_ ("QUERY"),
                                          N_ ("ACTIONS"),    NULL };
  static const char *const fields[] = { "id",         "name",  "enabled", "trigger",
                                        "connection", "query", "actions", NULL };

  return tocsin_item_list (cli, TOCSIN_CONFIG_TASK, describe, headings, fields, error);
}

/* Lets the plugins look at their settings, so that a mistake is found now and not at night. */
static gboolean
check (TocsinCli *cli, TocsinTaskSettings *settings, GError **error)
{
  g_autoptr (TocsinTask) task = tocsin_task_new (settings, tocsin_cli_get_registry (cli), error);
  const TocsinMailRule *rule = task != NULL ? tocsin_task_get_mail_rule (task) : NULL;
  g_autofree char *connection = NULL;

  if (rule == NULL)
    return task != NULL;
  connection = tocsin_config_find (cli->config, TOCSIN_CONFIG_CONNECTION, rule->connection, error);

  return connection != NULL;
}

/* Looks at it before anything is written: what fails leaves nothing half-done. */
static gboolean
check_draft (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_text_slug (arguments[0]);
  g_autoptr (TocsinTaskSettings) draft =
      tocsin_task_settings_new_from_assignments (id, arguments + 1, error);

  return draft != NULL && check (cli, draft, error);
}

static void
print_drop_in (TocsinCli *cli, TocsinConfig *config)
{
  g_autofree char *drop_in = tocsin_cli_make_drop_in (cli, config);

  if (drop_in != NULL)
    g_printerr (_ ("the service may write there with this drop-in (sudo systemctl edit "
                   "tocsind):\n%s"),
                drop_in);
}

static gboolean
run_add (TocsinCli *cli, const char *const *arguments, GError **error)
{
  TocsinConfig *config = tocsin_cli_get_config (cli, error);
  g_autofree char *id = NULL;

  if (config == NULL || !check_draft (cli, arguments, error))
    return FALSE;
  id = tocsin_config_add_task (config, arguments[0], arguments + 1, error);
  if (id == NULL)
    return FALSE;
  tocsin_output_id (cli, id);
  if (!cli->json)
    {
      g_printerr (_ ("see what it would do: tocsin task try %s\n"), id);
      print_drop_in (cli, config);
    }

  return TRUE;
}

static gboolean
run_show (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_TASK, arguments[0], error);
  g_autoptr (TocsinTaskSettings) settings = NULL;

  if (id == NULL)
    return FALSE;
  settings = tocsin_config_load_task (cli->config, id, error);
  if (settings == NULL)
    return FALSE;
  tocsin_settings_output_snapshot (cli, TOCSIN_SNAPSHOT (settings), NULL);

  return TRUE;
}

static gboolean
run_set (TocsinCli *cli, const char *const *arguments, GError **error)
{
  static const char *const none[] = { NULL };
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_TASK, arguments[0], error);
  g_autoptr (TocsinTaskSettings) settings = NULL;
  g_autoptr (GError) warning = NULL;

  if (id == NULL
      || !tocsin_config_edit (cli->config, TOCSIN_CONFIG_TASK, id, arguments + 1,
                              reset_keys != NULL ? (const char *const *) reset_keys : none,
                              remove_actions != NULL ? (const char *const *) remove_actions : none,
                              error))
    return FALSE;
  /* One key at a time a task is often wrong for a while: say so, and keep what was typed. */
  settings = tocsin_config_load_task (cli->config, id, &warning);
  if (settings == NULL || !check (cli, settings, &warning))
    tocsin_cli_print_error ("", warning);
  tocsin_output_done (cli, id);

  return TRUE;
}

static gboolean
run_copy (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tocsin_item_copy (cli, TOCSIN_CONFIG_TASK, arguments, error);
}

static gboolean
run_rename (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tocsin_item_rename (cli, TOCSIN_CONFIG_TASK, arguments, error);
}

static gboolean
run_remove (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return tocsin_item_remove (cli, TOCSIN_CONFIG_TASK, arguments, error);
}

static gboolean
set_enabled (TocsinCli *cli, const char *const *arguments, const char *assignment, GError **error)
{
  const char *const assignments[] = { assignment, NULL };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;

  for (gsize i = 0; arguments[i] != NULL; i++)
    {
      g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_TASK, arguments[i], error);

      if (id == NULL
          || !tocsin_config_set (cli->config, TOCSIN_CONFIG_TASK, id, assignments, error))
        return FALSE;
      g_strv_builder_add (builder, id);
    }
  ids = g_strv_builder_end (builder);
  if (cli->json)
    tocsin_output_json (g_variant_new_strv ((const char *const *) ids, -1));

  return TRUE;
}

static gboolean
run_enable (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return set_enabled (cli, arguments, "enabled=true", error);
}

static gboolean
run_disable (TocsinCli *cli, const char *const *arguments, GError **error)
{
  return set_enabled (cli, arguments, "enabled=false", error);
}

static gboolean
confirm (TocsinCli *cli, const char *id, GError **error)
{
  GDBusConnection *engine = tocsin_cli_get_engine (cli);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (TocsinJournal) journal = NULL;

  if (engine != NULL)
    {
      reply = tocsin_control_call (engine, "ConfirmTask", g_variant_new ("(s)", id), NULL,
                                   cli->cancellable, error);
      return reply != NULL;
    }
  if (tocsin_cli_get_state (cli, error) == NULL)
    return FALSE;
  journal = tocsin_resting_journal_write (cli->state, error);

  return journal != NULL && tocsin_feed_confirm (journal, id, g_get_real_time (), error);
}

static gboolean
run_confirm (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autofree char *id = tocsin_item_find (cli, TOCSIN_CONFIG_TASK, arguments[0], error);

  if (id == NULL || !confirm (cli, id, error))
    return FALSE;
  tocsin_output_done (cli, id);

  return TRUE;
}

static gboolean
run_keys (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (GPtrArray) keys = NULL;

  tocsin_cli_get_registry (cli);
  keys = tocsin_key_info_list_task (arguments[0] != NULL ? arguments[0] : "email", error);
  if (keys == NULL)
    return FALSE;
  tocsin_settings_output_keys (cli, keys);

  return TRUE;
}

static gboolean
run_action_keys (TocsinCli *cli, const char *const *arguments, GError **error)
{
  g_autoptr (GPtrArray) keys = NULL;

  tocsin_cli_get_registry (cli);
  keys = tocsin_key_info_list_action (arguments[0], error);
  if (keys == NULL)
    return FALSE;
  tocsin_settings_output_keys (cli, keys);

  return TRUE;
}

static const GOptionEntry set_options[] = {
  { "reset", 0, 0, G_OPTION_ARG_STRING_ARRAY, &reset_keys, N_ ("Set KEY back to its default"),
    N_ ("KEY") },
  { "remove-action", 0, 0, G_OPTION_ARG_STRING_ARRAY, &remove_actions, N_ ("Take an action away"),
    N_ ("ID") },
  { NULL },
};

const TocsinCommand tocsin_task_commands[] = {
  { "task list", "", 0, 0, N_ ("List the tasks"), NULL, run_list },
  { "task add", N_ ("NAME [KEY=VALUE…]"), 1, -1, N_ ("Add a task"), NULL, run_add },
  { "task show", N_ ("NAME"), 1, 1, N_ ("Show every setting of a task"), NULL, run_show },
  { "task set", N_ ("NAME [KEY=VALUE…]"), 1, -1, N_ ("Change settings of a task"), set_options,
    run_set },
  { "task rename", N_ ("NAME NEW-NAME"), 2, 2, N_ ("Give a task another name"), NULL, run_rename },
  { "task copy", N_ ("NAME NEW-NAME"), 2, 2, N_ ("Make a task like another"), NULL, run_copy },
  { "task remove", N_ ("NAME"), 1, 1, N_ ("Remove a task"), NULL, run_remove },
  { "task enable", N_ ("NAME…"), 1, -1, N_ ("Switch tasks on"), NULL, run_enable },
  { "task disable", N_ ("NAME…"), 1, -1, N_ ("Switch tasks off"), NULL, run_disable },
  { "task confirm", N_ ("NAME"), 1, 1, N_ ("Let a task that paused beyond its burst-limit go on"),
    NULL, run_confirm, TOCSIN_COMMAND_SYSTEM },
  { "task keys", N_ ("[TRIGGER]"), 0, 1, N_ ("List every key of a task with its trigger"), NULL,
    run_keys },
  { "action keys", N_ ("TYPE"), 1, 1, N_ ("List every key of an action"), NULL, run_action_keys },
  { NULL },
};
