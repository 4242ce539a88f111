/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/supervisor-private.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/* A clock that is set while we wait must not delay a look by more than this. */
#define LONGEST_WAIT (60 * G_USEC_PER_SEC)

static gint64
now (TocsinSupervisor *self)
{
  return tocsin_clock_get_real (self->services.clock);
}

static guint
get_alarm_after (TocsinSupervisor *self)
{
  return tocsin_snapshot_get_uint (self->services.settings, "alarm-after");
}

static void
check_stalled (TocsinSupervisor *self)
{
  const GError *error = self->health.last_error;

  if (!tocsin_health_stalls (&self->health, get_alarm_after (self), now (self)))
    return;

  g_signal_emit_by_name (self, "stalled",
                         error != NULL ? error->message : _ ("the server does not answer"));
  g_signal_emit_by_name (self, "changed");
}

static gint64
get_monotonic (TocsinSupervisor *self)
{
  return tocsin_clock_get_monotonic (self->services.clock);
}

/* A round that hangs is told to end; what it still brings counts as a failure. */
static void
check_overdue (TocsinSupervisor *self)
{
  if (!self->busy || self->overdue || get_monotonic (self) < self->round_deadline)
    return;

  self->overdue = TRUE;
  g_cancellable_cancel (self->cancellable);
}

static void
on_alarm (TocsinWatcherReason reason, gpointer user_data)
{
  g_autoptr (TocsinSupervisor) self = g_object_ref (user_data);

  self->alarm = 0;
  check_stalled (self);
  check_overdue (self);
  tocsin_supervisor_begin_round (self);
  tocsin_supervisor_arm (self);
}

/*< private >
 * tocsin_supervisor_arm:
 * @self: a supervisor
 *
 * Sees to it that there is a next moment at which something is done, whatever the state: the next
 * look, the end of a round that hangs, the alarm. A parked connection has only the alarm left.
 */
void
tocsin_supervisor_arm (TocsinSupervisor *self)
{
  gint64 next = tocsin_health_get_alarm (&self->health, get_alarm_after (self));
  gint64 wait;

  tocsin_supervisor_disarm (self);
  if (self->stopping || self->settled || self->health.began == 0)
    return;
  if (!self->busy && self->state != TOCSIN_SUPERVISOR_PARKED)
    next = MIN (next, self->health.next_try);
  wait = CLAMP (next - now (self), 0, LONGEST_WAIT);
  if (self->busy && !self->overdue)
    wait = MIN (wait, MAX (self->round_deadline - get_monotonic (self), 0));
  self->alarm = tocsin_watcher_set_alarm (self->services.watcher, get_monotonic (self) + wait,
                                          on_alarm, self);
}

/*< private >
 * tocsin_supervisor_disarm:
 * @self: a supervisor that is at its end
 */
void
tocsin_supervisor_disarm (TocsinSupervisor *self)
{
  if (self->alarm != 0)
    tocsin_watcher_unpark (self->services.watcher, self->alarm);
  self->alarm = 0;
}
