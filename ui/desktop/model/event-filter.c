/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-filter.h"

/**
 * tocsin_event_filter_clear:
 * @self: a filter
 *
 * Lets everything through again.
 */
void
tocsin_event_filter_clear (TocsinEventFilter *self)
{
  g_free (self->task);
  g_free (self->connection);
  g_free (self->search);
  *self = (TocsinEventFilter) TOCSIN_EVENT_FILTER_INIT;
}

/**
 * tocsin_event_filter_copy:
 * @self: a filter, which is overwritten
 * @other: another one
 */
void
tocsin_event_filter_copy (TocsinEventFilter *self, const TocsinEventFilter *other)
{
  TocsinEventFilter copy = *other;

  copy.task = g_strdup (other->task);
  copy.connection = g_strdup (other->connection);
  copy.search = g_strdup (other->search);
  tocsin_event_filter_clear (self);
  *self = copy;
}

/**
 * tocsin_event_filter_equal:
 * @self: a filter
 * @other: another one
 *
 * Returns: whether both let the same through.
 */
gboolean
tocsin_event_filter_equal (const TocsinEventFilter *self, const TocsinEventFilter *other)
{
  return self->state == other->state && self->since == other->since && self->until == other->until
         && g_strcmp0 (self->task, other->task) == 0
         && g_strcmp0 (self->connection, other->connection) == 0
         && g_strcmp0 (self->search, other->search) == 0;
}

/**
 * tocsin_event_filter_is_empty:
 * @self: a filter
 *
 * Returns: whether it lets everything through.
 */
gboolean
tocsin_event_filter_is_empty (const TocsinEventFilter *self)
{
  const TocsinEventFilter empty = TOCSIN_EVENT_FILTER_INIT;

  return tocsin_event_filter_equal (self, &empty);
}

/**
 * tocsin_event_filter_peek:
 * @self: a filter
 *
 * Returns: it as the journal takes it, as long as @self is there; with summaries.
 */
TocsinJournalFilter
tocsin_event_filter_peek (const TocsinEventFilter *self)
{
  return (TocsinJournalFilter){ .task = self->task,
                                .state = self->state,
                                .connection = self->connection,
                                .since = self->since,
                                .until = self->until,
                                .search = self->search,
                                .with_summary = TRUE };
}
