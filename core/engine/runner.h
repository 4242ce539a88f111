/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/executor.h"
#include "core/engine/workers.h"

G_BEGIN_DECLS

/**
 * TOCSIN_RUNNER_OWNER:
 *
 * In whose name events are claimed. One engine owns a state directory, so one name will do; it is
 * the same after a restart, which is how the engine finds what it was doing when it died.
 */
#define TOCSIN_RUNNER_OWNER "engine"

#define TOCSIN_TYPE_RUNNER (tocsin_runner_get_type ())

/**
 * TocsinRunner:
 *
 * Decides when which task's events are worked off: at once when there are some, at most
 * `concurrency` at a time for a task, within its `active` window, failed ones when their next try
 * is due. Lives in the main context; the work is done by an executor on the workers.
 */
G_DECLARE_FINAL_TYPE (TocsinRunner, tocsin_runner, TOCSIN, RUNNER, GObject)

TocsinRunner *
tocsin_runner_new (TocsinExecutor *executor, TocsinWorkers *workers, TocsinClock *clock);
void tocsin_runner_set_tasks (TocsinRunner *self, GPtrArray *tasks);
void tocsin_runner_wake (TocsinRunner *self, const char *task);
void tocsin_runner_stop (TocsinRunner *self);
void tocsin_runner_cancel (TocsinRunner *self);
gboolean tocsin_runner_is_idle (TocsinRunner *self);
GVariant *tocsin_runner_describe_actions (TocsinRunner *self);
guint tocsin_runner_get_failures (TocsinRunner *self);
guint tocsin_runner_get_busy (TocsinRunner *self, const char *task);

G_END_DECLS
