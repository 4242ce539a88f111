/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed.h"
#include "core/engine/mail-round.h"
#include "core/engine/trial-store.h"
#include "core/engine/trial.h"

G_BEGIN_DECLS

/**
 * TocsinTrialLane:
 * @id: id of the connection
 * @store: the mailbox as the trial sees it
 * @tasks: (element-type TocsinTask): who waits for mail there, in their order
 * @round: (nullable): what goes through its folders; %NULL while nobody waits there
 *
 * A connection in a trial.
 */
typedef struct
{
  char *id;
  TocsinTrialStore *store;
  GPtrArray *tasks;
  TocsinMailRound *round;
} TocsinTrialLane;

struct _TocsinTrial
{
  GObject parent_instance;

  TocsinTask *task;
  GPtrArray *tasks;
  TocsinHost *host;
  gint64 since;
  guint limit;
  GPtrArray *only;
  TocsinMailStore *store;

  TocsinClock *clock;
  GTimeZone *zone;
  TocsinJournal *journal;
  TocsinSpool *spool;
  GPtrArray *lanes;
  TocsinTrialLane *lane; /* the one that is gone through */
  GHashTable *promised;
  guint n_deeds; /* how often something was done to a mailbox */
  GHashTable *warned;
  TocsinTrialSummary summary;

  TocsinTrialListener listener;
  gpointer user_data;
  GCancellable *cancellable;
};

void tocsin_trial_warn (TocsinTrial *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_trial_lane_free (gpointer data);
TocsinTrialLane *tocsin_trial_find_lane (TocsinTrial *self, const char *id);
gboolean tocsin_trial_go_through (TocsinTrial *self, TocsinTrialLane *lane, GError **error);
TocsinTrialLane *tocsin_trial_get_lane (TocsinTrial *self, const char *connection, GError **error);
void tocsin_trial_report (TocsinTrial *self, const TocsinTrialFiring *firing);

void tocsin_trial_note_conditions (TocsinTrial *self);
void tocsin_trial_note_limits (TocsinTrial *self);
void tocsin_trial_note_troubles (TocsinTrial *self, TocsinTrialLane *lane);
void tocsin_trial_note_pause (TocsinTrial *self, TocsinTrialLane *lane);
void tocsin_trial_plan (TocsinTrial *self, TocsinTrialFiring *firing, TocsinTrialLane *lane);
gboolean
tocsin_trial_runs_in_circles (TocsinTrial *self, TocsinTrialFiring *firing, TocsinTrialLane *lane);
void tocsin_trial_take_effects (TocsinTrial *self,
                                TocsinTrialFiring *firing,
                                TocsinTrialLane *lane,
                                TocsinTrialStep *step);
void tocsin_trial_judge (GPtrArray *events, gpointer user_data);
gboolean tocsin_trial_run_times (TocsinTrial *self, GError **error);

G_END_DECLS
