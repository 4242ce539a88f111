/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

/**
 * TocsinPauses:
 *
 * What a person has told to rest: the engine, connections, tasks. It stands in the journal, so that
 * no restart forgets it. Immutable and thread safe; a change makes another one. %NULL is as good as
 * one in which nothing rests.
 *
 * On a connection that rests nobody looks for mail, and nothing is sent through it. Of a task that
 * rests nothing is worked off; mail that it waits for is written down all the same, and its turn
 * comes afterwards. A resting engine is all of its connections and tasks at rest.
 */
typedef struct _TocsinPauses TocsinPauses;

#define TOCSIN_TYPE_PAUSES (tocsin_pauses_get_type ())
GType tocsin_pauses_get_type (void);

TocsinPauses *tocsin_pauses_read (TocsinJournal *journal, GError **error);
TocsinPauses *tocsin_pauses_change (
    TocsinJournal *journal, TocsinConfigKind kind, const char *id, gint64 since, GError **error);
TocsinPauses *tocsin_pauses_ref (TocsinPauses *self);
void tocsin_pauses_unref (TocsinPauses *self);
gboolean tocsin_pauses_is_newer (const TocsinPauses *self, const TocsinPauses *other);
gint64 tocsin_pauses_get_since (const TocsinPauses *self, TocsinConfigKind kind, const char *id);
gboolean tocsin_pauses_hold (const TocsinPauses *self, TocsinConfigKind kind, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinPauses, tocsin_pauses_unref)

G_END_DECLS
