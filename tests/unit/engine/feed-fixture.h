/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/feed.h"
#include "tests/unit/engine/fake-clock.h"
#include "tests/unit/engine/fake-mail.h"
#include "tests/unit/engine/fake-store.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A feed on a mailbox in memory, with all that a test wants to know of it. */

/* Wide enough for hours of them. */
#define SECOND ((gint64) G_USEC_PER_SEC)

/* At FAKE_NOW. */
#define ENABLED "enabled-since=1793491200000000"

typedef struct
{
  TocsinRegistry *registry;
  TocsinJournal *journal;
  TocsinSpool *spool;
  TocsinClock *clock;
  TocsinFeed *feed;
  FakeStore *store;
  char *directory;
  char *spool_path;
  GPtrArray *tasks;
} FeedFixture;

/* So many warnings were logged in this test. */
extern guint feed_warnings;

int feed_run_tests (void);
void feed_set_up (FeedFixture *fixture, gconstpointer data);
void feed_tear_down (FeedFixture *fixture, gconstpointer data);
void feed_open (FeedFixture *fixture, const char *directory);
void feed_close (FeedFixture *fixture);

#define ADD_TASK(fixture, id, ...)                                                                 \
  g_ptr_array_add ((fixture)->tasks,                                                               \
                   fake_mail_task_new ((fixture)->registry, id, ENABLED, ##__VA_ARGS__, NULL))

void feed_replace_task (FeedFixture *fixture, guint index, TocsinTask *task);
void feed_restart (FeedFixture *fixture);

TocsinFeedResult *feed_try_pass (FeedFixture *fixture, const char *folder, GError **error);
TocsinFeedResult *feed_pass_folder (FeedFixture *fixture, const char *folder);
void feed_pass_over (FeedFixture *fixture, const char *folder);
void feed_pass (FeedFixture *fixture);

guint64 feed_deliver (FeedFixture *fixture, const char *subject);
guint64 feed_deliver_old (FeedFixture *fixture, const char *subject);
void feed_deliver_many (FeedFixture *fixture, guint count);

GPtrArray *feed_list_events (FeedFixture *fixture, const char *task);
JsonObject *feed_read_data (TocsinJournalEvent *event);
char *feed_list_fired (FeedFixture *fixture, const char *task);

#define assert_fired(fixture, task, expected)                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *fired = feed_list_fired (fixture, task);                                      \
    g_assert_cmpstr (fired, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
