/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/task-order.h"

/**
 * tocsin_task_order_new:
 * @change: what a person did to a task
 * @registry: the plugins
 *
 * Returns: (transfer full): a copy of it, to be sent away.
 */
TocsinTaskOrder *
tocsin_task_order_new (const TocsinTaskChange *change, TocsinRegistry *registry)
{
  TocsinTaskOrder *self = g_new0 (TocsinTaskOrder, 1);

  self->change =
      tocsin_task_change_new (change->id, change->name, (const char *const *) change->assignments,
                              (const char *const *) change->resets);
  self->registry = g_object_ref (registry);

  return self;
}

/**
 * tocsin_task_order_free:
 * @self: (transfer full): an order
 */
void
tocsin_task_order_free (gpointer self)
{
  TocsinTaskOrder *order = self;

  tocsin_task_change_free (order->change);
  g_object_unref (order->registry);
  g_free (order);
}
