/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/clock.h"

G_DEFINE_TYPE (TocsinClock, tocsin_clock, G_TYPE_OBJECT)

static gint64
machine_real (TocsinClock *self)
{
  return g_get_real_time ();
}

static gint64
machine_monotonic (TocsinClock *self)
{
  return g_get_monotonic_time ();
}

static void
tocsin_clock_class_init (TocsinClockClass *klass)
{
  klass->get_real = machine_real;
  klass->get_monotonic = machine_monotonic;
}

static void
tocsin_clock_init (TocsinClock *self)
{
}

/**
 * tocsin_clock_get_default:
 *
 * Returns: (transfer none): the machine's clock.
 */
TocsinClock *
tocsin_clock_get_default (void)
{
  static TocsinClock *clock = NULL;

  if (g_once_init_enter (&clock))
    g_once_init_leave (&clock, g_object_new (TOCSIN_TYPE_CLOCK, NULL));

  return clock;
}

/**
 * tocsin_clock_get_real:
 * @self: a clock
 *
 * Returns: microseconds since 1970-01-01 UTC.
 */
gint64
tocsin_clock_get_real (TocsinClock *self)
{
  g_return_val_if_fail (TOCSIN_IS_CLOCK (self), 0);

  return TOCSIN_CLOCK_GET_CLASS (self)->get_real (self);
}

/**
 * tocsin_clock_get_monotonic:
 * @self: a clock
 *
 * Returns: microseconds that never go back.
 */
gint64
tocsin_clock_get_monotonic (TocsinClock *self)
{
  g_return_val_if_fail (TOCSIN_IS_CLOCK (self), 0);

  return TOCSIN_CLOCK_GET_CLASS (self)->get_monotonic (self);
}
