/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Which events a person wants to see, and how many there are. */
#include "core/base/text.h"
#include "core/engine/sqlite-read.h"

#include <string.h>

/* How many events a list has when nobody says how many. */
#define DEFAULT_LIMIT 1000

/* What of the data is shown in a list; data that is no JSON has nothing to show. */
#define FROM_DATA(path) "CASE WHEN json_valid (data) THEN json_extract (data, '" path "') END"
#define MAIL_SUBJECT FROM_DATA ("$.subject")
#define MAIL_NAME FROM_DATA ("$.from[0].name")
#define MAIL_ADDRESS FROM_DATA ("$.from[0].address")
#define SUMMARY ", " MAIL_SUBJECT ", " MAIL_NAME ", " MAIL_ADDRESS

typedef TocsinSqliteConnection Connection;

/* What a filter is bound to, as numbered below. */
#define FILTER_TYPES "uiissiis"

/* tocsin_has (letters, text, …): whether one of the texts holds them, whatever their case. */
static void
has_letters (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *letters = (const char *) sqlite3_value_text (values[0]);
  gboolean found = FALSE;

  for (int i = 1; letters != NULL && i < n_values && !found; i++)
    {
      const char *text = (const char *) sqlite3_value_text (values[i]);
      g_autofree char *folded = text != NULL ? tocsin_text_fold (text) : NULL;

      found = folded != NULL && strstr (folded, letters) != NULL;
    }
  sqlite3_result_int (context, found);
}

static gboolean
add_search (Connection *connection, GError **error)
{
  if (sqlite3_create_function (connection->db, "tocsin_has", -1, SQLITE_UTF8, NULL, has_letters,
                               NULL, NULL)
      == SQLITE_OK)
    return TRUE;

  tocsin_sqlite_set_error (connection, error);

  return FALSE;
}

/* Every parameter stands in it, so that the same values are bound whatever the filter says. */
static char *
build_conditions (const TocsinJournalFilter *filter)
{
  return g_strconcat (
      filter->state >= 0 ? "state = ?2" : "?2 < 0",
      filter->before > 0 ? " AND id < ?3" : " AND ?3 = 0",
      filter->task != NULL ? " AND task = ?4" : " AND ?4 IS NULL",
      /* The folder follows behind a slash; '0' is the letter after it. */
      filter->connection != NULL
          ? " AND (source = '/connections/' || ?5 OR"
            " source >= '/connections/' || ?5 || '/' AND source < '/connections/' || ?5 || '0')"
          : " AND ?5 IS NULL",
      filter->since > 0 ? " AND created >= ?6" : " AND ?6 = 0",
      filter->until > 0 ? " AND created < ?7" : " AND ?7 = 0",
      filter->search != NULL ? " AND tocsin_has (?8, task, subject, error_message, " MAIL_SUBJECT
                               ", " MAIL_NAME ", " MAIL_ADDRESS ")"
                             : " AND ?8 IS NULL",
      NULL);
}

/* Most events are done, and looking for the newest of them through the index would sort them all;
 * every other state is rare and the index leads straight to it. */
static char *
build_list (const TocsinJournalFilter *filter)
{
  g_autofree char *conditions = build_conditions (filter);

  return g_strdup_printf ("SELECT %s%s%s FROM events%s WHERE %s ORDER BY id %s LIMIT ?1",
                          TOCSIN_SQLITE_EVENT_COLUMNS_BUT_DATA, filter->with_data ? "data" : "NULL",
                          filter->with_summary ? SUMMARY : "",
                          filter->state < 0 || filter->state == TOCSIN_JOURNAL_DONE ? " NOT INDEXED"
                                                                                    : "",
                          conditions, filter->oldest_first ? "ASC" : "DESC");
}

static sqlite3_stmt *
query (Connection *connection,
       const TocsinJournalFilter *filter,
       const char *sql,
       const char *folded,
       GError **error)
{
  guint limit = filter->limit > 0 ? filter->limit : DEFAULT_LIMIT;

  if (folded != NULL && !add_search (connection, error))
    return NULL;

  return tocsin_sqlite_query (connection, error, sql, FILTER_TYPES, limit, (gint64) filter->state,
                              MAX (filter->before, 0), filter->task, filter->connection,
                              MAX (filter->since, 0), MAX (filter->until, 0), folded);
}

static void
take_event (sqlite3_stmt *rows, gpointer user_data)
{
  TocsinJournalEvent *event = tocsin_sqlite_read_event (rows);

  g_ptr_array_add (user_data, event);
  if (sqlite3_column_count (rows) < 22)
    return;
  event->mail_subject = tocsin_sqlite_text (rows, 19);
  event->mail_from = tocsin_sqlite_text (rows, 20);
  if (event->mail_from != NULL && *event->mail_from != '\0')
    return;
  g_free (event->mail_from);
  event->mail_from = tocsin_sqlite_text (rows, 21);
}

/*< private >
 * tocsin_sqlite_list_events: see tocsin_journal_list_events()
 */
GPtrArray *
tocsin_sqlite_list_events (Connection *connection,
                           const TocsinJournalFilter *filter,
                           GError **error)
{
  g_autofree char *folded = filter->search != NULL ? tocsin_text_fold (filter->search) : NULL;
  g_autofree char *sql = build_list (filter);
  g_autoptr (GPtrArray) events =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_journal_event_unref);
  sqlite3_stmt *rows = query (connection, filter, sql, folded, error);

  if (!tocsin_sqlite_read_rows (connection, rows, take_event, events, error))
    return NULL;

  return g_steal_pointer (&events);
}

static TocsinJournalSpan *
find_span (GArray *spans, gint64 moment)
{
  guint low = 0, high = spans->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      TocsinJournalSpan *span = &g_array_index (spans, TocsinJournalSpan, middle);

      if (moment < span->begin)
        high = middle;
      else if (moment >= span->end)
        low = middle + 1;
      else
        return span;
    }

  return NULL;
}

static void
take_moment (sqlite3_stmt *rows, gpointer user_data)
{
  TocsinJournalSpan *span = find_span (user_data, sqlite3_column_int64 (rows, 0));
  int state = sqlite3_column_int (rows, 1);

  if (span != NULL && state >= 0 && state < TOCSIN_JOURNAL_N_STATES)
    span->states[state]++;
}

/*< private >
 * tocsin_sqlite_count_spans: see tocsin_journal_count_spans()
 */
gboolean
tocsin_sqlite_count_spans (Connection *connection,
                           const TocsinJournalFilter *filter,
                           GArray *spans,
                           GError **error)
{
  g_autofree char *folded = filter->search != NULL ? tocsin_text_fold (filter->search) : NULL;
  g_autofree char *conditions = build_conditions (filter);
  g_autofree char *sql =
      g_strdup_printf ("SELECT created, state FROM events WHERE ?1 >= 0 AND %s", conditions);

  return tocsin_sqlite_read_rows (connection, query (connection, filter, sql, folded, error),
                                  take_moment, spans, error);
}
