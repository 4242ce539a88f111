/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/engine/census.h"
#include "core/engine/connections.h"
#include "core/engine/journal.h"
#include "core/engine/outbox.h"
#include "core/engine/pulse.h"
#include "core/engine/replay.h"
#include "core/engine/roster.h"
#include "core/engine/spool.h"
#include "core/engine/state-directory.h"
#include "core/engine/workers.h"
#include "core/plugin/registry.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_ENGINE (tocsin_engine_get_type ())

/**
 * TocsinEngine:
 *
 * Watches what tasks wait for and works off what they fire: it owns the journal, a supervisor for
 * each connection in use, a ticker for each other trigger, and the runner. One engine a state
 * directory. Lives in the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinEngine, tocsin_engine, TOCSIN, ENGINE, GObject)

TocsinEngine *tocsin_engine_new (TocsinConfig *config,
                                 TocsinRegistry *registry,
                                 TocsinStateDirectory *state,
                                 TocsinClock *clock);
gboolean tocsin_engine_start (TocsinEngine *self, gboolean once, GError **error);
void tocsin_engine_stop (TocsinEngine *self);
guint tocsin_engine_get_failures (TocsinEngine *self);
GPtrArray *tocsin_engine_get_problems (TocsinEngine *self);

TocsinJournal *tocsin_engine_get_journal (TocsinEngine *self);
TocsinSpool *tocsin_engine_get_spool (TocsinEngine *self);
TocsinOutbox *tocsin_engine_get_outbox (TocsinEngine *self);
TocsinConnections *tocsin_engine_get_connections (TocsinEngine *self);
TocsinWorkers *tocsin_engine_get_workers (TocsinEngine *self);
TocsinClock *tocsin_engine_get_clock (TocsinEngine *self);

GVariant *tocsin_engine_describe (TocsinEngine *self, const TocsinCensus *census);
GStrv tocsin_engine_list (TocsinEngine *self, TocsinConfigKind kind);
GPtrArray *tocsin_engine_describe_items (TocsinEngine *self,
                                         TocsinConfigKind kind,
                                         GPtrArray *ids,
                                         const TocsinCensus *census);
TocsinSnapshot *tocsin_engine_get_settings (TocsinEngine *self);
void tocsin_engine_count (TocsinEngine *self, TocsinRosterCounts *counts);
TocsinPulse *tocsin_engine_get_pulse (TocsinEngine *self);
char *
tocsin_engine_find (TocsinEngine *self, TocsinConfigKind kind, const char *name, GError **error);
void tocsin_engine_take_pauses (TocsinEngine *self, TocsinPauses *pauses);
gboolean tocsin_engine_run_task (TocsinEngine *self, const char *name, GError **error);
void tocsin_engine_refresh (TocsinEngine *self);
void tocsin_engine_wake (TocsinEngine *self);
gboolean tocsin_engine_check_now (TocsinEngine *self, const char *connection, GError **error);
gboolean
tocsin_engine_retry_connection (TocsinEngine *self, const char *connection, GError **error);
TocsinReplay *tocsin_engine_make_replay (TocsinEngine *self,
                                         const char *task,
                                         GVariant *messages,
                                         GError **error);
void tocsin_engine_begin_replay (TocsinEngine *self, TocsinReplay *replay);

G_END_DECLS
