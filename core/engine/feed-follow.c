/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/notice.h"
#include "core/engine/feed-burst.h"
#include "core/engine/feed-steps.h"
#include "core/engine/feed-work.h"

#include <glib/gi18n-lib.h>

/* Where all tasks stand that share the folder's cursor. */
typedef struct
{
  GVariant *cursor;
  gboolean rebuilding;
} Position;

static void
position_clear (Position *position)
{
  g_clear_pointer (&position->cursor, g_variant_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Position, position_clear)

static gboolean
is_joined (const TocsinFeedTask *task)
{
  return task->phase == TOCSIN_FEED_JOINED;
}

static gboolean
any_task (TocsinFeedPass *pass, gboolean (*test) (const TocsinFeedTask *task))
{
  for (guint i = 0; i < pass->tasks->len; i++)
    if (test (g_ptr_array_index (pass->tasks, i)))
      return TRUE;

  return FALSE;
}

/* A folder that nobody followed for a while is taken up where it is now: what came meanwhile is
 * nobody's, but for the first visit of whoever is new. */
static gboolean
read_position (TocsinFeedPass *pass, Position *position, GError **error)
{
  g_autoptr (GVariant) value = NULL;

  if (!tocsin_journal_get_cursor (pass->journal, pass->scope, &value, error))
    return FALSE;
  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE ("(bv)"))
      || !any_task (pass, is_joined))
    return TRUE;

  g_variant_get (value, "(bv)", &position->rebuilding, &position->cursor);

  return TRUE;
}

static GVariant *
write_position (const Position *position)
{
  return g_variant_new ("(bv)", position->rebuilding, position->cursor);
}

/* What any of the tasks may want; %NULL is everything. */
static TocsinQuery *
unite_queries (TocsinFeedPass *pass)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < pass->tasks->len; i++)
    {
      const TocsinFeedTask *task = g_ptr_array_index (pass->tasks, i);
      g_autofree char *query = NULL;

      if (!is_joined (task))
        continue;
      if (task->rule->query == NULL)
        return NULL;
      query = tocsin_query_to_string (task->rule->query);
      g_string_append_printf (text, "%s(%s)", text->len > 0 ? " OR " : "", query);
    }

  /* Too long to be said at once is no trouble: then everything is looked at. */
  return text->len > 0 ? tocsin_query_parse (text->str, NULL) : NULL;
}

static void
note_rebuilt (TocsinFeedPass *pass)
{
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID",
                    TOCSIN_NOTICE_FOLDER_RENUMBERED, "CONNECTION_ID", pass->connection,
                    "ERROR_CODE", "mailbox.uidvalidity-changed", "FOLDER", pass->folder->name,
                    "MESSAGE",
                    _ ("connection “%s”: the server numbers the messages of folder “%s” anew; "
                       "those that were dealt with are recognized by Message-ID, date, size and "
                       "headers, and only others fire"),
                    pass->connection, pass->folder->name);
}

static void
forget_places (TocsinFeedPass *pass)
{
  for (guint i = 0; i < pass->tasks->len; i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (pass->tasks, i);

      g_clear_pointer (&task->done.key, g_free);
      g_clear_pointer (&task->first.key, g_free);
      task->done.uid = task->first.uid = 0;
    }
}

static void
be_level (TocsinFeedPass *pass)
{
  for (guint i = 0; i < pass->tasks->len; i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (pass->tasks, i);

      if (task->phase == TOCSIN_FEED_NEW)
        tocsin_feed_task_join (task, tocsin_feed_pass_now (pass));
      if (is_joined (task) && !task->visiting)
        task->confirmed = FALSE;
    }
}

static void
end_bursts (TocsinFeedPass *pass)
{
  for (guint i = 0; i < pass->tasks->len; i++)
    {
      TocsinFeedTask *task = g_ptr_array_index (pass->tasks, i);

      if (is_joined (task) && !task->visiting)
        tocsin_feed_burst_reset (pass, task);
    }
}

static void
move_on (Position *position, TocsinFeedWork *work, TocsinMailChanges *changes)
{
  gboolean was_rebuilding = position->rebuilding;

  position->rebuilding = changes->more && (was_rebuilding || changes->rebuilt);
  if (position->cursor != NULL && was_rebuilding == position->rebuilding
      && g_variant_equal (position->cursor, changes->cursor))
    return;

  g_clear_pointer (&position->cursor, g_variant_unref);
  position->cursor = g_variant_ref (changes->cursor);
  tocsin_journal_batch_set_cursor (work->batch, work->pass->scope, write_position (position));
}

static gboolean
take_changes (TocsinFeedPass *pass, Position *position, TocsinMailChanges *changes, GError **error)
{
  gboolean rebuilt = changes->rebuilt && !position->rebuilding;
  TocsinFeedLook look =
      rebuilt || position->rebuilding ? TOCSIN_FEED_LOOK_REBUILT : TOCSIN_FEED_LOOK_CHANGES;
  g_auto (TocsinFeedWork) work = { 0 };

  if (rebuilt)
    {
      note_rebuilt (pass);
      forget_places (pass);
    }
  tocsin_feed_work_init (&work, pass, tocsin_feed_pass_jury (pass, look, NULL));
  if (!tocsin_feed_work_decide (&work, changes->refs, 0, position->cursor, error))
    return FALSE;

  move_on (position, &work, changes);
  if (!changes->more)
    be_level (pass);

  return tocsin_feed_work_commit (&work, error);
}

/**
 * tocsin_feed_follow: (skip)
 * @pass: a pass
 * @is_level: (out): whether everything there was is decided
 * @error: where to put what went wrong
 *
 * Decides what came since the folder's cursor, for all tasks that share it. Those that are new join
 * them once they are level.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_follow (TocsinFeedPass *pass, gboolean *is_level, GError **error)
{
  g_auto (Position) position = { 0 };
  g_autoptr (TocsinQuery) query = unite_queries (pass);

  *is_level = FALSE;
  if (!read_position (pass, &position, error))
    return FALSE;

  while (!*is_level && !tocsin_feed_pass_is_over (pass))
    {
      g_autoptr (TocsinMailChanges) changes =
          tocsin_mail_store_changes (pass->store, pass->folder->id, position.cursor, query,
                                     TOCSIN_FEED_BATCH, pass->cancellable, error);

      if (changes == NULL || !take_changes (pass, &position, changes, error))
        return FALSE;
      *is_level = !changes->more;
    }
  if (*is_level)
    end_bursts (pass);

  return TRUE;
}

/* A pause may come again on the way, and keeps the position it had. */
static gboolean
take_own_changes (TocsinFeedPass *pass,
                  TocsinFeedTask *task,
                  TocsinMailChanges *changes,
                  GError **error)
{
  TocsinFeedLook look = changes->rebuilt ? TOCSIN_FEED_LOOK_REBUILT : TOCSIN_FEED_LOOK_OWN;
  g_auto (TocsinFeedWork) work = { 0 };

  tocsin_feed_work_init (&work, pass, tocsin_feed_pass_jury (pass, look, task));
  if (!tocsin_feed_work_decide (&work, changes->refs, 0, task->cursor, error))
    return FALSE;

  if (task->phase == TOCSIN_FEED_BEHIND)
    {
      g_clear_pointer (&task->cursor, g_variant_unref);
      task->cursor = g_variant_ref (changes->cursor);
      if (!changes->more)
        tocsin_feed_task_join (task, tocsin_feed_pass_now (pass));
    }

  return tocsin_feed_work_commit (&work, error);
}

/**
 * tocsin_feed_catch_up: (skip)
 * @pass: a pass
 * @task: a task that is behind
 * @error: where to put what went wrong
 *
 * Decides what came since the task paused, for it alone. When it is level it shares the folder's
 * cursor again; what both of them see then is recognized by its key.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_catch_up (TocsinFeedPass *pass, TocsinFeedTask *task, GError **error)
{
  while (task->phase == TOCSIN_FEED_BEHIND && !tocsin_feed_pass_is_over (pass))
    {
      g_autoptr (TocsinMailChanges) changes =
          tocsin_mail_store_changes (pass->store, pass->folder->id, task->cursor, task->rule->query,
                                     TOCSIN_FEED_BATCH, pass->cancellable, error);

      if (changes == NULL || !take_own_changes (pass, task, changes, error))
        return FALSE;
    }
  pass->result->more = pass->result->more || task->phase == TOCSIN_FEED_BEHIND;
  if (task->phase == TOCSIN_FEED_JOINED)
    tocsin_feed_burst_reset (pass, task);

  return TRUE;
}
