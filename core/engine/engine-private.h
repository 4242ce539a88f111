/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/connections.h"
#include "core/engine/engine.h"
#include "core/engine/postman.h"
#include "core/engine/roster.h"
#include "core/engine/sleep-guard.h"

G_BEGIN_DECLS

/* Shared by engine.c, which lives and ends, engine-desk.c, which answers, engine-memory.c,
 * engine-settings.c, which follows the settings, and engine-upkeep.c. */

struct _TocsinEngine
{
  GObject parent_instance;

  TocsinConfig *config;
  TocsinRegistry *registry;
  TocsinStateDirectory *state;
  TocsinClock *clock;

  TocsinSnapshot *settings;
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinOutbox *outbox;
  TocsinWorkers *workers;
  TocsinWatcher *watcher;
  TocsinPulse *pulse;
  TocsinSleepGuard *sleep_guard;
  TocsinConnections *connections;
  TocsinExecutor *executor;
  TocsinRunner *runner;
  TocsinPostman *postman;
  TocsinRoster *roster;
  GPtrArray *problems;
  GPtrArray *known_problems; /* as they were when the settings were last applied */

  gint64 started;
  gint64 pruned;
  guint apply_source;
  guint housekeeping_source;
  guint stop_source;
  guint opening_signal;
  gulong opening_hook;
  gboolean once;
  gboolean stopping;
  gboolean over;
};

void tocsin_engine_rest_task (TocsinEngine *self, const char *task, GError *reason);
void tocsin_engine_take_problem (TocsinEngine *self, GError *error);
void tocsin_engine_apply (TocsinEngine *self);
void tocsin_engine_apply_later (TocsinEngine *self);
void tocsin_engine_follow_settings (TocsinEngine *self);
gboolean tocsin_engine_open_memory (TocsinEngine *self, GError **error);
gboolean tocsin_engine_recall_pauses (TocsinEngine *self, GError **error);
void tocsin_engine_settle_cut_off (TocsinEngine *self);
void tocsin_engine_raise_descriptor_limit (void);
guint tocsin_engine_count_workers (TocsinEngine *self);
void tocsin_engine_see_off (TocsinEngine *self, GPtrArray *connections);
void tocsin_engine_tidy_up (TocsinEngine *self);
void tocsin_engine_start_transcripts (TocsinEngine *self);
void tocsin_engine_stop_transcripts (TocsinEngine *self);

G_END_DECLS
