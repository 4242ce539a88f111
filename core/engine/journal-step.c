/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/journal-step.h"

G_DEFINE_BOXED_TYPE (TocsinJournalStep,
                     tocsin_journal_step,
                     tocsin_journal_step_copy,
                     tocsin_journal_step_free)

/**
 * tocsin_journal_outcome_to_string:
 * @outcome: how a step ended
 *
 * Returns: (transfer none): its stable name, for people, scripts and `--json`.
 */
const char *
tocsin_journal_outcome_to_string (TocsinJournalOutcome outcome)
{
  static const char *const names[TOCSIN_JOURNAL_N_OUTCOMES] = {
    "started", "done", "failed", "later", "dropped", "interrupted",
  };

  g_return_val_if_fail ((gsize) outcome < TOCSIN_JOURNAL_N_OUTCOMES, NULL);

  return names[outcome];
}

/**
 * tocsin_journal_step_new:
 * @event: id of the event
 * @position: place of the action in the task, from 0
 * @attempt: the event's attempt, from 1
 * @action: id of the action in the task
 *
 * Returns: (transfer full): a step; fill in the rest.
 */
TocsinJournalStep *
tocsin_journal_step_new (gint64 event, guint position, guint attempt, const char *action)
{
  TocsinJournalStep *self;

  g_return_val_if_fail (action != NULL, NULL);

  self = g_new0 (TocsinJournalStep, 1);
  self->event = event;
  self->position = position;
  self->attempt = attempt;
  self->action = g_strdup (action);

  return self;
}

/**
 * tocsin_journal_step_copy:
 * @self: a step
 *
 * Returns: (transfer full): one like it.
 */
TocsinJournalStep *
tocsin_journal_step_copy (const TocsinJournalStep *self)
{
  TocsinJournalStep *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->action = g_strdup (self->action);
  copy->plan = g_strdup (self->plan);
  copy->summary = g_strdup (self->summary);
  copy->output = g_strdup (self->output);

  return copy;
}

/**
 * tocsin_journal_step_free:
 * @self: (transfer full): a step
 */
void
tocsin_journal_step_free (TocsinJournalStep *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->action);
  g_free (self->plan);
  g_free (self->summary);
  g_free (self->output);
  g_free (self);
}
