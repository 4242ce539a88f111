/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"

G_BEGIN_DECLS

/* The last days in numbers, for a chart. */

GArray *tocsin_event_days_new (guint n_days, gint64 now, GTimeZone *zone);
guint tocsin_event_days_count (const TocsinJournalSpan *day);
guint tocsin_event_days_count_trouble (const TocsinJournalSpan *day);
guint tocsin_event_days_get_most (GArray *days);
char *tocsin_event_days_say_day (const TocsinJournalSpan *day, GTimeZone *zone);
char *tocsin_event_days_say (GArray *days, GTimeZone *zone);

G_END_DECLS
