/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-pass.h"
#include "core/engine/replay.h"

G_BEGIN_DECLS

/* The steps of a pass, in their order. Each commits as it goes; one that is not through when its
 * time is over says so in the result and goes on with the next pass. */

gboolean tocsin_feed_follow (TocsinFeedPass *pass, gboolean *is_level, GError **error);
gboolean tocsin_feed_visit (TocsinFeedPass *pass, TocsinFeedTask *task, GError **error);
gboolean tocsin_feed_catch_up (TocsinFeedPass *pass, TocsinFeedTask *task, GError **error);
gboolean tocsin_feed_look_again (TocsinFeedPass *pass, TocsinFeedTask *task, GError **error);
gboolean tocsin_feed_replay (TocsinFeedPass *pass,
                             TocsinFeedTask *task,
                             TocsinReplay *replay,
                             GError **error);

G_END_DECLS
