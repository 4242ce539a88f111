/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal-batch.h"

G_BEGIN_DECLS

typedef enum
{
  TOCSIN_JOURNAL_ADD_EVENT,
  TOCSIN_JOURNAL_SET_CURSOR,
  TOCSIN_JOURNAL_DECIDE,
  TOCSIN_JOURNAL_UNDECIDE,
  TOCSIN_JOURNAL_ADD_SEEN,
  TOCSIN_JOURNAL_FORGET,
  TOCSIN_JOURNAL_COUNT,
  TOCSIN_JOURNAL_START_STEP,
  TOCSIN_JOURNAL_FINISH_STEP,
  TOCSIN_JOURNAL_SETTLE,
} TocsinJournalOperationKind;

/**
 * TocsinJournalOperation:
 *
 * One entry of a #TocsinJournalBatch, for backends. Which fields are filled in follows from the
 * kind: the parameters of the call of that name.
 */
typedef struct
{
  TocsinJournalOperationKind kind;
  char *scope;
  char *task;
  char *key;
  char *fingerprint;
  char *owner;
  char *error_code;
  char *error_message;
  GVariant *value;
  TocsinJournalEvent *event;
  TocsinJournalStep *step;
  guint64 generation;
  guint round;
  gboolean matched;
  guint n_examined;
  guint n_matched;
  gint64 id;
  gint64 now;
  gint64 due;
  TocsinJournalState state;

  /* What came of it, kept here until the transaction is through. */
  gint64 result_id;
  gboolean result_duplicate;
} TocsinJournalOperation;

GPtrArray *tocsin_journal_batch_get_operations (TocsinJournalBatch *self);
void tocsin_journal_batch_publish (TocsinJournalBatch *self);

G_END_DECLS
