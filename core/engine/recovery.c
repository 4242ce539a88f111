/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/recovery.h"

#include "core/base/error.h"
#include "core/base/notice.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static TocsinJournalStep *
find_open_step (GPtrArray *steps)
{
  for (guint i = steps->len; i > 0; i--)
    {
      TocsinJournalStep *step = g_ptr_array_index (steps, i - 1);

      if (step->outcome == TOCSIN_JOURNAL_STARTED)
        return step;
    }

  return NULL;
}

static gboolean
may_repeat (const TocsinJournalStep *step, const char *policy)
{
  if (g_str_equal (policy, "repeat"))
    return TRUE;
  if (g_str_equal (policy, "ask"))
    return FALSE;

  return step == NULL || step->repeatable;
}

static void
log_interrupted (TocsinJournalEvent *event, const GError *reason)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, event->id);

  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID",
                    TOCSIN_NOTICE_EVENT_INTERRUPTED, "TASK_ID", event->task, "EVENT_ID", id,
                    "MESSAGE_KEY", event->key, "MESSAGE",
                    _ ("event %s of task %s: %s; “tocsin event retry” does it again, “tocsin event "
                       "discard” leaves it"),
                    id, event->task, reason->message);
}

static void
decide (TocsinJournalBatch *batch,
        TocsinJournalEvent *event,
        TocsinJournalStep *step,
        const char *owner,
        const char *policy,
        gint64 now)
{
  g_autoptr (GError) reason = NULL;
  TocsinJournalState state = TOCSIN_JOURNAL_WAITING;

  if (step != NULL)
    {
      step->outcome = TOCSIN_JOURNAL_STEP_INTERRUPTED;
      step->finished = now;
      tocsin_journal_batch_finish_step (batch, owner, step);
    }
  if (!may_repeat (step, policy))
    {
      state = TOCSIN_JOURNAL_INTERRUPTED;
      reason = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED,
                            _ ("the engine ended while action “%s” was running; whether it was "
                               "done is not known"),
                            step->action);
      log_interrupted (event, reason);
    }
  tocsin_journal_batch_settle (batch, event->id, owner, state, now, 0, reason);
}

/**
 * tocsin_recovery_run:
 * @journal: the journal of an engine that has just started
 * @owner: in whose name it claimed events
 * @policy: `action`, `repeat` or `ask`: the engine's `on-interrupted`
 * @now: the time, microseconds since 1970
 * @error: where to put storage trouble
 *
 * Takes up what was being done when the engine ended. An action that was running is done again
 * only when that is harmless, or the policy says so; else a person decides.
 *
 * Returns: whether every event has been decided on.
 */
gboolean
tocsin_recovery_run (
    TocsinJournal *journal, const char *owner, const char *policy, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (TocsinJournalBatch) batch = NULL;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (journal) && policy != NULL, FALSE);

  events = tocsin_journal_recover (journal, owner, now, error);
  if (events == NULL)
    return FALSE;

  batch = tocsin_journal_batch_new ();
  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);
      g_autoptr (GPtrArray) steps = tocsin_journal_list_steps (journal, event->id, error);

      if (steps == NULL)
        return FALSE;
      decide (batch, event, find_open_step (steps), owner, policy, now);
    }

  return tocsin_journal_batch_is_empty (batch) || tocsin_journal_commit (journal, batch, error);
}
