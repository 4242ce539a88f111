/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/pace.h"

/* The bucket holds what comes in a quarter of a second: enough not to wake up for every byte, and
 * no burst that anybody on a thin line would notice. */
#define FILLS_PER_SECOND 4

struct _TocsinPace
{
  GObject parent_instance;

  TocsinClock *clock;
  GMutex mutex;
  double rate; /* bytes in a microsecond */
  double most;
  double level; /* below 0 after more was read than asked for */
  gint64 filled;
};

G_DEFINE_FINAL_TYPE (TocsinPace, tocsin_pace, G_TYPE_OBJECT)

static void
tocsin_pace_finalize (GObject *object)
{
  TocsinPace *self = TOCSIN_PACE (object);

  g_clear_object (&self->clock);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tocsin_pace_parent_class)->finalize (object);
}

static void
tocsin_pace_class_init (TocsinPaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_pace_finalize;
}

static void
tocsin_pace_init (TocsinPace *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * tocsin_pace_new: (skip)
 * @bytes_per_second: the rate, not 0
 * @clock: (nullable): the time, for tests
 *
 * Returns: (transfer full): a pace with a full bucket.
 */
TocsinPace *
tocsin_pace_new (guint bytes_per_second, TocsinClock *clock)
{
  TocsinPace *self;

  g_return_val_if_fail (bytes_per_second > 0, NULL);

  self = g_object_new (TOCSIN_TYPE_PACE, NULL);
  self->clock = g_object_ref (clock != NULL ? clock : tocsin_clock_get_default ());
  self->rate = (double) bytes_per_second / G_USEC_PER_SEC;
  self->most = MAX ((double) bytes_per_second / FILLS_PER_SECOND, 1);
  self->level = self->most;
  self->filled = tocsin_clock_get_monotonic (self->clock);

  return self;
}

/* Under the mutex. */
static void
fill (TocsinPace *self)
{
  gint64 now = tocsin_clock_get_monotonic (self->clock);

  self->level = MIN (self->level + (double) (now - self->filled) * self->rate, self->most);
  self->filled = now;
}

/**
 * tocsin_pace_get_allowance: (skip)
 * @self: a pace
 * @wait: (out): microseconds until it is worth asking again, if nothing may be read now
 *
 * Returns: how many bytes may be read now, 0 for none.
 */
gsize
tocsin_pace_get_allowance (TocsinPace *self, gint64 *wait)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  fill (self);
  *wait = 0;
  if (self->level >= 1)
    return (gsize) self->level;

  *wait = (gint64) ((MAX (self->most / 2, 1) - self->level) / self->rate) + 1;
  return 0;
}

/**
 * tocsin_pace_take: (skip)
 * @self: a pace
 * @n_bytes: how many were read; may be more than was allowed, which the next ones wait for
 */
void
tocsin_pace_take (TocsinPace *self, gsize n_bytes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  fill (self);
  self->level -= (double) n_bytes;
}
