/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/state-directory.h"
#include "ui/desktop/model/event-filter.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinEventRequest:
 * @state: where the journal is
 * @filter: which events
 * @before: only events with a smaller id; 0 for the newest
 * @newest: only events with a greater id; 0 for all
 * @limit: at most so many
 * @ids: (element-type gint64): events to read besides, whatever the filter says
 *
 * What a list wants to know from the journal. It is read beside the engine, which is not kept from
 * its work by a person who scrolls.
 */
typedef struct
{
  TocsinStateDirectory *state;
  TocsinEventFilter filter;
  gint64 before;
  gint64 newest;
  guint limit;
  GArray *ids;
} TocsinEventRequest;

/**
 * TocsinEventAnswer:
 * @items: (element-type TocsinEventItem): newest first
 * @changed: (element-type TocsinEventItem): those asked for by their ids, without summaries
 * @complete: whether there are no more
 */
typedef struct
{
  GPtrArray *items;
  GPtrArray *changed;
  gboolean complete;
} TocsinEventAnswer;

TocsinEventRequest *
tocsin_event_request_new (TocsinStateDirectory *state, const TocsinEventFilter *filter);
void tocsin_event_request_free (gpointer data);
gpointer tocsin_event_request_work (gpointer data, GCancellable *cancellable, GError **error);
void tocsin_event_answer_free (gpointer data);

G_END_DECLS
