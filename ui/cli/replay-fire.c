/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/control.h"
#include "core/engine/feed.h"
#include "core/engine/resting-journal.h"
#include "ui/cli/progress.h"
#include "ui/cli/replay-job.h"

#include <glib/gi18n.h>

/* While the engine works. */
typedef struct
{
  const char *id;
  GVariant *result;
} Wait;

static void
on_replayed (GDBusConnection *bus,
             const char *sender,
             const char *object,
             const char *interface,
             const char *signal,
             GVariant *arguments,
             gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GVariant) result = g_variant_get_child_value (arguments, 0);
  const char *id = "";

  g_variant_lookup (result, "replay", "&s", &id);
  if (g_strcmp0 (id, wait->id) == 0)
    wait->result = g_steal_pointer (&result);
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The engine goes on by itself whoever stops waiting. */
static GVariant *
wait_for_result (
    TocsinReplayJob *self, GDBusConnection *engine, const char *id, Wait *wait, GError **error)
{
  g_autoptr (TocsinProgress) progress = tocsin_progress_new (_ ("the engine writes it down"));
  guint tick = g_timeout_add (200, on_tick, NULL);

  wait->id = id;
  while (wait->result == NULL && !g_dbus_connection_is_closed (engine)
         && !g_cancellable_is_cancelled (self->cli->cancellable))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  if (wait->result == NULL && g_cancellable_is_cancelled (self->cli->cancellable))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED,
                 _ ("not waited for: the engine goes on firing"));
  else if (wait->result == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_LATER,
                 _ ("the engine has ended; it fires the rest when it runs again"));

  return g_steal_pointer (&wait->result);
}

static gboolean
fire_by_engine (TocsinReplayJob *self, GDBusConnection *engine, GError **error)
{
  Wait wait = { 0 };
  guint subscription = g_dbus_connection_signal_subscribe (
      engine, NULL, TOCSIN_CONTROL_INTERFACE, "Replayed", TOCSIN_CONTROL_OBJECT, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_replayed, &wait, NULL);
  g_autoptr (GVariant) reply =
      tocsin_control_call (engine, "Replay",
                           g_variant_new ("(s@a(ssa(st)))", self->replay->task,
                                          tocsin_replay_get_messages (self->replay)),
                           "(s)", self->cli->cancellable, error);
  const char *id;

  if (reply != NULL)
    {
      g_variant_get (reply, "(&s)", &id);
      self->result = wait_for_result (self, engine, id, &wait, error);
    }
  g_dbus_connection_signal_unsubscribe (engine, subscription);

  return self->result != NULL;
}

static TocsinReplay *
find_own (TocsinReplayJob *self, TocsinFeedResult *result)
{
  for (guint i = 0; i < result->replayed->len; i++)
    {
      TocsinReplay *replay = g_ptr_array_index (result->replayed, i);

      if (g_str_equal (replay->id, self->replay->id))
        return replay;
    }

  return NULL;
}

/* What was left of an earlier one is worked off on the way. */
static gboolean
work_off (TocsinReplayJob *self, TocsinFeed *feed, GError **error)
{
  g_autoptr (TocsinProgress) progress = tocsin_progress_new (_ ("writing it down"));
  g_autoptr (TocsinFeedResult) result = tocsin_feed_result_new ();
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();
  TocsinReplay *own = NULL;

  g_ptr_array_add (tasks, self->task);
  while (own == NULL)
    {
      if (!tocsin_feed_pass_replays (feed, self->store, tasks, result, self->cli->cancellable,
                                     error))
        return FALSE;
      own = find_own (self, result);
    }
  self->result = g_variant_ref_sink (tocsin_replay_describe (own));

  return TRUE;
}

static gboolean
fire_here (TocsinReplayJob *self, GError **error)
{
  TocsinStateDirectory *state = tocsin_cli_get_state (self->cli, error);
  g_autoptr (TocsinJournal) journal =
      state != NULL ? tocsin_resting_journal_write (state, error) : NULL;
  g_autoptr (TocsinSpool) spool =
      journal != NULL ? tocsin_spool_open (tocsin_state_directory_get_spool_path (state), error)
                      : NULL;
  TocsinClock *clock = tocsin_clock_get_default ();
  g_autoptr (TocsinFeed) feed = NULL;

  if (spool == NULL || !tocsin_replay_write (self->replay, journal, error))
    return FALSE;

  feed = tocsin_feed_new (self->connection_id, journal, spool, clock);
  if (work_off (self, feed, error))
    return TRUE;

  g_prefix_error (error, "%s",
                  _ ("it is written down, and “tocsin run” fires what is left of it: "));
  return FALSE;
}

/**
 * tocsin_replay_job_fire:
 * @self: a job that a person has confirmed
 * @running: (out): whether an engine runs, which then does it
 * @error: where to put what went wrong
 *
 * Writes it down, and has it worked off as far as events in the journal.
 *
 * Returns: whether that is done, and the result there.
 */
gboolean
tocsin_replay_job_fire (TocsinReplayJob *self, gboolean *running, GError **error)
{
  GDBusConnection *engine = tocsin_cli_get_engine (self->cli);

  *running = engine != NULL;

  return engine != NULL ? fire_by_engine (self, engine, error) : fire_here (self, error);
}
