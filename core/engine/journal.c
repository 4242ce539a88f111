/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/journal.h"

#include "core/engine/journal-operation.h"

G_DEFINE_INTERFACE (TocsinJournal, tocsin_journal, G_TYPE_OBJECT)

static guint events_changed;

static void
tocsin_journal_default_init (TocsinJournalInterface *iface)
{
  /**
   * TocsinJournal::events-changed:
   * @self: the journal
   * @ids: (element-type gint64): which; empty for that they are too many to tell, or gone
   *
   * Events are new or have another state. Emitted on the thread that wrote it down.
   */
  events_changed =
      g_signal_new ("events-changed", TOCSIN_TYPE_JOURNAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_ARRAY | G_SIGNAL_TYPE_STATIC_SCOPE);
}

/* Whether somebody wants to know: thousands of events a second are told nobody for nothing. */
static gboolean
is_followed (TocsinJournal *self)
{
  return g_signal_has_handler_pending (self, events_changed, 0, FALSE);
}

static void
tell_batch (TocsinJournal *self, TocsinJournalBatch *batch)
{
  GPtrArray *operations = tocsin_journal_batch_get_operations (batch);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < operations->len; i++)
    {
      const TocsinJournalOperation *operation = g_ptr_array_index (operations, i);

      if (operation->kind == TOCSIN_JOURNAL_ADD_EVENT && !operation->result_duplicate)
        g_array_append_val (ids, operation->result_id);
      else if (operation->kind == TOCSIN_JOURNAL_SETTLE)
        g_array_append_val (ids, operation->id);
    }
  if (ids->len > 0)
    g_signal_emit (self, events_changed, 0, ids);
}

static void
tell_events (TocsinJournal *self, GPtrArray *events)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < events->len; i++)
    g_array_append_val (ids, ((TocsinJournalEvent *) g_ptr_array_index (events, i))->id);
  if (ids->len > 0)
    g_signal_emit (self, events_changed, 0, ids);
}

/* @event: 0 for many */
static void
tell_event (TocsinJournal *self, gint64 event)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (event != 0)
    g_array_append_val (ids, event);
  g_signal_emit (self, events_changed, 0, ids);
}

/**
 * tocsin_journal_count_free:
 * @self: (transfer full): a count
 */
void
tocsin_journal_count_free (TocsinJournalCount *self)
{
  g_free (self->task);
  g_free (self);
}

/**
 * tocsin_journal_commit:
 * @self: a journal
 * @batch: what to write; not to be changed until the call returns, nor used again after success
 * @error: one of the storage codes; `storage.locked` when an event that a step or a settlement
 *   speaks of is not claimed by that owner
 *
 * Writes all of @batch, in one transaction that survives a power cut, or nothing of it. New events
 * then know their id and whether they were there already.
 *
 * Returns: whether it was written.
 */
gboolean
tocsin_journal_commit (TocsinJournal *self, TocsinJournalBatch *batch, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && batch != NULL, FALSE);

  if (!TOCSIN_JOURNAL_GET_IFACE (self)->commit (self, batch, error))
    return FALSE;
  if (is_followed (self))
    tell_batch (self, batch);

  return TRUE;
}

/**
 * tocsin_journal_claim:
 * @self: a journal
 * @owner: who will work them off; the same name after a restart
 * @task: (nullable): only events of this task
 * @limit: at most so many, from 1
 * @now: µs since 1970
 * @error: one of the storage codes
 *
 * Takes events that are due, waiting or failed, oldest first, and marks them as running for
 * @owner; no other call gets them until they are settled. A task with concurrency 1 keeps its
 * order by claiming one at a time; an event that failed and waits for its next try does not hold
 * up those behind it.
 *
 * Returns: (transfer full) (element-type TocsinJournalEvent): the events with their data, possibly
 *   none, or %NULL with @error set.
 */
GPtrArray *
tocsin_journal_claim (TocsinJournal *self,
                      const char *owner,
                      const char *task,
                      guint limit,
                      gint64 now,
                      GError **error)
{
  GPtrArray *events;

  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && owner != NULL && limit > 0, NULL);

  events = TOCSIN_JOURNAL_GET_IFACE (self)->claim (self, owner, task, limit, now, error);
  if (events != NULL && is_followed (self))
    tell_events (self, events);

  return events;
}

/**
 * tocsin_journal_get_next_due:
 * @self: a journal
 * @task: (nullable): only events of this task
 * @due: (out): when the next event may be claimed, µs since 1970 (0 or past: now), or %G_MAXINT64
 *   when none is waiting
 * @error: one of the storage codes
 *
 * Returns: whether @due was set.
 */
gboolean
tocsin_journal_get_next_due (TocsinJournal *self, const char *task, gint64 *due, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && due != NULL, FALSE);

  return TOCSIN_JOURNAL_GET_IFACE (self)->get_next_due (self, task, due, error);
}

/**
 * tocsin_journal_recover:
 * @self: a journal
 * @owner: whose claims
 * @now: µs since 1970
 * @error: one of the storage codes
 *
 * To be called when an owner starts, before it claims anything: what it held when it died is taken
 * up. Events that were between two steps wait again. Those with a step that was started and never
 * finished are returned, still claimed: look at that step's `repeatable` and settle each as waiting
 * (run it again) or interrupted (ask a person). The attempt that died stays counted, so that a
 * message that kills the engine each time is given up in the end.
 *
 * Returns: (transfer full) (element-type TocsinJournalEvent): the undecided events, oldest first.
 */
GPtrArray *
tocsin_journal_recover (TocsinJournal *self, const char *owner, gint64 now, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && owner != NULL, NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->recover (self, owner, now, error);
}

/**
 * tocsin_journal_retry:
 * @self: a journal
 * @event: id of an event that is waiting, failed, dead or interrupted
 * @now: µs since 1970
 * @error: `config.not-found` for an unknown id, `config.invalid` in any other state, or one of the
 *   storage codes
 *
 * Makes an event due now, because a person says so. It goes on at the step that was not done.
 *
 * Returns: whether it will be tried again.
 */
gboolean
tocsin_journal_retry (TocsinJournal *self, gint64 event, gint64 now, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self), FALSE);

  if (!TOCSIN_JOURNAL_GET_IFACE (self)->retry (self, event, now, error))
    return FALSE;
  tell_event (self, event);

  return TRUE;
}

/**
 * tocsin_journal_discard:
 * @self: a journal
 * @event: id of an event that is waiting, failed, dead or interrupted
 * @now: µs since 1970
 * @spool: (out) (optional) (nullable) (transfer full): the spool reference it gave up, to be
 *   released
 * @error: as for tocsin_journal_retry()
 *
 * Gives an event up for good, because a person says so.
 *
 * Returns: whether it was discarded.
 */
gboolean
tocsin_journal_discard (TocsinJournal *self, gint64 event, gint64 now, char **spool, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self), FALSE);

  if (!TOCSIN_JOURNAL_GET_IFACE (self)->discard (self, event, now, spool, error))
    return FALSE;
  tell_event (self, event);

  return TRUE;
}

/**
 * tocsin_journal_prune:
 * @self: a journal
 * @before: µs since 1970
 * @spool: (out) (optional) (transfer full) (element-type utf8): the spool references that were
 *   given up, to be released
 * @error: one of the storage codes
 *
 * Forgets the events that were done, dead or discarded before that time, with their steps. That an
 * event was there is forgotten too, so @before must be well behind what a cursor can come back to.
 * It goes by many small transactions: if one fails, what was forgotten before stays so, and the
 * messages of that go with the next tocsin_spool_collect().
 *
 * Returns: whether it went well.
 */
gboolean
tocsin_journal_prune (TocsinJournal *self, gint64 before, GPtrArray **spool, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self), FALSE);

  if (!TOCSIN_JOURNAL_GET_IFACE (self)->prune (self, before, spool, error))
    return FALSE;
  tell_event (self, 0);

  return TRUE;
}

/**
 * tocsin_journal_get_cursor:
 * @self: a journal
 * @scope: whose cursor
 * @value: (out) (nullable) (transfer full): the position, or %NULL when there is none yet
 * @error: one of the storage codes
 *
 * Returns: whether @value was set.
 */
gboolean
tocsin_journal_get_cursor (TocsinJournal *self, const char *scope, GVariant **value, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && scope != NULL && value != NULL, FALSE);

  return TOCSIN_JOURNAL_GET_IFACE (self)->get_cursor (self, scope, value, error);
}

/**
 * tocsin_journal_get_decisions:
 * @self: a journal
 * @scope: where the messages are, exactly
 * @task: for which task
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type utf8 TocsinJournalDecision): what was decided, by key.
 */
GHashTable *
tocsin_journal_get_decisions (TocsinJournal *self,
                              const char *scope,
                              const char *task,
                              GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && scope != NULL && task != NULL, NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->get_decisions (self, scope, task, error);
}

/**
 * tocsin_journal_find_seen:
 * @self: a journal
 * @scope: where the messages are, exactly
 * @fingerprints: (array zero-terminated=1): whom to look for
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type utf8 utf8): those of @fingerprints that were dealt with,
 *   each with the key under which it was known last.
 */
GHashTable *
tocsin_journal_find_seen (TocsinJournal *self,
                          const char *scope,
                          const char *const *fingerprints,
                          GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && scope != NULL && fingerprints != NULL, NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->find_seen (self, scope, fingerprints, error);
}

/**
 * tocsin_journal_get_event:
 * @self: a journal
 * @event: its id
 * @error: `config.not-found` when there is none, or one of the storage codes
 *
 * Returns: (transfer full): the event with its data.
 */
TocsinJournalEvent *
tocsin_journal_get_event (TocsinJournal *self, gint64 event, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self), NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->get_event (self, event, error);
}

/**
 * tocsin_journal_list_events:
 * @self: a journal
 * @filter: which
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinJournalEvent): the events.
 */
GPtrArray *
tocsin_journal_list_events (TocsinJournal *self, const TocsinJournalFilter *filter, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && filter != NULL, NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->list_events (self, filter, error);
}

/**
 * tocsin_journal_count_spans:
 * @self: a journal
 * @filter: which events; their order, number and particulars do not matter
 * @spans: (element-type TocsinJournalSpan): stretches of time one behind the other, in order; what
 *   is counted is added to their numbers
 * @error: one of the storage codes
 *
 * Counts events by when they were written down.
 */
gboolean
tocsin_journal_count_spans (TocsinJournal *self,
                            const TocsinJournalFilter *filter,
                            GArray *spans,
                            GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && filter != NULL && spans != NULL, FALSE);

  return TOCSIN_JOURNAL_GET_IFACE (self)->count_spans (self, filter, spans, error);
}

/**
 * tocsin_journal_list_steps:
 * @self: a journal
 * @event: id of an event
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinJournalStep): its steps by attempt and position.
 */
GPtrArray *
tocsin_journal_list_steps (TocsinJournal *self, gint64 event, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self), NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->list_steps (self, event, error);
}

/**
 * tocsin_journal_list_spool:
 * @self: a journal
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type utf8): the spool references of all events, and of all mail
 *   in the outbox, that may still need them, one for each; for tocsin_spool_collect().
 */
GPtrArray *
tocsin_journal_list_spool (TocsinJournal *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self), NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->list_spool (self, error);
}

/**
 * tocsin_journal_count:
 * @self: a journal
 * @now: µs since 1970; says which day is today (UTC)
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinJournalCount): all tasks that the journal knows, in
 *   the order of their ids.
 */
GPtrArray *
tocsin_journal_count (TocsinJournal *self, gint64 now, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self), NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->count (self, now, error);
}

/**
 * tocsin_journal_get_firings:
 * @self: a journal
 * @task: id of a task
 * @firings: (out): how many events with a limit (`max_firings`) were written down for it, ever
 * @error: one of the storage codes
 *
 * Returns: whether @firings was set.
 */
gboolean
tocsin_journal_get_firings (TocsinJournal *self, const char *task, guint64 *firings, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && task != NULL && firings != NULL, FALSE);

  return TOCSIN_JOURNAL_GET_IFACE (self)->get_firings (self, task, firings, error);
}

/**
 * tocsin_journal_has_cursors:
 * @self: a journal
 * @folder: the beginning of scopes, up to a slash that is not part of it
 * @found: (out): whether there is a cursor whose scope begins so
 * @error: one of the storage codes
 *
 * Returns: whether @found was set.
 */
gboolean
tocsin_journal_has_cursors (TocsinJournal *self,
                            const char *folder,
                            gboolean *found,
                            GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && folder != NULL && found != NULL, FALSE);

  return TOCSIN_JOURNAL_GET_IFACE (self)->has_cursors (self, folder, found, error);
}

/**
 * tocsin_journal_list_cursors:
 * @self: a journal
 * @folder: the beginning of scopes, up to a slash that is not part of it
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type utf8 GVariant): the values of all cursors whose scopes
 *   begin so, by scope.
 */
GHashTable *
tocsin_journal_list_cursors (TocsinJournal *self, const char *folder, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && folder != NULL, NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->list_cursors (self, folder, error);
}

/**
 * tocsin_journal_find_last_rounds:
 * @self: a journal
 * @task: a task
 * @keys: (array zero-terminated=1): keys of its events
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type utf8 TocsinJournalEvent): of each key that has events the
 *   one with the highest round, without its data.
 */
GHashTable *
tocsin_journal_find_last_rounds (TocsinJournal *self,
                                 const char *task,
                                 const char *const *keys,
                                 GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_JOURNAL (self) && task != NULL && keys != NULL, NULL);

  return TOCSIN_JOURNAL_GET_IFACE (self)->find_last_rounds (self, task, keys, error);
}
