/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/event-filter.h"
#include "ui/desktop/model/workbench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_HISTORY_FILTER (tocsin_history_filter_get_type ())

/**
 * TocsinHistoryFilter:
 *
 * Where a person chooses which events to see: by state, task, connection and time. Signal:
 * `changed`.
 */
G_DECLARE_FINAL_TYPE (
    TocsinHistoryFilter, tocsin_history_filter, TOCSIN, HISTORY_FILTER, GtkPopover)

void tocsin_history_filter_set_workbench (TocsinHistoryFilter *self, TocsinWorkbench *workbench);
void tocsin_history_filter_read (TocsinHistoryFilter *self, TocsinEventFilter *filter);
void tocsin_history_filter_clear (TocsinHistoryFilter *self);
void tocsin_history_filter_choose_day (TocsinHistoryFilter *self, gint64 begin, gint64 end);

G_END_DECLS
