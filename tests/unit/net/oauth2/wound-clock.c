/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/net/oauth2/wound-clock.h"

#define BEGIN (1800000000 * G_TIME_SPAN_SECOND)

typedef struct
{
  TocsinClock parent_instance;

  GMutex mutex;
  gint64 awake;
  gint64 asleep;
} WoundClock;

typedef struct
{
  TocsinClockClass parent_class;
} WoundClockClass;

static GType wound_clock_get_type (void);
G_DEFINE_TYPE (WoundClock, wound_clock, TOCSIN_TYPE_CLOCK)

static gint64
get_real (TocsinClock *clock)
{
  WoundClock *self = (WoundClock *) clock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return BEGIN + self->awake + self->asleep;
}

static gint64
get_monotonic (TocsinClock *clock)
{
  WoundClock *self = (WoundClock *) clock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return G_TIME_SPAN_HOUR + self->awake;
}

static void
wound_clock_class_init (WoundClockClass *klass)
{
  TOCSIN_CLOCK_CLASS (klass)->get_real = get_real;
  TOCSIN_CLOCK_CLASS (klass)->get_monotonic = get_monotonic;
}

static void
wound_clock_init (WoundClock *self)
{
  g_mutex_init (&self->mutex);
}

TocsinClock *
wound_clock_new (void)
{
  return g_object_new (wound_clock_get_type (), NULL);
}

void
wound_clock_pass (TocsinClock *clock, gint64 seconds)
{
  WoundClock *self = (WoundClock *) clock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->awake += seconds * G_TIME_SPAN_SECOND;
}

void
wound_clock_suspend (TocsinClock *clock, gint64 seconds)
{
  WoundClock *self = (WoundClock *) clock;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->asleep += seconds * G_TIME_SPAN_SECOND;
}
