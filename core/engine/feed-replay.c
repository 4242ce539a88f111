/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/engine/feed-event.h"
#include "core/engine/feed-steps.h"
#include "core/engine/feed-work.h"

#include <glib/gi18n-lib.h>

static GHashTable *
find_last_rounds (TocsinFeedPass *pass, const TocsinFeedTask *task, GPtrArray *refs, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) keys = NULL;

  for (guint i = 0; i < refs->len; i++)
    {
      g_autofree char *key = tocsin_feed_event_key (pass->connection, g_ptr_array_index (refs, i));

      g_strv_builder_add (builder, key);
    }
  keys = g_strv_builder_end (builder);

  return tocsin_journal_find_last_rounds (pass->journal, task->id, (const char *const *) keys,
                                          error);
}

/* The round behind all that were, or the first: then the message has had its one firing, and the
 * feed, should it meet the message later, does not fire again. */
static guint
find_round (const TocsinJournalEvent *last, const TocsinJournalDecision *decision)
{
  guint round = last != NULL ? last->round + 1 : 0;

  /* Round 0 of a decision may have been made without firing; a higher one was used, even if the
   * journal has forgotten the event. */
  if (decision != NULL && decision->round >= round && (last != NULL || decision->round > 0))
    round = decision->round + 1;

  return round;
}

/* With `when = each` the next time that it begins to match has the round behind this one. */
static void
decide (TocsinFeedWork *work,
        const TocsinFeedMatch *match,
        const char *key,
        const TocsinJournalDecision *decision,
        gboolean matches)
{
  const TocsinFeedTask *task = match->task;

  if (task->rule->each)
    tocsin_journal_batch_decide (work->batch, work->pass->scope, task->id,
                                 tocsin_task_get_generation (task->task), key, match->round,
                                 decision != NULL ? decision->matched : matches);
}

static void
write_item (TocsinFeedWork *work,
            TocsinFeedItem *item,
            TocsinReplay *replay,
            GHashTable *rounds,
            GHashTable *decisions)
{
  g_autofree char *key = tocsin_feed_event_key (work->pass->connection, item->ref);
  const TocsinJournalDecision *decision =
      decisions != NULL ? g_hash_table_lookup (decisions, item->ref->key) : NULL;

  for (guint i = 0; i < item->matches->len; i++)
    {
      TocsinFeedMatch *match = &g_array_index (item->matches, TocsinFeedMatch, i);

      match->round = find_round (g_hash_table_lookup (rounds, key), decision);
      match->replay = replay->id;
      tocsin_feed_work_add_event (work, item, match);
      decide (work, match, item->ref->key, decision, match->matches);
    }
}

static gboolean
write_items (TocsinFeedWork *work, TocsinReplay *replay, GPtrArray *refs, GError **error)
{
  TocsinFeedPass *pass = work->pass;
  TocsinFeedTask *task = work->jury.only;
  g_autoptr (GHashTable) rounds = find_last_rounds (pass, task, refs, error);
  g_autoptr (GHashTable) decisions = NULL;

  if (rounds == NULL)
    return FALSE;
  if (task->rule->each
      && (decisions = tocsin_journal_get_decisions (pass->journal, pass->scope, task->id, error))
             == NULL)
    return FALSE;

  for (guint i = 0; i < work->items->len; i++)
    write_item (work, g_ptr_array_index (work->items, i), replay, rounds, decisions);

  return TRUE;
}

/* What is in the journal now. */
static void
take_result (TocsinFeedWork *work, TocsinReplay *replay, guint count, guint gone)
{
  replay->next += count;
  replay->gone += gone;
  for (guint i = 0; i < work->events->len; i++)
    {
      const TocsinJournalEvent *event = g_ptr_array_index (work->events, i);

      replay->spent += event->duplicate;
      replay->unread += !event->duplicate && event->error_code != NULL;
      if (!event->duplicate)
        g_array_append_val (replay->events, event->id);
    }
}

static guint
count_gone (TocsinFeedWork *work)
{
  guint gone = 0;

  for (guint i = 0; i < work->items->len; i++)
    gone += ((TocsinFeedItem *) g_ptr_array_index (work->items, i))->gone;

  return gone;
}

/* The messages mean nothing any more: not where they were, or not by the name they had. */
static gboolean
is_gone (const GError *error)
{
  static const TocsinError codes[] = { TOCSIN_ERROR_MESSAGE_GONE, TOCSIN_ERROR_MAILBOX_MISSING,
                                       TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, TOCSIN_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

static gboolean
commit (TocsinFeedWork *work, TocsinReplay *replay, guint count, guint gone, GError **error)
{
  tocsin_replay_write_progress (replay, work->batch, replay->next + count);
  tocsin_fault_hit ("replay-commit-before");
  if (!tocsin_feed_work_commit (work, error))
    return FALSE;

  tocsin_fault_hit ("replay-commit-after");
  if (!work->pass->is_stale)
    take_result (work, replay, count, gone);

  return TRUE;
}

/* One that is gone must not take the others with it: what fails together is asked for one by one.
 */
static gboolean
fire_some (
    TocsinFeedPass *pass, TocsinFeedTask *task, TocsinReplay *replay, guint *most, GError **error)
{
  g_autoptr (GPtrArray) refs = tocsin_replay_take (replay, *most);
  g_autoptr (GError) local_error = NULL;
  g_auto (TocsinFeedWork) work = { 0 };

  tocsin_feed_work_init (&work, pass,
                         tocsin_feed_pass_jury (pass, TOCSIN_FEED_LOOK_CONFIRMED, task));
  if (tocsin_feed_work_examine (&work, refs, 0, &local_error))
    return write_items (&work, replay, refs, error)
           && commit (&work, replay, refs->len, count_gone (&work), error);
  if (!is_gone (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  *most = 1;

  return refs->len > 1 || commit (&work, replay, 1, 1, error);
}

/**
 * tocsin_feed_replay: (skip)
 * @pass: a pass over the folder of the replay's next message
 * @task: the task that is to fire
 * @replay: what a person confirmed
 * @error: where to put what went wrong
 *
 * Fires the task for these messages, until they lie in another folder. What the server does not
 * have any more is left out.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_replay (TocsinFeedPass *pass,
                    TocsinFeedTask *task,
                    TocsinReplay *replay,
                    GError **error)
{
  guint most = TOCSIN_FEED_BATCH;

  while (!tocsin_replay_is_through (replay) && !tocsin_feed_pass_is_over (pass)
         && g_str_equal (tocsin_replay_get_folder (replay)->id, pass->folder->id))
    if (!fire_some (pass, task, replay, &most, error))
      return FALSE;

  return TRUE;
}
