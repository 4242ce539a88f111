/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/trial-firing.h"

/**
 * tocsin_trial_step_new: (skip)
 * @action: what the settings call the action
 *
 * Returns: (transfer full): a step of which nothing is known.
 */
TocsinTrialStep *
tocsin_trial_step_new (const char *action)
{
  TocsinTrialStep *self = g_new0 (TocsinTrialStep, 1);

  self->action = g_strdup (action);
  self->notes = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * tocsin_trial_step_free: (skip)
 * @self: (transfer full): a step
 */
void
tocsin_trial_step_free (TocsinTrialStep *self)
{
  g_free (self->action);
  g_clear_pointer (&self->plan, tocsin_plan_unref);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/**
 * tocsin_trial_firing_new: (skip)
 * @task: whose it is
 * @verdict: what would become of it
 *
 * Returns: (transfer full): a firing without steps.
 */
TocsinTrialFiring *
tocsin_trial_firing_new (TocsinTask *task, TocsinTrialVerdict verdict)
{
  TocsinTrialFiring *self = g_new0 (TocsinTrialFiring, 1);

  self->task = g_object_ref (task);
  self->verdict = verdict;
  self->connection = g_strdup ("");
  self->folder = g_strdup ("");
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_trial_step_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * tocsin_trial_firing_free: (skip)
 * @self: (transfer full): a firing
 */
void
tocsin_trial_firing_free (TocsinTrialFiring *self)
{
  g_clear_object (&self->task);
  g_clear_object (&self->by);
  g_free (self->connection);
  g_free (self->folder);
  g_clear_pointer (&self->ref, tocsin_message_ref_unref);
  g_clear_object (&self->message);
  g_clear_object (&self->event);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->groups, g_hash_table_unref);
  g_clear_error (&self->trouble);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/**
 * tocsin_trial_firing_fails: (skip)
 * @self: a firing
 *
 * Returns: whether one of its actions would fail.
 */
gboolean
tocsin_trial_firing_fails (const TocsinTrialFiring *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (((TocsinTrialStep *) g_ptr_array_index (self->steps, i))->error != NULL)
      return TRUE;

  return FALSE;
}

/**
 * tocsin_trial_verdict_to_string: (skip)
 * @verdict: a verdict
 *
 * Returns: (transfer none): its name, for programs.
 */
const char *
tocsin_trial_verdict_to_string (TocsinTrialVerdict verdict)
{
  switch (verdict)
    {
    case TOCSIN_TRIAL_FIRES:
      return "fires";
    case TOCSIN_TRIAL_HIDDEN:
      return "hidden";
    case TOCSIN_TRIAL_UNDECIDED:
      return "undecided";
    }

  g_return_val_if_reached ("fires");
}
