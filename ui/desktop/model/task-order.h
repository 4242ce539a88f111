/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/task-change.h"

G_BEGIN_DECLS

/**
 * TocsinTaskOrder:
 * @change: what a person did to a task
 * @registry: the plugins
 *
 * What goes along to the thread of the settings, to be judged or written down there.
 */
typedef struct
{
  TocsinTaskChange *change;
  TocsinRegistry *registry;
} TocsinTaskOrder;

TocsinTaskOrder *tocsin_task_order_new (const TocsinTaskChange *change, TocsinRegistry *registry);
void tocsin_task_order_free (gpointer self);

G_END_DECLS
