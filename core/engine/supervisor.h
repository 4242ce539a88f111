/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/engine/journal.h"
#include "core/engine/replay.h"
#include "core/engine/spool.h"
#include "core/engine/watcher.h"
#include "core/engine/workers.h"
#include "core/plugin/host.h"

G_BEGIN_DECLS

/**
 * TocsinSupervisorServices:
 * @host: where the live connection comes from, anew for each session that is begun
 * @journal: the engine's memory
 * @spool: where raw messages are kept
 * @workers: who does what blocks
 * @watcher: where sessions that wait are parked
 * @clock: the time
 * @settings: the engine's own settings: reconcile, alarm-after and so on
 *
 * What a supervisor needs of the engine. The supervisor takes references.
 */
typedef struct
{
  TocsinHost *host;
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinWorkers *workers;
  TocsinWatcher *watcher;
  TocsinClock *clock;
  TocsinSnapshot *settings;
} TocsinSupervisorServices;

void tocsin_supervisor_services_hold (TocsinSupervisorServices *self);
void tocsin_supervisor_services_release (TocsinSupervisorServices *self);

#define TOCSIN_TYPE_SUPERVISOR (tocsin_supervisor_get_type ())

/**
 * TocsinSupervisor:
 *
 * Looks after one connection for all tasks that wait for mail on it: opens the watch, catches up
 * before it waits, feeds what came to the journal, and sees to it that there is always a next
 * action with a time, whatever fails. Lives in the main context.
 *
 * Signals: `changed` (its description is different now), `fired` (events were written down;
 * (string) id of the task, once for each task), `paused` (a task went beyond its burst-limit and
 * waits for a person, see tocsin_feed_confirm(); (string) id of the task), `replayed` (what a
 * person had fired again is worked off; the #TocsinReplay), `stalled` (no successful check for
 * `alarm-after`; (string) what is wrong), `settled` (after tocsin_supervisor_check_once(): every
 * folder was looked at, or could not be), `stopped` (nothing of it runs any more).
 */
G_DECLARE_FINAL_TYPE (TocsinSupervisor, tocsin_supervisor, TOCSIN, SUPERVISOR, GObject)

TocsinSupervisor *
tocsin_supervisor_new (const char *connection, const TocsinSupervisorServices *services);
const char *tocsin_supervisor_get_connection (TocsinSupervisor *self);
void tocsin_supervisor_set_tasks (TocsinSupervisor *self, GPtrArray *tasks);
void tocsin_supervisor_set_settings (TocsinSupervisor *self, TocsinSnapshot *settings);
void tocsin_supervisor_start (TocsinSupervisor *self);
void tocsin_supervisor_restart (TocsinSupervisor *self);
void tocsin_supervisor_check_once (TocsinSupervisor *self);
void tocsin_supervisor_check_now (TocsinSupervisor *self);
void tocsin_supervisor_retry (TocsinSupervisor *self);
void tocsin_supervisor_stop (TocsinSupervisor *self);
gboolean tocsin_supervisor_is_settled (TocsinSupervisor *self);
gboolean tocsin_supervisor_is_stopped (TocsinSupervisor *self);
const char *tocsin_supervisor_get_state (TocsinSupervisor *self);
gboolean tocsin_supervisor_is_stalled (TocsinSupervisor *self);
GError *tocsin_supervisor_get_error (TocsinSupervisor *self);
GVariant *tocsin_supervisor_describe (TocsinSupervisor *self);

G_END_DECLS
