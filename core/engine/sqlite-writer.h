/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/sqlite-connection.h"

G_BEGIN_DECLS

/**
 * TocsinSqliteWriter:
 *
 * The one way to write: calls that come at the same time share one transaction, and so one fsync.
 * A call that finds nobody writing does it at once; those that come meanwhile queue up, and one of
 * them then writes for all.
 */
typedef struct _TocsinSqliteWriter TocsinSqliteWriter;

/**
 * TocsinSqliteWork:
 * @connection: the connection, locked and inside a transaction
 * @user_data: the caller's
 * @error: one of the storage codes
 *
 * A piece of work. It may be done on another thread than the caller's, which waits meanwhile; when
 * it fails, only its own changes are undone. Its results count only once the write went through.
 */
typedef gboolean (*TocsinSqliteWork) (TocsinSqliteConnection *connection,
                                      gpointer user_data,
                                      GError **error);

TocsinSqliteWriter *tocsin_sqlite_writer_new (TocsinSqliteConnection *connection);
void tocsin_sqlite_writer_free (TocsinSqliteWriter *self);
gboolean tocsin_sqlite_writer_write (TocsinSqliteWriter *self,
                                     TocsinSqliteWork work,
                                     gpointer user_data,
                                     GError **error);

G_END_DECLS
