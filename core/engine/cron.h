/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinCron:
 *
 * The times of a calendar: `MINUTE HOUR DAY MONTH WEEKDAY [ZONE]`, or `@hourly` and its like.
 *
 * When both days are given, one of them has to match; a field that begins with a star does not
 * count as given. In the night when clocks change, a calendar with fixed hours fires once for each
 * time that it names: right after the gap, if the clocks leave that time out, and the first time,
 * if they show it twice. One whose hours begin with a star goes by real time: it fires in each hour
 * that there is.
 */
typedef struct _TocsinCron TocsinCron;

TocsinCron *tocsin_cron_parse (const char *text, const char *begin, GError **error);
void tocsin_cron_free (TocsinCron *self);
gint64 tocsin_cron_next (const TocsinCron *self, gint64 after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinCron, tocsin_cron_free)

G_END_DECLS
