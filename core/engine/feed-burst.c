/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-burst.h"

#include "core/base/error.h"
#include "core/base/notice.h"

#include <glib/gi18n-lib.h>

/* Looking again at what matches already is no burst, nor is what a person has just chosen. */
static gboolean
counts (const TocsinFeedWork *work)
{
  return work->jury.look != TOCSIN_FEED_LOOK_AGAIN && work->jury.look != TOCSIN_FEED_LOOK_CONFIRMED
         && !work->pass->unlimited;
}

static guint
count_matches (TocsinFeedWork *work, const TocsinFeedTask *task)
{
  guint matches = 0;

  for (guint i = 0; i < work->items->len; i++)
    {
      const TocsinFeedItem *item = g_ptr_array_index (work->items, i);

      for (guint j = 0; j < item->matches->len; j++)
        matches += g_array_index (item->matches, TocsinFeedMatch, j).task == task;
    }

  return matches;
}

static void
drop_matches (TocsinFeedWork *work, const TocsinFeedTask *task)
{
  for (guint i = 0; i < work->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (work->items, i);

      for (guint j = item->matches->len; j > 0; j--)
        if (g_array_index (item->matches, TocsinFeedMatch, j - 1).task == task)
          g_array_remove_index (item->matches, j - 1);
    }
}

static char *
key_of (TocsinFeedPass *pass, const TocsinFeedTask *task)
{
  return g_strdup_printf ("%s/%s", pass->scope, task->id);
}

static guint
get_count (TocsinFeedPass *pass, const TocsinFeedTask *task)
{
  g_autofree char *key = key_of (pass, task);

  return GPOINTER_TO_UINT (g_hash_table_lookup (pass->bursts, key));
}

static void
pause_task (TocsinFeedWork *work, TocsinFeedTask *task, GVariant *cursor_before, guint limit)
{
  TocsinFeedPass *pass = work->pass;

  drop_matches (work, task);
  tocsin_feed_task_pause (task, cursor_before, tocsin_feed_pass_now (pass));
  tocsin_feed_burst_reset (pass, task);
  g_ptr_array_add (pass->result->paused, g_strdup (task->id));
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_TASK_PAUSED,
                    "TASK_ID", task->id, "CONNECTION_ID", pass->connection, "MESSAGE",
                    _ ("task “%s”: more than %u messages in folder “%s” match at once, which is "
                       "its burst-limit; it pauses there and nothing is lost. Confirm it to go on, "
                       "or switch it off and on again to leave them"),
                    tocsin_task_get_name (task->task), limit, pass->folder->name);
}

/* Any of its messages will do: they all fail by the same query. */
static const GError *
find_trouble (TocsinFeedWork *work, const TocsinFeedTask *task)
{
  for (guint i = 0; i < work->items->len; i++)
    {
      TocsinFeedItem *item = g_ptr_array_index (work->items, i);
      const GError *trouble = g_hash_table_lookup (item->undecidable, task);

      if (trouble != NULL)
        return trouble;
    }

  return NULL;
}

static void
stop_task (TocsinFeedWork *work, TocsinFeedTask *task, GVariant *cursor, const GError *trouble)
{
  TocsinFeedPass *pass = work->pass;

  drop_matches (work, task);
  tocsin_feed_task_stop (task, cursor, tocsin_feed_pass_now (pass), trouble);
  g_ptr_array_add (pass->result->paused, g_strdup (task->id));
  g_log_structured (
      G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_TASK_PAUSED, "TASK_ID",
      task->id, "CONNECTION_ID", pass->connection, "ERROR_CODE",
      tocsin_error_get_code_name (trouble), "MESSAGE",
      _ ("task “%s”: %s; that was the message number %u in folder “%s” that its query "
         "can't decide, so it pauses there and nothing is lost. Give it another "
         "query, and it goes on"),
      tocsin_task_get_name (task->task), trouble->message, task->timeouts, pass->folder->name);
}

/* Messages are decided anew, with another query, by a task that goes on: their place is kept. */
static void
check_timeouts (TocsinFeedWork *work, TocsinFeedTask *task, GVariant *cursor_before)
{
  const GError *trouble = find_trouble (work, task);

  if (trouble == NULL)
    task->timeouts = 0;
  else if (task->timeouts >= TOCSIN_FEED_MAX_TIMEOUTS
           && tocsin_feed_jury_is_live (&work->jury, task))
    stop_task (work, task, cursor_before, trouble);
}

/**
 * tocsin_feed_burst_check: (skip)
 * @work: work whose items are judged
 * @cursor_before: (nullable): the position before them
 *
 * Pauses the tasks that would go beyond their limit, and takes their matches out.
 */
void
tocsin_feed_burst_check (TocsinFeedWork *work, GVariant *cursor_before)
{
  for (guint i = 0; i < work->jury.tasks->len; i++)
    check_timeouts (work, g_ptr_array_index (work->jury.tasks, i), cursor_before);
  for (guint i = 0; i < work->jury.tasks->len && counts (work); i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (work->jury.tasks, i);
      guint limit = tocsin_feed_task_get_burst_limit (task);

      if (limit > 0 && tocsin_feed_jury_is_live (&work->jury, task)
          && get_count (work->pass, task) + count_matches (work, task) > limit)
        pause_task (work, task, cursor_before, limit);
    }
}

/**
 * tocsin_feed_burst_add: (skip)
 * @work: work that is written down
 */
void
tocsin_feed_burst_add (TocsinFeedWork *work)
{
  for (guint i = 0; i < work->jury.tasks->len && counts (work); i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (work->jury.tasks, i);
      guint count = count_matches (work, task);

      if (count > 0)
        g_hash_table_insert (work->pass->bursts, key_of (work->pass, task),
                             GUINT_TO_POINTER (get_count (work->pass, task) + count));
    }
}

/**
 * tocsin_feed_burst_reset: (skip)
 * @pass: the pass
 * @task: a task that has seen all there was
 */
void
tocsin_feed_burst_reset (TocsinFeedPass *pass, TocsinFeedTask *task)
{
  g_autofree char *key = key_of (pass, task);

  g_hash_table_remove (pass->bursts, key);
}
