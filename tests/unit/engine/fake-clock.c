/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-clock.h"

typedef struct
{
  TocsinClock parent_instance;

  GMutex mutex;
  gint64 passed;
} FakeClock;

typedef struct
{
  TocsinClockClass parent_class;
} FakeClockClass;

static GType fake_clock_get_type (void);
G_DEFINE_TYPE (FakeClock, fake_clock, TOCSIN_TYPE_CLOCK)

static gint64
get_passed (TocsinClock *clock)
{
  FakeClock *self = (FakeClock *) clock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->passed;
}

static gint64
get_real (TocsinClock *clock)
{
  return FAKE_NOW + get_passed (clock);
}

static gint64
get_monotonic (TocsinClock *clock)
{
  return G_USEC_PER_SEC + get_passed (clock);
}

static void
fake_clock_class_init (FakeClockClass *klass)
{
  TOCSIN_CLOCK_CLASS (klass)->get_real = get_real;
  TOCSIN_CLOCK_CLASS (klass)->get_monotonic = get_monotonic;
}

static void
fake_clock_init (FakeClock *self)
{
  g_mutex_init (&self->mutex);
}

TocsinClock *
fake_clock_new (void)
{
  return g_object_new (fake_clock_get_type (), NULL);
}

void
fake_clock_advance (TocsinClock *clock, double seconds)
{
  FakeClock *self = (FakeClock *) clock;

  g_mutex_lock (&self->mutex);
  /* Not cut off: who goes to a moment comes out a microsecond before it else. */
  self->passed += (gint64) (seconds * G_USEC_PER_SEC + (seconds < 0 ? -0.5 : 0.5));
  g_mutex_unlock (&self->mutex);
}
