/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"

G_BEGIN_DECLS

/**
 * TocsinCensus:
 * @counts: (element-type TocsinJournalCount): the tasks in numbers
 * @paused: (element-type utf8 utf8): those that wait for a person, and why
 * @mail: (element-type TocsinOutboxCount): the outbox in numbers
 *
 * What the journal knows in numbers, at one moment.
 */
typedef struct
{
  GPtrArray *counts;
  GHashTable *paused;
  GPtrArray *mail;
} TocsinCensus;

TocsinCensus *tocsin_census_take (TocsinJournal *journal, gint64 now, GError **error);
void tocsin_census_free (TocsinCensus *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinCensus, tocsin_census_free)

G_END_DECLS
