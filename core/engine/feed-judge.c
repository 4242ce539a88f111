/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-judge.h"

#include "core/base/error.h"

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

  return message == NULL || tocsin_message_get_received (message) >= begin;
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

static TocsinQueryVerdict
ask (const TocsinFeedJury *self, const TocsinFeedTask *task, TocsinFeedItem *item)
{
  TocsinMessageLayers needs;

  if (item->message == NULL)
    return TOCSIN_QUERY_VERDICT_NEEDS_MORE;
  if (task->rule->query == NULL)
    return TOCSIN_QUERY_VERDICT_YES;

  return tocsin_query_match (task->rule->query, item->message, self->now, self->zone, &needs);
}

static gboolean
has_raw (const TocsinFeedItem *item)
{
  return item->message != NULL
         && (tocsin_message_get_layers (item->message) & TOCSIN_MESSAGE_LAYERS_RAW) != 0;
}

static GError *
explain (const TocsinFeedItem *item)
{
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

static void
add_match (TocsinFeedItem *item, TocsinFeedTask *task, GError *unread)
{
  TocsinFeedMatch match = { .task = task, .unread = unread };

  g_array_append_val (item->matches, match);
}

/**
 * tocsin_feed_judge: (skip)
 * @self: who decides
 * @item: a message with its heads, and perhaps more
 *
 * Asks each task in order, until one hides the message from the rest. All are asked about the same
 * state of the message: what their actions do to it comes later.
 *
 * Returns: whether the raw message is needed before that is decided, or before an event may be
 *   written down; ask again when it is there.
 */
gboolean
tocsin_feed_judge (const TocsinFeedJury *self, TocsinFeedItem *item)
{
  gboolean can_have_raw = !has_raw (item) && !item->too_large && item->trouble == NULL;
  gboolean needs_raw = FALSE;

  tocsin_feed_item_clear_matches (item);
  for (guint i = 0; i < self->tasks->len; i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (self->tasks, i);
      gboolean live = tocsin_feed_jury_is_live (self, task);
      TocsinQueryVerdict verdict;

      if (!concerns (self, task, item))
        continue;
      verdict = ask (self, task, item);
      if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE && can_have_raw)
        return TRUE;
      if (verdict == TOCSIN_QUERY_VERDICT_NO)
        continue;
      if (live)
        add_match (item, task,
                   verdict == TOCSIN_QUERY_VERDICT_YES && can_be_given (task, item)
                       ? NULL
                       : explain (item));
      needs_raw = needs_raw || (live && can_have_raw && tocsin_task_needs_message (task->task));
      if (task->rule->stop_processing && verdict == TOCSIN_QUERY_VERDICT_YES)
        break;
    }

  return needs_raw;
}
