/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/pauses.h"
#include "core/engine/runner.h"
#include "core/engine/supervisor.h"
#include "core/engine/ticker.h"
#include "core/plugin/registry.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

/**
 * TocsinRosterCounts:
 * @tasks: how many tasks are on duty
 * @watching: connections whose server tells of new mail
 * @polling: those that are asked for it
 * @starting: those that connect or catch up
 * @waiting: those that failed and wait for their next try
 * @parked: those that wait for a person
 * @paused: those that a person has put to rest
 * @stalled: those, of any of these kinds, that have not been looked at for too long
 *
 * Who does what, in numbers.
 */
typedef struct
{
  guint tasks;
  guint watching;
  guint polling;
  guint starting;
  guint waiting;
  guint parked;
  guint paused;
  guint stalled;
} TocsinRosterCounts;

#define TOCSIN_TYPE_ROSTER (tocsin_roster_get_type ())

/**
 * TocsinRoster:
 *
 * Who is on duty: a task for each that is switched on, a supervisor for each connection on which
 * one waits for mail, a ticker for each other trigger. Brought in line with the settings whenever
 * they change; what did not change goes on undisturbed. Lives in the main context.
 *
 * Signals: `changed` (its description is different now), `item-changed` (that of one is; its
 * #TocsinConfigKind and (string) id), `progress` (something of it has settled
 * or stopped), `replayed` (what a person had fired again is worked off; the #TocsinReplay).
 */
G_DECLARE_FINAL_TYPE (TocsinRoster, tocsin_roster, TOCSIN, ROSTER, GObject)

TocsinRoster *tocsin_roster_new (TocsinConfig *config,
                                 TocsinRegistry *registry,
                                 TocsinRunner *runner,
                                 const TocsinSupervisorServices *services,
                                 gboolean once);
void tocsin_roster_set_settings (TocsinRoster *self, TocsinSnapshot *settings);
void tocsin_roster_set_pauses (TocsinRoster *self, TocsinPauses *pauses);
TocsinPauses *tocsin_roster_get_pauses (TocsinRoster *self);
GPtrArray *tocsin_roster_apply (TocsinRoster *self, GHashTable *changed_connections);
void tocsin_roster_stop (TocsinRoster *self);
gboolean tocsin_roster_is_settled (TocsinRoster *self);
gboolean tocsin_roster_is_stopped (TocsinRoster *self);
TocsinSupervisor *tocsin_roster_get_supervisor (TocsinRoster *self, const char *connection);
TocsinTicker *tocsin_roster_get_ticker (TocsinRoster *self, const char *task);
TocsinTask *tocsin_roster_get_task (TocsinRoster *self, const char *id);
GPtrArray *tocsin_roster_get_errors (TocsinRoster *self);
void tocsin_roster_count (TocsinRoster *self, TocsinRosterCounts *counts);
void tocsin_roster_check_now (TocsinRoster *self);

G_END_DECLS
