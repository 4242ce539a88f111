/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_HISTORY_CHART (tocsin_history_chart_get_type ())

/**
 * TocsinHistoryChart:
 *
 * How many events there were on each of the last days: a bar a day, its hatched foot those that
 * went wrong. Arrow keys go from day to day, Enter chooses one.
 *
 * Property: `caption` (what it shows in words: the day that is looked at, or all of them). Signal:
 * `day-chosen` (begin and end of the day, microseconds since 1970).
 */
G_DECLARE_FINAL_TYPE (TocsinHistoryChart, tocsin_history_chart, TOCSIN, HISTORY_CHART, GtkWidget)

void tocsin_history_chart_set_days (TocsinHistoryChart *self, GArray *days);

G_END_DECLS
