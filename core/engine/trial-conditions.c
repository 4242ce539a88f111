/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/locale.h"
#include "core/engine/feed-task.h"
#include "core/engine/time-window.h"
#include "core/engine/trial-private.h"

#include <glib/gi18n-lib.h>

static TocsinSnapshot *
get_settings (TocsinTrial *self)
{
  return TOCSIN_SNAPSHOT (tocsin_task_get_settings (self->task));
}

static void
note_hours (TocsinTrial *self, gint64 now)
{
  const char *active = tocsin_snapshot_get_string (get_settings (self), "active");
  g_autoptr (TocsinTimeWindow) window =
      active[0] != '\0' ? tocsin_time_window_parse (active, NULL) : NULL;
  g_autofree char *opening = NULL;

  if (window == NULL || tocsin_time_window_contains (window, now))
    return;

  opening = tocsin_locale_format_local (tocsin_time_window_next_opening (window, now));
  tocsin_trial_warn (self, _ ("outside its hours (active: %s): what fires now would wait until %s"),
                     active, opening);
}

/*< private >
 * tocsin_trial_note_conditions:
 * @self: a trial
 *
 * Says why the task would not fire now as things are, though this is what it would do.
 */
void
tocsin_trial_note_conditions (TocsinTrial *self)
{
  gint64 now = tocsin_clock_get_real (self->clock);
  const char *expires = tocsin_snapshot_get_string (get_settings (self), "expires");
  gint64 end;

  if (!tocsin_task_settings_get_enabled (tocsin_task_get_settings (self->task)))
    tocsin_trial_warn (self, _ ("the task is switched off: as things are it would not fire"));
  if (tocsin_task_parse_end (expires, &end, NULL) && end <= now / G_USEC_PER_SEC)
    tocsin_trial_warn (self, _ ("the task has expired (%s): as things are it would not fire"),
                       expires);
  note_hours (self, now);
}

/*< private >
 * tocsin_trial_note_limits:
 * @self: a trial that is over
 *
 * Says which of the task's own limits all these firings would meet.
 */
void
tocsin_trial_note_limits (TocsinTrial *self)
{
  guint most = tocsin_task_get_max_firings (self->task);
  guint burst = tocsin_snapshot_get_uint (get_settings (self), "burst-limit");

  if (most > 0 && self->summary.fires > most)
    tocsin_trial_warn (self,
                       ngettext ("it would be switched off after %u firing (max-firings)",
                                 "it would be switched off after %u firings (max-firings)", most),
                       most);
  if (burst > 0 && tocsin_task_get_mail_rule (self->task) != NULL && self->summary.fires > burst)
    tocsin_trial_warn (self,
                       _ ("more than %u messages at once (burst-limit): if these came in one "
                          "go, it would pause and ask"),
                       burst);
}

/*< private >
 * tocsin_trial_note_troubles:
 * @self: a trial
 * @lane: the task's connection, its folders listed
 *
 * Says which folders that the task names are not there.
 */
void
tocsin_trial_note_troubles (TocsinTrial *self, TocsinTrialLane *lane)
{
  const TocsinMailRule *rule = tocsin_task_get_mail_rule (self->task);
  GHashTableIter iter;
  gpointer folder, trouble;

  g_hash_table_iter_init (&iter, lane->round->troubles);
  while (g_hash_table_iter_next (&iter, &folder, &trouble))
    if (g_strv_contains ((const char *const *) rule->folders, folder))
      tocsin_trial_warn (self, "%s", ((GError *) trouble)->message);
}

/*< private >
 * tocsin_trial_note_pause:
 * @self: a trial that is over
 * @lane: the task's connection
 *
 * Says where the task came no further. Only a query that can't be decided makes it pause: limits of
 * bursts are lifted.
 */
void
tocsin_trial_note_pause (TocsinTrial *self, TocsinTrialLane *lane)
{
  GPtrArray *places = lane->round->places;

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      TocsinFolder *folder = ((TocsinMailPlace *) g_ptr_array_index (places, i))->folder;
      g_autoptr (TocsinFeedTask) state = tocsin_feed_task_load (
          self->journal, lane->id, folder, self->task, tocsin_clock_get_real (self->clock), NULL);

      if (state != NULL && state->stopped_by != NULL)
        tocsin_trial_warn (self,
                           _ ("in “%s” it would pause, and further messages were not looked "
                              "at, because several can't be decided: %s"),
                           folder->name, state->stopped_by);
    }
}
