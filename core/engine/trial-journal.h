/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/sqlite-journal.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TRIAL_JOURNAL (tocsin_trial_journal_get_type ())

/**
 * TocsinTrialJournal:
 *
 * A journal in memory that hands on what is new in it. It keeps that an event was there, not what
 * it held: a trial may go through a large mailbox.
 */
G_DECLARE_FINAL_TYPE (
    TocsinTrialJournal, tocsin_trial_journal, TOCSIN, TRIAL_JOURNAL, TocsinSqliteJournal)

/**
 * TocsinTrialJournalSink:
 * @events: (element-type TocsinJournalEvent): new events, in the order they were written down; may
 *   be empty
 * @user_data: as given
 *
 * Called when a batch is written down, on the thread that commits.
 */
typedef void (*TocsinTrialJournalSink) (GPtrArray *events, gpointer user_data);

TocsinTrialJournal *
tocsin_trial_journal_new (TocsinTrialJournalSink sink, gpointer user_data, GError **error);

G_END_DECLS
