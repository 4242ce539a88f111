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
  if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED))
    self->refusals++;

  trouble = tocsin_trouble_judge (error, self->refusals);
  if (trouble == TOCSIN_TROUBLE_PARK)
    self->next_try = 0;
  else
    self->next_try =
        now + tocsin_backoff_next (&self->backoff, tocsin_error_get_retry_after (error));

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
 * tocsin_health_stalls: (skip)
 * @self: a health
 * @alarm_after: seconds without a success after which it counts as stalled; 0 for never
 * @now: the time, microseconds since 1970
 *
 * Returns: whether it has just begun to count as stalled.
 */
gboolean
tocsin_health_stalls (TocsinHealth *self, guint alarm_after, gint64 now)
{
  gint64 since = self->last_check > 0 ? self->last_check : self->began;
  gboolean before = self->stalled;

  self->stalled = alarm_after > 0 && now - since > (gint64) alarm_after * G_USEC_PER_SEC;

  return self->stalled && !before;
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
  g_variant_dict_insert (dict, "stalled", "b", self->stalled);
  g_variant_dict_insert (dict, "failures", "u", self->backoff.failures);
  g_variant_dict_insert (dict, "refusals", "u", self->refusals);
  if (self->last_error != NULL)
    g_variant_dict_insert_value (dict, "error", tocsin_describe_error (self->last_error));
}
