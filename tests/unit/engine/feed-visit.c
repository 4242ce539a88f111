/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/feed-fixture.h"

#include <string.h>

typedef struct
{
  const char *about;
  const char *start;
  const char *value;
  const char *fired;
} StartRow;

static const StartRow start_rows[] = {
  { "only what came since the task was enabled, the same second too", "trigger.start=now", NULL,
    "same new" },
  { "what is unread", "trigger.start=unread", NULL, "old same new" },
  { "everything", "trigger.start=all", NULL, "old read same new" },
  { "the newest, counted before the query", "trigger.start=last", "trigger.value=3",
    "read same new" },
  { "what was received since", "trigger.start=since", "trigger.value=1793489400", "read same new" },
};

/* Duty 20: what the first visit fires for is said, and exactly that. */
static void
test_first_visit (FeedFixture *fixture, gconstpointer data)
{
  const StartRow *row = data;
  guint64 read;

  g_test_message ("%s", row->about);
  feed_deliver_old (fixture, "old");
  read = fake_store_deliver (fixture->store, "INBOX", "read", FAKE_NOW - 600 * SECOND);
  fake_store_set_flags (fixture->store, "INBOX", read, TOCSIN_MESSAGE_FLAGS_SEEN);
  fake_store_deliver (fixture->store, "INBOX", "same", FAKE_NOW);
  feed_deliver (fixture, "new");
  ADD_TASK (fixture, "t", row->start, row->value);
  feed_pass (fixture);
  assert_fired (fixture, "t", row->fired);

  feed_restart (fixture);
  feed_pass (fixture);
  assert_fired (fixture, "t", row->fired);

  /* Moved here with an old date: it comes from now on, whatever its date. */
  feed_deliver_old (fixture, "moved");
  feed_pass (fixture);
  g_autofree char *expected = g_strconcat (row->fired, " moved", NULL);
  assert_fired (fixture, "t", expected);
}

/* Duty 20: the first visit to a large mailbox goes on where a restart interrupted it. */
static void
test_long_visit (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  feed_deliver_many (fixture, 3 * TOCSIN_FEED_BATCH);
  ADD_TASK (fixture, "t", "trigger.start=all", "burst-limit=0", "actions=keep");
  fake_store_fail (fixture->store, FAKE_FETCH_RAW, TOCSIN_ERROR_NET_RESET, 0);
  fake_store_set_told_size (fixture->store, "INBOX", 1, 1);
  feed_pass (fixture);
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 3 * TOCSIN_FEED_BATCH);
}

static void
test_max_firings (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;

  feed_deliver_many (fixture, 5);
  ADD_TASK (fixture, "t", "trigger.start=all", "max-firings=3", "actions=keep");
  feed_pass (fixture);
  feed_deliver_many (fixture, 2);
  feed_pass (fixture);
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 3);
}

static void
test_visit_resumes (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  guint fetches;

  feed_deliver_many (fixture, 2 * TOCSIN_FEED_BATCH);
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: late\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          FAKE_UNDELIVERED);
  ADD_TASK (fixture, "t", "trigger.start=all", "burst-limit=0");
  g_assert_null (feed_try_pass (fixture, "INBOX", &error));
  fetches = fake_store_count (fixture->store, FAKE_FETCH);
  g_assert_cmpuint (fetches, ==, 3);

  feed_restart (fixture);
  g_clear_error (&error);
  g_assert_null (feed_try_pass (fixture, "INBOX", &error));
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH), ==, fetches + 1);
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 2 * TOCSIN_FEED_BATCH);
}

/* A new task begins for itself; those that are there already do not fire again. */
static void
test_new_task (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "old");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  g_ptr_array_add (fixture->tasks, fake_mail_task_new (fixture->registry, "all", ENABLED,
                                                       "trigger.start=all", NULL));
  g_ptr_array_add (fixture->tasks, fake_mail_task_new (fixture->registry, "later",
                                                       "enabled-since=1793491300000000", NULL));
  feed_deliver (fixture, "two");
  feed_pass (fixture);
  assert_fired (fixture, "old", "one two");
  assert_fired (fixture, "all", "one two");
  assert_fired (fixture, "later", "");

  feed_deliver_old (fixture, "three");
  feed_pass (fixture);
  assert_fired (fixture, "old", "one two three");
  assert_fired (fixture, "later", "three");
}

/* The cursor of the others may be past what came since a task was enabled. */
static void
test_enabled_before_cursor (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "old");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  ADD_TASK (fixture, "new");
  feed_pass (fixture);
  assert_fired (fixture, "new", "one");
  assert_fired (fixture, "old", "one");
}

/* Switched off and on again: what came meanwhile is not its own. */
static void
test_enabled_again (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  feed_deliver (fixture, "while-off");
  fake_clock_advance (fixture->clock, 3600);
  feed_replace_task (
      fixture, 0,
      fake_mail_task_new (fixture->registry, "t", "enabled-since=1793494800000000", NULL));
  feed_pass (fixture);
  assert_fired (fixture, "t", "");
  fake_store_deliver (fixture->store, "INBOX", "back", FAKE_NOW + 3700 * SECOND);
  feed_pass (fixture);
  assert_fired (fixture, "t", "back");
}

static void
admit (FeedFixture *fixture, const char *folder, ...)
{
  g_autoptr (GPtrArray) folders =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  GError *error = NULL;
  va_list args;

  va_start (args, folder);
  for (const char *one = folder; one != NULL; one = va_arg (args, const char *))
    g_ptr_array_add (folders, tocsin_folder_new (one, one, TOCSIN_FOLDER_ROLE_NONE, TRUE));
  va_end (args);
  tocsin_feed_admit (fixture->feed, g_ptr_array_index (fixture->tasks, 0), folders, &error);
  g_assert_no_error (error);
}

/* A folder that appears later begins at its first message; one that the task is told to look into
 * only later was there all the time. */
static void
test_new_folder (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.folders=INBOX,Customers/*");
  admit (fixture, "INBOX", NULL);
  feed_pass (fixture);
  fake_store_add_folder (fixture->store, "Customers/A");
  fake_store_deliver (fixture->store, "Customers/A", "first", FAKE_NOW - 3600 * SECOND);
  admit (fixture, "INBOX", "Customers/A", NULL);
  feed_pass_over (fixture, "Customers/A");
  assert_fired (fixture, "t", "first");

  fake_store_add_folder (fixture->store, "Archive");
  fake_store_deliver (fixture->store, "Archive", "archived", FAKE_NOW + 5 * SECOND);
  fake_clock_advance (fixture->clock, 60);
  feed_replace_task (fixture, 0,
                     fake_mail_task_new (fixture->registry, "t", ENABLED,
                                         "trigger.folders=INBOX,Customers/*,Archive", NULL));
  admit (fixture, "INBOX", "Customers/A", "Archive", NULL);
  feed_pass_over (fixture, "Archive");
  feed_pass_over (fixture, "Customers/A");
  assert_fired (fixture, "t", "first");
}

/* Folders' names are anybody's: none reaches into what is remembered of another. */
static void
test_folder_names (FeedFixture *fixture, gconstpointer data)
{
  g_autofree char *plain = tocsin_feed_scope ("box", "INBOX/task/t");
  g_autofree char *inbox = tocsin_feed_scope ("box", "INBOX");

  g_assert_false (g_str_has_prefix (plain, "mail/box/INBOX/"));
  g_assert_cmpstr (inbox, ==, "mail/box/INBOX");
}

/* Duty 20: the circuit breaker. */
static void
test_burst (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  ADD_TASK (fixture, "careful", "burst-limit=10");
  ADD_TASK (fixture, "other");
  feed_pass (fixture);
  feed_deliver (fixture, "before");
  feed_pass (fixture);
  feed_deliver_many (fixture, 11);
  result = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (result->paused->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (result->paused, 0), ==, "careful");
  assert_fired (fixture, "careful", "before");
  events = feed_list_events (fixture, "other");
  g_assert_cmpuint (events->len, ==, 12);

  /* It stays so, over a restart too, and the others go on. */
  feed_restart (fixture);
  feed_deliver (fixture, "after");
  feed_pass (fixture);
  assert_fired (fixture, "careful", "before");

  fake_clock_advance (fixture->clock, 1);
  tocsin_feed_confirm (fixture->journal, "careful", tocsin_clock_get_real (fixture->clock), &error);
  g_assert_no_error (error);
  feed_pass (fixture);
  assert_fired (fixture, "careful", "before m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 after");

  feed_deliver (fixture, "level");
  feed_pass (fixture);
  assert_fired (fixture, "careful", "before m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 after level");
  g_clear_pointer (&events, g_ptr_array_unref);
  events = feed_list_events (fixture, "other");
  g_assert_cmpuint (events->len, ==, 14);
}

/* Slow mail is no burst: the count ends when the task is level. */
static void
test_no_burst (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;

  ADD_TASK (fixture, "t", "burst-limit=10");
  feed_pass (fixture);
  for (guint i = 0; i < 3; i++)
    {
      feed_deliver_many (fixture, 10);
      feed_pass (fixture);
    }
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 30);
}

static void
test_burst_in_visit (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  feed_deliver_many (fixture, 11);
  ADD_TASK (fixture, "t", "burst-limit=10", "trigger.start=all");
  feed_pass (fixture);
  assert_fired (fixture, "t", "");
  feed_deliver (fixture, "after");
  feed_pass (fixture);
  assert_fired (fixture, "t", "");

  fake_clock_advance (fixture->clock, 1);
  tocsin_feed_confirm (fixture->journal, "t", tocsin_clock_get_real (fixture->clock), &error);
  g_assert_no_error (error);
  feed_pass (fixture);
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 12);
}

/* Switching off and on is the other answer: begin anew and leave them. */
static void
test_burst_left (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "burst-limit=10");
  feed_pass (fixture);
  feed_deliver_many (fixture, 11);
  feed_pass (fixture);
  fake_clock_advance (fixture->clock, 3600);
  feed_replace_task (fixture, 0,
                     fake_mail_task_new (fixture->registry, "t", "burst-limit=10",
                                         "enabled-since=1793494800000000", NULL));
  feed_pass (fixture);
  assert_fired (fixture, "t", "");
  fake_store_deliver (fixture->store, "INBOX", "fresh", FAKE_NOW + 3700 * SECOND);
  feed_pass (fixture);
  assert_fired (fixture, "t", "fresh");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add (path, FeedFixture, NULL, feed_set_up, function, feed_tear_down)
  for (gsize i = 0; i < G_N_ELEMENTS (start_rows); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("/engine/duty/20-first-visit/%s", strchr (start_rows[i].start, '=') + 1);

      g_test_add (path, FeedFixture, &start_rows[i], feed_set_up, test_first_visit, feed_tear_down);
    }
  ADD ("/engine/duty/20-long-visit", test_long_visit);
  ADD ("/engine/duty/20-visit-resumes", test_visit_resumes);
  ADD ("/engine/max-firings", test_max_firings);
  ADD ("/engine/duty/20-burst", test_burst);
  ADD ("/engine/duty/20-no-burst", test_no_burst);
  ADD ("/engine/duty/20-burst-in-visit", test_burst_in_visit);
  ADD ("/engine/duty/20-burst-left", test_burst_left);
  ADD ("/engine/feed/new-task", test_new_task);
  ADD ("/engine/feed/enabled-before-cursor", test_enabled_before_cursor);
  ADD ("/engine/feed/enabled-again", test_enabled_again);
  ADD ("/engine/feed/new-folder", test_new_folder);
  ADD ("/engine/feed/folder-names", test_folder_names);

  return feed_run_tests ();
}
