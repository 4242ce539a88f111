/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * TocsinSqliteConnection:
 * @db: SQLite's handle, opened without its own mutexes
 * @path: the file, for messages
 * @lock: to be held around everything that is done with the connection
 *
 * One connection to an SQLite file, with the statements it has prepared.
 */
typedef struct
{
  sqlite3 *db;
  char *path;
  GMutex lock;

  /*< private >*/
  GHashTable *statements;
} TocsinSqliteConnection;

TocsinSqliteConnection *
tocsin_sqlite_connection_open (const char *path, const char *uri, int flags, GError **error);
void tocsin_sqlite_connection_close (TocsinSqliteConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinSqliteConnection, tocsin_sqlite_connection_close)

gboolean tocsin_sqlite_exec (TocsinSqliteConnection *self, const char *sql, GError **error);
gboolean tocsin_sqlite_run (
    TocsinSqliteConnection *self, GError **error, const char *sql, const char *types, ...);
sqlite3_stmt *tocsin_sqlite_query (
    TocsinSqliteConnection *self, GError **error, const char *sql, const char *types, ...);
gboolean tocsin_sqlite_next (TocsinSqliteConnection *self, sqlite3_stmt *rows, GError **error);
char *tocsin_sqlite_text (sqlite3_stmt *rows, int column);

void tocsin_sqlite_set_error (TocsinSqliteConnection *self, GError **error);

G_END_DECLS
