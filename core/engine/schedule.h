/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * TOCSIN_SCHEDULE_NEVER:
 *
 * A time that never comes.
 */
#define TOCSIN_SCHEDULE_NEVER G_MAXINT64

/**
 * TocsinScheduleKind:
 * @TOCSIN_SCHEDULE_PUSH: when the server says so
 * @TOCSIN_SCHEDULE_EVERY: so many seconds after the last time
 * @TOCSIN_SCHEDULE_CRON: at the times of the calendar that match
 */
typedef enum
{
  TOCSIN_SCHEDULE_PUSH,
  TOCSIN_SCHEDULE_EVERY,
  TOCSIN_SCHEDULE_CRON,
} TocsinScheduleKind;

/**
 * TocsinSchedule:
 *
 * When to look: `push`, `every 5m`, `cron 0 8 * * mon-fri Europe/Berlin`. Immutable.
 */
typedef struct _TocsinSchedule TocsinSchedule;

#define TOCSIN_TYPE_SCHEDULE (tocsin_schedule_get_type ())
GType tocsin_schedule_get_type (void);

TocsinSchedule *tocsin_schedule_parse (const char *text, GError **error);
TocsinSchedule *tocsin_schedule_ref (TocsinSchedule *self);
void tocsin_schedule_unref (TocsinSchedule *self);
TocsinScheduleKind tocsin_schedule_get_kind (const TocsinSchedule *self);
guint tocsin_schedule_get_interval (const TocsinSchedule *self);
gint64 tocsin_schedule_next (const TocsinSchedule *self, gint64 after);
char *tocsin_schedule_to_string (const TocsinSchedule *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSchedule, tocsin_schedule_unref)

G_END_DECLS
