/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/status.h"

#include "core/engine/describe.h"
#include "core/engine/outbox-journal.h"
#include "core/net/oauth2/token-state.h"

#include <glib/gi18n-lib.h>

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
find_sender (GVariant *senders, const char *id)
{
  GVariantIter iter;
  GVariant *sender;

  if (senders == NULL)
    return NULL;

  g_variant_iter_init (&iter, senders);
  while ((sender = g_variant_iter_next_value (&iter)) != NULL)
    {
      const char *connection = "";

      g_variant_lookup (sender, "connection", "&s", &connection);
      if (g_str_equal (connection, id))
        return sender;
      g_variant_unref (sender);
    }

  return NULL;
}

/* Of a connection that only sends the state is that of its sending, in the words for all others. */
static void
describe_sender (GVariantDict *dict, GVariant *sender, gboolean only_sends)
{
  static const struct
  {
    const char *sending;
    const char *state;
  } states[] = {
    { "idle", "ready" }, { "sending", "sending" }, { "held", "waiting" }, { "parked", "parked" }
  };
  static const char *const same[] = { "last-answer", "last-check", "sending-error",
                                      "error",       "next-try",   "next-try",
                                      NULL };
  const char *sending = "";

  g_variant_lookup (sender, "sending", "&s", &sending);
  tocsin_describe_string (dict, "sending", sending);
  if (!only_sends)
    return;

  tocsin_describe_string (dict, "mode", "send");
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (sending, states[i].sending))
      tocsin_describe_string (dict, "state", states[i].state);
  for (gsize i = 0; same[i] != NULL; i += 2)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (sender, same[i], NULL);

      if (value != NULL)
        g_variant_dict_insert_value (dict, same[i + 1], value);
    }
}

static void
describe_duty (GVariantDict *dict, const TocsinStatusSources *sources, const char *id)
{
  TocsinSupervisor *supervisor =
      sources->roster != NULL ? tocsin_roster_get_supervisor (sources->roster, id) : NULL;
  g_autoptr (GVariant) sender = find_sender (sources->senders, id);

  if (supervisor != NULL)
    merge (dict, tocsin_supervisor_describe (supervisor));
  if (sender != NULL)
    describe_sender (dict, sender, supervisor == NULL);
  if (supervisor == NULL && sender == NULL)
    tocsin_describe_string (dict, "state", sources->roster != NULL ? "unused" : "resting");
}

/* Whatever it did before, and whatever was wrong with it: it rests now. */
static void
describe_pause (GVariantDict *dict,
                const TocsinStatusSources *sources,
                TocsinConfigKind kind,
                const char *id)
{
  if (!tocsin_pauses_hold (sources->pauses, kind, id))
    return;

  tocsin_describe_string (dict, "state", "paused");
  tocsin_describe_time (dict, "paused-since", tocsin_pauses_get_since (sources->pauses, kind, id));
}

static void
describe_sign_in (GVariantDict *dict, TocsinConnectionSettings *settings)
{
  g_autoptr (TocsinTokenState) state = tocsin_token_state_read (settings);

  if (state != NULL)
    g_variant_dict_insert_value (dict, "sign-in", tocsin_token_state_describe (state));
}

static GVariant *
describe_connection (TocsinConfig *config, const TocsinStatusSources *sources, const char *id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinConnectionSettings) settings =
      tocsin_config_load_connection (config, id, &error);

  tocsin_describe_string (&dict, "id", id);
  if (settings == NULL)
    describe_problem (&dict, error);
  else
    {
      tocsin_describe_string (&dict, "name", tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (settings)));
      tocsin_describe_string (&dict, "protocol",
                              tocsin_connection_settings_get_protocol (settings));
      describe_duty (&dict, sources, id);
      describe_pause (&dict, sources, TOCSIN_CONFIG_CONNECTION, id);
      describe_sign_in (&dict, settings);
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

/* Returns: (nullable): why nothing of a task is worked off, and what lets it go on. */
static const char *
say_pause (TocsinPauses *pauses, const char *id)
{
  if (tocsin_pauses_get_since (pauses, TOCSIN_CONFIG_TASK, id) != 0)
    return _ ("you have paused it; “tocsin task resume” lets it go on");
  if (tocsin_pauses_hold (pauses, TOCSIN_CONFIG_TASK, id))
    return _ ("you have paused the engine; “tocsin resume” lets it go on");

  return NULL;
}

static GVariant *
describe_task (TocsinConfig *config, const TocsinStatusSources *sources, const char *id)
{
  const char *pause = g_hash_table_lookup (sources->paused, id);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTaskSettings) settings = tocsin_config_load_task (config, id, &error);
  TocsinTicker *ticker =
      sources->roster != NULL ? tocsin_roster_get_ticker (sources->roster, id) : NULL;

  tocsin_describe_string (&dict, "id", id);
  if (settings == NULL)
    describe_problem (&dict, error);
  else
    {
      tocsin_describe_string (&dict, "name", tocsin_snapshot_get_name (TOCSIN_SNAPSHOT (settings)));
      tocsin_describe_string (
          &dict, "trigger",
          tocsin_snapshot_get_plugin (tocsin_task_settings_get_trigger (settings)));
      tocsin_describe_string (&dict, "state",
                              name_task_state (settings, sources->roster, pause, id));
      if (tocsin_task_settings_get_enabled (settings))
        {
          describe_pause (&dict, sources, TOCSIN_CONFIG_TASK, id);
          tocsin_describe_string (&dict, "paused",
                                  pause != NULL ? pause : say_pause (sources->pauses, id));
        }
    }
  if (ticker != NULL)
    merge (&dict, tocsin_ticker_describe (ticker));
  g_variant_dict_insert_value (&dict, "events",
                               tocsin_describe_counts (find_count (sources->counts, id)));

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

static GVariant *
describe_outbox (GPtrArray *mail)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < mail->len; i++)
    g_variant_builder_add_value (&builder, describe_mail (g_ptr_array_index (mail, i)));

  return g_variant_builder_end (&builder);
}

static GVariant *
describe_problems (GPtrArray *problems)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < problems->len; i++)
    g_variant_builder_add_value (&builder, tocsin_describe_error (g_ptr_array_index (problems, i)));

  return g_variant_builder_end (&builder);
}

/**
 * tocsin_status_describe_item: (skip)
 * @config: the settings
 * @kind: connection or task
 * @id: which one; it is listed
 * @sources: who knows what; of the counts only those of this task, and no mail
 *
 * Returns: (transfer none): a floating `a{sv}`: what the whole status tells of it.
 */
GVariant *
tocsin_status_describe_item (TocsinConfig *config,
                             TocsinConfigKind kind,
                             const char *id,
                             const TocsinStatusSources *sources)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (config) && sources != NULL, NULL);

  return kind == TOCSIN_CONFIG_TASK ? describe_task (config, sources, id)
                                    : describe_connection (config, sources, id);
}

static GVariant *
describe_items (TocsinConfig *config, TocsinConfigKind kind, const TocsinStatusSources *sources)
{
  const char *const *ids = tocsin_config_list (config, kind);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; ids[i] != NULL; i++)
    g_variant_builder_add_value (&builder,
                                 tocsin_status_describe_item (config, kind, ids[i], sources));

  return g_variant_builder_end (&builder);
}

static GVariant *
describe_engine (const TocsinStatusSources *sources, GVariant *engine)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (engine);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (owned);
  gint64 since = tocsin_pauses_get_since (sources->pauses, TOCSIN_CONFIG_ENGINE, NULL);

  g_variant_dict_insert (&dict, "paused", "b", since != 0);
  tocsin_describe_time (&dict, "paused-since", since);

  return g_variant_dict_end (&dict);
}

/**
 * tocsin_status_describe: (skip)
 * @config: the settings
 * @sources: who knows what
 * @engine: an `a{sv}` about the engine itself; a floating reference is taken
 *
 * Returns: (transfer none): a floating `a{sv}` with engine, connections, tasks, queue, outbox,
 *   problems.
 */
GVariant *
tocsin_status_describe (TocsinConfig *config, const TocsinStatusSources *sources, GVariant *engine)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (TOCSIN_IS_CONFIG (config) && sources != NULL, NULL);

  g_variant_dict_insert_value (&dict, "engine", describe_engine (sources, engine));
  g_variant_dict_insert_value (&dict, "connections",
                               describe_items (config, TOCSIN_CONFIG_CONNECTION, sources));
  g_variant_dict_insert_value (&dict, "tasks",
                               describe_items (config, TOCSIN_CONFIG_TASK, sources));
  g_variant_dict_insert_value (&dict, "outbox", describe_outbox (sources->mail));
  g_variant_dict_insert_value (&dict, "problems", describe_problems (sources->problems));
  g_variant_dict_insert_value (&dict, "queue", describe_queue (sources->counts));

  return g_variant_dict_end (&dict);
}
