/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/resting-journal.h"

#include "core/base/error.h"
#include "core/engine/feed.h"
#include "core/engine/sqlite-journal.h"

/**
 * tocsin_resting_journal_read:
 * @state: the state directory
 * @error: where to put why it can't be read
 *
 * Returns: (transfer full): its journal, to look at; an empty one when none was ever written.
 */
TocsinJournal *
tocsin_resting_journal_read (TocsinStateDirectory *state, GError **error)
{
  const char *path = tocsin_state_directory_get_journal_path (state);
  g_autoptr (GError) problem = NULL;
  TocsinSqliteJournal *journal;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (error));

  journal = tocsin_sqlite_journal_open_readonly (path, &problem);
  if (journal != NULL)
    return TOCSIN_JOURNAL (journal);
  /* An engine that began this moment is still laying it out: nothing is in it yet. */
  if (g_error_matches (problem, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED)
      && tocsin_state_directory_get_lock_holder (state) != 0)
    return TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (error));
  g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}

/**
 * tocsin_resting_journal_write:
 * @state: the state directory; it is locked, so that no engine starts meanwhile
 * @error: where to put why it can't be changed
 *
 * Returns: (transfer full): its journal, to change.
 */
TocsinJournal *
tocsin_resting_journal_write (TocsinStateDirectory *state, GError **error)
{
  if (!tocsin_state_directory_lock (state, error))
    return NULL;

  return TOCSIN_JOURNAL (
      tocsin_sqlite_journal_open (tocsin_state_directory_get_journal_path (state), error));
}

static TocsinSpool *
open_spool (TocsinStateDirectory *state, TocsinJournal *journal, GError **error)
{
  g_autoptr (TocsinSpool) spool =
      tocsin_spool_open (tocsin_state_directory_get_spool_path (state), error);
  g_autoptr (GPtrArray) live = spool != NULL ? tocsin_journal_list_spool (journal, error) : NULL;

  if (live == NULL || !tocsin_spool_collect (spool, live, error))
    return NULL;

  return g_steal_pointer (&spool);
}

/**
 * tocsin_resting_journal_open_outbox:
 * @state: the state directory; it is locked, so that no engine starts meanwhile
 * @error: where to put why it can't be changed
 *
 * What the last engine had in hand when it was killed is decided on, as the next one would.
 *
 * Returns: (transfer full): its outbox, to change.
 */
TocsinOutbox *
tocsin_resting_journal_open_outbox (TocsinStateDirectory *state, GError **error)
{
  g_autoptr (TocsinJournal) journal = tocsin_resting_journal_write (state, error);
  g_autoptr (TocsinSpool) spool = journal != NULL ? open_spool (state, journal, error) : NULL;
  g_autoptr (TocsinOutbox) outbox = NULL;

  if (spool == NULL)
    return NULL;
  outbox = tocsin_outbox_new (TOCSIN_OUTBOX_JOURNAL (journal), spool, tocsin_clock_get_default ());

  return tocsin_outbox_recover (outbox, error) ? g_steal_pointer (&outbox) : NULL;
}

static gboolean
names_task (TocsinJournal *journal, const char *id)
{
  g_autoptr (GPtrArray) counts = tocsin_journal_count (journal, g_get_real_time (), NULL);

  for (guint i = 0; counts != NULL && i < counts->len; i++)
    if (g_str_equal (((TocsinJournalCount *) g_ptr_array_index (counts, i))->task, id))
      return TRUE;

  return FALSE;
}

/* Mail that somebody may have sent again must not go out through another connection. */
static gboolean
has_mail (TocsinJournal *journal, const char *connection)
{
  const TocsinOutboxFilter filter = { .connection = connection, .limit = 1 };
  g_autoptr (GPtrArray) mails =
      tocsin_outbox_journal_list (TOCSIN_OUTBOX_JOURNAL (journal), &filter, NULL);

  return mails != NULL && mails->len > 0;
}

static gboolean
names_connection (TocsinJournal *journal, const char *id)
{
  gboolean remembered = FALSE;

  return (tocsin_feed_is_remembered (journal, id, &remembered, NULL) && remembered)
         || has_mail (journal, id);
}

/**
 * tocsin_resting_journal_names:
 * @state: the state directory; an engine may be running in it
 * @kind: connection or task
 * @id: an identifier
 *
 * Returns: whether history still means another one by @id. What can't be read means nothing.
 */
gboolean
tocsin_resting_journal_names (TocsinStateDirectory *state, TocsinConfigKind kind, const char *id)
{
  g_autoptr (TocsinJournal) journal = tocsin_resting_journal_read (state, NULL);

  if (journal == NULL)
    return FALSE;

  return kind == TOCSIN_CONFIG_TASK ? names_task (journal, id) : names_connection (journal, id);
}
