/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/resting-journal.h"

#include "core/base/error.h"
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
