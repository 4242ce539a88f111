/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SQLITE_JOURNAL (tocsin_sqlite_journal_get_type ())

/**
 * TocsinSqliteJournal:
 *
 * The journal in one SQLite file: write-ahead log, synchronous=FULL, so that what a call reported
 * as written survives a power cut. Calls that write at the same time share one transaction.
 */
G_DECLARE_DERIVABLE_TYPE (
    TocsinSqliteJournal, tocsin_sqlite_journal, TOCSIN, SQLITE_JOURNAL, GObject)

struct _TocsinSqliteJournalClass
{
  GObjectClass parent_class;
};

TocsinSqliteJournal *tocsin_sqlite_journal_open (const char *path, GError **error);
TocsinSqliteJournal *tocsin_sqlite_journal_open_readonly (const char *path, GError **error);
TocsinSqliteJournal *tocsin_sqlite_journal_new_in_memory (GError **error);

/*< private >*/
gboolean tocsin_sqlite_journal_open_in_memory (TocsinSqliteJournal *self, GError **error);

G_END_DECLS
