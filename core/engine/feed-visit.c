/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/feed-burst.h"
#include "core/engine/feed-steps.h"
#include "core/engine/feed-work.h"

/* What the server is asked for is a superset; each message is looked at by the task's own rule. */
static char *
start_terms (const TocsinFeedTask *task)
{
  gint64 since = task->since / G_USEC_PER_SEC;
  g_autoptr (GDateTime) time = NULL;

  switch (tocsin_feed_task_get_start (task))
    {
    case TOCSIN_MAIL_START_UNREAD:
      return g_strdup ("is:unread");
    case TOCSIN_MAIL_START_SINCE:
      since = task->rule->start_value;
      break;
    case TOCSIN_MAIL_START_NOW:
      break;
    case TOCSIN_MAIL_START_ALL:
    case TOCSIN_MAIL_START_LAST:
      return NULL;
    }

  time = g_date_time_new_from_unix_utc (since);

  return time != NULL ? g_date_time_format (time, "after:\"%Y-%m-%dT%H:%M:%SZ\"") : NULL;
}

/* The newest messages are counted before the query has its say. */
static TocsinQuery *
make_query (const TocsinFeedTask *task)
{
  g_autofree char *terms = start_terms (task);
  g_autofree char *query = NULL;
  g_autofree char *both = NULL;

  if (tocsin_feed_task_get_start (task) == TOCSIN_MAIL_START_LAST)
    return NULL;
  if (task->rule->query == NULL)
    return terms != NULL ? tocsin_query_parse (terms, NULL) : NULL;
  if (terms == NULL)
    return tocsin_query_ref (task->rule->query);

  query = tocsin_query_to_string (task->rule->query);
  both = g_strdup_printf ("%s (%s)", terms, query);

  return tocsin_query_parse (both, NULL);
}

/* The place of a message in the list, or where it would be; -1 when that is not to be known. */
static gint64
find_place (GPtrArray *refs, const TocsinFeedPlace *place)
{
  for (guint i = 0; i < refs->len; i++)
    {
      const TocsinMessageRef *ref = g_ptr_array_index (refs, i);

      if (g_str_equal (ref->key, place->key) || (place->uid > 0 && ref->uid >= place->uid))
        return i;
    }

  return place->uid > 0 ? (gint64) refs->len : -1;
}

static gboolean
is_at (GPtrArray *refs, gint64 index, const TocsinFeedPlace *place)
{
  return index < (gint64) refs->len
         && g_str_equal (((TocsinMessageRef *) g_ptr_array_index (refs, index))->key, place->key);
}

/* Where to begin, or to go on. When the last place is gone, and there are no numbers to tell where
 * it was, all is looked at again: the journal knows what has fired. */
static guint
find_begin (TocsinFeedTask *task, GPtrArray *refs)
{
  gint64 begin = 0;

  if (tocsin_feed_task_get_start (task) == TOCSIN_MAIL_START_LAST)
    {
      if (task->first.key == NULL)
        begin = MAX ((gint64) refs->len - task->rule->start_value, 0);
      else
        begin = MAX (find_place (refs, &task->first), 0);
      if (task->first.key == NULL && begin < (gint64) refs->len)
        tocsin_feed_task_set_place (&task->first, g_ptr_array_index (refs, begin));
    }
  if (task->done.key != NULL)
    {
      gint64 done = find_place (refs, &task->done);

      if (done >= 0)
        begin = MAX (begin, is_at (refs, done, &task->done) ? done + 1 : done);
    }

  return (guint) begin;
}

static void
end_visit (TocsinFeedTask *task)
{
  task->visiting = FALSE;
  task->confirmed = FALSE;
  g_clear_pointer (&task->done.key, g_free);
  g_clear_pointer (&task->first.key, g_free);
}

static gboolean
take_some (TocsinFeedPass *pass, TocsinFeedTask *task, GPtrArray *refs, guint *next, GError **error)
{
  g_auto (TocsinFeedWork) work = { 0 };
  g_autoptr (GVariant) shared = NULL;
  guint end;

  if (task->phase != TOCSIN_FEED_BEHIND)
    shared = tocsin_feed_pass_get_cursor (pass);
  tocsin_feed_work_init (&work, pass, tocsin_feed_pass_jury (pass, TOCSIN_FEED_LOOK_VISIT, task));
  if (!tocsin_feed_work_decide (&work, refs, *next, shared != NULL ? shared : task->cursor, error))
    return FALSE;

  end = *next + work.items->len;
  if (task->phase != TOCSIN_FEED_PAUSED)
    {
      if (end == refs->len)
        end_visit (task);
      else
        tocsin_feed_task_set_place (&task->done, g_ptr_array_index (refs, end - 1));
      *next = end;
    }

  return tocsin_feed_work_commit (&work, error);
}

/**
 * tocsin_feed_visit: (skip)
 * @pass: a pass
 * @task: a task that is on its first visit
 * @error: where to put what went wrong
 *
 * Decides what was in the folder when the task began, as its `start` says; for it alone. A message
 * that comes meanwhile may be met twice; the journal takes it once.
 *
 * Returns: whether nothing went wrong.
 */
gboolean
tocsin_feed_visit (TocsinFeedPass *pass, TocsinFeedTask *task, GError **error)
{
  g_autoptr (TocsinQuery) query = make_query (task);
  g_autoptr (GPtrArray) refs = NULL;
  guint next;

  refs = tocsin_mail_store_search (pass->store, pass->folder->id, query, pass->cancellable, error);
  if (refs == NULL)
    return FALSE;

  next = find_begin (task, refs);
  while (task->visiting && task->phase != TOCSIN_FEED_PAUSED && !tocsin_feed_pass_is_over (pass))
    if (!take_some (pass, task, refs, &next, error))
      return FALSE;
  pass->result->more = pass->result->more || (task->visiting && task->phase != TOCSIN_FEED_PAUSED);

  return TRUE;
}
