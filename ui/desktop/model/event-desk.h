/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/event-filter.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

/* What a person asks about one event and decides about it: of a running engine, or of the journal
 * of one that rests. */

/**
 * TocsinEventDecision:
 * @TOCSIN_EVENT_RETRY: have it worked off again at once
 * @TOCSIN_EVENT_DISCARD: let it be
 */
typedef enum
{
  TOCSIN_EVENT_RETRY,
  TOCSIN_EVENT_DISCARD,
} TocsinEventDecision;

void tocsin_event_desk_show_async (TocsinWorkbench *workbench,
                                   gint64 event,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void tocsin_event_desk_decide_async (TocsinWorkbench *workbench,
                                     gint64 event,
                                     TocsinEventDecision decision,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
tocsin_event_desk_decide_finish (TocsinWorkbench *workbench, GAsyncResult *result, GError **error);
void tocsin_event_desk_count_async (TocsinWorkbench *workbench,
                                    const TocsinEventFilter *filter,
                                    GArray *days,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

G_END_DECLS
