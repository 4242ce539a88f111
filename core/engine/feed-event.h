/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-item.h"

G_BEGIN_DECLS

char *tocsin_feed_event_key (const char *connection, const TocsinMessageRef *ref);
TocsinJournalEvent *tocsin_feed_event_new (const char *connection,
                                           TocsinFolder *folder,
                                           TocsinFeedItem *item,
                                           const TocsinFeedMatch *match,
                                           gint64 now);

G_END_DECLS
