/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-request.h"

#include "core/engine/resting-journal.h"
#include "ui/desktop/model/event-item.h"

/**
 * tocsin_event_request_new:
 * @state: where the journal is
 * @filter: which events
 *
 * Returns: (transfer full): a request for the newest.
 */
TocsinEventRequest *
tocsin_event_request_new (TocsinStateDirectory *state, const TocsinEventFilter *filter)
{
  TocsinEventRequest *self = g_new0 (TocsinEventRequest, 1);

  self->state = g_object_ref (state);
  tocsin_event_filter_copy (&self->filter, filter);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

/**
 * tocsin_event_request_free:
 * @data: a #TocsinEventRequest
 */
void
tocsin_event_request_free (gpointer data)
{
  TocsinEventRequest *self = data;

  g_object_unref (self->state);
  tocsin_event_filter_clear (&self->filter);
  g_array_unref (self->ids);
  g_free (self);
}

/**
 * tocsin_event_answer_free:
 * @data: a #TocsinEventAnswer
 */
void
tocsin_event_answer_free (gpointer data)
{
  TocsinEventAnswer *self = data;

  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->changed);
  g_free (self);
}

static void
take_events (TocsinEventAnswer *answer, GPtrArray *events, const TocsinEventRequest *request)
{
  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);

      if (event->id <= request->newest)
        break;
      g_ptr_array_add (answer->items, tocsin_event_item_new (event));
    }
  answer->complete = events->len < request->limit || answer->items->len < events->len;
}

/* One that is gone meanwhile has nothing new to tell. */
static void
take_changed (TocsinEventAnswer *answer, TocsinJournal *journal, GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (TocsinJournalEvent) event =
          tocsin_journal_get_event (journal, g_array_index (ids, gint64, i), NULL);

      if (event != NULL)
        g_ptr_array_add (answer->changed, tocsin_event_item_new (event));
    }
}

/**
 * tocsin_event_request_work:
 * @data: a #TocsinEventRequest
 * @cancellable: (nullable): to give up
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (nullable): a #TocsinEventAnswer.
 */
gpointer
tocsin_event_request_work (gpointer data, GCancellable *cancellable, GError **error)
{
  TocsinEventRequest *self = data;
  TocsinJournalFilter filter = tocsin_event_filter_peek (&self->filter);
  g_autoptr (TocsinJournal) journal = tocsin_resting_journal_read (self->state, error);
  g_autoptr (GPtrArray) events = NULL;
  TocsinEventAnswer *answer;

  filter.before = self->before;
  filter.limit = self->limit;
  events = journal != NULL ? tocsin_journal_list_events (journal, &filter, error) : NULL;
  if (events == NULL)
    return NULL;

  answer = g_new0 (TocsinEventAnswer, 1);
  answer->items = g_ptr_array_new_with_free_func (g_object_unref);
  answer->changed = g_ptr_array_new_with_free_func (g_object_unref);
  take_events (answer, events, self);
  take_changed (answer, journal, self->ids);

  return answer;
}
