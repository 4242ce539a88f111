/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/resting-journal.h"
#include "core/engine/task-list.h"
#include "core/engine/trial.h"
#include "core/plugin/connection.h"
#include "ui/cli/item.h"
#include "ui/cli/replay-job.h"

#include <glib/gi18n.h>

/**
 * tocsin_replay_job_clear:
 * @self: a job that is over
 */
void
tocsin_replay_job_clear (TocsinReplayJob *self)
{
  g_clear_object (&self->store);
  if (self->connections != NULL)
    tocsin_connections_close_all (self->connections);
  g_clear_object (&self->connections);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_pointer (&self->connection_id, g_free);
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  g_clear_pointer (&self->replay, tocsin_replay_unref);
  g_clear_pointer (&self->result, g_variant_unref);
}

static gboolean
is_over (TocsinTask *task)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_task_get_settings (task));
  gint64 end;

  return tocsin_task_parse_end (tocsin_snapshot_get_string (settings, "expires"), &end, NULL)
         && end <= g_get_real_time () / G_USEC_PER_SEC;
}

/* Events of a task that is not at work would wait, and go off when nobody thinks of them. */
static gboolean
check_task (TocsinTask *task, GError **error)
{
  const char *name = tocsin_task_get_name (task);

  if (tocsin_task_get_mail_rule (task) == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("task “%s” does not wait for mail: there is none to fire it for"), name);
  else if (!tocsin_task_settings_get_enabled (tocsin_task_get_settings (task)))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("task “%s” is switched off: what fires would only wait. “tocsin task enable” "
                    "switches it on"),
                 name);
  else if (is_over (task))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("task “%s” has expired: what fires would only wait. Set “expires”"), name);
  else
    return TRUE;

  return FALSE;
}

static gboolean
open_store (TocsinReplayJob *self, GError **error)
{
  g_autoptr (TocsinConnection) connection = NULL;

  self->connections = tocsin_cli_open_connections (self->cli);
  connection =
      tocsin_host_get_connection (TOCSIN_HOST (self->connections), self->connection_id, error);
  if (connection == NULL || !tocsin_cli_check_store (connection, self->connection_id, error))
    return FALSE;

  self->store = TOCSIN_MAIL_STORE (g_steal_pointer (&connection));
  return TRUE;
}

/**
 * tocsin_replay_job_open:
 * @self: a new job
 * @name: id or name of a task
 * @error: where to put why it can't be fired
 *
 * Returns: whether it can.
 */
gboolean
tocsin_replay_job_open (TocsinReplayJob *self, const char *name, GError **error)
{
  g_autofree char *id = tocsin_item_find (self->cli, TOCSIN_CONFIG_TASK, name, error);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);

  if (id == NULL)
    return FALSE;
  self->tasks =
      tocsin_task_list_load_beside (self->cli->config, tocsin_cli_get_registry (self->cli), id,
                                    g_get_real_time (), problems, &self->task, error);
  if (self->tasks == NULL || !check_task (self->task, error))
    return FALSE;

  self->connection_id =
      tocsin_config_find (self->cli->config, TOCSIN_CONFIG_CONNECTION,
                          tocsin_task_get_mail_rule (self->task)->connection, error);

  return self->connection_id != NULL && open_store (self, error);
}

static gboolean
is_beside (TocsinReplayJob *self, TocsinTask *task)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (task);
  g_autofree char *id =
      rule != NULL
          ? tocsin_config_find (self->cli->config, TOCSIN_CONFIG_CONNECTION, rule->connection, NULL)
          : NULL;

  return g_strcmp0 (id, self->connection_id) == 0;
}

static gboolean
note_hidden (TocsinReplayJob *self, GError **error)
{
  g_autoptr (GPtrArray) beside = g_ptr_array_new ();

  for (guint i = 0; i < self->tasks->len; i++)
    if (is_beside (self, g_ptr_array_index (self->tasks, i)))
      g_ptr_array_add (beside, g_ptr_array_index (self->tasks, i));

  return tocsin_replay_list_note_hidden (self->candidates, self->store, self->task, beside,
                                         self->cli->cancellable, error);
}

static void
drop_hidden (TocsinReplayJob *self)
{
  for (guint i = self->candidates->len; i > 0; i--)
    {
      const TocsinReplayCandidate *candidate = g_ptr_array_index (self->candidates, i - 1);

      if (candidate->hidden_by == NULL)
        continue;
      self->hidden++;
      g_ptr_array_remove_index (self->candidates, i - 1);
    }
}

/* What max-firings does not let through is not promised. */
static gboolean
drop_what_is_over (TocsinReplayJob *self, TocsinJournal *journal, GError **error)
{
  guint most = tocsin_task_get_max_firings (self->task);
  guint64 firings = 0;
  guint left;

  if (most == 0)
    return TRUE;
  if (!tocsin_journal_get_firings (journal, tocsin_task_get_id (self->task), &firings, error))
    return FALSE;

  left = firings < most ? most - (guint) firings : 0;
  if (self->candidates->len > left)
    {
      self->over = self->candidates->len - left;
      g_ptr_array_set_size (self->candidates, (int) left);
    }

  return TRUE;
}

static void
make_replay (TocsinReplayJob *self)
{
  self->replay =
      tocsin_replay_new (self->connection_id, tocsin_task_get_id (self->task), g_get_real_time ());
  for (guint i = 0; i < self->candidates->len; i++)
    {
      const TocsinReplayCandidate *candidate = g_ptr_array_index (self->candidates, i);

      tocsin_replay_add (self->replay, candidate->folder, candidate->ref);
    }
}

/* Read from the file even while an engine runs: only writing is its own. */
static gboolean
note_history (TocsinReplayJob *self, GError **error)
{
  TocsinStateDirectory *state = tocsin_cli_get_state (self->cli, error);
  g_autoptr (TocsinJournal) journal =
      state != NULL ? tocsin_resting_journal_read (state, error) : NULL;
  g_autoptr (GPtrArray) last = NULL;

  if (journal == NULL || !drop_what_is_over (self, journal, error))
    return FALSE;
  make_replay (self);
  last = tocsin_replay_find_last (self->replay, journal, error);
  if (last == NULL)
    return FALSE;

  for (guint i = 0; i < last->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (last, i);

      if (event != NULL)
        ((TocsinReplayCandidate *) g_ptr_array_index (self->candidates, i))->last =
            tocsin_journal_event_ref (event);
    }

  return TRUE;
}

static TocsinReplayCandidate *
find_candidate (TocsinReplayJob *self, const TocsinTrialFiring *firing)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      TocsinReplayCandidate *candidate = g_ptr_array_index (self->candidates, i);

      if (firing->ref != NULL && g_str_equal (candidate->ref->key, firing->ref->key)
          && g_str_equal (candidate->ref->folder, firing->ref->folder))
        return candidate;
    }

  return NULL;
}

static void
take_firing (const TocsinTrialFiring *firing, gpointer user_data)
{
  TocsinReplayJob *self = user_data;
  TocsinReplayCandidate *candidate =
      firing->task == self->task ? find_candidate (self, firing) : NULL;

  for (guint i = 0; candidate != NULL && i < firing->steps->len; i++)
    {
      const TocsinTrialStep *step = g_ptr_array_index (firing->steps, i);

      if (step->plan != NULL)
        g_ptr_array_add (candidate->steps,
                         g_strdup_printf ("%s: %s", step->action, step->plan->summary));
      if (step->error != NULL)
        g_ptr_array_add (candidate->steps, g_strdup_printf (_ ("%s would fail: %s"), step->action,
                                                            step->error->message));
    }
}

/* Only this task fires: what others would have done to the messages has been done, or not. */
static gboolean
note_plans (TocsinReplayJob *self, GError **error)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (TocsinTrial) trial = NULL;

  if (self->candidates->len == 0)
    return TRUE;

  g_ptr_array_add (alone, self->task);
  trial = tocsin_trial_new (self->task, alone, TOCSIN_HOST (self->connections));
  tocsin_trial_set_messages (trial, self->replay->messages);

  return tocsin_trial_run (trial, take_firing, self, self->cli->cancellable, error);
}

/**
 * tocsin_replay_job_look:
 * @self: a job with its candidates
 * @leave_hidden: whether those that an earlier task keeps from this one are left out
 * @error: where to put what went wrong
 *
 * Finds out what a person wants to know of the candidates: who hides them, when they fired before,
 * what the actions would do. What the task's max-firings does not let through is left out.
 *
 * Returns: whether that is known, and the replay there.
 */
gboolean
tocsin_replay_job_look (TocsinReplayJob *self, gboolean leave_hidden, GError **error)
{
  if (!note_hidden (self, error))
    return FALSE;
  if (leave_hidden)
    drop_hidden (self);

  return note_history (self, error) && note_plans (self, error);
}
