/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/mail-trigger.h"

G_DEFINE_INTERFACE (TocsinMailTrigger, tocsin_mail_trigger, TOCSIN_TYPE_TRIGGER)

static void
tocsin_mail_trigger_default_init (TocsinMailTriggerInterface *iface)
{
}

/**
 * tocsin_mail_trigger_get_rule:
 * @self: a configured trigger
 *
 * Returns: (transfer none): which mail it waits for; lives as long as @self.
 */
const TocsinMailRule *
tocsin_mail_trigger_get_rule (TocsinMailTrigger *self)
{
  g_return_val_if_fail (TOCSIN_IS_MAIL_TRIGGER (self), NULL);

  return TOCSIN_MAIL_TRIGGER_GET_IFACE (self)->get_rule (self);
}
