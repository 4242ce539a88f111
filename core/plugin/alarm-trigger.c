/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/alarm-trigger.h"

G_DEFINE_INTERFACE (TocsinAlarmTrigger, tocsin_alarm_trigger, TOCSIN_TYPE_TRIGGER)

static void
tocsin_alarm_trigger_default_init (TocsinAlarmTriggerInterface *iface)
{
}

/**
 * tocsin_alarm_trigger_raise:
 * @self: a configured trigger
 * @connection: id of a connection that has stalled
 * @name: its name
 * @what: why, as far as that is known
 * @now: the time, microseconds since 1970
 *
 * Returns: whether it is about that connection, and wants to look now.
 */
gboolean
tocsin_alarm_trigger_raise (TocsinAlarmTrigger *self,
                            const char *connection,
                            const char *name,
                            const char *what,
                            gint64 now)
{
  g_return_val_if_fail (TOCSIN_IS_ALARM_TRIGGER (self), FALSE);

  return TOCSIN_ALARM_TRIGGER_GET_IFACE (self)->raise (self, connection, name, what, now);
}
