/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/engine/journal.h"
#include "core/engine/replay.h"
#include "core/engine/spool.h"
#include "core/engine/task.h"
#include "core/mail/mail-store.h"

G_BEGIN_DECLS

/**
 * TOCSIN_FEED_BATCH:
 *
 * The most messages that are decided in one transaction.
 */
#define TOCSIN_FEED_BATCH 100

/**
 * TOCSIN_FEED_SLICE:
 *
 * Seconds after which a pass that has more to do comes back to its caller.
 */
#define TOCSIN_FEED_SLICE 2

/**
 * TOCSIN_FEED_TRIES:
 *
 * How often a message may be announced and not delivered until it is put aside.
 */
#define TOCSIN_FEED_TRIES 3

/**
 * TOCSIN_FEED_MOST_REFUSED:
 *
 * How many messages in a row may be refused, each asked for by itself, until the service is taken
 * to be at fault and not they.
 */
#define TOCSIN_FEED_MOST_REFUSED 5

/**
 * TOCSIN_FEED_MAX_TIMEOUTS:
 *
 * How many messages a task may fail to decide because a pattern of its query is stopped by its
 * clock, until it pauses. Counting begins anew when it has decided all of a batch.
 */
#define TOCSIN_FEED_MAX_TIMEOUTS 5

/**
 * TOCSIN_FEED_MAX_MATCHED:
 *
 * Most bytes of what one named group caught that an event carries.
 */
#define TOCSIN_FEED_MAX_MATCHED (16 * 1024)

/**
 * TOCSIN_FEED_EVENT_TYPE:
 *
 * The CloudEvents type of the events of a feed.
 */
#define TOCSIN_FEED_EVENT_TYPE "org.tocsin.mail.received.v1"

/**
 * TocsinFeedResult:
 * @seen: messages that were looked at
 * @arrived: those of them that came since the last pass
 * @matched: how often one of them matched a task
 * @events: events that were written down
 * @duplicates: events that had been written down before, and were not again
 * @gone: messages that vanished before they could be looked at
 * @quarantined: messages that can't be read; an event in state dead asks a person about each
 * @more: set when there is more to do: call again
 * @fired: (element-type utf8): ids of the tasks that have new events
 * @paused: (element-type utf8): ids of the tasks that went beyond their burst-limit just now, or
 * that gave up because a pattern of their query is too slow
 * @replayed: (element-type TocsinReplay): what a person had fired again and is worked off now
 *
 * What came of passes: each adds to it.
 */
typedef struct
{
  guint seen;
  guint arrived;
  guint matched;
  guint events;
  guint duplicates;
  guint gone;
  guint quarantined;
  gboolean more;
  GPtrArray *fired;
  GPtrArray *paused;
  GPtrArray *replayed;
} TocsinFeedResult;

TocsinFeedResult *tocsin_feed_result_new (void);
void tocsin_feed_result_free (TocsinFeedResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinFeedResult, tocsin_feed_result_free)

#define TOCSIN_TYPE_FEED (tocsin_feed_get_type ())

/**
 * TocsinFeed:
 *
 * Finds out what is new in the folders of one connection, decides it for all tasks that wait
 * there, and writes it down: events, decisions and the cursor in one transaction. Thread safe, as
 * long as a folder is passed over by one thread at a time.
 */
G_DECLARE_FINAL_TYPE (TocsinFeed, tocsin_feed, TOCSIN, FEED, GObject)

TocsinFeed *tocsin_feed_new (const char *connection,
                             TocsinJournal *journal,
                             TocsinSpool *spool,
                             TocsinClock *clock);
void tocsin_feed_lift_limits (TocsinFeed *self);
void tocsin_feed_set_tasks (TocsinFeed *self, GPtrArray *tasks);
gboolean tocsin_feed_admit (TocsinFeed *self, TocsinTask *task, GPtrArray *folders, GError **error);
gboolean tocsin_feed_pass (TocsinFeed *self,
                           TocsinMailStore *store,
                           TocsinFolder *folder,
                           GPtrArray *tasks,
                           TocsinFeedResult *result,
                           GCancellable *cancellable,
                           GError **error);
gboolean tocsin_feed_pass_replays (TocsinFeed *self,
                                   TocsinMailStore *store,
                                   GPtrArray *tasks,
                                   TocsinFeedResult *result,
                                   GCancellable *cancellable,
                                   GError **error);

gboolean tocsin_feed_confirm (TocsinJournal *journal, const char *task, gint64 now, GError **error);
GHashTable *tocsin_feed_list_paused (TocsinJournal *journal, GError **error);
char *tocsin_feed_scope (const char *connection, const char *folder);
gboolean tocsin_feed_is_remembered (TocsinJournal *journal,
                                    const char *connection,
                                    gboolean *remembered,
                                    GError **error);

G_END_DECLS
