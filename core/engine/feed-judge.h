/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-item.h"

G_BEGIN_DECLS

/**
 * TocsinFeedLook:
 * @TOCSIN_FEED_LOOK_CHANGES: messages that came since the folder's cursor
 * @TOCSIN_FEED_LOOK_REBUILT: all messages, because the server numbered them anew
 * @TOCSIN_FEED_LOOK_VISIT: messages that were there when a task began
 * @TOCSIN_FEED_LOOK_OWN: messages that came since a task's own cursor
 * @TOCSIN_FEED_LOOK_AGAIN: messages that may match now, or no longer
 * @TOCSIN_FEED_LOOK_CONFIRMED: messages that a person has chosen: whether they match changes
 * nothing
 *
 * What kind of messages are being decided.
 */
typedef enum
{
  TOCSIN_FEED_LOOK_CHANGES,
  TOCSIN_FEED_LOOK_REBUILT,
  TOCSIN_FEED_LOOK_VISIT,
  TOCSIN_FEED_LOOK_OWN,
  TOCSIN_FEED_LOOK_AGAIN,
  TOCSIN_FEED_LOOK_CONFIRMED,
} TocsinFeedLook;

/**
 * TocsinFeedJury:
 * @look: what is being decided
 * @tasks: (element-type TocsinFeedTask): all tasks of the folder, in order
 * @only: (nullable): the one task that gets events; %NULL for all that share the cursor
 * @now: microseconds since 1970
 * @zone: in which days begin and end
 *
 * Who decides.
 */
typedef struct
{
  TocsinFeedLook look;
  GPtrArray *tasks;
  TocsinFeedTask *only;
  gint64 now;
  GTimeZone *zone;
} TocsinFeedJury;

/**
 * TocsinFeedNeed:
 * @TOCSIN_FEED_NEED_NOTHING: all is decided, and may be written down
 * @TOCSIN_FEED_NEED_TEXTS: the content of the parts that a reader is shown
 * @TOCSIN_FEED_NEED_RAW: the whole message
 *
 * What has to be fetched before a message is decided, or before an event of it may be written down.
 */
typedef enum
{
  TOCSIN_FEED_NEED_NOTHING,
  TOCSIN_FEED_NEED_TEXTS,
  TOCSIN_FEED_NEED_RAW,
} TocsinFeedNeed;

gboolean tocsin_feed_jury_is_live (const TocsinFeedJury *self, const TocsinFeedTask *task);
TocsinFeedNeed tocsin_feed_judge (const TocsinFeedJury *self, TocsinFeedItem *item);

G_END_DECLS
