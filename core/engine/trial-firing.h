/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/task.h"
#include "core/mail/message-ref.h"
#include "core/mail/message.h"
#include "core/plugin/event.h"

G_BEGIN_DECLS

/**
 * TocsinTrialVerdict:
 * @TOCSIN_TRIAL_FIRES: the task would fire
 * @TOCSIN_TRIAL_HIDDEN: the message matches, but an earlier task stops processing
 * @TOCSIN_TRIAL_UNDECIDED: it can't be said whether it matches, or it can't be given to the
 *   actions; a person would be asked
 *
 * What would become of a message for a task.
 */
typedef enum
{
  TOCSIN_TRIAL_FIRES,
  TOCSIN_TRIAL_HIDDEN,
  TOCSIN_TRIAL_UNDECIDED,
} TocsinTrialVerdict;

/**
 * TocsinTrialStep:
 * @action: what the settings call the action
 * @plan: (nullable): what it would do
 * @error: (nullable): why it would fail
 * @notes: (element-type utf8): what it would meet, sentences for a person
 *
 * An action of a task that would fire. One that would not be reached any more is not there.
 */
typedef struct
{
  char *action;
  TocsinPlan *plan;
  GError *error;
  GPtrArray *notes;
} TocsinTrialStep;

TocsinTrialStep *tocsin_trial_step_new (const char *action);
void tocsin_trial_step_free (TocsinTrialStep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTrialStep, tocsin_trial_step_free)

/**
 * TocsinTrialFiring:
 * @task: whose firing it is; another one than the task that is tried where that one's actions set
 *   it off
 * @verdict: what would become of it
 * @by: (nullable): the task that hides the message
 * @connection: id of the connection; "" when it is not about mail
 * @folder: name of the folder; "" when it is not about mail
 * @ref: (nullable): where the message is, or would be by then
 * @message: (nullable): what is known of it; as long as the listener runs
 * @event: (nullable): what the actions would be given
 * @findings: (nullable) (element-type TocsinQueryFinding): which terms matched, and where
 * @groups: (nullable) (element-type utf8 utf8): texts of named groups of regular expressions
 * @trouble: (nullable): why it is undecided
 * @steps: (element-type TocsinTrialStep): what each action would do, in order
 * @notes: (element-type utf8): what others would have done to the message by then, and what is to
 *   be feared; sentences for a person
 *
 * What came of one message, or of another thing that sets a task off.
 */
typedef struct
{
  TocsinTask *task;
  TocsinTrialVerdict verdict;
  TocsinTask *by;
  char *connection;
  char *folder;
  TocsinMessageRef *ref;
  TocsinMessage *message;
  TocsinEvent *event;
  GPtrArray *findings;
  GHashTable *groups;
  GError *trouble;
  GPtrArray *steps;
  GPtrArray *notes;
} TocsinTrialFiring;

TocsinTrialFiring *tocsin_trial_firing_new (TocsinTask *task, TocsinTrialVerdict verdict);
void tocsin_trial_firing_free (TocsinTrialFiring *self);
gboolean tocsin_trial_firing_fails (const TocsinTrialFiring *self);
const char *tocsin_trial_verdict_to_string (TocsinTrialVerdict verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinTrialFiring, tocsin_trial_firing_free)

G_END_DECLS
