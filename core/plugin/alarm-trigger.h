/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/trigger.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_ALARM_TRIGGER (tocsin_alarm_trigger_get_type ())

/**
 * TocsinAlarmTrigger:
 *
 * A trigger that is told when a connection stalls: it has not been looked at with success for
 * longer than `alarm-after`. What it is told it finds when the engine lets it look, which is at
 * once.
 */
G_DECLARE_INTERFACE (TocsinAlarmTrigger, tocsin_alarm_trigger, TOCSIN, ALARM_TRIGGER, TocsinTrigger)

/**
 * TocsinAlarmTriggerInterface:
 * @raise: takes an alarm in; called from the main context
 */
struct _TocsinAlarmTriggerInterface
{
  GTypeInterface parent_iface;

  gboolean (*raise) (TocsinAlarmTrigger *self,
                     const char *connection,
                     const char *name,
                     const char *what,
                     gint64 now);

  /*< private >*/
  gpointer padding[3];
};

gboolean tocsin_alarm_trigger_raise (TocsinAlarmTrigger *self,
                                     const char *connection,
                                     const char *name,
                                     const char *what,
                                     gint64 now);

G_END_DECLS
