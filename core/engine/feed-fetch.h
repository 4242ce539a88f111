/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-item.h"

G_BEGIN_DECLS

/* How the items of a pass come to know what they must: first what decides most queries, of all of
 * them in one exchange; then, of those whose text decides, the text; then, of the few that need it,
 * the raw message, straight to the spool. */

gboolean tocsin_feed_fetch_heads (TocsinMailStore *store,
                                  GPtrArray *items,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean tocsin_feed_fetch_texts (TocsinMailStore *store,
                                  GPtrArray *items,
                                  GCancellable *cancellable,
                                  GError **error);
gboolean tocsin_feed_fetch_raw (TocsinMailStore *store,
                                TocsinSpool *spool,
                                GPtrArray *items,
                                guint64 max_size,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
