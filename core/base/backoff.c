/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/backoff.h"

/* Past 2^20 every sensible limit has long been reached, and the power stays exact. */
#define MAX_DOUBLINGS 20

/* Seconds. Who asks for more is not to be believed, and the sum in microseconds must not overflow.
 */
#define MAX_RETRY_AFTER (7 * 24 * 60 * 60)

/**
 * tocsin_backoff_next:
 * @self: the state
 * @retry_after: the least wait in seconds the peer asked for, or -1; honoured up to a week
 *
 * Counts a failure.
 *
 * Returns: the wait before the next try, in microseconds: between a half and the whole of
 *   first × 2^failures, never longer than the limit, never shorter than @retry_after.
 */
gint64
tocsin_backoff_next (TocsinBackoff *self, gint64 retry_after)
{
  double whole, wait;

  g_return_val_if_fail (self != NULL, 0);

  whole = MIN (self->first * (double) (1u << MIN (self->failures, MAX_DOUBLINGS)), self->most);
  wait =
      MAX (g_random_double_range (0.5, 1.0) * whole, (double) MIN (retry_after, MAX_RETRY_AFTER));
  self->failures++;

  return (gint64) (wait * G_USEC_PER_SEC);
}

/**
 * tocsin_backoff_reset:
 * @self: the state
 *
 * To be called after a check that did its whole job, not after a mere TCP connect.
 */
void
tocsin_backoff_reset (TocsinBackoff *self)
{
  g_return_if_fail (self != NULL);

  self->failures = 0;
}
