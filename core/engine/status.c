/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/status.h"

#include "core/engine/describe.h"
#include "core/engine/outbox-journal.h"

static void
merge (GVariantDict *dict, GVariant *more)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (more);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, owned);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    g_variant_dict_insert_value (dict, key, value);
}

static void
describe_problem (GVariantDict *dict, const GError *error)
{
  tocsin_describe_string (dict, "state", "broken");
  g_variant_dict_insert_value (dict, "error", tocsin_describe_error (error));
}

static GVariant *
describe_connection (TocsinConfig *config, TocsinRoster *roster, const char *id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_config_load_connection (config, id, &error);
  TocsinSupervisor *supervisor = roster != NULL ? tocsin_roster_get_supervisor (roster, id) : NULL;

  tocsin_describe_string (&dict, "id", id);
  if (settings == NULL)
    describe_problem (&dict, error);
  else
    {
      tocsin_describe_string (&dict, "name", tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (settings)));
      tocsin_describe_string (&dict, "protocol",
                              tocsin_connection_settings_get_protocol (settings));
      if (supervisor != NULL)
        merge (&dict, tocsin_supervisor_describe (supervisor));
      else
        tocsin_describe_string (&dict, "state", roster != NULL ? "unused" : "resting");
    }

  return g_variant_dict_end (&dict);
}

static const TocsinJournalCount *
find_count (GPtrArray *counts, const char *task)
{
  for (guint i = 0; i < counts->len; i++)
    if (g_str_equal (((TocsinJournalCount *) g_ptr_array_index (counts, i))->task, task))
      return g_ptr_array_index (counts, i);

  return NULL;
}

static const char *
name_task_state (TocsinTaskSettings *settings,
                 TocsinRoster *roster,
                 const char *pause,
                 const char *id)
{
  if (!tocsin_task_settings_get_enabled (settings))
    return "disabled";
  if (pause != NULL)
    return "paused";
  if (roster == NULL)
    return "enabled";

  return tocsin_roster_get_task (roster, id) != NULL ? "on" : "off";
}

static GVariant *
describe_task (TocsinConfig *config,
               TocsinRoster *roster,
               GPtrArray *counts,
               const char *pause,
               const char *id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (config, id, &error);
  TocsinTicker *ticker = roster != NULL ? tocsin_roster_get_ticker (roster, id) : NULL;

  tocsin_describe_string (&dict, "id", id);
  if (settings == NULL)
    describe_problem (&dict, error);
  else
    {
      tocsin_describe_string (&dict, "name", tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (settings)));
      tocsin_describe_string (
          &dict, "trigger",
          tocsin_snapshot_get_plugin (tocsin_task_settings_get_trigger (settings)));
      tocsin_describe_string (&dict, "state", name_task_state (settings, roster, pause, id));
      if (tocsin_task_settings_get_enabled (settings))
        tocsin_describe_string (&dict, "paused", pause);
    }
  if (ticker != NULL)
    merge (&dict, tocsin_ticker_describe (ticker));
  g_variant_dict_insert_value (&dict, "events", tocsin_describe_counts (find_count (counts, id)));

  return g_variant_dict_end (&dict);
}

static GVariant *
describe_queue (GPtrArray *counts)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  for (guint state = 0; state < TOCSIN_JOURNAL_N_STATES; state++)
    {
      guint sum = 0;

      for (guint i = 0; i < counts->len; i++)
        sum += ((TocsinJournalCount *) g_ptr_array_index (counts, i))->states[state];
      g_variant_dict_insert (&dict, tocsin_journal_state_to_string (state), "u", sum);
    }

  return g_variant_dict_end (&dict);
}

static GVariant *
describe_mail (const TocsinOutboxCount *count)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  tocsin_describe_string (&dict, "connection", count->connection);
  for (guint state = 0; state < TOCSIN_OUTBOX_N_STATES; state++)
    if (state != TOCSIN_OUTBOX_SENT && state != TOCSIN_OUTBOX_REMOVED)
      g_variant_dict_insert (&dict, tocsin_outbox_state_to_string (state), "u",
                             count->states[state]);
  tocsin_describe_time (&dict, "oldest", count->oldest);
  tocsin_describe_time (&dict, "failing-since", count->failing_since);
  tocsin_describe_time (&dict, "next-try", count->next_due);

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_status_describe:
 * @config: the settings
 * @roster: (nullable): who is on duty, %NULL when no engine runs
 * @engine: an `a{sv}` about the engine itself; a floating reference is taken
 * @counts: (element-type TocsinJournalCount): the tasks in numbers
 * @paused: (element-type utf8 utf8): tasks that wait for a person, and why
 * @mail: (element-type TocsinOutboxCount): the outbox in numbers
 * @problems: (element-type GError): what else is wrong
 *
 * Returns: (transfer none): a floating `a{sv}` with engine, connections, tasks, queue,
 *   outbox, problems.
 */
GVariant *
tocsin_status_describe (TocsinConfig *config,
                        TocsinRoster *roster,
                        GVariant *engine,
                        GPtrArray *counts,
                        GHashTable *paused,
                        GPtrArray *mail,
                        GPtrArray *problems)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  const char *const *ids;
  GVariantBuilder builder;

  g_return_val_if_fail (TOCSIN_IS_CONFIG (config) && counts != NULL && paused != NULL
                            && mail != NULL && problems != NULL,
                        NULL);

  g_variant_dict_insert_value (&dict, "engine", engine);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  ids = tocsin_config_list (config, TOCSIN_CONFIG_CONNECTION);
  for (gsize i = 0; ids[i] != NULL; i++)
    g_variant_builder_add_value (&builder, describe_connection (config, roster, ids[i]));
  g_variant_dict_insert_value (&dict, "connections", g_variant_builder_end (&builder));

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  ids = tocsin_config_list (config, TOCSIN_CONFIG_TASK);
  for (gsize i = 0; ids[i] != NULL; i++)
    g_variant_builder_add_value (
        &builder,
        describe_task (config, roster, counts, g_hash_table_lookup (paused, ids[i]), ids[i]));
  g_variant_dict_insert_value (&dict, "tasks", g_variant_builder_end (&builder));

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < mail->len; i++)
    g_variant_builder_add_value (&builder, describe_mail (g_ptr_array_index (mail, i)));
  g_variant_dict_insert_value (&dict, "outbox", g_variant_builder_end (&builder));

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < problems->len; i++)
    g_variant_builder_add_value (&builder, tocsin_describe_error (g_ptr_array_index (problems, i)));
  g_variant_dict_insert_value (&dict, "problems", g_variant_builder_end (&builder));
  g_variant_dict_insert_value (&dict, "queue", describe_queue (counts));

  return g_variant_dict_end (&dict);
}
