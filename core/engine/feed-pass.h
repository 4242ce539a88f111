/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed-judge.h"
#include "core/engine/feed.h"

G_BEGIN_DECLS

/**
 * TocsinFeedPass:
 * @feed: whose pass it is
 * @connection: id of the connection
 * @journal: where everything is written down
 * @spool: where raw messages go
 * @clock: the time
 * @store: where the mail is
 * @folder: the folder
 * @tasks: (element-type TocsinFeedTask): who waits there, in order
 * @scope: what the journal calls the folder
 * @max_size: the largest message to fetch, bytes; 0 for no limit
 * @zone: in which days begin and end
 * @until: when to come back to the caller, monotonic microseconds
 * @tries: (element-type utf8 guint): how often a message was announced in vain
 * @bursts: (element-type utf8 guint): how many messages matched a task since it was last level
 * @unlimited: whether any number of messages may match at once
 * @result: what came of it so far
 * @is_stale: whether the tasks have changed meanwhile, so that nothing may be written down
 * @cancellable: (nullable): to stop it
 *
 * One pass over one folder; lives on the stack of the worker that makes it.
 */
typedef struct
{
  TocsinFeed *feed;
  const char *connection;
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinClock *clock;
  TocsinMailStore *store;
  TocsinFolder *folder;
  GPtrArray *tasks;
  char *scope;
  guint64 max_size;
  GTimeZone *zone;
  gint64 until;
  GHashTable *tries;
  GHashTable *bursts;
  gboolean unlimited;
  TocsinFeedResult *result;
  gboolean is_stale;
  GCancellable *cancellable;
} TocsinFeedPass;

gboolean tocsin_feed_is_current (TocsinFeed *self, GPtrArray *tasks);

gint64 tocsin_feed_pass_now (const TocsinFeedPass *self);
gboolean tocsin_feed_pass_is_over (const TocsinFeedPass *self);
gboolean tocsin_feed_pass_has_each (const TocsinFeedPass *self);
GVariant *tocsin_feed_pass_get_cursor (const TocsinFeedPass *self);
TocsinFeedJury
tocsin_feed_pass_jury (const TocsinFeedPass *self, TocsinFeedLook look, TocsinFeedTask *only);

G_END_DECLS
