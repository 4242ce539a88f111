/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/rhythm.h"

/* Of a wait that was cut off, so much is safe the next time. */
#define SAFE_PART 0.8

struct _Imap4Rhythm
{
  gint longest; /* seconds, 0 while nothing is known */
  gint waiting; /* watches */
};

/**
 * imap4_rhythm_new:
 *
 * Returns: (transfer full): nothing is known yet.
 */
Imap4Rhythm *
imap4_rhythm_new (void)
{
  return g_atomic_rc_box_new0 (Imap4Rhythm);
}

/**
 * imap4_rhythm_ref:
 * @self: a rhythm
 *
 * Returns: (transfer full): @self.
 */
Imap4Rhythm *
imap4_rhythm_ref (Imap4Rhythm *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * imap4_rhythm_unref:
 * @self: (transfer full): a rhythm
 */
void
imap4_rhythm_unref (Imap4Rhythm *self)
{
  g_atomic_rc_box_release (self);
}

/**
 * imap4_rhythm_learn:
 * @self: a rhythm
 * @seconds: after so many of silence the server was gone
 *
 * Quirk 39: servers drop a waiting session silently after 5 to 30 minutes.
 */
void
imap4_rhythm_learn (Imap4Rhythm *self, gint64 seconds)
{
  gint longest = g_atomic_int_get (&self->longest);
  gint shorter =
      (gint) CLAMP ((double) seconds * SAFE_PART, IMAP4_RHYTHM_SHORTEST, IMAP4_RHYTHM_MOST);

  /* A drop that early is an accident, not a rule. */
  if (seconds >= IMAP4_RHYTHM_SHORTEST && (longest == 0 || shorter < longest))
    g_atomic_int_set (&self->longest, shorter);
}

/**
 * imap4_rhythm_next:
 * @self: a rhythm
 *
 * Returns: how many seconds the next wait may last; not the same each time, so that ten thousand
 *   sessions do not wake up together.
 */
gint64
imap4_rhythm_next (Imap4Rhythm *self)
{
  gint longest = g_atomic_int_get (&self->longest);
  gint64 next = g_random_int_range (IMAP4_RHYTHM_LEAST, IMAP4_RHYTHM_MOST + 1);

  return longest > 0 ? MIN (next, longest) : next;
}

/**
 * imap4_rhythm_join:
 * @self: a rhythm
 * @most: how many may wait at once
 *
 * A session that waits is taken from the pool for good; one has to be left for work.
 *
 * Returns: whether one more may wait; imap4_rhythm_leave() when it does no longer.
 */
gboolean
imap4_rhythm_join (Imap4Rhythm *self, guint most)
{
  if (g_atomic_int_add (&self->waiting, 1) < (gint) most)
    return TRUE;
  imap4_rhythm_leave (self);

  return FALSE;
}

/**
 * imap4_rhythm_leave:
 * @self: a rhythm
 */
void
imap4_rhythm_leave (Imap4Rhythm *self)
{
  g_atomic_int_add (&self->waiting, -1);
}
