/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-task.h"
#include "core/engine/spool.h"

G_BEGIN_DECLS

/**
 * TocsinFeedMatch:
 * @task: who wants the message
 * @round: which firing of the message it is, with `when = each` and replays
 * @unread: (nullable): why it can't be said whether it matches, or can't be given to the actions: a
 *   person decides
 * @matches: whether its query finds it
 * @groups: (nullable) (element-type utf8 utf8): what the named groups of its query caught
 * @replay: (nullable): id of the replay that it is for, borrowed
 *
 * A task that a message is for.
 */
typedef struct
{
  TocsinFeedTask *task;
  guint round;
  GError *unread;
  gboolean matches;
  GHashTable *groups;
  const char *replay;
} TocsinFeedMatch;

/**
 * TocsinFeedItem:
 * @ref: where it is
 * @uid: its number as the store has told it, 0 where there is none
 * @message: (nullable): what is known of it
 * @told: whether the store has delivered what was last asked for
 * @gone: whether it vanished from the mailbox
 * @too_large: whether it is larger than may be fetched
 * @wanted: whether an action of somebody who wants it needs the whole message
 * @texts_read: whether the parts that a reader is shown were asked for
 * @spool: (nullable): its raw bytes, held once
 * @trouble: (nullable): why it can't be read
 * @doubt: (nullable): why it could not be had this time, while others could
 * @undecidable: (element-type TocsinFeedTask GError): for whom it can't be decided, and why
 * @fingerprint: (nullable): what stays when the server numbers its messages anew
 * @known_as: (nullable): the key under which it was dealt with before that
 * @matches: (element-type TocsinFeedMatch): who wants it
 *
 * A message on its way through a pass.
 */
typedef struct
{
  TocsinMessageRef *ref;
  guint64 uid;
  TocsinMessage *message;
  gboolean told;
  gboolean gone;
  gboolean too_large;
  gboolean wanted;
  gboolean texts_read;
  char *spool;
  GError *trouble;
  GError *doubt;
  GHashTable *undecidable;
  char *fingerprint;
  char *known_as;
  GArray *matches;
} TocsinFeedItem;

GPtrArray *tocsin_feed_items_new (GPtrArray *refs, guint from, guint count);
void tocsin_feed_item_clear_matches (TocsinFeedItem *self);
void tocsin_feed_item_set_trouble (TocsinFeedItem *self, GError *trouble);
void tocsin_feed_item_give_up (TocsinFeedItem *self);
guint64 tocsin_feed_item_get_size (const TocsinFeedItem *self);
const char *tocsin_feed_item_get_fingerprint (TocsinFeedItem *self);

G_END_DECLS
