/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/journal-batch.h"

#include "core/base/error.h"
#include "core/engine/journal-operation.h"

struct _TocsinJournalBatch
{
  gatomicrefcount ref_count;
  GPtrArray *operations;
};

G_DEFINE_BOXED_TYPE (TocsinJournalBatch,
                     tocsin_journal_batch,
                     tocsin_journal_batch_ref,
                     tocsin_journal_batch_unref)

static void
operation_free (gpointer data)
{
  TocsinJournalOperation *operation = data;

  g_free (operation->scope);
  g_free (operation->task);
  g_free (operation->key);
  g_free (operation->fingerprint);
  g_free (operation->owner);
  g_free (operation->error_code);
  g_free (operation->error_message);
  g_clear_pointer (&operation->value, g_variant_unref);
  g_clear_pointer (&operation->event, tocsin_journal_event_unref);
  g_clear_pointer (&operation->step, tocsin_journal_step_free);
  g_free (operation);
}

static TocsinJournalOperation *
append (TocsinJournalBatch *self, TocsinJournalOperationKind kind)
{
  TocsinJournalOperation *operation = g_new0 (TocsinJournalOperation, 1);

  operation->kind = kind;
  g_ptr_array_add (self->operations, operation);

  return operation;
}

/**
 * tocsin_journal_batch_new:
 *
 * Returns: (transfer full): an empty batch.
 */
TocsinJournalBatch *
tocsin_journal_batch_new (void)
{
  TocsinJournalBatch *self = g_new0 (TocsinJournalBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->operations = g_ptr_array_new_with_free_func (operation_free);

  return self;
}

/**
 * tocsin_journal_batch_ref:
 * @self: a batch
 *
 * Returns: (transfer full): @self
 */
TocsinJournalBatch *
tocsin_journal_batch_ref (TocsinJournalBatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_journal_batch_unref:
 * @self: (transfer full): a batch
 */
void
tocsin_journal_batch_unref (TocsinJournalBatch *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->operations);
  g_free (self);
}

/**
 * tocsin_journal_batch_is_empty:
 * @self: a batch
 *
 * Returns: whether there is nothing to write.
 */
gboolean
tocsin_journal_batch_is_empty (TocsinJournalBatch *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->operations->len == 0;
}

/**
 * tocsin_journal_batch_add_event:
 * @self: a batch
 * @event: an event that is not written down yet; the batch takes a reference. Its id, owner and
 *   attempts are not looked at: it is written as waiting, or as dead with its error, when it is
 *   known already that only a person can say what is to become of it
 *
 * Adds a new event. After a successful commit `event->id` is set; if the journal already had this
 * (task, key, round), nothing was written for it, `event->duplicate` is set, and the id is the
 * older one's. That is how nothing fires twice, so it is not an error.
 */
void
tocsin_journal_batch_add_event (TocsinJournalBatch *self, TocsinJournalEvent *event)
{
  g_return_if_fail (self != NULL && event != NULL);

  append (self, TOCSIN_JOURNAL_ADD_EVENT)->event = tocsin_journal_event_ref (event);
}

/**
 * tocsin_journal_batch_set_cursor:
 * @self: a batch
 * @scope: whose cursor
 * @value: (nullable): the position, of any type; a floating reference is sunk. %NULL takes the
 *   cursor away
 */
void
tocsin_journal_batch_set_cursor (TocsinJournalBatch *self, const char *scope, GVariant *value)
{
  TocsinJournalOperation *operation;

  g_return_if_fail (self != NULL && scope != NULL);

  operation = append (self, TOCSIN_JOURNAL_SET_CURSOR);
  operation->scope = g_strdup (scope);
  operation->value = value != NULL ? g_variant_ref_sink (value) : NULL;
}

/**
 * tocsin_journal_batch_decide:
 * @self: a batch
 * @scope: where the message is, `connection/folder`
 * @task: for which task
 * @generation: the generation of its settings that decided
 * @key: the message
 * @round: the round of its last firing
 * @matched: whether it matches
 *
 * Remembers a decision, in the place of an older one. Needed where the message may be looked at
 * again: `when = each`, and full comparisons that shall not fetch again what did not match.
 */
void
tocsin_journal_batch_decide (TocsinJournalBatch *self,
                             const char *scope,
                             const char *task,
                             guint64 generation,
                             const char *key,
                             guint round,
                             gboolean matched)
{
  TocsinJournalOperation *operation;

  g_return_if_fail (self != NULL && scope != NULL && task != NULL && key != NULL);

  operation = append (self, TOCSIN_JOURNAL_DECIDE);
  operation->scope = g_strdup (scope);
  operation->task = g_strdup (task);
  operation->generation = generation;
  operation->key = g_strdup (key);
  operation->round = round;
  operation->matched = matched;
}

/**
 * tocsin_journal_batch_undecide:
 * @self: a batch
 * @scope: where the message was
 * @task: for which task
 * @key: the message
 *
 * Forgets a decision, because the message is gone.
 */
void
tocsin_journal_batch_undecide (TocsinJournalBatch *self,
                               const char *scope,
                               const char *task,
                               const char *key)
{
  TocsinJournalOperation *operation;

  g_return_if_fail (self != NULL && scope != NULL && task != NULL && key != NULL);

  operation = append (self, TOCSIN_JOURNAL_UNDECIDE);
  operation->scope = g_strdup (scope);
  operation->task = g_strdup (task);
  operation->key = g_strdup (key);
}

/**
 * tocsin_journal_batch_add_seen:
 * @self: a batch
 * @scope: where the message is, `connection/folder`
 * @key: the message
 * @fingerprint: what stays the same when the server numbers its messages anew: a digest of
 *   Message-ID, date, size and headers
 *
 * Remembers that a message was dealt with, for the day when its key changes. A fingerprint that is
 * known gets the new key. At most %TOCSIN_JOURNAL_MAX_SEEN a scope are kept, the latest.
 */
void
tocsin_journal_batch_add_seen (TocsinJournalBatch *self,
                               const char *scope,
                               const char *key,
                               const char *fingerprint)
{
  TocsinJournalOperation *operation;

  g_return_if_fail (self != NULL && scope != NULL && key != NULL && fingerprint != NULL);

  operation = append (self, TOCSIN_JOURNAL_ADD_SEEN);
  operation->scope = g_strdup (scope);
  operation->key = g_strdup (key);
  operation->fingerprint = g_strdup (fingerprint);
}

/**
 * tocsin_journal_batch_forget:
 * @self: a batch
 * @scope: a scope
 *
 * Forgets the cursors, decisions and identities of @scope and of all scopes below it
 * (`scope/…`). Events stay.
 */
void
tocsin_journal_batch_forget (TocsinJournalBatch *self, const char *scope)
{
  g_return_if_fail (self != NULL && scope != NULL);

  append (self, TOCSIN_JOURNAL_FORGET)->scope = g_strdup (scope);
}

/**
 * tocsin_journal_batch_count:
 * @self: a batch
 * @task: a task
 * @now: µs since 1970; says which day
 * @examined: messages that were looked at
 * @matched: those among them that matched
 *
 * Adds to the task's counters.
 */
void
tocsin_journal_batch_count (
    TocsinJournalBatch *self, const char *task, gint64 now, guint examined, guint matched)
{
  TocsinJournalOperation *operation;

  g_return_if_fail (self != NULL && task != NULL);

  operation = append (self, TOCSIN_JOURNAL_COUNT);
  operation->task = g_strdup (task);
  operation->now = now;
  operation->n_examined = examined;
  operation->n_matched = matched;
}

static void
append_step (TocsinJournalBatch *self,
             TocsinJournalOperationKind kind,
             const char *owner,
             const TocsinJournalStep *step)
{
  TocsinJournalOperation *operation = append (self, kind);

  operation->owner = g_strdup (owner);
  operation->step = tocsin_journal_step_copy (step);
}

/**
 * tocsin_journal_batch_start_step:
 * @self: a batch
 * @owner: who claimed the event
 * @step: the step with its plan and start time; copied
 *
 * Marks a step as started. Commit this *before* the action begins.
 */
void
tocsin_journal_batch_start_step (TocsinJournalBatch *self,
                                 const char *owner,
                                 const TocsinJournalStep *step)
{
  g_return_if_fail (self != NULL && owner != NULL && step != NULL);

  append_step (self, TOCSIN_JOURNAL_START_STEP, owner, step);
}

/**
 * tocsin_journal_batch_finish_step:
 * @self: a batch
 * @owner: who claimed the event
 * @step: the step with its outcome, summary, output and time; copied. Output that is not UTF-8 is
 *   made so, and cut to %TOCSIN_JOURNAL_MAX_OUTPUT
 *
 * Marks a started step as finished. May share a batch with the start of the next step, or with
 * the event's tocsin_journal_batch_settle().
 */
void
tocsin_journal_batch_finish_step (TocsinJournalBatch *self,
                                  const char *owner,
                                  const TocsinJournalStep *step)
{
  g_return_if_fail (self != NULL && owner != NULL && step != NULL);
  g_return_if_fail (step->outcome != TOCSIN_JOURNAL_STARTED);

  append_step (self, TOCSIN_JOURNAL_FINISH_STEP, owner, step);
}

/**
 * tocsin_journal_batch_settle:
 * @self: a batch
 * @event: id of an event
 * @owner: who claimed it
 * @state: any but running: done; failed, to be tried at @due; dead; interrupted; discarded; or
 *   waiting, to give it back (which counts as an attempt only if a step was started)
 * @now: µs since 1970
 * @due: when it may be claimed again, µs since 1970; for waiting and failed
 * @error: (nullable): why
 *
 * Ends the claim. A step that is still marked as started becomes interrupted. Done and discarded
 * events give up their spool reference: release it from the spool after the commit.
 */
void
tocsin_journal_batch_settle (TocsinJournalBatch *self,
                             gint64 event,
                             const char *owner,
                             TocsinJournalState state,
                             gint64 now,
                             gint64 due,
                             const GError *error)
{
  TocsinJournalOperation *operation;

  g_return_if_fail (self != NULL && owner != NULL);
  g_return_if_fail (state != TOCSIN_JOURNAL_RUNNING && (gsize) state < TOCSIN_JOURNAL_N_STATES);

  operation = append (self, TOCSIN_JOURNAL_SETTLE);
  operation->id = event;
  operation->owner = g_strdup (owner);
  operation->state = state;
  operation->now = now;
  operation->due = due;
  if (error == NULL)
    return;

  operation->error_code = g_strdup (tocsin_error_get_code_name (error));
  operation->error_message = g_utf8_make_valid (error->message, -1);
}

/*< private >
 * tocsin_journal_batch_get_operations:
 *
 * Returns: (transfer none) (element-type TocsinJournalOperation): what to carry out, in order.
 */
GPtrArray *
tocsin_journal_batch_get_operations (TocsinJournalBatch *self)
{
  return self->operations;
}

/*< private >
 * tocsin_journal_batch_publish:
 *
 * Tells the new events what became of them, once the transaction is through.
 */
void
tocsin_journal_batch_publish (TocsinJournalBatch *self)
{
  for (guint i = 0; i < self->operations->len; i++)
    {
      TocsinJournalOperation *operation = g_ptr_array_index (self->operations, i);

      if (operation->event == NULL)
        continue;
      operation->event->id = operation->result_id;
      operation->event->duplicate = operation->result_duplicate;
    }
}
