/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-private.h"

/* As the executor goes on after an action that failed. */
static gboolean
goes_on (TocsinTask *task)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_task_get_settings (task));

  return g_str_equal (tocsin_snapshot_get_string (settings, "on-error"), "continue");
}

static TocsinTrialStep *
plan_action (TocsinTrial *self, TocsinTrialFiring *firing, TocsinTrialLane *lane, guint index)
{
  TocsinAction *action = tocsin_task_get_action (firing->task, index);
  TocsinTrialStep *step = tocsin_trial_step_new (tocsin_task_get_action_id (firing->task, index));

  step->plan = tocsin_action_plan (action, firing->event, &step->error);
  if (step->plan == NULL
      || !tocsin_action_foresee (action, step->plan, firing->event, TOCSIN_HOST (self),
                                 self->promised, step->notes, &step->error))
    return step;
  if (lane != NULL)
    tocsin_trial_take_effects (self, firing, lane, step);

  return step;
}

/*< private >
 * tocsin_trial_plan:
 * @self: a trial
 * @firing: a firing with its event, to which the steps are added
 * @lane: (nullable): where its message is, %NULL when it is not about mail
 *
 * Asks each action in order what it would do, and lets what it would do to the mailbox be done in
 * the trial, so that the next one finds it so.
 */
void
tocsin_trial_plan (TocsinTrial *self, TocsinTrialFiring *firing, TocsinTrialLane *lane)
{
  gboolean rests = lane != NULL && tocsin_trial_runs_in_circles (self, firing, lane);

  for (guint i = 0; i < tocsin_task_get_n_actions (firing->task); i++)
    {
      TocsinTrialStep *step = plan_action (self, firing, rests ? NULL : lane, i);

      g_ptr_array_add (firing->steps, step);
      if (step->error != NULL && !goes_on (firing->task))
        break;
    }
}
