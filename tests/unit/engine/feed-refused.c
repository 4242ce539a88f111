/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/feed-fixture.h"

static void
deliver_refused (FeedFixture *fixture, FakeHabit habit)
{
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: mine\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          habit);
}

static void
assert_pass_fails (FeedFixture *fixture, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (feed_try_pass (fixture, "INBOX", &error));
  g_assert_error (error, TOCSIN_ERROR, code);
}

/* Duty 16: a service that refuses one message for ever does not keep the others. */
static void
test_refused (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;

  ADD_TASK (fixture, "t", "actions=keep");
  feed_pass (fixture);
  deliver_refused (fixture, GPOINTER_TO_INT (data));
  /* As long as nothing else can be had it may be the service. */
  for (guint i = 0; i < 2 * TOCSIN_FEED_TRIES; i++)
    assert_pass_fails (fixture, TOCSIN_ERROR_MAILBOX_NO_PERMISSION);
  feed_deliver (fixture, "one");
  for (guint i = 1; i < TOCSIN_FEED_TRIES; i++)
    assert_pass_fails (fixture, TOCSIN_ERROR_SERVER_BUSY);
  assert_fired (fixture, "t", "");
  feed_pass (fixture);
  assert_fired (fixture, "t", GPOINTER_TO_INT (data) == FAKE_REFUSED ? "!? one" : "!mine one");
  events = feed_list_events (fixture, "t");
  g_assert_cmpstr (((TocsinJournalEvent *) events->pdata[0])->error_code, ==,
                   "mailbox.no-permission");
}

/* Many in a row: nobody is asked for all of them, and none is given up. */
static void
test_all_refused (FeedFixture *fixture, gconstpointer data)
{
  guint before;

  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  for (guint i = 0; i < 3 * TOCSIN_FEED_MOST_REFUSED; i++)
    deliver_refused (fixture, FAKE_REFUSED);
  before = fake_store_count (fixture->store, FAKE_FETCH);
  for (guint i = 0; i < 2 * TOCSIN_FEED_TRIES; i++)
    assert_pass_fails (fixture, TOCSIN_ERROR_MAILBOX_NO_PERMISSION);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH) - before, <=,
                    2 * TOCSIN_FEED_TRIES * (TOCSIN_FEED_MOST_REFUSED + 2));
  assert_fired (fixture, "t", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/engine/duty/16-refused", FeedFixture, GINT_TO_POINTER (FAKE_REFUSED), feed_set_up,
              test_refused, feed_tear_down);
  g_test_add ("/engine/duty/16-whole-refused", FeedFixture, GINT_TO_POINTER (FAKE_RAW_REFUSED),
              feed_set_up, test_refused, feed_tear_down);
  g_test_add ("/engine/duty/16-all-refused", FeedFixture, NULL, feed_set_up, test_all_refused,
              feed_tear_down);

  return g_test_run ();
}
