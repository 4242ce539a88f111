/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-judge.h"

#include "core/base/error.h"
#include "core/engine/feed.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_feed_jury_is_live: (skip)
 * @self: who decides
 * @task: one of its tasks
 *
 * Returns: whether the task gets events of what is being decided. The others are only asked
 *   whether they hide a message from those behind them.
 */
gboolean
tocsin_feed_jury_is_live (const TocsinFeedJury *self, const TocsinFeedTask *task)
{
  return self->only != NULL ? self->only == task : task->phase == TOCSIN_FEED_JOINED;
}

/* After the server numbered its messages anew, what no one remembers may be new, or may have been
 * there long before: those that came before the task began to decide are not its own. That a
 * message was moved here with an old date in those very minutes is the price for not firing for a
 * whole mailbox. */
static gboolean
is_after_its_begin (const TocsinFeedTask *task, TocsinMessage *message)
{
  gint64 begin = task->decided_since - task->decided_since % G_USEC_PER_SEC;

  return message == NULL || tocsin_message_get_received (message) == 0
         || tocsin_message_get_received (message) >= begin;
}

/* A task that hides messages does so with those that it may see itself: the ones that came since it
 * began, and those of its first visit. */
static gboolean
may_hide (const TocsinFeedTask *task, TocsinMessage *message)
{
  if (!task->rule->stop_processing || message == NULL)
    return FALSE;

  return (task->phase != TOCSIN_FEED_NEW && is_after_its_begin (task, message))
         || (tocsin_feed_task_get_start (task) != TOCSIN_MAIL_START_LAST
             && tocsin_feed_task_selects (task, message));
}

static gboolean
concerns (const TocsinFeedJury *self, const TocsinFeedTask *task, TocsinFeedItem *item)
{
  if (!tocsin_feed_jury_is_live (self, task))
    return may_hide (task, item->message);
  if (self->look == TOCSIN_FEED_LOOK_REBUILT)
    return is_after_its_begin (task, item->message);
  if (self->look == TOCSIN_FEED_LOOK_VISIT && item->message != NULL)
    return tocsin_feed_task_selects (task, item->message);

  return TRUE;
}

/* A pattern that was stopped by its clock once is not tried again on the same message, and not at
 * all once it was stopped too often: see feed-burst.h. */
static TocsinQueryVerdict
ask (const TocsinFeedJury *self,
     TocsinFeedTask *task,
     TocsinFeedItem *item,
     TocsinMessageLayers *needs)
{
  GError *trouble = NULL;
  TocsinQueryVerdict verdict;

  *needs = 0;
  if (item->message == NULL || g_hash_table_contains (item->undecidable, task))
    return TOCSIN_QUERY_VERDICT_NEEDS_MORE;
  if (task->rule->query == NULL)
    return TOCSIN_QUERY_VERDICT_YES;

  verdict = tocsin_query_match (task->rule->query, item->message, self->now, self->zone, needs);
  if (verdict != TOCSIN_QUERY_VERDICT_NEEDS_MORE || *needs != 0)
    return verdict;

  /* Only now, for it takes the pattern's time once more: which pattern it was. On a machine that
   * was busy with other things, it may have been none. */
  verdict = tocsin_query_examine (task->rule->query, item->message, self->now, self->zone, NULL,
                                  NULL, &trouble);
  if (verdict != TOCSIN_QUERY_VERDICT_NEEDS_MORE)
    {
      g_clear_error (&trouble);
      return verdict;
    }
  if (trouble == NULL)
    trouble = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_QUERY_TIMEOUT,
                           _ ("a pattern of the query took too long on this message"));
  g_hash_table_insert (item->undecidable, task, trouble);
  task->timeouts++;

  return verdict;
}

/* A store may have read the whole message already, to know its structure; what an action is given
 * has to be in the spool. */
static gboolean
can_have_raw (const TocsinFeedItem *item)
{
  return item->spool == NULL && !item->too_large && item->trouble == NULL;
}

/* The text that a reader is shown is had without the attachments around it. */
static TocsinFeedNeed
find_need (const TocsinFeedTask *task, const TocsinFeedItem *item, TocsinMessageLayers missing)
{
  if (g_hash_table_contains (item->undecidable, task))
    return TOCSIN_FEED_NEED_NOTHING;
  if (missing == TOCSIN_MESSAGE_LAYERS_TEXT && !item->texts_read && item->trouble == NULL)
    return TOCSIN_FEED_NEED_TEXTS;

  return can_have_raw (item) ? TOCSIN_FEED_NEED_RAW : TOCSIN_FEED_NEED_NOTHING;
}

static GError *
explain (const TocsinFeedTask *task, const TocsinFeedItem *item)
{
  const GError *undecidable = g_hash_table_lookup (item->undecidable, task);

  if (undecidable != NULL)
    return g_error_copy (undecidable);
  if (item->trouble != NULL)
    return g_error_copy (item->trouble);
  if (item->too_large)
    return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                        _ ("the message is larger than the connection's limits.max-message-size, "
                           "so whether its text matches is not known"));

  return g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                      _ ("the message can't be read far enough to tell whether it matches"));
}

/* A message whose body can't be read is still good for a task that wants no body. */
static gboolean
can_be_given (const TocsinFeedTask *task, const TocsinFeedItem *item)
{
  return item->trouble == NULL || !tocsin_task_needs_message (task->task);
}

static GHashTable *
find_groups (const TocsinFeedJury *self, const TocsinFeedTask *task, TocsinFeedItem *item)
{
  GHashTable *groups = NULL;

  if (tocsin_task_get_groups (task->task)[0] == NULL)
    return NULL;

  tocsin_query_examine (task->rule->query, item->message, self->now, self->zone, NULL, &groups,
                        NULL);

  return groups;
}

/* What a person chose fires whether it matches or not, as long as the actions can be given it. */
static void
add_match (const TocsinFeedJury *self,
           TocsinFeedTask *task,
           TocsinFeedItem *item,
           TocsinQueryVerdict verdict)
{
  TocsinFeedMatch match = { .task = task, .matches = verdict == TOCSIN_QUERY_VERDICT_YES };
  gboolean fires = match.matches || self->look == TOCSIN_FEED_LOOK_CONFIRMED;

  if (!fires || !can_be_given (task, item))
    match.unread = explain (task, item);
  if (match.matches)
    match.groups = find_groups (self, task, item);
  g_array_append_val (item->matches, match);
}

/* Returns whether those behind it see the message, too. */
static gboolean
judge_for (const TocsinFeedJury *self,
           TocsinFeedTask *task,
           TocsinFeedItem *item,
           TocsinFeedNeed *need)
{
  gboolean live = tocsin_feed_jury_is_live (self, task);
  gboolean confirmed = self->look == TOCSIN_FEED_LOOK_CONFIRMED;
  gboolean asks = task->timeouts < TOCSIN_FEED_MAX_TIMEOUTS;
  TocsinQueryVerdict verdict = TOCSIN_QUERY_VERDICT_NO;
  TocsinMessageLayers missing = 0;

  if (!concerns (self, task, item) || (!asks && !confirmed))
    return TRUE;

  if (asks)
    verdict = ask (self, task, item, &missing);
  *need = verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE ? find_need (task, item, missing)
                                                     : TOCSIN_FEED_NEED_NOTHING;
  if (*need != TOCSIN_FEED_NEED_NOTHING)
    return TRUE;
  if (live && (verdict != TOCSIN_QUERY_VERDICT_NO || confirmed))
    {
      add_match (self, task, item, verdict);
      item->wanted = item->wanted || tocsin_task_needs_message (task->task);
    }

  return !task->rule->stop_processing || verdict != TOCSIN_QUERY_VERDICT_YES;
}

/* An event names the attachments. Where the server tells the structure with the message alone, only
 * those that match are read for it. */
static gboolean
lacks_structure (const TocsinFeedItem *item)
{
  return item->matches->len > 0 && item->message != NULL
         && !(tocsin_message_get_layers (item->message) & TOCSIN_MESSAGE_LAYERS_STRUCTURE);
}

/**
 * tocsin_feed_judge: (skip)
 * @self: who decides
 * @item: a message with its heads, and perhaps more
 *
 * Asks each task in order, until one hides the message from the rest. All are asked about the same
 * state of the message: what their actions do to it comes later.
 *
 * Returns: what is needed before that is decided, or before an event may be written down; ask again
 *   when it is there.
 */
TocsinFeedNeed
tocsin_feed_judge (const TocsinFeedJury *self, TocsinFeedItem *item)
{
  gboolean goes_on = TRUE;

  tocsin_feed_item_clear_matches (item);
  item->wanted = FALSE;
  for (guint i = 0; i < self->tasks->len && goes_on; i++)
    {
      TocsinFeedNeed need = TOCSIN_FEED_NEED_NOTHING;

      goes_on = judge_for (self, g_ptr_array_index (self->tasks, i), item, &need);
      if (need != TOCSIN_FEED_NEED_NOTHING)
        return need;
    }

  return (item->wanted || lacks_structure (item)) && can_have_raw (item) ? TOCSIN_FEED_NEED_RAW
                                                                         : TOCSIN_FEED_NEED_NOTHING;
}
