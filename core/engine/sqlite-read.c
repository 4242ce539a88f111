/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/sqlite-read.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

typedef TocsinSqliteConnection Connection;

/*< private >
 * tocsin_sqlite_read_rows:
 * @connection: a connection
 * @rows: (nullable): a query
 * @take: gets each row
 * @user_data: for @take
 * @error: one of the storage codes
 *
 * Returns: whether all rows were taken.
 */
gboolean
tocsin_sqlite_read_rows (Connection *connection,
                         sqlite3_stmt *rows,
                         TocsinSqliteTakeRow take,
                         gpointer user_data,
                         GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return FALSE;
  while (tocsin_sqlite_next (connection, rows, &local_error))
    take (rows, user_data);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* A list or nothing: what every call here returns. */
static gpointer
array_or_null (gboolean success, GPtrArray *array)
{
  if (success)
    return array;

  g_ptr_array_unref (array);

  return NULL;
}

static guint
read_state (sqlite3_stmt *rows, int column, guint n_known)
{
  int number = sqlite3_column_int (rows, column);

  return number >= 0 && (guint) number < n_known ? (guint) number : 0;
}

/*< private >
 * tocsin_sqlite_peek_text:
 * @rows: a query at a row
 * @column: which
 *
 * Returns: its text: a damaged file can hold NULL even where the schema forbids it.
 */
const char *
tocsin_sqlite_peek_text (sqlite3_stmt *rows, int column)
{
  const char *text = (const char *) sqlite3_column_text (rows, column);

  return text != NULL ? text : "";
}

/*< private >
 * tocsin_sqlite_read_event:
 * @rows: a query of %TOCSIN_SQLITE_EVENT_COLUMNS at a row
 *
 * Returns: (transfer full): the event
 */
TocsinJournalEvent *
tocsin_sqlite_read_event (sqlite3_stmt *rows)
{
  TocsinJournalEvent *event = tocsin_journal_event_new (
      tocsin_sqlite_peek_text (rows, 1), sqlite3_column_int64 (rows, 2),
      tocsin_sqlite_peek_text (rows, 3), sqlite3_column_int (rows, 4),
      tocsin_sqlite_peek_text (rows, 5), tocsin_sqlite_peek_text (rows, 6));

  event->id = sqlite3_column_int64 (rows, 0);
  event->subject = tocsin_sqlite_text (rows, 7);
  event->received = sqlite3_column_int64 (rows, 8);
  event->created = sqlite3_column_int64 (rows, 9);
  event->due = sqlite3_column_int64 (rows, 10);
  event->state = read_state (rows, 11, TOCSIN_JOURNAL_N_STATES);
  event->owner = tocsin_sqlite_text (rows, 12);
  event->attempts = sqlite3_column_int (rows, 13);
  event->finished = sqlite3_column_int64 (rows, 14);
  event->error_code = tocsin_sqlite_text (rows, 15);
  event->error_message = tocsin_sqlite_text (rows, 16);
  event->spool = tocsin_sqlite_text (rows, 17);
  event->data = tocsin_sqlite_text (rows, 18);

  return event;
}

static void
take_event (sqlite3_stmt *rows, gpointer user_data)
{
  g_ptr_array_add (user_data, tocsin_sqlite_read_event (rows));
}

/*< private >
 * tocsin_sqlite_read_events:
 * @connection: a connection
 * @rows: (nullable): a query of %TOCSIN_SQLITE_EVENT_COLUMNS
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinJournalEvent): all its events.
 */
GPtrArray *
tocsin_sqlite_read_events (Connection *connection, sqlite3_stmt *rows, GError **error)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_event_unref);

  return array_or_null (tocsin_sqlite_read_rows (connection, rows, take_event, events, error),
                        events);
}

/*< private >
 * tocsin_sqlite_get_event: see tocsin_journal_get_event()
 */
TocsinJournalEvent *
tocsin_sqlite_get_event (Connection *connection, gint64 event, GError **error)
{
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT " TOCSIN_SQLITE_EVENT_COLUMNS " FROM events WHERE id = ?1", "i",
      event);
  g_autoptr (GPtrArray) events = NULL;

  events = tocsin_sqlite_read_events (connection, rows, error);
  if (events == NULL)
    return NULL;
  if (events->len > 0)
    return tocsin_journal_event_ref (g_ptr_array_index (events, 0));

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND, _ ("There is no event %" PRId64),
               event);

  return NULL;
}

static void
take_step (sqlite3_stmt *rows, gpointer user_data)
{
  TocsinJournalStep *step =
      tocsin_journal_step_new (sqlite3_column_int64 (rows, 0), sqlite3_column_int (rows, 2),
                               sqlite3_column_int (rows, 1), tocsin_sqlite_peek_text (rows, 3));

  step->repeatable = sqlite3_column_int (rows, 4) != 0;
  step->plan = tocsin_sqlite_text (rows, 5);
  step->outcome = read_state (rows, 6, TOCSIN_JOURNAL_N_OUTCOMES);
  step->summary = tocsin_sqlite_text (rows, 7);
  step->output = tocsin_sqlite_text (rows, 8);
  step->started = sqlite3_column_int64 (rows, 9);
  step->finished = sqlite3_column_int64 (rows, 10);
  g_ptr_array_add (user_data, step);
}

/*< private >
 * tocsin_sqlite_list_steps: see tocsin_journal_list_steps()
 */
GPtrArray *
tocsin_sqlite_list_steps (Connection *connection, gint64 event, GError **error)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_step_free);
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error,
      "SELECT event, attempt, position, action, repeatable, plan, outcome, summary, output,"
      " started, finished FROM steps WHERE event = ?1 ORDER BY attempt, position",
      "i", event);

  return array_or_null (tocsin_sqlite_read_rows (connection, rows, take_step, steps, error), steps);
}

static void
take_text (sqlite3_stmt *rows, gpointer user_data)
{
  g_ptr_array_add (user_data, tocsin_sqlite_text (rows, 0));
}

/*< private >
 * tocsin_sqlite_list_spool: see tocsin_journal_list_spool()
 */
GPtrArray *
tocsin_sqlite_list_spool (Connection *connection, GError **error)
{
  GPtrArray *references = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error,
                                            "SELECT spool FROM events WHERE spool IS NOT NULL"
                                            " UNION ALL"
                                            " SELECT spool FROM mails WHERE spool IS NOT NULL",
                                            "");

  return array_or_null (tocsin_sqlite_read_rows (connection, rows, take_text, references, error),
                        references);
}

/* Rows come by task, so the one that was taken last is the only one to look at. */
static TocsinJournalCount *
current_count (GPtrArray *counts, const char *task)
{
  TocsinJournalCount *count;

  if (counts->len > 0)
    {
      count = g_ptr_array_index (counts, counts->len - 1);
      if (g_str_equal (count->task, task))
        return count;
    }

  count = g_new0 (TocsinJournalCount, 1);
  count->task = g_strdup (task);
  g_ptr_array_add (counts, count);

  return count;
}

static void
take_count (sqlite3_stmt *rows, gpointer user_data)
{
  TocsinJournalCount *count = current_count (user_data, tocsin_sqlite_peek_text (rows, 0));
  int state = sqlite3_column_int (rows, 1);

  if (state >= 0 && state < TOCSIN_JOURNAL_N_STATES)
    {
      count->states[state] = sqlite3_column_int (rows, 2);
    }
  else if (state == -1)
    {
      count->examined = sqlite3_column_int64 (rows, 2);
      count->matched = sqlite3_column_int64 (rows, 3);
    }
  else if (state == -2)
    {
      count->examined_today = sqlite3_column_int64 (rows, 2);
      count->matched_today = sqlite3_column_int64 (rows, 3);
    }
}

/*< private >
 * tocsin_sqlite_count: see tocsin_journal_count()
 */
GPtrArray *
tocsin_sqlite_count (Connection *connection, gint64 now, GError **error)
{
  GPtrArray *counts = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_count_free);
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error,
      "SELECT task AS of_task, state, count (*), 0 FROM events GROUP BY state, task"
      " UNION ALL SELECT task, -1, examined, matched FROM counters WHERE day = 0"
      " UNION ALL SELECT task, -2, examined, matched FROM counters WHERE day = ?1"
      " ORDER BY of_task",
      "i", now / G_TIME_SPAN_DAY);

  return array_or_null (tocsin_sqlite_read_rows (connection, rows, take_count, counts, error),
                        counts);
}

static void
take_due (sqlite3_stmt *rows, gpointer user_data)
{
  if (sqlite3_column_type (rows, 0) != SQLITE_NULL)
    *(gint64 *) user_data = sqlite3_column_int64 (rows, 0);
}

/*< private >
 * tocsin_sqlite_get_firings: see tocsin_journal_get_firings()
 */
gboolean
tocsin_sqlite_get_firings (Connection *connection,
                           const char *task,
                           guint64 *firings,
                           GError **error)
{
  g_autoptr (GError) local_error = NULL;
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT matched FROM counters WHERE task = ?1 AND day = -1", "s", task);

  if (rows == NULL)
    return FALSE;

  *firings = 0;
  while (tocsin_sqlite_next (connection, rows, &local_error))
    *firings = (guint64) sqlite3_column_int64 (rows, 0);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static void
take_last_round (sqlite3_stmt *rows, gpointer user_data)
{
  TocsinJournalEvent *event = tocsin_sqlite_read_event (rows);

  g_hash_table_insert (user_data, g_strdup (event->key), event);
}

/*< private >
 * tocsin_sqlite_find_last_rounds: see tocsin_journal_find_last_rounds()
 */
GHashTable *
tocsin_sqlite_find_last_rounds (Connection *connection,
                                const char *task,
                                const char *const *keys,
                                GError **error)
{
  g_autoptr (GHashTable) events = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) tocsin_journal_event_unref);

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      sqlite3_stmt *rows =
          tocsin_sqlite_query (connection, error,
                               "SELECT " TOCSIN_SQLITE_EVENT_COLUMNS_BUT_DATA "NULL FROM events"
                               " WHERE task = ?1 AND key = ?2 ORDER BY round DESC LIMIT 1",
                               "ss", task, keys[i]);

      if (!tocsin_sqlite_read_rows (connection, rows, take_last_round, events, error))
        return NULL;
    }

  return g_steal_pointer (&events);
}

/*< private >
 * tocsin_sqlite_get_next_due: see tocsin_journal_get_next_due()
 */
gboolean
tocsin_sqlite_get_next_due (Connection *connection, const char *task, gint64 *due, GError **error)
{
  gint64 found = G_MAXINT64;
  const char *sql = task != NULL
                        ? "SELECT min (due) FROM events WHERE state IN (0, 3) AND task = ?1"
                        : "SELECT min (due) FROM events WHERE state IN (0, 3)";
  sqlite3_stmt *rows = tocsin_sqlite_query (connection, error, sql, task != NULL ? "s" : "", task);

  if (!tocsin_sqlite_read_rows (connection, rows, take_due, &found, error))
    return FALSE;

  *due = found;

  return TRUE;
}
