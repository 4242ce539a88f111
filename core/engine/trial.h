/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/trial-firing.h"
#include "core/mail/mail-store.h"
#include "core/plugin/host.h"

G_BEGIN_DECLS

/**
 * TOCSIN_TRIAL_MAX_HOPS:
 *
 * How often tasks may move a message on to each other before it is given up and told.
 */
#define TOCSIN_TRIAL_MAX_HOPS 16

/**
 * TOCSIN_TRIAL_MAX_ARRIVALS:
 *
 * How many messages may be moved or copied in a trial that other tasks then look at.
 */
#define TOCSIN_TRIAL_MAX_ARRIVALS 20000

/**
 * TOCSIN_TRIAL_TIMES:
 *
 * How many of the next times of a task are told that does not wait for mail.
 */
#define TOCSIN_TRIAL_TIMES 3

/**
 * TocsinTrialListener:
 * @firing: what came of a message; valid until the function returns
 * @user_data: as given
 *
 * Called for each message that the task would fire for, or would have, as soon as it is known;
 * newest first.
 */
typedef void (*TocsinTrialListener) (const TocsinTrialFiring *firing, gpointer user_data);

/**
 * TocsinTrialSummary:
 * @examined: messages that were looked at
 * @fires: of these, for how many the task would fire
 * @hidden: for how many it would not, because an earlier task hides them
 * @undecided: for how many it can't be said
 * @failing: how many firings would fail
 * @consequences: how often other tasks would fire because of what the task does
 * @limited: whether the limit ended it
 * @warnings: (element-type utf8): what a person should know, sentences
 *
 * What came of a trial in all.
 */
typedef struct
{
  guint examined;
  guint fires;
  guint hidden;
  guint undecided;
  guint failing;
  guint consequences;
  gboolean limited;
  GPtrArray *warnings;
} TocsinTrialSummary;

#define TOCSIN_TYPE_TRIAL (tocsin_trial_get_type ())

/**
 * TocsinTrial:
 *
 * Finds out what a task would have done with mail that is there, and changes nothing: the
 * production feed and the production planner at work on a mailbox of which only an overlay in
 * memory is changed, with a journal in memory. Mail is shown to the tasks as if it came just now.
 * What earlier tasks would do to a message counts, and where the task would put one, other tasks
 * may fire in turn.
 *
 * Belongs to one thread; made for one run.
 */
G_DECLARE_FINAL_TYPE (TocsinTrial, tocsin_trial, TOCSIN, TRIAL, GObject)

TocsinTrial *tocsin_trial_new (TocsinTask *task, GPtrArray *tasks, TocsinHost *host);
void tocsin_trial_set_since (TocsinTrial *self, gint64 since);
void tocsin_trial_set_limit (TocsinTrial *self, guint limit);
void tocsin_trial_set_messages (TocsinTrial *self, GPtrArray *refs);
void tocsin_trial_set_store (TocsinTrial *self, TocsinMailStore *store);
gboolean tocsin_trial_run (TocsinTrial *self,
                           TocsinTrialListener listener,
                           gpointer user_data,
                           GCancellable *cancellable,
                           GError **error);
const TocsinTrialSummary *tocsin_trial_get_summary (TocsinTrial *self);

G_END_DECLS
