/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-desk.h"

#include "core/engine/describe.h"
#include "core/engine/resting-journal.h"

/* What goes to a worker: which event, or which events, of which journal. */
typedef struct
{
  TocsinStateDirectory *state;
  gint64 event;
  TocsinEventDecision decision;
  TocsinEventFilter filter;
  GArray *days;
} Question;

static Question *
question_new (TocsinWorkbench *workbench, gint64 event)
{
  Question *question = g_new0 (Question, 1);

  question->state = g_object_ref (tocsin_workbench_get_state_directory (workbench));
  question->event = event;
  question->filter = (TocsinEventFilter) TOCSIN_EVENT_FILTER_INIT;

  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->state);
  tocsin_event_filter_clear (&question->filter);
  g_clear_pointer (&question->days, g_array_unref);
  g_free (question);
}

/* As lists have it, with the mail's subject and sender. */
static TocsinJournalEvent *
find_event (TocsinJournal *journal, gint64 id, GError **error)
{
  const TocsinJournalFilter filter = {
    .state = -1, .before = id + 1, .limit = 1, .with_summary = TRUE
  };
  g_autoptr (GPtrArray) found = tocsin_journal_list_events (journal, &filter, error);

  if (found == NULL)
    return NULL;
  if (found->len == 1 && ((TocsinJournalEvent *) g_ptr_array_index (found, 0))->id == id)
    return tocsin_journal_event_ref (g_ptr_array_index (found, 0));

  return tocsin_journal_get_event (journal, id, error);
}

static gpointer
show (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (TocsinJournal) journal = tocsin_resting_journal_read (question->state, error);
  g_autoptr (TocsinJournalEvent) event =
      journal != NULL ? find_event (journal, question->event, error) : NULL;
  g_autoptr (GPtrArray) steps =
      event != NULL ? tocsin_journal_list_steps (journal, question->event, error) : NULL;

  return steps != NULL ? g_variant_ref_sink (tocsin_describe_event (event, steps)) : NULL;
}

/**
 * tocsin_event_desk_show_async:
 * @workbench: the workbench, which has a state directory
 * @event: the event's number
 * @cancellable: (nullable): to give up
 * @callback: (scope async): takes the `a{sv}` with tocsin_workbench_run_finish()
 * @user_data: for @callback
 *
 * Reads an event with its steps and what there is to say of its mail.
 */
void
tocsin_event_desk_show_async (TocsinWorkbench *workbench,
                              gint64 event,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  tocsin_workbench_run_async (workbench, show, question_new (workbench, event), question_free,
                              (GDestroyNotify) g_variant_unref, cancellable, callback, user_data);
}

static gpointer
decide (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (TocsinStateDirectory) state =
      tocsin_state_directory_open (tocsin_state_directory_get_path (question->state), error);
  g_autoptr (TocsinJournal) journal =
      state != NULL ? tocsin_resting_journal_write (state, error) : NULL;
  gint64 now = g_get_real_time ();
  g_autofree char *spool = NULL;
  gboolean done;

  if (journal == NULL)
    return NULL;
  /* Its raw message goes when the engine starts: nobody names it any more. */
  done = question->decision == TOCSIN_EVENT_RETRY
             ? tocsin_journal_retry (journal, question->event, now, error)
             : tocsin_journal_discard (journal, question->event, now, &spool, error);

  return GINT_TO_POINTER (done);
}

static void
on_rested (GObject *workbench, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  tocsin_workbench_run_finish (TOCSIN_WORKBENCH (workbench), result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_told (GObject *engine, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply =
      tocsin_engine_client_call_finish (TOCSIN_ENGINE_CLIENT (engine), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * tocsin_event_desk_decide_async:
 * @workbench: the workbench, which has a state directory
 * @event: the event's number
 * @decision: what is to become of it
 * @callback: (scope async): is told whether that was possible
 * @user_data: for @callback
 *
 * Tells the engine what a person decided, or writes it down for the next one.
 */
void
tocsin_event_desk_decide_async (TocsinWorkbench *workbench,
                                gint64 event,
                                TocsinEventDecision decision,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  TocsinEngineClient *engine = tocsin_workbench_get_engine (workbench);
  GTask *task = g_task_new (workbench, NULL, callback, user_data);
  const char *method = decision == TOCSIN_EVENT_RETRY ? "RetryEvent" : "DiscardEvent";
  Question *question;

  g_task_set_source_tag (task, tocsin_event_desk_decide_async);
  if (tocsin_engine_client_get_running (engine))
    {
      tocsin_engine_client_call_async (engine, method, g_variant_new ("(x)", event), NULL, NULL,
                                       on_told, task);
      return;
    }
  question = question_new (workbench, event);
  question->decision = decision;
  tocsin_workbench_run_async (workbench, decide, question, question_free, NULL, NULL, on_rested,
                              task);
}

/**
 * tocsin_event_desk_decide_finish:
 * @workbench: the workbench
 * @result: what the callback was given
 * @error: why it was not possible
 */
gboolean
tocsin_event_desk_decide_finish (TocsinWorkbench *workbench, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tocsin_event_desk_decide_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
count (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  TocsinJournalFilter filter = tocsin_event_filter_peek (&question->filter);
  GArray *days = question->days;
  g_autoptr (TocsinJournal) journal = tocsin_resting_journal_read (question->state, error);

  if (days->len > 0)
    {
      filter.since = g_array_index (days, TocsinJournalSpan, 0).begin;
      filter.until = g_array_index (days, TocsinJournalSpan, days->len - 1).end;
    }
  if (journal == NULL || !tocsin_journal_count_spans (journal, &filter, days, error))
    return NULL;

  return g_steal_pointer (&question->days);
}

/**
 * tocsin_event_desk_count_async:
 * @workbench: the workbench, which has a state directory
 * @filter: which events; its own times do not matter
 * @days: (transfer full) (element-type TocsinJournalSpan): the days, nothing counted yet
 * @cancellable: (nullable): to give up
 * @callback: (scope async): takes @days back, counted, with tocsin_workbench_run_finish()
 * @user_data: for @callback
 *
 * Counts events by days.
 */
void
tocsin_event_desk_count_async (TocsinWorkbench *workbench,
                               const TocsinEventFilter *filter,
                               GArray *days,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Question *question = question_new (workbench, 0);

  tocsin_event_filter_copy (&question->filter, filter);
  question->days = days;
  tocsin_workbench_run_async (workbench, count, question, question_free,
                              (GDestroyNotify) g_array_unref, cancellable, callback, user_data);
}
