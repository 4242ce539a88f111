/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CLOCK (tocsin_clock_get_type ())

/**
 * TocsinClock:
 *
 * Where the time comes from. The default reads the machine's clocks; a test gives its own, so that
 * nothing ever sleeps to find out whether a deadline works.
 */
G_DECLARE_DERIVABLE_TYPE (TocsinClock, tocsin_clock, TOCSIN, CLOCK, GObject)

/**
 * TocsinClockClass:
 * @get_real: microseconds since 1970, as a person reads it; may jump
 * @get_monotonic: microseconds that never go back; for deadlines
 */
struct _TocsinClockClass
{
  GObjectClass parent_class;

  gint64 (*get_real) (TocsinClock *self);
  gint64 (*get_monotonic) (TocsinClock *self);

  /*< private >*/
  gpointer padding[4];
};

TocsinClock *tocsin_clock_get_default (void);
gint64 tocsin_clock_get_real (TocsinClock *self);
gint64 tocsin_clock_get_monotonic (TocsinClock *self);

G_END_DECLS
