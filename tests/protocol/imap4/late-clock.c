/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/protocol/imap4/late-clock.h"

struct _LateClock
{
  TocsinClock parent_instance;
  gint64 passed;
};

G_DEFINE_FINAL_TYPE (LateClock, late_clock, TOCSIN_TYPE_CLOCK)

static gint64
late_clock_get_monotonic (TocsinClock *clock)
{
  return g_get_monotonic_time () + LATE_CLOCK (clock)->passed;
}

static void
late_clock_class_init (LateClockClass *klass)
{
  TOCSIN_CLOCK_CLASS (klass)->get_monotonic = late_clock_get_monotonic;
}

static void
late_clock_init (LateClock *self)
{
}

LateClock *
late_clock_new (void)
{
  return g_object_new (LATE_TYPE_CLOCK, NULL);
}

void
late_clock_pass (LateClock *self, gint64 until)
{
  self->passed = until - g_get_monotonic_time ();
}
