/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/executor.h"

#include "core/base/backoff.h"
#include "core/base/error.h"
#include "core/base/trouble.h"
#include "core/engine/event-loader.h"
#include "core/engine/executor-log.h"

#include <glib/gi18n-lib.h>

/* The longest wait between two tries at an event, in seconds. */
#define MOST_BACKOFF 3600

/* How long to wait before a commit is tried again that must not be lost. */
#define COMMIT_FIRST_WAIT 1
#define COMMIT_MOST_WAIT 30

struct _TocsinExecutor
{
  GObject parent_instance;

  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinHost *host;
  TocsinClock *clock;
};

G_DEFINE_FINAL_TYPE (TocsinExecutor, tocsin_executor, G_TYPE_OBJECT)

/* One round of work by one owner; lives on the stack of the worker. */
typedef struct
{
  TocsinExecutor *self;
  TocsinTask *task;
  const char *owner;
  TocsinWork *work;
  GCancellable *cancellable;
  TocsinJournalBatch *batch;
} Round;

/* What is to happen after a step. */
typedef enum
{
  GO_ON,
  EVENT_SETTLED,
  INTERRUPTED,
} Verdict;

static void
tocsin_executor_finalize (GObject *object)
{
  TocsinExecutor *self = TOCSIN_EXECUTOR (object);

  g_clear_object (&self->journal);
  g_clear_object (&self->spool);
  g_clear_object (&self->host);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (tocsin_executor_parent_class)->finalize (object);
}

static void
tocsin_executor_class_init (TocsinExecutorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_executor_finalize;
}

static void
tocsin_executor_init (TocsinExecutor *self)
{
}

/**
 * tocsin_executor_new:
 * @journal: where events come from and steps go to
 * @spool: (nullable): where raw messages are
 * @host: what actions may ask of the engine
 * @clock: the time
 *
 * Returns: (transfer full): an executor.
 */
TocsinExecutor *
tocsin_executor_new (TocsinJournal *journal,
                     TocsinSpool *spool,
                     TocsinHost *host,
                     TocsinClock *clock)
{
  TocsinExecutor *self = g_object_new (TOCSIN_TYPE_EXECUTOR, NULL);

  self->journal = g_object_ref (journal);
  g_set_object (&self->spool, spool);
  self->host = g_object_ref (host);
  self->clock = g_object_ref (clock);

  return self;
}

static gint64
now (Round *round)
{
  return tocsin_clock_get_real (round->self->clock);
}

/* Waits without sleeping on: a cancelled worker comes back at once. */
static void
wait_for (GCancellable *cancellable, gint64 microseconds)
{
  GPollFD pollfd;

  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &pollfd))
    {
      g_usleep ((gulong) microseconds);
      return;
    }
  g_poll (&pollfd, 1, (gint) (microseconds / 1000));
  g_cancellable_release_fd (cancellable);
}

static gboolean
commit_once (Round *round, GError **error)
{
  g_autoptr (TocsinJournalBatch) batch = g_steal_pointer (&round->batch);

  round->batch = tocsin_journal_batch_new ();
  if (tocsin_journal_batch_is_empty (batch)
      || tocsin_journal_commit (round->self->journal, batch, error))
    return TRUE;

  /* Not lost: what is still to be written down is written with the next commit. */
  g_clear_pointer (&round->batch, tocsin_journal_batch_unref);
  round->batch = g_steal_pointer (&batch);
  return FALSE;
}

/* What has been done must be written down, or it would be done again, and what will be done must
 * be, or nobody would know of it: a full disk is waited out. Fails only when cancelled. */
static gboolean
commit (Round *round, GError **error)
{
  TocsinBackoff backoff = TOCSIN_BACKOFF_INIT (COMMIT_FIRST_WAIT, COMMIT_MOST_WAIT);

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;

      if (commit_once (round, &local_error))
        return TRUE;
      if (g_cancellable_is_cancelled (round->cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_warning (_ ("task “%s”: what was done can't be written down yet: %s; trying again"),
                 tocsin_task_get_name (round->task), local_error->message);
      wait_for (round->cancellable, tocsin_backoff_next (&backoff, -1));
    }
}

static gint64
next_try (Round *round, TocsinJournalEvent *row, const GError *error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_task_get_settings (round->task));
  TocsinBackoff backoff = { .first = tocsin_snapshot_get_uint (settings, "backoff"),
                            .most = MOST_BACKOFF,
                            .failures = MAX (row->attempts, 1) - 1 };

  return now (round) + tocsin_backoff_next (&backoff, tocsin_trouble_get_wait (error));
}

static void
settle_event (Round *round,
              TocsinJournalEvent *row,
              TocsinJournalState state,
              gint64 due,
              const GError *error)
{
  tocsin_journal_batch_settle (round->batch, row->id, round->owner, state, now (round), due, error);
  if (error != NULL)
    round->work->failed++;
  else if (state == TOCSIN_JOURNAL_DONE)
    tocsin_executor_log_success (round->task, row);
}

/* A network that is down and a server that is busy are nobody's fault: they use up no tries. */
static gboolean
may_try_again (Round *round, TocsinJournalEvent *row, const GError *error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_task_get_settings (round->task));

  if (tocsin_trouble_judge (error, 0) == TOCSIN_TROUBLE_GIVE_UP)
    return FALSE;

  return tocsin_error_is_network (error) || error->code == TOCSIN_ERROR_SERVER_BUSY
         || row->attempts < tocsin_snapshot_get_uint (settings, "max-attempts");
}

static Verdict
judge_failure (Round *round, TocsinJournalEvent *row, const GError *error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_task_get_settings (round->task));
  const char *on_error = tocsin_snapshot_get_string (settings, "on-error");
  gboolean later = tocsin_trouble_is_passing (error);
  gboolean gone = g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_GONE);

  if (!later && !gone && g_str_equal (on_error, "continue"))
    {
      round->work->failed++;
      tocsin_executor_log_failure (round->task, row, error, _ ("going on with the next action"));
      return GO_ON;
    }
  if (gone || (!later && g_str_equal (on_error, "stop")))
    {
      round->work->stop_task = TRUE;
      settle_event (round, row, TOCSIN_JOURNAL_DEAD, 0, error);
      tocsin_executor_log_failure (round->task, row, error, _ ("the task is switched off"));
      return EVENT_SETTLED;
    }
  if (may_try_again (round, row, error))
    {
      settle_event (round, row, TOCSIN_JOURNAL_FAILED, next_try (round, row, error), error);
      tocsin_executor_log_failure (round->task, row, error, _ ("it will be tried again"));
      return EVENT_SETTLED;
    }
  settle_event (round, row, TOCSIN_JOURNAL_DEAD, 0, error);
  tocsin_executor_log_failure (round->task, row, error,
                               _ ("given up; “tocsin event retry” tries it again"));

  return EVENT_SETTLED;
}

static char *
valid_output (GBytes *output)
{
  gsize size;
  const char *bytes;

  if (output == NULL || g_bytes_get_size (output) == 0)
    return NULL;

  bytes = g_bytes_get_data (output, &size);

  return g_utf8_make_valid (bytes, (gssize) MIN (size, TOCSIN_JOURNAL_MAX_OUTPUT));
}

static void
record_step (Round *round, TocsinJournalStep *step, TocsinOutcome *outcome, const GError *error)
{
  step->finished = now (round);
  if (outcome != NULL)
    {
      step->outcome = outcome->drop ? TOCSIN_JOURNAL_STEP_DROPPED : TOCSIN_JOURNAL_STEP_DONE;
      step->summary = g_strdup (outcome->summary);
      step->output = valid_output (outcome->output);
    }
  else
    {
      step->outcome = g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_LATER)
                          ? TOCSIN_JOURNAL_STEP_LATER
                          : TOCSIN_JOURNAL_STEP_FAILED;
      step->summary =
          g_strdup_printf ("%s: %s", tocsin_error_get_code_name (error), error->message);
      step->output = g_strdup (tocsin_error_get_server_text (error));
    }
  round->work->steps[step->outcome]++;
  tocsin_journal_batch_finish_step (round->batch, round->owner, step);
}

/* Started is written before the action runs, finished together with whatever comes next, so a
 * crash leaves a started step behind and never an action that nobody knows of. */
static Verdict
take_step (Round *round, TocsinJournalEvent *row, TocsinEvent *event, guint index, GError **error)
{
  TocsinAction *action = tocsin_task_get_action (round->task, index);
  g_autoptr (TocsinJournalStep) step = tocsin_journal_step_new (
      row->id, index, MAX (row->attempts, 1), tocsin_task_get_action_id (round->task, index));
  g_autoptr (TocsinPlan) plan = NULL;
  g_autoptr (TocsinOutcome) outcome = NULL;
  g_autoptr (GError) local_error = NULL;

  step->repeatable = (tocsin_action_get_traits (action) & TOCSIN_ACTION_REPEATABLE) != 0;
  step->started = now (round);
  plan = tocsin_action_plan (action, event, &local_error);
  if (plan != NULL)
    step->plan = g_strdup (plan->summary);
  tocsin_journal_batch_start_step (round->batch, round->owner, step);

  if (plan != NULL)
    {
      if (!commit (round, error))
        return INTERRUPTED;
      outcome = tocsin_action_perform (action, plan, event, round->self->host, round->cancellable,
                                       &local_error);
      /* Nobody knows how far it came: the step stays open, the next start decides. */
      if (outcome == NULL && g_cancellable_is_cancelled (round->cancellable))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return INTERRUPTED;
        }
    }
  record_step (round, step, outcome, local_error);

  if (outcome == NULL)
    return judge_failure (round, row, local_error);
  if (!outcome->drop)
    return GO_ON;

  settle_event (round, row, TOCSIN_JOURNAL_DONE, 0, NULL);
  return EVENT_SETTLED;
}

/* The actions that are done already, from an earlier attempt or before a restart. */
static GHashTable *
list_done_actions (Round *round, TocsinJournalEvent *row, GError **error)
{
  g_autoptr (GPtrArray) steps = NULL;
  GHashTable *done;

  steps = tocsin_journal_list_steps (round->self->journal, row->id, error);
  if (steps == NULL)
    return NULL;

  done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < steps->len; i++)
    {
      TocsinJournalStep *step = g_ptr_array_index (steps, i);

      if (step->outcome == TOCSIN_JOURNAL_STEP_DONE)
        g_hash_table_add (done, g_strdup (step->action));
    }

  return done;
}

static gboolean
take_steps (Round *round, TocsinJournalEvent *row, TocsinEvent *event, GError **error)
{
  g_autoptr (GHashTable) done = NULL;

  /* At the first attempt nothing can be done yet, and most events have only one. */
  if (row->attempts > 1 && (done = list_done_actions (round, row, error)) == NULL)
    return FALSE;

  for (guint i = 0; i < tocsin_task_get_n_actions (round->task); i++)
    {
      Verdict verdict;

      if (done != NULL && g_hash_table_contains (done, tocsin_task_get_action_id (round->task, i)))
        continue;
      verdict = take_step (round, row, event, i, error);
      if (verdict != GO_ON)
        return verdict == EVENT_SETTLED;
    }
  settle_event (round, row, TOCSIN_JOURNAL_DONE, 0, NULL);

  return TRUE;
}

static gboolean
work_off (Round *round, TocsinJournalEvent *row, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (TocsinEvent) event = NULL;

  event = tocsin_event_loader_load (row, round->self->spool, &local_error);
  if (event == NULL)
    {
      judge_failure (round, row, local_error);
      return TRUE;
    }

  return take_steps (round, row, event, error);
}

/* Events that were claimed and not begun go back as they were. */
static void
give_back (Round *round, GPtrArray *rows, guint from)
{
  for (guint i = from; i < rows->len; i++)
    {
      TocsinJournalEvent *row = g_ptr_array_index (rows, i);

      tocsin_journal_batch_settle (round->batch, row->id, round->owner, TOCSIN_JOURNAL_WAITING,
                                   now (round), row->due, NULL);
    }
}

static gboolean
work_off_all (Round *round, GPtrArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      if (g_cancellable_is_cancelled (round->cancellable) || round->work->stop_task)
        {
          give_back (round, rows, i);
          break;
        }
      if (!work_off (round, g_ptr_array_index (rows, i), error))
        {
          give_back (round, rows, i + 1);
          commit_once (round, NULL);
          return FALSE;
        }
    }

  return commit (round, error);
}

static void
release_spool (Round *round, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      TocsinJournalEvent *row = g_ptr_array_index (rows, i);
      g_autoptr (TocsinJournalEvent) after = NULL;

      if (row->spool == NULL || round->self->spool == NULL)
        continue;
      after = tocsin_journal_get_event (round->self->journal, row->id, NULL);
      if (after != NULL && after->state == TOCSIN_JOURNAL_DONE)
        tocsin_spool_release (round->self->spool, row->spool);
    }
}

/* A task that has had all its firings is over once nothing of it waits to be tried again. */
static gboolean
stop_when_spent (TocsinExecutor *self, TocsinTask *task, TocsinWork *work, GError **error)
{
  guint most = tocsin_task_get_max_firings (task);
  guint64 firings = 0;

  if (most == 0 || work->next_due != G_MAXINT64)
    return TRUE;
  if (!tocsin_journal_get_firings (self->journal, tocsin_task_get_id (task), &firings, error))
    return FALSE;
  if (firings < most)
    return TRUE;
  g_message (_ ("task “%s” has reached its max-firings, %u; it is switched off"),
             tocsin_task_get_name (task), most);
  work->stop_task = TRUE;

  return TRUE;
}

/**
 * tocsin_executor_work:
 * @self: the executor
 * @task: whose events
 * @owner: in whose name they are claimed; one call at a time uses a name
 * @limit: the most events to take on
 * @work: (out): what came of it
 * @cancellable: (nullable): to stop it; the action that runs is told
 * @error: where to put why nothing can be written down, or %TOCSIN_ERROR_CANCELLED
 *
 * Claims what is due, in order of arrival, and works it off. Actions that fail are no error here:
 * they are written down with the event.
 *
 * Returns: whether the journal holds all that was done.
 */
gboolean
tocsin_executor_work (TocsinExecutor *self,
                      TocsinTask *task,
                      const char *owner,
                      guint limit,
                      TocsinWork *work,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  Round round = { self, task, owner, work, cancellable, NULL };
  gboolean written;

  g_return_val_if_fail (TOCSIN_IS_EXECUTOR (self) && TOCSIN_IS_TASK (task), FALSE);

  *work = (TocsinWork){ .next_due = G_MAXINT64 };
  rows = tocsin_journal_claim (self->journal, owner, tocsin_task_get_id (task), limit,
                               tocsin_clock_get_real (self->clock), error);
  if (rows == NULL)
    return FALSE;

  work->claimed = rows->len;
  round.batch = tocsin_journal_batch_new ();
  written = work_off_all (&round, rows, error);
  if (written)
    release_spool (&round, rows);
  tocsin_journal_batch_unref (round.batch);

  return written
         && tocsin_journal_get_next_due (self->journal, tocsin_task_get_id (task), &work->next_due,
                                         error)
         && stop_when_spent (self, task, work, error);
}
