/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/spool.h"

G_BEGIN_DECLS

/* What a person asks of a journal, answered in the form of core/engine/describe. The control
 * socket of a running engine and the command line beside a resting one both use it. */

GVariant *tocsin_journal_desk_list (TocsinJournal *journal, GVariant *filter, GError **error);
GVariant *tocsin_journal_desk_show (TocsinJournal *journal, gint64 id, GError **error);
gboolean tocsin_journal_desk_discard (
    TocsinJournal *journal, TocsinSpool *spool, gint64 id, gint64 now, GError **error);

G_END_DECLS
