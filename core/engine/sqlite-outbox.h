/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox-journal.h"
#include "core/engine/sqlite-journal.h"
#include "core/engine/sqlite-writer.h"

G_BEGIN_DECLS

/* The outbox in SQLite: what writes is called inside a transaction, what reads outside of any. */

/* What the index of open mail is about; said in so many words where it is to be used. */
#define TOCSIN_SQLITE_MAIL_OPEN "state IN (0, 1, 2, 4)"

/* The columns that tocsin_sqlite_read_mails() takes, in its order. */
#define TOCSIN_SQLITE_MAIL_COLUMNS                                                                 \
  "id, connection, key, name, state, owner, size, spool, created, due, failing_since, finished,"   \
  " attempts, error_code, error_message, envelope, results, subject"

gboolean
tocsin_sqlite_add_mails (TocsinSqliteConnection *connection, GPtrArray *mails, GError **error);
GPtrArray *tocsin_sqlite_claim_mails (TocsinSqliteConnection *connection,
                                      const char *owner,
                                      const char *through,
                                      guint limit,
                                      gint64 now,
                                      GError **error);
gboolean
tocsin_sqlite_mark_mails (TocsinSqliteConnection *connection, GPtrArray *marks, GError **error);
GPtrArray *tocsin_sqlite_recover_mails (TocsinSqliteConnection *connection,
                                        const char *owner,
                                        gint64 now,
                                        GHashTable *intents,
                                        const GError *reason,
                                        GError **error);
gboolean tocsin_sqlite_retry_mail (
    TocsinSqliteConnection *connection, gint64 mail, GVariant *results, gint64 now, GError **error);
gboolean tocsin_sqlite_flush_mails (TocsinSqliteConnection *connection,
                                    const char *through,
                                    gint64 now,
                                    guint *n_flushed,
                                    GError **error);
gboolean tocsin_sqlite_remove_mail (
    TocsinSqliteConnection *connection, gint64 mail, gint64 now, char **spool, GError **error);
gboolean tocsin_sqlite_prune_mails (TocsinSqliteConnection *connection,
                                    gint64 before,
                                    gint64 remembered,
                                    guint limit,
                                    GPtrArray *spool,
                                    guint *n_pruned,
                                    GError **error);
gboolean tocsin_sqlite_set_mail_filed (TocsinSqliteConnection *connection,
                                       gint64 mail,
                                       char **spool,
                                       GError **error);

GPtrArray *
tocsin_sqlite_read_mails (TocsinSqliteConnection *connection, sqlite3_stmt *rows, GError **error);
TocsinOutboxMail *
tocsin_sqlite_get_mail (TocsinSqliteConnection *connection, gint64 mail, GError **error);
gboolean tocsin_sqlite_find_mail (TocsinSqliteConnection *connection,
                                  const char *key,
                                  gint64 *mail,
                                  GError **error);
GPtrArray *tocsin_sqlite_list_mails (TocsinSqliteConnection *connection,
                                     const TocsinOutboxFilter *filter,
                                     GError **error);
gboolean tocsin_sqlite_read_content (TocsinSqliteConnection *connection,
                                     gint64 mail,
                                     GBytes **content,
                                     GError **error);
gboolean tocsin_sqlite_get_next_mail_due (TocsinSqliteConnection *connection,
                                          const char *through,
                                          gint64 *due,
                                          GError **error);
GPtrArray *tocsin_sqlite_list_unfiled_mails (TocsinSqliteConnection *connection,
                                             const char *through,
                                             guint limit,
                                             GError **error);
GPtrArray *tocsin_sqlite_count_mails (TocsinSqliteConnection *connection, GError **error);
gboolean tocsin_sqlite_count_mails_from (TocsinSqliteConnection *connection,
                                         const char *origin,
                                         const char *address,
                                         gint64 since,
                                         guint64 *count,
                                         GError **error);

gboolean tocsin_sqlite_journal_write (TocsinSqliteJournal *journal,
                                      TocsinSqliteWork work,
                                      gpointer data,
                                      GError **error);
TocsinSqliteConnection *tocsin_sqlite_journal_lock_reader (TocsinSqliteJournal *journal);

void tocsin_sqlite_outbox_init (TocsinOutboxJournalInterface *iface);

G_END_DECLS
