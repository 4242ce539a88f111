/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-work.h"

G_BEGIN_DECLS

/* What stays of a message when the server numbers its messages anew. */

gboolean tocsin_feed_identity_recognize (TocsinFeedWork *work, GError **error);
void tocsin_feed_identity_remember (TocsinFeedWork *work, TocsinFeedItem *item);

G_END_DECLS
