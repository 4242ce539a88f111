/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/engine.h"

G_BEGIN_DECLS

/**
 * TOCSIN_HERALD_MOST:
 *
 * How much is told one by one at a time: of more events it is only told that there are many, more
 * connections and tasks have their turn the next time.
 */
#define TOCSIN_HERALD_MOST 200

#define TOCSIN_TYPE_HERALD (tocsin_herald_get_type ())

/**
 * TocsinHerald:
 *
 * Hears of all that changes in an engine and tells it now and then, so that neither ten thousand
 * connections nor a hundred thousand events drown whoever listens. What is told is what is so then;
 * what has not changed to the eye is not told. Lives in the main context.
 *
 * Signals: `news` ((string) the name of a signal of org.tocsin.Engine1, (variant) its dictionary
 * for the engine's own user, (variant) the one for everybody), `item` ((#TocsinConfigKind) of a
 * connection or task, (string) id, (variant) its description before, (nullable), and now,
 * (nullable)).
 */
G_DECLARE_FINAL_TYPE (TocsinHerald, tocsin_herald, TOCSIN, HERALD, GObject)

TocsinHerald *tocsin_herald_new (TocsinEngine *engine);
void tocsin_herald_set_heard (TocsinHerald *self, gboolean heard);
GVariant *tocsin_herald_brief_event (TocsinJournalEvent *event);
void tocsin_herald_stop (TocsinHerald *self);

G_END_DECLS
