/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/connections.h"
#include "ui/desktop/model/task-change.h"

G_BEGIN_DECLS

/**
 * TocsinTrialGround:
 * @task: the task that is tried, as it would be
 * @tasks: (element-type TocsinTask): all tasks, it among them, in their order
 * @connections: all connections, of which none is connected
 * @problems: (element-type GError): why other tasks are not among them
 *
 * All that a trial of a task needs of the settings, taken from them at one moment.
 */
typedef struct
{
  TocsinTask *task;
  GPtrArray *tasks;
  TocsinConnections *connections;
  GPtrArray *problems;
} TocsinTrialGround;

TocsinTrialGround *tocsin_trial_ground_new (const TocsinTaskChange *change,
                                            TocsinConfig *config,
                                            TocsinRegistry *registry,
                                            GError **error);
void tocsin_trial_ground_free (TocsinTrialGround *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTrialGround, tocsin_trial_ground_free)

G_END_DECLS
