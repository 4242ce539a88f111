/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial.h"

#include "core/base/error.h"
#include "core/engine/trial-journal.h"
#include "core/engine/trial-private.h"
#include "core/plugin/connection.h"

#include <glib/gi18n-lib.h>

static TocsinConnection *
get_connection (TocsinHost *host, const char *id, GError **error)
{
  TocsinTrialLane *lane = tocsin_trial_find_lane (TOCSIN_TRIAL (host), id);

  return lane != NULL ? TOCSIN_CONNECTION (g_object_ref (lane->store))
                      : tocsin_host_get_connection (TOCSIN_TRIAL (host)->host, id, error);
}

static void
host_init (TocsinHostInterface *iface)
{
  iface->get_connection = get_connection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinTrial,
                               tocsin_trial,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (TOCSIN_TYPE_HOST, host_init))

static void
tocsin_trial_finalize (GObject *object)
{
  TocsinTrial *self = TOCSIN_TRIAL (object);

  g_ptr_array_unref (self->lanes);
  g_clear_object (&self->task);
  g_clear_pointer (&self->tasks, g_ptr_array_unref);
  g_clear_object (&self->host);
  g_clear_pointer (&self->only, g_ptr_array_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->journal);
  g_clear_object (&self->spool);
  g_time_zone_unref (self->zone);
  g_hash_table_unref (self->promised);
  g_hash_table_unref (self->warned);
  g_ptr_array_unref (self->summary.warnings);

  G_OBJECT_CLASS (tocsin_trial_parent_class)->finalize (object);
}

static void
tocsin_trial_class_init (TocsinTrialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_trial_finalize;
}

static void
tocsin_trial_init (TocsinTrial *self)
{
  self->clock = tocsin_clock_get_default ();
  self->zone = g_time_zone_new_local ();
  self->spool = tocsin_spool_new_unnamed (g_get_tmp_dir ());
  self->lanes = g_ptr_array_new_with_free_func (tocsin_trial_lane_free);
  self->promised = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->warned = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->summary.warnings = g_ptr_array_new_with_free_func (g_free);
}

/**
 * tocsin_trial_new:
 * @task: the task that is tried
 * @tasks: (element-type TocsinTask): all tasks that take part, in their order, @task among them
 * @host: where connections come from
 *
 * Returns: (transfer full): a trial with all mail that is there.
 */
TocsinTrial *
tocsin_trial_new (TocsinTask *task, GPtrArray *tasks, TocsinHost *host)
{
  TocsinTrial *self;

  g_return_val_if_fail (TOCSIN_IS_TASK (task) && tasks != NULL && TOCSIN_IS_HOST (host), NULL);

  self = g_object_new (TOCSIN_TYPE_TRIAL, NULL);
  self->task = g_object_ref (task);
  self->tasks = g_ptr_array_ref (tasks);
  self->host = g_object_ref (host);

  return self;
}

/**
 * tocsin_trial_set_since:
 * @self: a trial
 * @since: leave out what was received before, microseconds since 1970
 */
void
tocsin_trial_set_since (TocsinTrial *self, gint64 since)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self));

  self->since = since;
}

/**
 * tocsin_trial_set_limit:
 * @self: a trial
 * @limit: end after so many firings of the task, 0 for no limit
 */
void
tocsin_trial_set_limit (TocsinTrial *self, guint limit)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self));

  self->limit = limit;
}

/**
 * tocsin_trial_set_messages:
 * @self: a trial
 * @refs: (element-type TocsinMessageRef): the only messages to look at, in this order; those in
 *   folders that no task waits in are not looked at
 */
void
tocsin_trial_set_messages (TocsinTrial *self, GPtrArray *refs)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self) && refs != NULL);

  g_clear_pointer (&self->only, g_ptr_array_unref);
  self->only = g_ptr_array_ref (refs);
}

/**
 * tocsin_trial_set_store:
 * @self: a trial
 * @store: a mailbox
 *
 * Has that mailbox looked at instead of the one of the task's connection. No network is then used;
 * folders that actions name are taken to be there.
 */
void
tocsin_trial_set_store (TocsinTrial *self, TocsinMailStore *store)
{
  g_return_if_fail (TOCSIN_IS_TRIAL (self) && TOCSIN_IS_MAIL_STORE (store));

  g_set_object (&self->store, store);
}

/*< private >
 * tocsin_trial_warn:
 * @self: a trial
 * @format: printf format of a sentence
 *
 * Says it once, at the end.
 */
void
tocsin_trial_warn (TocsinTrial *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (g_hash_table_add (self->warned, g_strdup (text)))
    g_ptr_array_add (self->summary.warnings, g_steal_pointer (&text));
}

static void
count (TocsinTrial *self, const TocsinTrialFiring *firing)
{
  TocsinTrialSummary *summary = &self->summary;

  if (firing->task != self->task)
    {
      summary->consequences++;
      return;
    }
  summary->fires += firing->verdict == TOCSIN_TRIAL_FIRES;
  summary->hidden += firing->verdict == TOCSIN_TRIAL_HIDDEN;
  summary->undecided += firing->verdict == TOCSIN_TRIAL_UNDECIDED;
  summary->failing += tocsin_trial_firing_fails (firing);
}

/*< private >
 * tocsin_trial_report:
 * @self: a trial
 * @firing: what came of a message
 *
 * Counts it and tells it.
 */
void
tocsin_trial_report (TocsinTrial *self, const TocsinTrialFiring *firing)
{
  if (self->summary.limited && firing->task == self->task)
    return;
  count (self, firing);
  if (self->listener != NULL)
    self->listener (firing, self->user_data);
  if (self->limit == 0 || self->summary.limited || self->summary.fires < self->limit)
    return;

  self->summary.limited = TRUE;
  for (guint i = 0; i < self->lanes->len; i++)
    tocsin_trial_store_show_no_more (
        ((TocsinTrialLane *) g_ptr_array_index (self->lanes, i))->store);
}

static guint
get_progress (TocsinTrial *self)
{
  guint progress = self->n_deeds;

  for (guint i = 0; i < self->lanes->len; i++)
    progress += tocsin_trial_store_get_progress (
        ((TocsinTrialLane *) g_ptr_array_index (self->lanes, i))->store);

  return progress;
}

/* As long as mail comes in, or something is done to it. */
static gboolean
make_a_round (TocsinTrial *self, gboolean *more, GError **error)
{
  guint before = get_progress (self);

  for (guint i = 0; i < self->lanes->len; i++)
    if (!tocsin_trial_go_through (self, g_ptr_array_index (self->lanes, i), error))
      return FALSE;
  *more = get_progress (self) != before;

  return TRUE;
}

static gboolean
run_mail (TocsinTrial *self, GError **error)
{
  TocsinTrialLane *own;
  gboolean more = TRUE;
  gboolean done = TRUE;

  self->journal = TOCSIN_JOURNAL (tocsin_trial_journal_new (tocsin_trial_judge, self, error));
  own =
      self->journal != NULL
          ? tocsin_trial_get_lane (self, tocsin_task_get_mail_rule (self->task)->connection, error)
          : NULL;
  if (own == NULL)
    return FALSE;
  tocsin_trial_note_troubles (self, own);

  while (more && done)
    {
      done = make_a_round (self, &more, error);
      self->summary.examined = own->round->seen;
    }
  tocsin_trial_note_pause (self, own);

  return done;
}

/**
 * tocsin_trial_run:
 * @self: a trial
 * @listener: (nullable) (scope call): gets what comes of each message, as it is known
 * @user_data: for @listener
 * @cancellable: (nullable): to stop it; what was found until then has been told
 * @error: where to put why it could not be gone through to the end
 *
 * Blocking. Nothing is changed on the server, on the disk or in the journal: raw messages that
 * actions look at are in files without names, which are gone with the process.
 *
 * Returns: whether all of it was tried.
 */
gboolean
tocsin_trial_run (TocsinTrial *self,
                  TocsinTrialListener listener,
                  gpointer user_data,
                  GCancellable *cancellable,
                  GError **error)
{
  gboolean done;

  g_return_val_if_fail (TOCSIN_IS_TRIAL (self) && self->lanes->len == 0, FALSE);

  self->listener = listener;
  self->user_data = user_data;
  self->cancellable = cancellable;
  tocsin_trial_note_conditions (self);
  done = tocsin_task_get_mail_rule (self->task) != NULL ? run_mail (self, error)
                                                        : tocsin_trial_run_times (self, error);
  tocsin_trial_note_limits (self);
  /* Each has a hold of the trial, which is their host. */
  g_ptr_array_set_size (self->lanes, 0);
  self->lane = NULL;
  if (!done || !g_cancellable_is_cancelled (cancellable))
    return done;

  /* Nobody else has noticed: what was left needed no server. */
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("cancelled"));
  return FALSE;
}

/**
 * tocsin_trial_get_summary: (skip)
 * @self: a trial
 *
 * Returns: (transfer none): what came of it so far.
 */
const TocsinTrialSummary *
tocsin_trial_get_summary (TocsinTrial *self)
{
  g_return_val_if_fail (TOCSIN_IS_TRIAL (self), NULL);

  return &self->summary;
}
