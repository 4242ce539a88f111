/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal-event.h"
#include "core/engine/journal-step.h"

G_BEGIN_DECLS

/**
 * TocsinJournalBatch:
 *
 * What is to be written in one transaction: all of it or nothing. Filled by one thread, then given
 * to tocsin_journal_commit() once. Entries are carried out in the order they were added.
 *
 * A *scope* names whose cursor, decisions or identities are meant, for example
 * `connection/folder` or `trigger/TASK`; parts are joined with `/`, and
 * tocsin_journal_batch_forget() takes a scope with everything below it.
 */
typedef struct _TocsinJournalBatch TocsinJournalBatch;

#define TOCSIN_TYPE_JOURNAL_BATCH (tocsin_journal_batch_get_type ())
GType tocsin_journal_batch_get_type (void);

TocsinJournalBatch *tocsin_journal_batch_new (void);
TocsinJournalBatch *tocsin_journal_batch_ref (TocsinJournalBatch *self);
void tocsin_journal_batch_unref (TocsinJournalBatch *self);
gboolean tocsin_journal_batch_is_empty (TocsinJournalBatch *self);

/* What a feed writes. */
void tocsin_journal_batch_add_event (TocsinJournalBatch *self, TocsinJournalEvent *event);
void tocsin_journal_batch_set_cursor (TocsinJournalBatch *self, const char *scope, GVariant *value);
void tocsin_journal_batch_decide (TocsinJournalBatch *self,
                                  const char *scope,
                                  const char *task,
                                  guint64 generation,
                                  const char *key,
                                  guint round,
                                  gboolean matched);
void tocsin_journal_batch_undecide (TocsinJournalBatch *self,
                                    const char *scope,
                                    const char *task,
                                    const char *key);
void tocsin_journal_batch_add_seen (TocsinJournalBatch *self,
                                    const char *scope,
                                    const char *key,
                                    const char *fingerprint);
void tocsin_journal_batch_forget (TocsinJournalBatch *self, const char *scope);
void tocsin_journal_batch_count (
    TocsinJournalBatch *self, const char *task, gint64 now, guint examined, guint matched);

/* What a runner writes. */
void tocsin_journal_batch_start_step (TocsinJournalBatch *self,
                                      const char *owner,
                                      const TocsinJournalStep *step);
void tocsin_journal_batch_finish_step (TocsinJournalBatch *self,
                                       const char *owner,
                                       const TocsinJournalStep *step);
void tocsin_journal_batch_settle (TocsinJournalBatch *self,
                                  gint64 event,
                                  const char *owner,
                                  TocsinJournalState state,
                                  gint64 now,
                                  gint64 due,
                                  const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinJournalBatch, tocsin_journal_batch_unref)

G_END_DECLS
