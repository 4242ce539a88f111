/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/sqlite-outbox.h"
#include "core/engine/sqlite-read.h"
#include "core/engine/sqlite-variant.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* How much mail a list has when nobody says how much. */
#define DEFAULT_LIMIT 1000

/* All states but removed. */
#define SHOWN ((1u << TOCSIN_OUTBOX_N_STATES) - 1 - (1u << TOCSIN_OUTBOX_REMOVED))

typedef TocsinSqliteConnection Connection;

/* What is to become of mail without recipients is decided where it is sent; it is not lost here. */
static TocsinEnvelope *
read_envelope (sqlite3_stmt *rows, int column)
{
  g_autoptr (GVariant) value = tocsin_sqlite_variant_read (rows, column, "a{sv}");
  TocsinEnvelope *envelope = value != NULL ? tocsin_envelope_new_from_variant (value, NULL) : NULL;

  return envelope != NULL ? envelope : tocsin_envelope_new ("", NULL);
}

static void
take_mail (sqlite3_stmt *rows, gpointer user_data)
{
  g_autoptr (TocsinEnvelope) envelope = read_envelope (rows, 15);
  TocsinOutboxMail *mail = tocsin_outbox_mail_new (tocsin_sqlite_peek_text (rows, 1), envelope);
  int state = sqlite3_column_int (rows, 4);

  mail->id = sqlite3_column_int64 (rows, 0);
  mail->key = tocsin_sqlite_text (rows, 2);
  mail->name = tocsin_sqlite_text (rows, 3);
  /* What a newer version may mean by another number is none of our business. */
  mail->state = state >= 0 && state < TOCSIN_OUTBOX_N_STATES ? (TocsinOutboxState) state
                                                             : TOCSIN_OUTBOX_UNKNOWN;
  mail->owner = tocsin_sqlite_text (rows, 5);
  mail->size = sqlite3_column_int64 (rows, 6);
  mail->spool = tocsin_sqlite_text (rows, 7);
  mail->created = sqlite3_column_int64 (rows, 8);
  mail->due = sqlite3_column_int64 (rows, 9);
  mail->failing_since = sqlite3_column_int64 (rows, 10);
  mail->finished = sqlite3_column_int64 (rows, 11);
  mail->attempts = (guint) sqlite3_column_int (rows, 12);
  mail->error_code = tocsin_sqlite_text (rows, 13);
  mail->error_message = tocsin_sqlite_text (rows, 14);
  mail->subject = tocsin_sqlite_text (rows, 17);
  mail->results = tocsin_sqlite_variant_read (rows, 16, "a{sv}");
  g_ptr_array_add (user_data, mail);
}

/*< private >
 * tocsin_sqlite_read_mails:
 * @connection: a connection
 * @rows: (nullable): a query of %TOCSIN_SQLITE_MAIL_COLUMNS
 * @error: one of the storage codes
 *
 * Returns: (transfer full) (element-type TocsinOutboxMail): what it gives.
 */
GPtrArray *
tocsin_sqlite_read_mails (Connection *connection, sqlite3_stmt *rows, GError **error)
{
  g_autoptr (GPtrArray) mails =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_outbox_mail_unref);

  return tocsin_sqlite_read_rows (connection, rows, take_mail, mails, error)
             ? g_steal_pointer (&mails)
             : NULL;
}

/*< private >
 * tocsin_sqlite_get_mail: see tocsin_outbox_journal_get()
 */
TocsinOutboxMail *
tocsin_sqlite_get_mail (Connection *connection, gint64 mail, GError **error)
{
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT " TOCSIN_SQLITE_MAIL_COLUMNS " FROM mails WHERE id = ?1", "i",
      mail);
  g_autoptr (GPtrArray) mails = tocsin_sqlite_read_mails (connection, rows, error);

  if (mails == NULL)
    return NULL;
  if (mails->len > 0)
    return g_ptr_array_steal_index (mails, 0);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
               _ ("There is no mail %" PRId64 " in the outbox"), mail);

  return NULL;
}

static void
take_id (sqlite3_stmt *rows, gpointer user_data)
{
  *(gint64 *) user_data = sqlite3_column_int64 (rows, 0);
}

/*< private >
 * tocsin_sqlite_find_mail: see tocsin_outbox_journal_find()
 *
 * @mail is untouched where there is none.
 */
gboolean
tocsin_sqlite_find_mail (Connection *connection, const char *key, gint64 *mail, GError **error)
{
  sqlite3_stmt *rows =
      tocsin_sqlite_query (connection, error, "SELECT id FROM mails WHERE key = ?1", "s", key);

  return tocsin_sqlite_read_rows (connection, rows, take_id, mail, error);
}

#define LIST(order)                                                                                \
  "SELECT " TOCSIN_SQLITE_MAIL_COLUMNS " FROM mails WHERE (?1 IS NULL OR connection = ?1)"         \
  " AND (?2 >> state) & 1 AND (?3 = 0 OR id < ?3) ORDER BY id " order " LIMIT ?4"

/*< private >
 * tocsin_sqlite_list_mails: see tocsin_outbox_journal_list()
 */
GPtrArray *
tocsin_sqlite_list_mails (Connection *connection, const TocsinOutboxFilter *filter, GError **error)
{
  guint states = filter->states != 0 ? filter->states : SHOWN;
  guint limit = filter->limit > 0 ? filter->limit : DEFAULT_LIMIT;
  sqlite3_stmt *rows =
      tocsin_sqlite_query (connection, error, filter->oldest_first ? LIST ("ASC") : LIST ("DESC"),
                           "suiu", filter->connection, states, filter->before, limit);

  return tocsin_sqlite_read_mails (connection, rows, error);
}

static void
take_content (sqlite3_stmt *rows, gpointer user_data)
{
  *(GBytes **) user_data =
      g_bytes_new (sqlite3_column_blob (rows, 0), (gsize) sqlite3_column_bytes (rows, 0));
}

/*< private >
 * tocsin_sqlite_read_content: see tocsin_outbox_journal_read()
 */
gboolean
tocsin_sqlite_read_content (Connection *connection, gint64 mail, GBytes **content, GError **error)
{
  g_autoptr (GBytes) found = NULL;
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error, "SELECT bytes FROM contents WHERE mail = ?1", "i", mail);

  if (!tocsin_sqlite_read_rows (connection, rows, take_content, &found, error))
    return FALSE;

  *content = g_steal_pointer (&found);

  return TRUE;
}

static void
take_due (sqlite3_stmt *rows, gpointer user_data)
{
  *(gint64 *) user_data = sqlite3_column_int64 (rows, 0);
}

/*< private >
 * tocsin_sqlite_get_next_mail_due: see tocsin_outbox_journal_get_next_due()
 */
gboolean
tocsin_sqlite_get_next_mail_due (Connection *connection,
                                 const char *through,
                                 gint64 *due,
                                 GError **error)
{
  gint64 next = G_MAXINT64;
  sqlite3_stmt *rows =
      tocsin_sqlite_query (connection, error,
                           "SELECT due FROM mails INDEXED BY mails_open WHERE connection = ?1"
                           " AND " TOCSIN_SQLITE_MAIL_OPEN " AND state IN (0, 4)"
                           " ORDER BY due LIMIT 1",
                           "s", through);

  if (!tocsin_sqlite_read_rows (connection, rows, take_due, &next, error))
    return FALSE;

  *due = next;

  return TRUE;
}

/*< private >
 * tocsin_sqlite_list_unfiled_mails: see tocsin_outbox_journal_list_unfiled()
 */
GPtrArray *
tocsin_sqlite_list_unfiled_mails (Connection *connection,
                                  const char *through,
                                  guint limit,
                                  GError **error)
{
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error,
      "SELECT " TOCSIN_SQLITE_MAIL_COLUMNS " FROM mails INDEXED BY mails_unfiled"
      " WHERE connection = ?1 AND finished > 0 AND filed = 0 ORDER BY id LIMIT ?2",
      "su", through, limit);

  return tocsin_sqlite_read_mails (connection, rows, error);
}

static void
take_number (sqlite3_stmt *rows, gpointer user_data)
{
  *(guint64 *) user_data = (guint64) sqlite3_column_int64 (rows, 0);
}

/*< private >
 * tocsin_sqlite_count_mails_from: see tocsin_outbox_journal_count_from()
 */
gboolean
tocsin_sqlite_count_mails_from (Connection *connection,
                                const char *origin,
                                const char *address,
                                gint64 since,
                                guint64 *count,
                                GError **error)
{
  sqlite3_stmt *rows =
      address != NULL ? tocsin_sqlite_query (connection, error,
                                             "SELECT count (*) FROM addressees WHERE origin = ?1"
                                             " AND address = ?3 AND created >= ?2",
                                             "sis", origin, since, address)
                      : tocsin_sqlite_query (connection, error,
                                             "SELECT count (DISTINCT mail) FROM addressees"
                                             " WHERE origin = ?1 AND created >= ?2",
                                             "si", origin, since);

  return tocsin_sqlite_read_rows (connection, rows, take_number, count, error);
}

static TocsinOutboxCount *
current_count (GPtrArray *counts, const char *connection)
{
  TocsinOutboxCount *count = counts->len > 0 ? g_ptr_array_index (counts, counts->len - 1) : NULL;

  if (count != NULL && g_str_equal (count->connection, connection))
    return count;

  count = g_new0 (TocsinOutboxCount, 1);
  count->connection = g_strdup (connection);
  count->next_due = G_MAXINT64;
  g_ptr_array_add (counts, count);

  return count;
}

/* The sooner of two times, of which 0 is none. */
static gint64
earlier (gint64 a, gint64 b)
{
  return a == 0 || b == 0 ? MAX (a, b) : MIN (a, b);
}

static void
take_count (sqlite3_stmt *rows, gpointer user_data)
{
  TocsinOutboxCount *count = current_count (user_data, tocsin_sqlite_peek_text (rows, 0));
  int state = sqlite3_column_int (rows, 1);

  if (state < 0 || state >= TOCSIN_OUTBOX_N_STATES)
    return;

  count->states[state] = (guint) sqlite3_column_int64 (rows, 2);
  if (state != TOCSIN_OUTBOX_WAITING && state != TOCSIN_OUTBOX_FAILED)
    return;
  count->oldest = earlier (count->oldest, sqlite3_column_int64 (rows, 3));
  count->failing_since = earlier (count->failing_since, sqlite3_column_int64 (rows, 4));
  count->next_due = MIN (count->next_due, sqlite3_column_int64 (rows, 5));
}

/*< private >
 * tocsin_sqlite_count_mails: see tocsin_outbox_journal_count()
 */
GPtrArray *
tocsin_sqlite_count_mails (Connection *connection, GError **error)
{
  g_autoptr (GPtrArray) counts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_outbox_count_free);
  sqlite3_stmt *rows = tocsin_sqlite_query (
      connection, error,
      "SELECT connection, state, count (*), min (created), min (nullif (failing_since, 0)),"
      " min (due) FROM (SELECT connection, state, created, failing_since, due"
      "   FROM mails INDEXED BY mails_open WHERE " TOCSIN_SQLITE_MAIL_OPEN
      "  UNION ALL SELECT connection, state, created, failing_since, due"
      "   FROM mails INDEXED BY mails_left WHERE state IN (5, 6, 7))"
      " GROUP BY connection, state ORDER BY connection",
      "");

  return tocsin_sqlite_read_rows (connection, rows, take_count, counts, error)
             ? g_steal_pointer (&counts)
             : NULL;
}
