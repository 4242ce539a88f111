/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/sqlite-connection.h"

G_BEGIN_DECLS

/* Changes of state that need an answer; each inside a transaction of the caller. */
GPtrArray *tocsin_sqlite_claim (TocsinSqliteConnection *connection,
                                const char *owner,
                                const char *task,
                                guint limit,
                                gint64 now,
                                GError **error);
GPtrArray *
tocsin_sqlite_recover (TocsinSqliteConnection *connection, const char *owner, GError **error);
gboolean
tocsin_sqlite_retry (TocsinSqliteConnection *connection, gint64 event, gint64 now, GError **error);
gboolean tocsin_sqlite_discard (
    TocsinSqliteConnection *connection, gint64 event, gint64 now, char **spool, GError **error);
gboolean tocsin_sqlite_prune (TocsinSqliteConnection *connection,
                              gint64 before,
                              guint limit,
                              GPtrArray *spool,
                              guint *n_pruned,
                              GError **error);

G_END_DECLS
