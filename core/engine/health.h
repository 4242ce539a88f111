/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/backoff.h"
#include "core/base/trouble.h"

G_BEGIN_DECLS

/**
 * TocsinHealth:
 * @backoff: how long to wait after the next failure
 * @refusals: how many logins were refused in a row; trouble with the network never counts
 * @missed_notices: how many full looks in a row found what the server had not announced
 * @distrusts_push: whether the server is asked, because its notices go missing
 * @stalled: whether no look has succeeded for too long
 * @owed_since: since when a look is due that has not succeeded, microseconds since 1970; in the
 *   future while all is well
 * @began: when it all began, microseconds since 1970
 * @last_check: when a look last did its whole job; 0 for never
 * @next_try: when it is tried again
 * @last_error: (nullable): why the last look failed, %NULL when it did not
 *
 * How a connection does. Health is the time of the last look that did its whole job, not a
 * connection that stands. A plain value, owned by its supervisor.
 */
typedef struct
{
  TocsinBackoff backoff;
  guint refusals;
  guint missed_notices;
  gboolean distrusts_push;
  gboolean stalled;
  gint64 owed_since;
  gint64 began;
  gint64 last_check;
  gint64 next_try;
  GError *last_error;
} TocsinHealth;

void tocsin_health_init (TocsinHealth *self);
void tocsin_health_clear (TocsinHealth *self);
void tocsin_health_renew (TocsinHealth *self);
TocsinTrouble tocsin_health_take_failure (TocsinHealth *self, GError *error, gint64 now);
void tocsin_health_begin (TocsinHealth *self, gint64 now);
void tocsin_health_take_success (TocsinHealth *self, gint64 now);
void tocsin_health_expect (TocsinHealth *self, gint64 next);
gboolean tocsin_health_note_full_look (TocsinHealth *self, guint unannounced);
gint64 tocsin_health_get_alarm (const TocsinHealth *self, guint alarm_after);
gboolean tocsin_health_stalls (TocsinHealth *self, guint alarm_after, gint64 now);
void tocsin_health_describe (const TocsinHealth *self, GVariantDict *dict);

G_END_DECLS
