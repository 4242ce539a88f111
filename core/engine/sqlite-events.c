/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-events.h"

#include "core/base/error.h"
#include "core/engine/sqlite-read.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

typedef TocsinSqliteConnection Connection;

/* The index keeps arrival order, and names what is not due yet without a look at the table; left to
 * itself SQLite would sort all that is due each time. */
#define CLAIM(condition)                                                                           \
  "UPDATE events SET state = 1, owner = ?1, attempts = attempts + 1 WHERE id IN"                   \
  " (SELECT id FROM events INDEXED BY events_open WHERE state IN (0, 3) AND due <= ?3" condition   \
  "  ORDER BY id LIMIT ?2) RETURNING " TOCSIN_SQLITE_EVENT_COLUMNS

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const TocsinJournalEvent *first = *(const TocsinJournalEvent *const *) a;
  const TocsinJournalEvent *second = *(const TocsinJournalEvent *const *) b;

  return (first->id > second->id) - (first->id < second->id);
}

/*< private >
 * tocsin_sqlite_claim: see tocsin_journal_claim()
 */
GPtrArray *
tocsin_sqlite_claim (Connection *connection,
                     const char *owner,
                     const char *task,
                     guint limit,
                     gint64 now,
                     GError **error)
{
  const char *sql = task != NULL ? CLAIM (" AND task = ?4") : CLAIM ("");
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error, sql, task != NULL ? "suis" : "sui",
                                            owner, limit, now, task);
  GPtrArray *events = rows != NULL ? tocsin_sqlite_read_events (connection, rows, error) : NULL;

  /* RETURNING promises no order. */
  if (events != NULL)
    g_ptr_array_sort (events, compare_ids);

  return events;
}

/*< private >
 * tocsin_sqlite_recover: see tocsin_journal_recover()
 */
GPtrArray *
tocsin_sqlite_recover (Connection *connection, const char *owner, GError **error)
{
  sqlite3_stmt *rows;

  if (!tocsin_sqlite_run (connection, error,
                          "UPDATE events SET state = 0, owner = NULL"
                          " WHERE state = 1 AND owner = ?1 AND NOT EXISTS"
                          " (SELECT 1 FROM steps WHERE event = events.id AND outcome = 0)",
                          "s", owner))
    return NULL;

  rows = tocsin_sqlite_query (connection, error,
                              "SELECT " TOCSIN_SQLITE_EVENT_COLUMNS
                              " FROM events WHERE state = 1 AND owner = ?1 ORDER BY id",
                              "s", owner);

  return rows != NULL ? tocsin_sqlite_read_events (connection, rows, error) : NULL;
}

/* What a person may decide about: nothing that runs, nothing that is over and done. */
static gboolean
require_open (const TocsinJournalEvent *event, GError **error)
{
  switch (event->state)
    {
    case TOCSIN_JOURNAL_WAITING:
    case TOCSIN_JOURNAL_FAILED:
    case TOCSIN_JOURNAL_DEAD:
    case TOCSIN_JOURNAL_INTERRUPTED:
      return TRUE;
    default:
      break;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("Event %" PRId64 " is %s; only events that are waiting, failed, dead or "
                  "interrupted can be retried or discarded"),
               event->id, tocsin_journal_state_to_string (event->state));

  return FALSE;
}

/*< private >
 * tocsin_sqlite_retry: see tocsin_journal_retry()
 */
gboolean
tocsin_sqlite_retry (Connection *connection, gint64 event, gint64 now, GError **error)
{
  g_autoptr (TocsinJournalEvent) row = tocsin_sqlite_get_event (connection, event, error);

  return row != NULL && require_open (row, error)
         && tocsin_sqlite_run (connection, error,
                               "UPDATE events SET state = 0, due = ?2, finished = 0 WHERE id = ?1",
                               "ii", event, now);
}

/*< private >
 * tocsin_sqlite_discard: see tocsin_journal_discard()
 */
gboolean
tocsin_sqlite_discard (
    Connection *connection, gint64 event, gint64 now, char **spool, GError **error)
{
  g_autoptr (TocsinJournalEvent) row = tocsin_sqlite_get_event (connection, event, error);

  if (row == NULL || !require_open (row, error)
      || !tocsin_sqlite_run (connection, error,
                             "UPDATE events SET state = 6, finished = ?2, spool = NULL"
                             " WHERE id = ?1",
                             "ii", event, now))
    return FALSE;

  *spool = g_steal_pointer (&row->spool);

  return TRUE;
}

#define SELECT_PRUNABLE                                                                            \
  "SELECT id FROM events WHERE finished > 0 AND finished < ?1 AND state IN (2, 4, 6)"              \
  " ORDER BY id LIMIT ?2"

static gboolean
collect_spool (Connection *connection, gint64 before, guint limit, GPtrArray *spool, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error,
                                            "SELECT spool FROM events WHERE spool IS NOT NULL"
                                            " AND id IN (" SELECT_PRUNABLE ")",
                                            "iu", before, limit);

  if (rows == NULL)
    return FALSE;
  while (tocsin_sqlite_next (connection, rows, &local_error))
    g_ptr_array_add (spool, tocsin_sqlite_text (rows, 0));
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/*< private >
 * tocsin_sqlite_prune:
 * @connection: a connection inside a transaction
 * @before: µs since 1970
 * @limit: at most so many events in one go, so that others get their turn
 * @spool: gets the spool references that were given up
 * @n_pruned: (out): how many events there were; fewer than @limit: that was all
 * @error: one of the storage codes
 */
gboolean
tocsin_sqlite_prune (Connection *connection,
                     gint64 before,
                     guint limit,
                     GPtrArray *spool,
                     guint *n_pruned,
                     GError **error)
{
  if (!collect_spool (connection, before, limit, spool, error)
      || !tocsin_sqlite_run (connection, error,
                             "DELETE FROM steps WHERE event IN (" SELECT_PRUNABLE ")", "iu", before,
                             limit)
      || !tocsin_sqlite_run (connection, error,
                             "DELETE FROM events WHERE id IN (" SELECT_PRUNABLE ")", "iu", before,
                             limit))
    return FALSE;

  *n_pruned = sqlite3_changes (connection->db);

  return tocsin_sqlite_run (connection, error, "DELETE FROM counters WHERE day > 0 AND day < ?1",
                            "i", before / G_TIME_SPAN_DAY);
}
