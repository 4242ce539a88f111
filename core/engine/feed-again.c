/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-steps.h"
#include "core/engine/feed-work.h"

/* Decisions about messages that matched once and no longer do are kept for as long as the messages
 * are there. So many may be kept before it is asked which are. */
#define MOST_PAST_DECISIONS 1000

/* What matched and is still found by the server is looked at again, for it may find more than what
 * matches. With more messages than these its word is taken: what can change in a message, flags and
 * age, nearly every server can search for, and heads are not fetched by the thousand at each look.
 */
#define MOST_VERIFIED 1000

static void
add_matched (GHashTable *keys, GHashTable *decisions)
{
  GHashTableIter iter;
  gpointer key, decision;

  g_hash_table_iter_init (&iter, decisions);
  while (g_hash_table_iter_next (&iter, &key, &decision))
    if (((TocsinJournalDecision *) decision)->matched)
      g_hash_table_add (keys, g_strdup (key));
}

/* What an earlier task has hidden stays hidden, whatever became of the message since. */
static GHashTable *
list_hidden (TocsinFeedPass *pass, const TocsinFeedTask *task, GError **error)
{
  g_autoptr (GHashTable) hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < pass->tasks->len; i++)
    {
      const TocsinFeedTask *earlier = g_ptr_array_index (pass->tasks, i);
      g_autoptr (GHashTable) decisions = NULL;

      if (earlier == task)
        break;
      if (!earlier->rule->stop_processing)
        continue;
      decisions = tocsin_journal_get_decisions (pass->journal, pass->scope, earlier->id, error);
      if (decisions == NULL)
        return NULL;
      add_matched (hidden, decisions);
    }

  return g_steal_pointer (&hidden);
}

static GPtrArray *
search (TocsinFeedPass *pass, TocsinQuery *query, GHashTable *hidden, GError **error)
{
  GPtrArray *refs =
      tocsin_mail_store_search (pass->store, pass->folder->id, query, pass->cancellable, error);

  for (guint i = refs != NULL ? refs->len : 0; i > 0; i--)
    if (g_hash_table_contains (hidden, ((TocsinMessageRef *) refs->pdata[i - 1])->key))
      g_ptr_array_remove_index (refs, i - 1);

  return refs;
}

static guint
count_matched (GHashTable *decisions)
{
  g_autoptr (GHashTable) matched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_matched (matched, decisions);

  return g_hash_table_size (matched);
}

/* Takes the server's word for what matched before. */
static void
take_word (GPtrArray *refs, GHashTable *decisions, GHashTable *known)
{
  if (count_matched (decisions) <= MOST_VERIFIED)
    return;

  for (guint i = refs->len; i > 0; i--)
    {
      const char *key = ((TocsinMessageRef *) refs->pdata[i - 1])->key;
      const TocsinJournalDecision *decision = g_hash_table_lookup (decisions, key);

      if (decision == NULL || !decision->matched)
        continue;
      g_hash_table_add (known, g_strdup (key));
      g_ptr_array_remove_index (refs, i - 1);
    }
}

/* What a task that had to pause did not look at has not ceased to match. */
static gboolean
is_over (const TocsinFeedPass *pass, const TocsinFeedTask *task)
{
  return pass->is_stale || task->phase == TOCSIN_FEED_PAUSED;
}

static gboolean
find_matching (
    TocsinFeedPass *pass, TocsinFeedTask *task, GPtrArray *refs, GHashTable *known, GError **error)
{
  g_autoptr (GVariant) shared = tocsin_feed_pass_get_cursor (pass);

  for (guint next = 0; next < refs->len && !is_over (pass, task); next += TOCSIN_FEED_BATCH)
    {
      g_auto (TocsinFeedWork) work = { 0 };

      tocsin_feed_work_init (&work, pass,
                             tocsin_feed_pass_jury (pass, TOCSIN_FEED_LOOK_AGAIN, task));
      work.known = known;
      if (!tocsin_feed_work_decide (&work, refs, next, shared, error)
          || !tocsin_feed_work_commit (&work, error))
        return FALSE;
    }

  return TRUE;
}

static void
decide_no_longer (TocsinFeedWork *work,
                  const TocsinFeedTask *task,
                  GHashTable *decisions,
                  GHashTable *known)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, decisions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const TocsinJournalDecision *decision = value;

      if (decision->matched && !g_hash_table_contains (known, key))
        tocsin_journal_batch_decide (work->batch, work->pass->scope, task->id,
                                     tocsin_task_get_generation (task->task), key, decision->round,
                                     FALSE);
    }
}

static gboolean
forget_those_that_are_gone (TocsinFeedWork *work,
                            const TocsinFeedTask *task,
                            GHashTable *decisions,
                            GError **error)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) refs = tocsin_mail_store_search (work->pass->store, work->pass->folder->id,
                                                         NULL, work->pass->cancellable, error);
  GHashTableIter iter;
  gpointer key;

  if (refs == NULL)
    return FALSE;
  for (guint i = 0; i < refs->len; i++)
    g_hash_table_add (there, ((TocsinMessageRef *) refs->pdata[i])->key);
  g_hash_table_iter_init (&iter, decisions);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (there, key))
      tocsin_journal_batch_undecide (work->batch, work->pass->scope, task->id, key);

  return TRUE;
}

static gboolean
end_look (TocsinFeedPass *pass,
          TocsinFeedTask *task,
          GHashTable *decisions,
          GHashTable *known,
          GError **error)
{
  g_auto (TocsinFeedWork) work = { 0 };

  tocsin_feed_work_init (&work, pass, tocsin_feed_pass_jury (pass, TOCSIN_FEED_LOOK_AGAIN, task));
  decide_no_longer (&work, task, decisions, known);
  if (g_hash_table_size (decisions) > g_hash_table_size (known) + MOST_PAST_DECISIONS
      && !forget_those_that_are_gone (&work, task, decisions, error))
    return FALSE;
  task->noted = TRUE;

  return tocsin_feed_work_commit (&work, error);
}

/**
 * tocsin_feed_look_again: (skip)
 * @pass: a pass that is level
 * @task: a task with `when = each`
 * @error: where to put what went wrong
 *
 * Compares what matches now with what did before: fires for what has begun to match, remembers what
 * has ceased to. The first time, or with a changed query, it only takes note.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_look_again (TocsinFeedPass *pass, TocsinFeedTask *task, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) decisions = NULL;
  g_autoptr (GHashTable) hidden = NULL;
  g_autoptr (GPtrArray) refs = NULL;

  decisions = tocsin_journal_get_decisions (pass->journal, pass->scope, task->id, error);
  hidden = decisions != NULL ? list_hidden (pass, task, error) : NULL;
  refs = hidden != NULL ? search (pass, task->rule->query, hidden, error) : NULL;
  if (refs == NULL)
    return FALSE;
  take_word (refs, decisions, known);

  return find_matching (pass, task, refs, known, error)
         && (is_over (pass, task) || end_look (pass, task, decisions, known, error));
}
