/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/trigger.h"

G_DEFINE_INTERFACE (TocsinTrigger, tocsin_trigger, G_TYPE_OBJECT)

static void
tocsin_trigger_default_init (TocsinTriggerInterface *iface)
{
}

/**
 * tocsin_trigger_configure:
 * @self: a new trigger
 * @settings: its part of the task's settings
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether the settings are good.
 */
gboolean
tocsin_trigger_configure (TocsinTrigger *self, TocsinSnapshot *settings, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_TRIGGER (self), FALSE);

  return TOCSIN_TRIGGER_GET_IFACE (self)->configure (self, settings, error);
}

/**
 * tocsin_trigger_get_next:
 * @self: a configured trigger
 * @state: (nullable): what it remembered
 * @now: the time, microseconds since 1970
 *
 * Returns: when it wants to look, microseconds since 1970; -1 for never.
 */
gint64
tocsin_trigger_get_next (TocsinTrigger *self, GVariant *state, gint64 now)
{
  TocsinTriggerInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_TRIGGER (self), -1);

  iface = TOCSIN_TRIGGER_GET_IFACE (self);

  return iface->get_next != NULL ? iface->get_next (self, state, now) : -1;
}

/**
 * tocsin_trigger_look:
 * @self: a configured trigger
 * @pass: what it is given and what it leaves
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether @pass is to be written down.
 */
gboolean
tocsin_trigger_look (TocsinTrigger *self,
                     TocsinTriggerPass *pass,
                     GCancellable *cancellable,
                     GError **error)
{
  TocsinTriggerInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_TRIGGER (self) && TOCSIN_IS_TRIGGER_PASS (pass), FALSE);

  iface = TOCSIN_TRIGGER_GET_IFACE (self);

  return iface->look == NULL || iface->look (self, pass, cancellable, error);
}

/**
 * tocsin_trigger_can_fire:
 * @self: a configured trigger
 *
 * Returns: whether a person can set it off.
 */
gboolean
tocsin_trigger_can_fire (TocsinTrigger *self)
{
  g_return_val_if_fail (TOCSIN_IS_TRIGGER (self), FALSE);

  return TOCSIN_TRIGGER_GET_IFACE (self)->fire != NULL;
}

/**
 * tocsin_trigger_fire:
 * @self: a configured trigger that can be set off, see tocsin_trigger_can_fire()
 * @pass: what it is given and what it leaves
 * @error: where to put what went wrong
 *
 * A person wants it to fire now, whether it is due or not. What it has still to wait for is not
 * touched by that.
 *
 * Returns: whether @pass is to be written down.
 */
gboolean
tocsin_trigger_fire (TocsinTrigger *self, TocsinTriggerPass *pass, GError **error)
{
  g_return_val_if_fail (tocsin_trigger_can_fire (self), FALSE);
  g_return_val_if_fail (TOCSIN_IS_TRIGGER_PASS (pass), FALSE);

  return TOCSIN_TRIGGER_GET_IFACE (self)->fire (self, pass, error);
}
