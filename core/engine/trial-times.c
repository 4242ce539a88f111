/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/event-loader.h"
#include "core/engine/ticker.h"
#include "core/engine/trial-private.h"

#include <glib/gi18n-lib.h>

/* A trigger that finds nothing may be looked with so often. */
#define MOST_LOOKS 20

static void
fire (TocsinTrial *self, TocsinOccurrence *occurrence)
{
  g_autoptr (TocsinTrialFiring) firing = tocsin_trial_firing_new (self->task, TOCSIN_TRIAL_FIRES);
  g_autoptr (TocsinJournalEvent) event = tocsin_ticker_make_event (self->task, occurrence);

  firing->event = tocsin_event_loader_load (event, NULL, &firing->trouble);
  if (firing->event != NULL)
    tocsin_trial_plan (self, firing, NULL);
  else
    firing->verdict = TOCSIN_TRIAL_UNDECIDED;
  tocsin_trial_report (self, firing);
}

static guint
fire_all (TocsinTrial *self, GPtrArray *occurrences)
{
  guint fired = 0;

  for (guint i = 0; i < occurrences->len && !self->summary.limited; i++, fired++)
    fire (self, g_ptr_array_index (occurrences, i));

  return fired;
}

/*< private >
 * tocsin_trial_run_times:
 * @self: a trial of a task that does not wait for mail
 * @error: where to put why its trigger failed
 *
 * Lets the trigger look as if time went by, and says what would be done at the next times.
 *
 * Returns: whether it could look.
 */
gboolean
tocsin_trial_run_times (TocsinTrial *self, GError **error)
{
  TocsinTrigger *trigger = tocsin_task_get_trigger (self->task);
  gint64 now = tocsin_clock_get_real (self->clock);
  g_autoptr (GVariant) state = NULL;
  guint fired = 0;

  for (guint i = 0; i < MOST_LOOKS && fired < TOCSIN_TRIAL_TIMES && !self->summary.limited; i++)
    {
      g_autoptr (TocsinTriggerPass) pass = tocsin_trigger_pass_new (now, state);
      gint64 next;

      if (!tocsin_trigger_look (trigger, pass, self->cancellable, error))
        return FALSE;
      self->summary.examined++;
      fired += fire_all (self, tocsin_trigger_pass_get_occurrences (pass));
      g_clear_pointer (&state, g_variant_unref);
      if (tocsin_trigger_pass_get_state (pass) != NULL)
        state = g_variant_ref (tocsin_trigger_pass_get_state (pass));

      next = tocsin_trigger_get_next (trigger, state, now);
      if (next < 0)
        break;
      now = MAX (next, now + 1);
    }
  if (fired == 0)
    tocsin_trial_warn (self, _ ("its trigger says of no time when it would fire"));

  return TRUE;
}
