/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/mail/query/ticking-clock.h"

typedef struct
{
  TocsinClock parent_instance;

  gint64 step;
  guint64 looks;
} TickingClock;

typedef struct
{
  TocsinClockClass parent_class;
} TickingClockClass;

static GType ticking_clock_get_type (void);
G_DEFINE_TYPE (TickingClock, ticking_clock, TOCSIN_TYPE_CLOCK)

static gint64
get_monotonic (TocsinClock *clock)
{
  TickingClock *self = (TickingClock *) clock;

  return self->step * (gint64) ++self->looks;
}

static void
ticking_clock_class_init (TickingClockClass *klass)
{
  TOCSIN_CLOCK_CLASS (klass)->get_monotonic = get_monotonic;
}

static void
ticking_clock_init (TickingClock *self)
{
}

/* A look takes @step microseconds. */
TocsinClock *
ticking_clock_new (gint64 step)
{
  TickingClock *self = g_object_new (ticking_clock_get_type (), NULL);

  self->step = step;

  return TOCSIN_CLOCK (self);
}

guint64
ticking_clock_get_looks (TocsinClock *clock)
{
  return ((TickingClock *) clock)->looks;
}
