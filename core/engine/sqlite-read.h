/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/sqlite-connection.h"

G_BEGIN_DECLS

/* The columns that tocsin_sqlite_read_event() takes, in its order. */
#define TOCSIN_SQLITE_EVENT_COLUMNS_BUT_DATA                                                       \
  "id, task, generation, key, round, type, source, subject, received, created, due, state,"        \
  " owner, attempts, finished, error_code, error_message, spool, "
#define TOCSIN_SQLITE_EVENT_COLUMNS TOCSIN_SQLITE_EVENT_COLUMNS_BUT_DATA "data"

/* Takes a row in; what it adds to is the caller's. */
typedef void (*TocsinSqliteTakeRow) (sqlite3_stmt *rows, gpointer user_data);

gboolean tocsin_sqlite_read_rows (TocsinSqliteConnection *connection,
                                  sqlite3_stmt *rows,
                                  TocsinSqliteTakeRow take,
                                  gpointer user_data,
                                  GError **error);
const char *tocsin_sqlite_peek_text (sqlite3_stmt *rows, int column);

/* Reads that change nothing, outside of any transaction. */
TocsinJournalEvent *tocsin_sqlite_read_event (sqlite3_stmt *rows);
GPtrArray *
tocsin_sqlite_read_events (TocsinSqliteConnection *connection, sqlite3_stmt *rows, GError **error);
TocsinJournalEvent *
tocsin_sqlite_get_event (TocsinSqliteConnection *connection, gint64 event, GError **error);
GPtrArray *tocsin_sqlite_list_events (TocsinSqliteConnection *connection,
                                      const TocsinJournalFilter *filter,
                                      GError **error);
gboolean tocsin_sqlite_count_spans (TocsinSqliteConnection *connection,
                                    const TocsinJournalFilter *filter,
                                    GArray *spans,
                                    GError **error);
GPtrArray *
tocsin_sqlite_list_steps (TocsinSqliteConnection *connection, gint64 event, GError **error);
GPtrArray *tocsin_sqlite_list_spool (TocsinSqliteConnection *connection, GError **error);
GPtrArray *tocsin_sqlite_count (TocsinSqliteConnection *connection, gint64 now, GError **error);
gboolean tocsin_sqlite_get_firings (TocsinSqliteConnection *connection,
                                    const char *task,
                                    guint64 *firings,
                                    GError **error);
gboolean tocsin_sqlite_has_cursors (TocsinSqliteConnection *connection,
                                    const char *folder,
                                    gboolean *found,
                                    GError **error);
GHashTable *
tocsin_sqlite_list_cursors (TocsinSqliteConnection *connection, const char *folder, GError **error);
GHashTable *tocsin_sqlite_find_last_rounds (TocsinSqliteConnection *connection,
                                            const char *task,
                                            const char *const *keys,
                                            GError **error);
gboolean tocsin_sqlite_get_next_due (TocsinSqliteConnection *connection,
                                     const char *task,
                                     gint64 *due,
                                     GError **error);
gboolean tocsin_sqlite_get_cursor (TocsinSqliteConnection *connection,
                                   const char *scope,
                                   GVariant **value,
                                   GError **error);
GHashTable *tocsin_sqlite_get_decisions (TocsinSqliteConnection *connection,
                                         const char *scope,
                                         const char *task,
                                         GError **error);
GHashTable *tocsin_sqlite_find_seen (TocsinSqliteConnection *connection,
                                     const char *scope,
                                     const char *const *fingerprints,
                                     GError **error);

G_END_DECLS
