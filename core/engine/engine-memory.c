/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-private.h"

#include "core/engine/recovery.h"
#include "core/engine/sqlite-journal.h"

#include <glib/gi18n-lib.h>

/*< private >
 * tocsin_engine_open_memory:
 * @self: an engine at rest
 * @error: `storage.locked` when another engine owns the state directory, or another of the storage
 *   codes
 *
 * Opens all that is remembered, and decides on what was going on when the last engine ended.
 *
 * Returns: whether it can be worked with.
 */
gboolean
tocsin_engine_open_memory (TocsinEngine *self, GError **error)
{
  g_autoptr (GPtrArray) live = NULL;
  const char *path = tocsin_state_directory_get_journal_path (self->state);

  if (!tocsin_state_directory_lock (self->state, error))
    return FALSE;

  self->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_open (path, error));
  if (self->journal == NULL)
    return FALSE;
  self->spool = tocsin_spool_open (tocsin_state_directory_get_spool_path (self->state), error);
  if (self->spool == NULL)
    return FALSE;
  live = tocsin_journal_list_spool (self->journal, error);
  if (live == NULL || !tocsin_spool_collect (self->spool, live, error))
    return FALSE;
  self->outbox =
      tocsin_outbox_new (TOCSIN_OUTBOX_JOURNAL (self->journal), self->spool, self->clock);
  if (!tocsin_outbox_recover (self->outbox, error))
    return FALSE;

  return tocsin_recovery_run (self->journal, TOCSIN_RUNNER_OWNER,
                              tocsin_snapshot_get_string (self->settings, "on-interrupted"),
                              tocsin_clock_get_real (self->clock), error);
}

/* What rests is told at every start: it must not be mistaken for what does not work. */
static void
tell_pauses (TocsinEngine *self, const TocsinPauses *pauses)
{
  static const TocsinConfigKind kinds[] = { TOCSIN_CONFIG_CONNECTION, TOCSIN_CONFIG_TASK };

  if (tocsin_pauses_get_since (pauses, TOCSIN_CONFIG_ENGINE, NULL) != 0)
    g_message (_ ("the engine is paused; “tocsin resume” lets it go on"));
  for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    {
      const char *const *ids = tocsin_config_list (self->config, kinds[kind]);

      for (gsize i = 0; ids[i] != NULL; i++)
        if (tocsin_pauses_get_since (pauses, kinds[kind], ids[i]) != 0)
          g_message (kinds[kind] == TOCSIN_CONFIG_TASK
                         ? _ ("task “%s” is paused; “tocsin task resume %s” lets it go on")
                         : _ ("connection “%s” is paused; “tocsin connection resume %s” lets it "
                              "go on"),
                     ids[i], ids[i]);
    }
}

/*< private >
 * tocsin_engine_recall_pauses:
 * @self: an engine whose memory is open and whose staff is there
 * @error: one of the storage codes
 *
 * Returns: whether it is known what a person has told to rest.
 */
gboolean
tocsin_engine_recall_pauses (TocsinEngine *self, GError **error)
{
  g_autoptr (TocsinPauses) pauses = tocsin_pauses_read (self->journal, error);

  if (pauses == NULL)
    return FALSE;

  tell_pauses (self, pauses);
  tocsin_roster_set_pauses (self->roster, pauses);
  tocsin_postman_set_pauses (self->postman, pauses);

  return TRUE;
}

/*< private >
 * tocsin_engine_settle_cut_off:
 * @self: an engine of which nothing runs any more
 *
 * An action that was cut off does not stay "running" while nobody runs, nor mail "sending".
 */
void
tocsin_engine_settle_cut_off (TocsinEngine *self)
{
  g_autoptr (GError) error = NULL;

  tocsin_postman_close (self->postman);
  if (!tocsin_outbox_recover (self->outbox, &error)
      || !tocsin_recovery_run (self->journal, TOCSIN_RUNNER_OWNER,
                               tocsin_snapshot_get_string (self->settings, "on-interrupted"),
                               tocsin_clock_get_real (self->clock), &error))
    g_warning (_ ("what was being done is settled at the next start: %s"), error->message);
}
