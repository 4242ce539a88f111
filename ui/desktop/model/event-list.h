/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/event-filter.h"
#include "ui/desktop/model/event-item.h"
#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_EVENT_LIST (tocsin_event_list_get_type ())

/**
 * TocsinEventList:
 *
 * The history as a #GListModel of #TocsinEventItem, newest first: read from the journal page by
 * page as somebody comes to the end of it, and kept current by what the engine tells.
 *
 * Properties: `loading`, `complete` (whether nothing older is left to read), `error` (why it can't
 * be read). Signal: `refreshed` (what is shown is what the journal says now).
 */
G_DECLARE_FINAL_TYPE (TocsinEventList, tocsin_event_list, TOCSIN, EVENT_LIST, GObject)

TocsinEventList *tocsin_event_list_new (TocsinWorkbench *workbench);
void tocsin_event_list_set_filter (TocsinEventList *self, const TocsinEventFilter *filter);
const TocsinEventFilter *tocsin_event_list_get_filter (TocsinEventList *self);
void tocsin_event_list_need (TocsinEventList *self, guint position);
void tocsin_event_list_refresh (TocsinEventList *self);
gboolean tocsin_event_list_is_loading (TocsinEventList *self);
const GError *tocsin_event_list_get_error (TocsinEventList *self);

G_END_DECLS
