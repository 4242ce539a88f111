/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"

G_BEGIN_DECLS

/**
 * TocsinEventFilter:
 *
 * Which events a person wants to see: a #TocsinJournalFilter that owns its texts, so that it can
 * go to a worker.
 */
typedef struct
{
  char *task;
  char *connection;
  char *search;
  int state;
  gint64 since;
  gint64 until;
} TocsinEventFilter;

#define TOCSIN_EVENT_FILTER_INIT                                                                   \
  {                                                                                                \
    .state = -1                                                                                    \
  }

void tocsin_event_filter_clear (TocsinEventFilter *self);
void tocsin_event_filter_copy (TocsinEventFilter *self, const TocsinEventFilter *other);
gboolean tocsin_event_filter_equal (const TocsinEventFilter *self, const TocsinEventFilter *other);
gboolean tocsin_event_filter_is_empty (const TocsinEventFilter *self);
TocsinJournalFilter tocsin_event_filter_peek (const TocsinEventFilter *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinEventFilter, tocsin_event_filter_clear)

G_END_DECLS
