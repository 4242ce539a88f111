/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-work.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/engine/feed-burst.h"
#include "core/engine/feed-event.h"
#include "core/engine/feed-fetch.h"
#include "core/engine/feed-identity.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_feed_work_init: (skip)
 * @self: what to fill in
 * @pass: the pass it belongs to
 * @jury: who decides
 */
void
tocsin_feed_work_init (TocsinFeedWork *self, TocsinFeedPass *pass, TocsinFeedJury jury)
{
  *self = (TocsinFeedWork){ .pass = pass, .jury = jury };
  self->batch = tocsin_journal_batch_new ();
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_event_unref);
  self->items = g_ptr_array_new ();
}

/* Each event has its own hold of the raw message by now; the one of whoever fetched it ends. */
static void
release_items (TocsinFeedWork *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (self->items, i);

      if (item->spool != NULL)
        tocsin_spool_release (self->pass->spool, item->spool);
    }
}

/**
 * tocsin_feed_work_clear: (skip)
 * @self: work that is done or given up
 */
void
tocsin_feed_work_clear (TocsinFeedWork *self)
{
  if (self->items == NULL)
    return;

  release_items (self);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->batch, tocsin_journal_batch_unref);
}

/* What was announced and does not come may come in a moment: the pass fails, the cursor stays. What
 * never comes must not hold up the folder for ever. */
static gboolean
check_delivery (TocsinFeedWork *self, TocsinFeedItem *item, const char *what, GError **error)
{
  g_autofree char *event_key = NULL;
  g_autofree char *key = NULL;
  guint tries;

  if (item->trouble != NULL || (item->told && g_hash_table_size (self->pass->tries) == 0))
    return TRUE;

  event_key = tocsin_feed_event_key (self->pass->connection, item->ref);
  key = g_strconcat (what, event_key, NULL);
  if (item->told)
    {
      g_hash_table_remove (self->pass->tries, key);
      return TRUE;
    }
  tries = GPOINTER_TO_UINT (g_hash_table_lookup (self->pass->tries, key)) + 1;
  if (tries >= TOCSIN_FEED_TRIES)
    {
      g_hash_table_remove (self->pass->tries, key);
      tocsin_feed_item_give_up (item);
      return TRUE;
    }
  g_hash_table_insert (self->pass->tries, g_steal_pointer (&key), GUINT_TO_POINTER (tries));
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
               _ ("the server announced a message in folder “%s” and does not deliver it yet"),
               self->pass->folder->name);

  return FALSE;
}

static gboolean
check_all_delivered (TocsinFeedWork *self, GPtrArray *items, const char *what, GError **error)
{
  for (guint i = 0; i < items->len; i++)
    if (!check_delivery (self, g_ptr_array_index (items, i), what, error))
      return FALSE;

  return TRUE;
}

/* The first task that names a character set for mail that declares none, or a wrong one, names it
 * for all: a message is decoded once. */
static void
set_code_page (TocsinFeedWork *self)
{
  const char *code_page = NULL;

  for (guint i = 0; i < self->jury.tasks->len && code_page == NULL; i++)
    {
      const TocsinFeedTask *task = g_ptr_array_index (self->jury.tasks, i);

      if (tocsin_feed_jury_is_live (&self->jury, task))
        code_page = task->rule->code_page;
    }
  for (guint i = 0; i < self->items->len && code_page != NULL; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (self->items, i);

      if (item->message != NULL)
        tocsin_message_set_code_page (item->message, code_page);
    }
}

static void
note_size (TocsinFeedWork *self, TocsinFeedItem *item)
{
  if (self->pass->max_size > 0 && tocsin_feed_item_get_size (item) > self->pass->max_size)
    item->too_large = TRUE;
}

/* Sorts out what is not decided yet. What has no texts to give is asked for as a whole. */
static void
judge (TocsinFeedWork *self, GPtrArray *items, GPtrArray *texts, GPtrArray *raws)
{
  gboolean can_read_texts = tocsin_mail_store_can_read_texts (self->pass->store);

  for (guint i = 0; i < items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (items, i);
      TocsinFeedNeed need;

      if (item->gone || item->known_as != NULL)
        continue;
      note_size (self, item);
      item->texts_read = item->texts_read || !can_read_texts;
      need = tocsin_feed_judge (&self->jury, item);
      if (need != TOCSIN_FEED_NEED_NOTHING)
        g_ptr_array_add (need == TOCSIN_FEED_NEED_TEXTS ? texts : raws, item);
    }
}

static gboolean
judge_with_raws (TocsinFeedWork *self, GPtrArray *raws, GError **error)
{
  TocsinFeedPass *pass = self->pass;

  if (raws->len == 0)
    return TRUE;
  if (!tocsin_feed_fetch_raw (pass->store, pass->spool, raws, pass->max_size, pass->cancellable,
                              error)
      || !check_all_delivered (self, raws, "whole ", error))
    return FALSE;

  for (guint i = 0; i < raws->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (raws, i);

      if (item->gone)
        tocsin_feed_item_clear_matches (item);
      else
        tocsin_feed_judge (&self->jury, item);
    }

  return TRUE;
}

/* Each time with more of the message, and each time of fewer messages. */
static gboolean
judge_all (TocsinFeedWork *self, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autoptr (GPtrArray) raws = g_ptr_array_new ();

  judge (self, self->items, texts, raws);
  if (!tocsin_feed_fetch_texts (self->pass->store, texts, self->pass->cancellable, error))
    return FALSE;
  judge (self, texts, NULL, raws);

  return judge_with_raws (self, raws, error);
}

/**
 * tocsin_feed_work_add_event: (skip)
 * @self: the work
 * @item: a message, decided
 * @match: who wants it
 *
 * Adds to the batch what the actions will be given.
 */
void
tocsin_feed_work_add_event (TocsinFeedWork *self,
                            TocsinFeedItem *item,
                            const TocsinFeedMatch *match)
{
  TocsinFeedPass *pass = self->pass;
  g_autoptr (TocsinJournalEvent) event = tocsin_feed_event_new (
      pass->connection, pass->folder, item, match, tocsin_feed_pass_now (pass));

  if (event->spool != NULL)
    tocsin_spool_retain (pass->spool, event->spool);
  tocsin_journal_batch_add_event (self->batch, event);
  g_ptr_array_add (self->events, g_steal_pointer (&event));
}

/* Which firing of the message it is. A decision that is there already may have been made without
 * firing, when a task began: its round is tried again, and the journal knows whether it was used.
 *
 * Returns whether there is anything to fire for. */
static gboolean
find_round (TocsinFeedWork *self, TocsinFeedMatch *match, const char *key, GHashTable *decisions)
{
  const TocsinJournalDecision *decision =
      decisions != NULL ? g_hash_table_lookup (decisions, key) : NULL;

  if (decision == NULL)
    return self->jury.look != TOCSIN_FEED_LOOK_AGAIN || match->task->noted;

  match->round = decision->matched ? decision->round : decision->round + 1;

  return self->jury.look != TOCSIN_FEED_LOOK_AGAIN || (!decision->matched && match->task->noted);
}

static gboolean
is_settled (TocsinFeedWork *self, const char *key, GHashTable *decisions)
{
  const TocsinJournalDecision *decision =
      decisions != NULL ? g_hash_table_lookup (decisions, key) : NULL;

  return self->jury.look == TOCSIN_FEED_LOOK_AGAIN && decision != NULL && decision->matched;
}

static void
write_match (TocsinFeedWork *self,
             TocsinFeedItem *item,
             TocsinFeedMatch *match,
             GHashTable *decisions)
{
  TocsinFeedTask *task = match->task;
  const char *key = item->ref->key;

  if (is_settled (self, key, decisions))
    return;
  if (find_round (self, match, key, decisions))
    tocsin_feed_work_add_event (self, item, match);
  if (task->rule->each || (task->rule->stop_processing && tocsin_feed_pass_has_each (self->pass)))
    tocsin_journal_batch_decide (self->batch, self->pass->scope, task->id,
                                 tocsin_task_get_generation (task->task), key, match->round, TRUE);
  if (self->jury.look == TOCSIN_FEED_LOOK_AGAIN)
    tocsin_feed_identity_remember (self, item);
}

/* Returns how many messages matched. */
static guint
write_matches (TocsinFeedWork *self, TocsinFeedTask *task, GHashTable *decisions)
{
  guint matched = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (self->items, i);

      for (guint j = 0; j < item->matches->len; j++)
        {
          TocsinFeedMatch *match = &g_array_index (item->matches, TocsinFeedMatch, j);

          if (match->task != task)
            continue;
          matched++;
          if (self->known != NULL)
            g_hash_table_add (self->known, g_strdup (item->ref->key));
          write_match (self, item, match, decisions);
        }
    }

  return matched;
}

static guint
count_examined (TocsinFeedWork *self)
{
  guint examined = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const TocsinFeedItem *item = g_ptr_array_index (self->items, i);

      examined += !item->gone && item->known_as == NULL;
    }

  return examined;
}

static gboolean
write_task (TocsinFeedWork *self, TocsinFeedTask *task, guint examined, GError **error)
{
  TocsinFeedPass *pass = self->pass;
  g_autoptr (GHashTable) decisions = NULL;
  guint matched;

  if (task->rule->each
      && (decisions = tocsin_journal_get_decisions (pass->journal, pass->scope, task->id, error))
             == NULL)
    return FALSE;

  matched = write_matches (self, task, decisions);
  /* Looking again at what was counted before would count it twice. */
  if (examined == 0 || self->jury.look == TOCSIN_FEED_LOOK_AGAIN)
    return TRUE;
  tocsin_journal_batch_count (self->batch, task->id, tocsin_feed_pass_now (pass), examined,
                              matched);
  pass->result->matched += matched;

  return TRUE;
}

static gboolean
write_down (TocsinFeedWork *self, GError **error)
{
  guint examined = count_examined (self);

  self->pass->result->seen += examined;
  if (self->jury.look == TOCSIN_FEED_LOOK_CHANGES)
    self->pass->result->arrived += examined;
  for (guint i = 0; i < self->jury.tasks->len; i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (self->jury.tasks, i);

      if (tocsin_feed_jury_is_live (&self->jury, task) && !write_task (self, task, examined, error))
        return FALSE;
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (self->items, i);

      self->pass->result->gone += item->gone;
      if (item->gone)
        g_debug ("%s: %s vanished before it could be looked at", self->pass->scope, item->ref->key);
      else if (self->jury.look != TOCSIN_FEED_LOOK_AGAIN)
        tocsin_feed_identity_remember (self, item);
    }

  return TRUE;
}

/* Whoever was stopped too often has paused by now, or was only asked whether it hides a message, or
 * fired for what a person chose: none of that is a reason to pass over these messages. */
static void
ask_again (TocsinFeedWork *self)
{
  for (guint i = 0; i < self->jury.tasks->len; i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (self->jury.tasks, i);

      if (task->timeouts >= TOCSIN_FEED_MAX_TIMEOUTS)
        task->timeouts = 0;
    }
}

/**
 * tocsin_feed_work_examine: (skip)
 * @self: the work
 * @refs: (element-type TocsinMessageRef): messages of the folder, oldest first
 * @from: the first to examine; at most %TOCSIN_FEED_BATCH are
 * @error: where to put what concerns more than one message
 *
 * Finds out which task wants which of the messages. Raw messages that events need are on the disk
 * when it returns.
 *
 * Returns: whether all of them are decided.
 */
gboolean
tocsin_feed_work_examine (TocsinFeedWork *self, GPtrArray *refs, guint from, GError **error)
{
  TocsinFeedPass *pass = self->pass;

  g_ptr_array_unref (self->items);
  self->items = tocsin_feed_items_new (refs, from, TOCSIN_FEED_BATCH);
  if (self->items->len == 0)
    return TRUE;
  if (!tocsin_feed_fetch_heads (pass->store, self->items, pass->cancellable, error)
      || !check_all_delivered (self, self->items, "head ", error))
    return FALSE;

  set_code_page (self);
  ask_again (self);

  return tocsin_feed_identity_recognize (self, error) && judge_all (self, error);
}

/**
 * tocsin_feed_work_decide: (skip)
 * @self: the work
 * @refs: (element-type TocsinMessageRef): messages of the folder, oldest first
 * @from: the first to decide; at most %TOCSIN_FEED_BATCH are
 * @cursor_before: (nullable): the position before these messages, for a task that has to pause
 * @error: where to put what concerns more than one message
 *
 * Examines the messages, and adds to the batch what is to be written down about them.
 *
 * Returns: whether all of them are decided.
 */
gboolean
tocsin_feed_work_decide (
    TocsinFeedWork *self, GPtrArray *refs, guint from, GVariant *cursor_before, GError **error)
{
  if (!tocsin_feed_work_examine (self, refs, from, error))
    return FALSE;
  if (self->items->len == 0)
    return TRUE;

  tocsin_feed_burst_check (self, cursor_before);

  return write_down (self, error);
}

static void
note_fired (TocsinFeedResult *result, const char *task)
{
  if (!g_ptr_array_find_with_equal_func (result->fired, task, g_str_equal, NULL))
    g_ptr_array_add (result->fired, g_strdup (task));
}

static void
settle_event (TocsinFeedWork *self, TocsinJournalEvent *event, gboolean written)
{
  TocsinFeedResult *result = self->pass->result;

  if ((!written || event->duplicate) && event->spool != NULL)
    tocsin_spool_release (self->pass->spool, event->spool);
  if (!written)
    return;

  if (event->duplicate)
    result->duplicates++;
  else if (event->error_code != NULL)
    result->quarantined++;
  else
    {
      result->events++;
      note_fired (result, event->task);
    }
}

static gboolean
commit (TocsinFeedWork *self, GError **error)
{
  if (tocsin_journal_batch_is_empty (self->batch))
    return TRUE;
  if (tocsin_fault_hit ("feed-commit-before") != 0)
    return tocsin_error_set_errno (error, ENOSPC, _ ("Writing down new mail")), FALSE;

  return tocsin_journal_commit (self->pass->journal, self->batch, error);
}

/**
 * tocsin_feed_work_commit: (skip)
 * @self: decided work, with the cursor behind it
 * @error: one of the storage codes
 *
 * Writes it down, all or nothing. When the tasks have changed since the pass began, nothing is: the
 * pass is then stale, and is to be made again with the tasks as they are.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_work_commit (TocsinFeedWork *self, GError **error)
{
  TocsinFeedPass *pass = self->pass;
  gboolean written = FALSE;
  gboolean failed = FALSE;

  pass->is_stale = pass->is_stale || !tocsin_feed_is_current (pass->feed, pass->tasks);
  if (!pass->is_stale)
    {
      for (guint i = 0; i < pass->tasks->len; i++)
        tocsin_feed_task_save (g_ptr_array_index (pass->tasks, i), self->batch);
      written = commit (self, error);
      failed = !written;
    }
  for (guint i = 0; i < self->events->len; i++)
    settle_event (self, g_ptr_array_index (self->events, i), written);
  if (written)
    tocsin_feed_burst_add (self);

  return !failed;
}
