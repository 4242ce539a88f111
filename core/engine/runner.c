/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/runner.h"

#include "core/base/error.h"
#include "core/engine/time-window.h"

#include <glib/gi18n-lib.h>

/* So many events are taken on at once where order counts: a round trip to the disk for each would
 * cost more than the actions. */
#define ROUND 25

/* How long to wait after the journal could not be read or written, in seconds. */
#define JOURNAL_WAIT 5

struct _TocsinRunner
{
  GObject parent_instance;

  TocsinExecutor *executor;
  TocsinWorkers *workers;
  TocsinClock *clock;
  GCancellable *cancellable;
  GHashTable *lanes;
  guint in_flight;
  guint failures;
  guint64 steps[TOCSIN_JOURNAL_N_OUTCOMES];
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (TocsinRunner, tocsin_runner, G_TYPE_OBJECT)

enum
{
  BUSY,
  IDLE,
  STOP_TASK,
  WORKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What is going on for one task. It outlives the task while work of it is in flight. */
typedef struct
{
  TocsinRunner *runner;
  TocsinTask *task;
  TocsinTimeWindow *active;
  guint busy;
  guint timer;
  gboolean wanted;
  gatomicrefcount ref_count;
} Lane;

typedef struct
{
  TocsinRunner *runner;
  Lane *lane;
  TocsinTask *task;
  TocsinWork work;
  guint limit;
  GError *error;
} Job;

static void pump (Lane *lane);

static Lane *
lane_new (TocsinRunner *runner)
{
  Lane *lane = g_new0 (Lane, 1);

  lane->runner = runner;
  g_atomic_ref_count_init (&lane->ref_count);

  return lane;
}

static void
lane_unref (Lane *lane)
{
  if (!g_atomic_ref_count_dec (&lane->ref_count))
    return;

  g_clear_object (&lane->task);
  g_clear_pointer (&lane->active, tocsin_time_window_unref);
  g_free (lane);
}

static void
lane_retire (gpointer data)
{
  Lane *lane = data;

  g_clear_handle_id (&lane->timer, g_source_remove);
  g_clear_object (&lane->task);
  lane->wanted = FALSE;
  lane_unref (lane);
}

static void
tocsin_runner_dispose (GObject *object)
{
  TocsinRunner *self = TOCSIN_RUNNER (object);

  g_clear_pointer (&self->lanes, g_hash_table_unref);
  g_clear_object (&self->executor);
  g_clear_object (&self->workers);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (tocsin_runner_parent_class)->dispose (object);
}

static void
tocsin_runner_class_init (TocsinRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_runner_dispose;

  /**
   * TocsinRunner::busy:
   * @self: the runner
   *
   * Something is being worked off again.
   */
  signals[BUSY] = g_signal_new ("busy", TOCSIN_TYPE_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  /**
   * TocsinRunner::idle:
   * @self: the runner
   *
   * Nothing is being worked off, and nothing is due.
   */
  signals[IDLE] = g_signal_new ("idle", TOCSIN_TYPE_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  /**
   * TocsinRunner::stop-task:
   * @self: the runner
   * @task: id of the task
   *
   * An action failed and the task's `on-error` says that it is to be switched off.
   */
  signals[STOP_TASK] = g_signal_new ("stop-task", TOCSIN_TYPE_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * TocsinRunner::worked:
   * @self: the runner
   * @task: id of the task
   *
   * Events of the task have changed their state.
   */
  signals[WORKED] = g_signal_new ("worked", TOCSIN_TYPE_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tocsin_runner_init (TocsinRunner *self)
{
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, lane_retire);
  self->cancellable = g_cancellable_new ();
}

/**
 * tocsin_runner_new:
 * @executor: what works events off
 * @workers: who does it
 * @clock: the time
 *
 * Returns: (transfer full): a runner without tasks.
 */
TocsinRunner *
tocsin_runner_new (TocsinExecutor *executor, TocsinWorkers *workers, TocsinClock *clock)
{
  TocsinRunner *self = g_object_new (TOCSIN_TYPE_RUNNER, NULL);

  self->executor = g_object_ref (executor);
  self->workers = g_object_ref (workers);
  self->clock = g_object_ref (clock);

  return self;
}

static guint
get_concurrency (TocsinTask *task)
{
  return MAX (
      tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (tocsin_task_get_settings (task)), "concurrency"),
      1);
}

static gboolean
on_timer (gpointer data)
{
  Lane *lane = data;

  lane->timer = 0;
  lane->wanted = TRUE;
  pump (lane);

  return G_SOURCE_REMOVE;
}

static void
wake_at (Lane *lane, gint64 due)
{
  gint64 wait = due - tocsin_clock_get_real (lane->runner->clock);

  g_clear_handle_id (&lane->timer, g_source_remove);
  /* A clock that is set while we wait must not make a task late by more than a minute. */
  wait = CLAMP (wait, 0, 60 * G_USEC_PER_SEC);
  lane->timer = g_timeout_add ((guint) (wait / 1000 + 1), on_timer, lane);
}

static void
work_on_worker (gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  tocsin_executor_work (job->runner->executor, job->task, TOCSIN_RUNNER_OWNER, job->limit,
                        &job->work, cancellable, &job->error);
}

static void
report_job (TocsinRunner *self, Job *job)
{
  const char *id = tocsin_task_get_id (job->task);

  self->failures += job->work.failed;
  for (guint i = 0; i < TOCSIN_JOURNAL_N_OUTCOMES; i++)
    self->steps[i] += job->work.steps[i];
  if (job->error != NULL && job->error->code != TOCSIN_ERROR_CANCELLED)
    g_warning (_ ("task “%s”: %s"), tocsin_task_get_name (job->task), job->error->message);
  if (job->work.claimed > 0)
    g_signal_emit (self, signals[WORKED], 0, id);
  if (job->work.stop_task)
    g_signal_emit (self, signals[STOP_TASK], 0, id);
}

static void
plan_next (Lane *lane, Job *job)
{
  gint64 now = tocsin_clock_get_real (lane->runner->clock);

  if (job->error != NULL)
    wake_at (lane, now + JOURNAL_WAIT * G_USEC_PER_SEC);
  else if (job->work.next_due <= now && !job->work.stop_task)
    lane->wanted = TRUE;
  else if (job->work.next_due != G_MAXINT64 && lane->timer == 0)
    wake_at (lane, job->work.next_due);
}

static void
finish_on_main (gpointer data)
{
  Job *job = data;
  Lane *lane = job->lane;
  g_autoptr (TocsinRunner) self = g_steal_pointer (&job->runner);

  lane->busy--;
  self->in_flight--;
  report_job (self, job);
  if (lane->task != NULL && !self->stopped)
    {
      plan_next (lane, job);
      pump (lane);
    }
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
  lane_unref (lane);

  if (tocsin_runner_is_idle (self))
    g_signal_emit (self, signals[IDLE], 0);
}

static void
start_job (Lane *lane, guint limit)
{
  Job *job = g_new0 (Job, 1);

  g_atomic_ref_count_inc (&lane->ref_count);
  job->runner = g_object_ref (lane->runner);
  job->lane = lane;
  job->task = g_object_ref (lane->task);
  job->limit = limit;
  lane->busy++;
  lane->runner->in_flight++;
  tocsin_workers_run (lane->runner->workers, work_on_worker, finish_on_main, job,
                      lane->runner->cancellable);
  if (lane->runner->in_flight == 1)
    g_signal_emit (lane->runner, signals[BUSY], 0);
}

static void
pump (Lane *lane)
{
  gint64 now = tocsin_clock_get_real (lane->runner->clock);
  guint concurrency;

  if (!lane->wanted || lane->task == NULL || lane->runner->stopped)
    return;
  if (lane->active != NULL && !tocsin_time_window_contains (lane->active, now))
    {
      lane->wanted = FALSE;
      wake_at (lane, tocsin_time_window_next_opening (lane->active, now));
      return;
    }

  concurrency = get_concurrency (lane->task);
  while (lane->busy < concurrency)
    {
      lane->wanted = FALSE;
      start_job (lane, concurrency == 1 ? ROUND : 1);
    }
}

static void
give_lane_its_task (Lane *lane, TocsinTask *task)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_task_get_settings (task));
  const char *active = tocsin_snapshot_get_string (settings, "active");

  g_set_object (&lane->task, task);
  g_clear_pointer (&lane->active, tocsin_time_window_unref);
  if (active[0] != '\0')
    lane->active = tocsin_time_window_parse (active, NULL);
  lane->wanted = TRUE;
  pump (lane);
}

/**
 * tocsin_runner_set_tasks:
 * @self: the runner
 * @tasks: (element-type TocsinTask): the tasks that are switched on
 *
 * What is in flight ends on the settings it began with.
 */
void
tocsin_runner_set_tasks (TocsinRunner *self, GPtrArray *tasks)
{
  g_autoptr (GHashTable) before = NULL;

  g_return_if_fail (TOCSIN_IS_RUNNER (self) && tasks != NULL);

  before = g_steal_pointer (&self->lanes);
  self->lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, lane_retire);
  for (guint i = 0; i < tasks->len; i++)
    {
      TocsinTask *task = g_ptr_array_index (tasks, i);
      gpointer key = NULL, lane = NULL;

      if (!g_hash_table_steal_extended (before, tocsin_task_get_id (task), &key, &lane))
        {
          key = g_strdup (tocsin_task_get_id (task));
          lane = lane_new (self);
        }
      g_hash_table_insert (self->lanes, key, lane);
      give_lane_its_task (lane, task);
    }
}

/**
 * tocsin_runner_wake:
 * @self: the runner
 * @task: (nullable): id of a task that has new events, %NULL for any
 */
void
tocsin_runner_wake (TocsinRunner *self, const char *task)
{
  GHashTableIter iter;
  gpointer id, lane;

  g_return_if_fail (TOCSIN_IS_RUNNER (self));

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, &id, &lane))
    if (task == NULL || g_str_equal (task, id))
      {
        ((Lane *) lane)->wanted = TRUE;
        pump (lane);
      }
}

/**
 * tocsin_runner_stop:
 * @self: the runner
 *
 * Takes on nothing more; ::idle comes when what is in flight is done.
 */
void
tocsin_runner_stop (TocsinRunner *self)
{
  g_return_if_fail (TOCSIN_IS_RUNNER (self));

  self->stopped = TRUE;
}

/**
 * tocsin_runner_cancel:
 * @self: the runner
 *
 * Tells the actions that run to end now.
 */
void
tocsin_runner_cancel (TocsinRunner *self)
{
  g_return_if_fail (TOCSIN_IS_RUNNER (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * tocsin_runner_is_idle:
 * @self: the runner
 *
 * Returns: whether nothing is being worked off and nothing is due.
 */
gboolean
tocsin_runner_is_idle (TocsinRunner *self)
{
  g_return_val_if_fail (TOCSIN_IS_RUNNER (self), TRUE);

  /* A lane that wants to work has a job in flight, or is outside its hours. */
  return self->in_flight == 0;
}

/**
 * tocsin_runner_get_failures:
 * @self: the runner
 *
 * Returns: how many times an action failed since the start.
 */
guint
tocsin_runner_get_failures (TocsinRunner *self)
{
  g_return_val_if_fail (TOCSIN_IS_RUNNER (self), 0);

  return self->failures;
}

/**
 * tocsin_runner_describe_actions:
 * @self: the runner
 *
 * Returns: (transfer none): a floating `a{st}`: how many actions came to which end since the start.
 */
GVariant *
tocsin_runner_describe_actions (TocsinRunner *self)
{
  GVariantBuilder builder;

  g_return_val_if_fail (TOCSIN_IS_RUNNER (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{st}"));
  for (guint i = 0; i < TOCSIN_JOURNAL_N_OUTCOMES; i++)
    if (i != TOCSIN_JOURNAL_STARTED && i != TOCSIN_JOURNAL_STEP_INTERRUPTED)
      g_variant_builder_add (&builder, "{st}", tocsin_journal_outcome_to_string (i),
                             self->steps[i]);

  return g_variant_builder_end (&builder);
}

/**
 * tocsin_runner_get_busy:
 * @self: the runner
 * @task: id of a task
 *
 * Returns: how many workers are at its events now.
 */
guint
tocsin_runner_get_busy (TocsinRunner *self, const char *task)
{
  Lane *lane;

  g_return_val_if_fail (TOCSIN_IS_RUNNER (self) && task != NULL, 0);

  lane = g_hash_table_lookup (self->lanes, task);

  return lane != NULL ? lane->busy : 0;
}
