/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/event-loader.h"
#include "core/engine/feed-event.h"
#include "core/engine/trial-private.h"
#include "core/mail/mail-search.h"
#include "core/mail/query/finding.h"

#include <glib/gi18n-lib.h>

/* A message that was looked at, with the events that were written down about it. */
typedef struct
{
  TocsinTrial *self;
  TocsinTrialLane *lane;
  const TocsinTrialSeen *seen;
  GPtrArray *events;
} Case;

static TocsinTask *
find_task (GPtrArray *tasks, const char *id, guint *rank)
{
  for (guint i = 0; i < tasks->len; i++)
    {
      TocsinTask *task = g_ptr_array_index (tasks, i);

      *rank = i;
      if (g_str_equal (tocsin_task_get_id (task), id))
        return task;
    }

  return NULL;
}

static TocsinTrialMail *
find_arrival (const Case *one)
{
  TocsinTrialMail *mail = tocsin_trial_store_find_mail (one->lane->store, one->seen->ref);

  return mail != NULL && mail->hops > 0 ? mail : NULL;
}

static void
add_history (const Case *one, TocsinTrialFiring *firing)
{
  const TocsinTrialMail *mail = tocsin_trial_store_find_mail (one->lane->store, one->seen->ref);

  for (guint i = 0; mail != NULL && i < mail->history->len; i++)
    g_ptr_array_add (
        firing->notes,
        g_strdup_printf (_ ("by then %s"), (const char *) g_ptr_array_index (mail->history, i)));
}

static TocsinQueryVerdict
examine (const Case *one, TocsinTrialFiring *firing)
{
  TocsinQuery *query = tocsin_task_get_mail_rule (firing->task)->query;

  g_clear_pointer (&firing->findings, g_ptr_array_unref);
  g_clear_pointer (&firing->groups, g_hash_table_unref);
  g_clear_error (&firing->trouble);
  if (query == NULL)
    return TOCSIN_QUERY_VERDICT_YES;

  return tocsin_query_examine (query, one->seen->message, tocsin_clock_get_real (one->self->clock),
                               one->self->zone, &firing->findings, &firing->groups,
                               &firing->trouble);
}

static TocsinTrialFiring *
new_firing (const Case *one, TocsinTask *task, TocsinTrialVerdict verdict)
{
  TocsinTrialFiring *firing = tocsin_trial_firing_new (task, verdict);

  g_free (firing->connection);
  firing->connection = g_strdup (one->lane->id);
  g_free (firing->folder);
  firing->folder = tocsin_trial_store_name_folder (one->lane->store, one->seen->ref->folder);
  firing->ref = tocsin_message_ref_ref (one->seen->ref);
  firing->message = g_object_ref (one->seen->message);

  return firing;
}

static void
note_trouble (TocsinTrialFiring *firing, const TocsinJournalEvent *event)
{
  if (firing->trouble == NULL)
    firing->trouble =
        g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE, event->error_message);
}

static void
load_and_plan (const Case *one, TocsinTrialFiring *firing, TocsinJournalEvent *event)
{
  firing->event = tocsin_event_loader_load (event, one->self->spool, &firing->trouble);
  if (firing->event != NULL)
    tocsin_trial_plan (one->self, firing, one->lane);
  else
    firing->verdict = TOCSIN_TRIAL_UNDECIDED;
}

static gboolean
was_moved_by_target (const Case *one)
{
  const TocsinTrialMail *mail = find_arrival (one);

  return mail != NULL
         && g_ptr_array_find_with_equal_func (mail->movers, tocsin_task_get_id (one->self->task),
                                              g_str_equal, NULL);
}

static void
handle_event (const Case *one, TocsinTask *task, TocsinJournalEvent *event)
{
  gboolean dead = event->state == TOCSIN_JOURNAL_DEAD;
  g_autoptr (TocsinTrialFiring) firing =
      new_firing (one, task, dead ? TOCSIN_TRIAL_UNDECIDED : TOCSIN_TRIAL_FIRES);

  examine (one, firing);
  add_history (one, firing);
  if (dead)
    note_trouble (firing, event);
  else
    load_and_plan (one, firing, event);
  if (task == one->self->task || was_moved_by_target (one))
    tocsin_trial_report (one->self, firing);
}

/* Whether the task waits where the message is, behind the one that hides it. */
static gboolean
would_have_been_asked (const Case *one, TocsinTask *hider)
{
  TocsinTrial *self = one->self;
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (self->task);
  guint own, other;

  if (find_task (one->lane->tasks, tocsin_task_get_id (self->task), &own) == NULL
      || find_task (one->lane->tasks, tocsin_task_get_id (hider), &other) == NULL || other >= own)
    return FALSE;

  return rule != NULL
         && tocsin_trial_store_is_meant (one->lane->store, one->seen->ref->folder,
                                         (const char *const *) rule->folders);
}

/* The feed looked no further than to the task that hides it. */
static void
handle_hidden (const Case *one, TocsinTask *hider)
{
  g_autoptr (TocsinTrialFiring) firing = NULL;
  TocsinQueryVerdict verdict;

  if (hider == one->self->task || !would_have_been_asked (one, hider))
    return;

  firing = new_firing (one, one->self->task, TOCSIN_TRIAL_HIDDEN);
  verdict = examine (one, firing);
  if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE && firing->trouble == NULL
      && tocsin_mail_read (TOCSIN_MAIL_STORE (one->lane->store), one->seen->ref, one->seen->message,
                           one->self->cancellable, NULL))
    verdict = examine (one, firing);
  if (verdict != TOCSIN_QUERY_VERDICT_YES)
    return;

  firing->by = g_object_ref (hider);
  tocsin_trial_report (one->self, firing);
}

static gboolean
has_enough (const Case *one)
{
  return one->self->summary.limited && find_arrival (one) == NULL;
}

static TocsinTask *
find_hider (const Case *one)
{
  TocsinTask *hider = NULL;
  guint rank;

  for (guint i = 0; i < one->events->len; i++)
    {
      const TocsinJournalEvent *event = g_ptr_array_index (one->events, i);
      TocsinTask *task = find_task (one->lane->tasks, event->task, &rank);

      if (task != NULL && tocsin_task_get_mail_rule (task)->stop_processing
          && event->state != TOCSIN_JOURNAL_DEAD)
        hider = task;
    }

  return hider;
}

/* Whether a message is hidden is looked at as it came, before anything is done to it. */
static void
handle_case (const Case *one)
{
  TocsinTask *hider;
  guint rank;

  if (one->events == NULL || has_enough (one))
    return;

  hider = find_hider (one);
  if (hider != NULL)
    handle_hidden (one, hider);
  for (guint i = 0; i < one->events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (one->events, i);
      TocsinTask *task = find_task (one->lane->tasks, event->task, &rank);

      if (task != NULL)
        handle_event (one, task, event);
    }
}

static GHashTable *
group_by_message (GPtrArray *events)
{
  GHashTable *groups =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);
      GPtrArray *group = g_hash_table_lookup (groups, event->key);

      if (group == NULL)
        {
          group = g_ptr_array_new ();
          g_hash_table_insert (groups, event->key, group);
        }
      g_ptr_array_add (group, event);
    }

  return groups;
}

static void
release_all (TocsinTrial *self, GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const TocsinJournalEvent *event = g_ptr_array_index (events, i);

      if (event->spool != NULL)
        tocsin_spool_release (self->spool, event->spool);
    }
}

/*< private >
 * tocsin_trial_judge:
 * @events: (element-type TocsinJournalEvent): what was written down just now
 * @user_data: the trial
 *
 * Goes through the messages that were just looked at, and through the tasks that fire for each, in
 * their order.
 */
void
tocsin_trial_judge (GPtrArray *events, gpointer user_data)
{
  TocsinTrial *self = user_data;
  g_autoptr (GPtrArray) seen = tocsin_trial_store_take_seen (self->lane->store);
  g_autoptr (GHashTable) groups = group_by_message (events);

  for (guint i = 0; i < seen->len && !g_cancellable_is_cancelled (self->cancellable); i++)
    {
      Case one = { self, self->lane, g_ptr_array_index (seen, i), NULL };
      g_autofree char *key = tocsin_feed_event_key (self->lane->id, one.seen->ref);

      one.events = g_hash_table_lookup (groups, key);
      handle_case (&one);
    }
  release_all (self, events);
}
