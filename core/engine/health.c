/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/health.h"

#include "core/base/error.h"
#include "core/engine/describe.h"

/* Seconds between tries after a failure. */
#define FIRST_BACKOFF 2
#define MOST_BACKOFF 300

/* So often in a row a full look has to find what the server did not announce until it is asked
 * instead of believed; a single miss may be a coincidence. */
#define MISSED_NOTICES 2

/**
 * tocsin_health_init: (skip)
 * @self: the health of a connection that has not been looked at
 */
void
tocsin_health_init (TocsinHealth *self)
{
  *self = (TocsinHealth){ .backoff = TOCSIN_BACKOFF_INIT (FIRST_BACKOFF, MOST_BACKOFF) };
}

/**
 * tocsin_health_clear: (skip)
 * @self: a health that is of no more use
 */
void
tocsin_health_clear (TocsinHealth *self)
{
  g_clear_error (&self->last_error);
}

/**
 * tocsin_health_renew: (skip)
 * @self: a health
 *
 * A person has changed something or says "try again": old refusals and distrust count no more.
 */
void
tocsin_health_renew (TocsinHealth *self)
{
  self->refusals = 0;
  self->missed_notices = 0;
  self->distrusts_push = FALSE;
  tocsin_backoff_reset (&self->backoff);
}

/**
 * tocsin_health_begin: (skip)
 * @self: a health
 * @now: the time, microseconds since 1970
 */
void
tocsin_health_begin (TocsinHealth *self, gint64 now)
{
  self->began = now;
  self->owed_since = now;
}

/**
 * tocsin_health_expect: (skip)
 * @self: a health
 * @next: when the next look is due, microseconds since 1970
 *
 * All is well until then: a connection that is looked at once a day has not stalled at noon.
 */
void
tocsin_health_expect (TocsinHealth *self, gint64 next)
{
  self->next_try = next;
  self->owed_since = next;
}

/**
 * tocsin_health_take_failure: (skip)
 * @self: a health
 * @error: (transfer full): why a look failed
 * @now: the time, microseconds since 1970
 *
 * Returns: what to do about it; the time of the next try is set when there is one.
 */
TocsinTrouble
tocsin_health_take_failure (TocsinHealth *self, GError *error, gint64 now)
{
  TocsinTrouble trouble;

  g_clear_error (&self->last_error);
  self->last_error = error;
  self->owed_since = MIN (self->owed_since, now);
  if (tocsin_trouble_is_refusal (error))
    self->refusals++;

  trouble = tocsin_trouble_judge (error, self->refusals);
  if (trouble == TOCSIN_TROUBLE_PARK)
    self->next_try = 0;
  else
    self->next_try = now + tocsin_backoff_next (&self->backoff, tocsin_trouble_get_wait (error));

  return trouble;
}

/**
 * tocsin_health_take_success: (skip)
 * @self: a health
 * @now: the time, microseconds since 1970
 *
 * A look has done its whole job; a mere connect is not one.
 */
void
tocsin_health_take_success (TocsinHealth *self, gint64 now)
{
  g_clear_error (&self->last_error);
  self->last_check = now;
  self->stalled = FALSE;
  self->refusals = 0;
  tocsin_backoff_reset (&self->backoff);
}

/**
 * tocsin_health_note_full_look: (skip)
 * @self: a health
 * @unannounced: how many messages a full look found behind a watch that was silent
 *
 * Returns: whether the server's notices have just lost their credit.
 */
gboolean
tocsin_health_note_full_look (TocsinHealth *self, guint unannounced)
{
  self->missed_notices = unannounced > 0 ? self->missed_notices + 1 : 0;
  if (self->missed_notices < MISSED_NOTICES)
    return FALSE;

  self->distrusts_push = TRUE;
  return TRUE;
}

/**
 * tocsin_health_get_alarm: (skip)
 * @self: a health
 * @alarm_after: seconds that a look may be owed; 0 for ever
 *
 * Returns: when it will count as stalled unless a look succeeds, microseconds since 1970;
 *   %G_MAXINT64 for never, or when it does already.
 */
gint64
tocsin_health_get_alarm (const TocsinHealth *self, guint alarm_after)
{
  gint64 wait = (gint64) alarm_after * G_USEC_PER_SEC;

  if (alarm_after == 0 || self->stalled || self->owed_since > G_MAXINT64 - wait)
    return G_MAXINT64;

  return self->owed_since + wait;
}

/**
 * tocsin_health_stalls: (skip)
 * @self: a health
 * @alarm_after: seconds that a look may be owed; 0 for ever
 * @now: the time, microseconds since 1970
 *
 * Returns: whether it has just begun to count as stalled.
 */
gboolean
tocsin_health_stalls (TocsinHealth *self, guint alarm_after, gint64 now)
{
  if (now < tocsin_health_get_alarm (self, alarm_after))
    return FALSE;

  self->stalled = TRUE;
  return TRUE;
}

/**
 * tocsin_health_describe: (skip)
 * @self: a health
 * @dict: where to describe it
 */
void
tocsin_health_describe (const TocsinHealth *self, GVariantDict *dict)
{
  tocsin_describe_time (dict, "last-check", self->last_check);
  tocsin_describe_time (dict, "next-try", self->next_try);
  tocsin_describe_time (dict, "expected", self->owed_since != G_MAXINT64 ? self->owed_since : 0);
  g_variant_dict_insert (dict, "stalled", "b", self->stalled);
  g_variant_dict_insert (dict, "failures", "u", self->backoff.failures);
  g_variant_dict_insert (dict, "refusals", "u", self->refusals);
  if (self->last_error != NULL)
    g_variant_dict_insert_value (dict, "error", tocsin_describe_error (self->last_error));
}
