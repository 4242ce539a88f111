/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-private.h"

#include "config.h"
#include "core/base/error.h"
#include "core/engine/describe.h"
#include "core/engine/status.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/**
 * tocsin_engine_get_failures:
 * @self: the engine
 *
 * Returns: how many times an action failed since the start.
 */
guint
tocsin_engine_get_failures (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), 0);

  return tocsin_runner_get_failures (self->runner);
}

/**
 * tocsin_engine_get_problems:
 * @self: a running engine
 *
 * Returns: (transfer full) (element-type GError): what is wrong with single tasks and connections
 *   at the moment: settings, and connections that could not be looked at.
 */
GPtrArray *
tocsin_engine_get_problems (TocsinEngine *self)
{
  GPtrArray *problems;

  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && self->roster != NULL, NULL);

  problems = tocsin_roster_get_errors (self->roster);
  g_ptr_array_extend_and_steal (problems, tocsin_postman_get_errors (self->postman));
  for (guint i = 0; i < self->problems->len; i++)
    g_ptr_array_add (problems, g_error_copy (g_ptr_array_index (self->problems, i)));

  return problems;
}

/**
 * tocsin_engine_get_journal:
 * @self: a running engine
 *
 * Returns: (transfer none): its journal.
 */
TocsinJournal *
tocsin_engine_get_journal (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->journal;
}

/**
 * tocsin_engine_get_spool:
 * @self: a running engine
 *
 * Returns: (transfer none): where it keeps raw messages.
 */
TocsinSpool *
tocsin_engine_get_spool (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->spool;
}

/**
 * tocsin_engine_get_outbox:
 * @self: a running engine
 *
 * Returns: (transfer none): its mail to be sent.
 */
TocsinOutbox *
tocsin_engine_get_outbox (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->outbox;
}

/**
 * tocsin_engine_get_connections:
 * @self: a running engine
 *
 * Returns: (transfer none): its live connections.
 */
TocsinConnections *
tocsin_engine_get_connections (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->connections;
}

/**
 * tocsin_engine_get_workers:
 * @self: a running engine
 *
 * Returns: (transfer none): its workers.
 */
TocsinWorkers *
tocsin_engine_get_workers (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->workers;
}

/**
 * tocsin_engine_get_clock:
 * @self: the engine
 *
 * Returns: (transfer none): its clock.
 */
TocsinClock *
tocsin_engine_get_clock (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->clock;
}

/**
 * tocsin_engine_wake:
 * @self: a running engine
 *
 * Has it look into the journal, into which somebody else has written.
 */
void
tocsin_engine_wake (TocsinEngine *self)
{
  g_return_if_fail (TOCSIN_IS_ENGINE (self) && self->runner != NULL);

  tocsin_runner_wake (self->runner, NULL);
}

/**
 * tocsin_engine_describe:
 * @self: a running engine
 * @census: what the journal knows, fresh from a worker
 *
 * Returns: (transfer none): a floating `a{sv}`: what `tocsin status` shows.
 */
GVariant *
tocsin_engine_describe (TocsinEngine *self, const TocsinCensus *census)
{
  TocsinStatusSources sources = { .roster = self->roster,
                                  .counts = census->counts,
                                  .paused = census->paused,
                                  .pauses = tocsin_roster_get_pauses (self->roster),
                                  .mail = census->mail,
                                  .problems = self->problems };
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GVariant *described;

  g_return_val_if_fail (TOCSIN_IS_ENGINE (self) && self->roster != NULL, NULL);

  g_variant_dict_insert (&dict, "running", "b", TRUE);
  g_variant_dict_insert (&dict, "pid", "u", (guint) getpid ());
  tocsin_describe_string (&dict, "version", TOCSIN_VERSION);
  tocsin_describe_time (&dict, "started", self->started);
  tocsin_describe_string (&dict, "state-directory", tocsin_state_directory_get_path (self->state));
  tocsin_describe_string (&dict, "settings", tocsin_config_get_location (self->config));
  g_variant_dict_insert (&dict, "sessions", "u", tocsin_watcher_get_parked (self->watcher));
  g_variant_dict_insert (&dict, "workers", "u", tocsin_workers_get_busy (self->workers));
  g_variant_dict_insert_value (&dict, "actions", tocsin_runner_describe_actions (self->runner));

  sources.senders = g_variant_ref_sink (tocsin_postman_describe (self->postman));
  described = tocsin_status_describe (self->config, &sources, g_variant_dict_end (&dict));
  g_variant_unref (sources.senders);

  return described;
}

static void
variant_unref (gpointer data)
{
  if (data != NULL)
    g_variant_unref (data);
}

/**
 * tocsin_engine_list:
 * @self: a running engine
 * @kind: connection or task
 *
 * Returns: (transfer full): the ids of all of them.
 */
GStrv
tocsin_engine_list (TocsinEngine *self, TocsinConfigKind kind)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return g_strdupv ((char **) tocsin_config_list (self->config, kind));
}

/**
 * tocsin_engine_describe_items: (skip)
 * @self: a running engine
 * @kind: connection or task
 * @ids: (element-type utf8): which of them
 * @census: what the journal knows, fresh from a worker
 *
 * Returns: (transfer full) (element-type GVariant): of each what tocsin_engine_describe() tells of
 *   it, %NULL of one that is gone.
 */
GPtrArray *
tocsin_engine_describe_items (TocsinEngine *self,
                              TocsinConfigKind kind,
                              GPtrArray *ids,
                              const TocsinCensus *census)
{
  g_autoptr (GVariant) senders = g_variant_ref_sink (tocsin_postman_describe (self->postman));
  TocsinStatusSources sources = { .roster = self->roster,
                                  .senders = senders,
                                  .counts = census->counts,
                                  .paused = census->paused,
                                  .pauses = tocsin_roster_get_pauses (self->roster) };
  const char *const *listed = tocsin_config_list (self->config, kind);
  GPtrArray *descriptions = g_ptr_array_new_with_free_func (variant_unref);

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      g_ptr_array_add (descriptions,
                       g_strv_contains (listed, id) ? g_variant_ref_sink (
                           tocsin_status_describe_item (self->config, kind, id, &sources))
                                                    : NULL);
    }

  return descriptions;
}

/**
 * tocsin_engine_get_settings:
 * @self: a running engine
 *
 * Returns: (transfer none): its own settings, good until they change.
 */
TocsinSnapshot *
tocsin_engine_get_settings (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->settings;
}

/**
 * tocsin_engine_count: (skip)
 * @self: a running engine
 * @counts: (out): who does what, in numbers
 */
void
tocsin_engine_count (TocsinEngine *self, TocsinRosterCounts *counts)
{
  g_return_if_fail (TOCSIN_IS_ENGINE (self) && self->roster != NULL);

  tocsin_roster_count (self->roster, counts);
}

/**
 * tocsin_engine_get_pulse: (skip)
 * @self: a running engine
 *
 * Returns: (transfer none): what shows whether it gets on.
 */
TocsinPulse *
tocsin_engine_get_pulse (TocsinEngine *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE (self), NULL);

  return self->pulse;
}
