/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/feed-fixture.h"

#include <string.h>

/* What regular expressions catch, and those that their clock stops. */

#define HOSTILE "trigger.query=subject:/(a+)+$/"

static char *
get_matched (FeedFixture *fixture, const char *task, guint index, const char *group)
{
  g_autoptr (GPtrArray) events = feed_list_events (fixture, task);
  g_autoptr (JsonObject) data = feed_read_data (g_ptr_array_index (events, index));
  JsonObject *matched = json_object_get_object_member (data, "matched");

  return g_strdup (json_object_get_string_member_with_default (matched, group, NULL));
}

#define assert_matched(fixture, task, index, group, expected)                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text = get_matched (fixture, task, index, group);                             \
    g_assert_cmpstr (text, ==, expected);                                                          \
  }                                                                                                \
  G_STMT_END

/* Groups of whichever branch matched; those that took no part are there, and empty. */
static void
test_matched (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) plain = NULL;
  g_autoptr (JsonObject) object = NULL;

  ADD_TASK (fixture, "t",
            "trigger.query=subject:/bill (?<number>\\d+)/ OR subject:/from (?<who>\\w+)( or "
            "(?<nobody>x))?/");
  ADD_TASK (fixture, "plain", "trigger.query=subject:/bill (\\d+)/");
  ADD_TASK (fixture, "absent", "trigger.query=-subject:/(?<never>zzz)/ bill");
  feed_pass (fixture);
  feed_deliver (fixture, "bill 47");
  feed_deliver (fixture, "from Ann");
  feed_pass (fixture);
  assert_matched (fixture, "t", 0, "number", "47");
  assert_matched (fixture, "t", 0, "who", "");
  assert_matched (fixture, "t", 1, "number", "");
  assert_matched (fixture, "t", 1, "who", "Ann");
  assert_matched (fixture, "t", 1, "nobody", "");

  plain = feed_list_events (fixture, "plain");
  object = feed_read_data (plain->pdata[0]);
  g_assert_false (json_object_has_member (object, "matched"));
  assert_fired (fixture, "absent", "bill 47");
}

/* Of the text, which is fetched for it. */
static void
test_matched_in_body (FeedFixture *fixture, gconstpointer data)
{
  fake_store_set_gives_texts (fixture->store, TRUE);
  ADD_TASK (fixture, "t", "trigger.query=body:/about (?<what>\\w+)/");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  assert_matched (fixture, "t", 0, "what", "one");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH_RAW), ==, 0);
}

/* What a stranger writes fills no disk, and is not cut within a character. */
static void
test_matched_is_bounded (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) raw = g_string_new ("Subject: big\r\nContent-Type: text/plain; "
                                          "charset=utf-8\r\n\r\nx");
  g_autofree char *caught = NULL;

  while (raw->len < 1024 * 1024)
    g_string_append (raw, "äöü");
  ADD_TASK (fixture, "t", "trigger.query=body:/(?<all>.+)/");
  feed_pass (fixture);
  fake_store_deliver_raw (fixture->store, "INBOX", raw->str, FAKE_NOW + SECOND, FAKE_SOUND);
  feed_pass (fixture);
  caught = get_matched (fixture, "t", 0, "all");
  g_assert_cmpuint (strlen (caught), <=, TOCSIN_FEED_MAX_MATCHED);
  g_assert_cmpuint (strlen (caught), >=, TOCSIN_FEED_MAX_MATCHED - 4);
  g_assert_true (g_utf8_validate (caught, -1, NULL));
  g_assert_true (g_str_has_prefix (caught, "xäöü"));
}

static void
deliver_hostile (FeedFixture *fixture, const char *name)
{
  g_autofree char *many = g_strnfill (5000, 'a');
  g_autofree char *subject = g_strdup_printf ("%s %sb", name, many);

  feed_deliver (fixture, subject);
}

/* Never silently no: a person is asked about it, and the others are not held up. */
static void
test_undecidable (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  TocsinJournalEvent *event;

  ADD_TASK (fixture, "slow", HOSTILE, "trigger.stop=true");
  ADD_TASK (fixture, "other");
  feed_pass (fixture);
  deliver_hostile (fixture, "bad");
  feed_deliver (fixture, "banana");
  result = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (result->quarantined, ==, 1);
  g_assert_cmpuint (result->paused->len, ==, 0);
  events = feed_list_events (fixture, "slow");
  g_assert_cmpuint (events->len, ==, 2);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpint (event->state, ==, TOCSIN_JOURNAL_DEAD);
  g_assert_cmpstr (event->error_code, ==, "query.timeout");
  g_test_message ("%s", event->error_message);
  g_assert_nonnull (strstr (event->error_message, "(a+)+$"));
  g_assert_nonnull (strstr (event->error_message, "subject"));
  g_assert_cmpint (((TocsinJournalEvent *) events->pdata[1])->state, ==, TOCSIN_JOURNAL_WAITING);

  /* Whoever is behind sees it: it was not found to match. */
  g_clear_pointer (&events, g_ptr_array_unref);
  events = feed_list_events (fixture, "other");
  g_assert_cmpuint (events->len, ==, 1);
}

/* What the status tells: why it is paused, or nothing when it is not. */
static void
assert_paused (FeedFixture *fixture, const char *task, const char *why)
{
  GError *error = NULL;
  g_autoptr (GHashTable) paused = tocsin_feed_list_paused (fixture->journal, &error);
  const char *reason;

  g_assert_no_error (error);
  reason = g_hash_table_lookup (paused, task);
  g_assert_true ((reason != NULL) == (why != NULL));
  g_assert_cmpuint (g_hash_table_size (paused), ==, why != NULL);
  if (why != NULL)
    g_assert_nonnull (strstr (reason, why));
}

/* Beyond its burst-limit it is told in the same place. */
static void
test_status_of_burst (FeedFixture *fixture, gconstpointer data)
{
  GError *error = NULL;

  ADD_TASK (fixture, "t", "burst-limit=1");
  ADD_TASK (fixture, "other");
  feed_pass (fixture);
  assert_paused (fixture, "t", NULL);
  feed_deliver_many (fixture, 3);
  feed_pass (fixture);
  assert_paused (fixture, "t", "burst-limit");
  tocsin_feed_confirm (fixture->journal, "t", FAKE_NOW + SECOND, &error);
  g_assert_no_error (error);
  feed_pass (fixture);
  assert_paused (fixture, "t", NULL);
}

/* A pattern that is stopped again and again stops its task, before it eats the engine; nothing is
 * lost, and another query goes on with what was left. */
static void
test_stops (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (TocsinFeedResult) idle = NULL;
  g_autoptr (GPtrArray) events = NULL;

  ADD_TASK (fixture, "slow", HOSTILE);
  ADD_TASK (fixture, "other");
  feed_pass (fixture);
  for (guint i = 0; i < TOCSIN_FEED_MAX_TIMEOUTS + 3; i++)
    deliver_hostile (fixture, "bad");
  result = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (result->paused->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (result->paused, 0), ==, "slow");
  g_assert_cmpuint (feed_warnings, ==, 1);
  assert_fired (fixture, "slow", "");
  assert_paused (fixture, "slow", "(a+)+$");
  events = feed_list_events (fixture, "other");
  g_assert_cmpuint (events->len, ==, TOCSIN_FEED_MAX_TIMEOUTS + 3);

  /* It stays so, over a restart too, and is not asked any more. */
  feed_restart (fixture);
  deliver_hostile (fixture, "later");
  idle = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (idle->paused->len, ==, 0);
  assert_fired (fixture, "slow", "");

  feed_replace_task (
      fixture, 0,
      fake_mail_task_new (fixture->registry, "slow", ENABLED, "trigger.query=subject:bad", NULL));
  feed_pass (fixture);
  assert_paused (fixture, "slow", NULL);
  g_clear_pointer (&events, g_ptr_array_unref);
  events = feed_list_events (fixture, "slow");
  g_assert_cmpuint (events->len, ==, TOCSIN_FEED_MAX_TIMEOUTS + 3);
}

/* One here and there is no reason to stop: counting begins anew with what can be decided. */
static void
test_seldom (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;

  ADD_TASK (fixture, "slow", HOSTILE);
  feed_pass (fixture);
  for (guint i = 0; i < TOCSIN_FEED_MAX_TIMEOUTS + 1; i++)
    {
      deliver_hostile (fixture, "bad");
      feed_pass (fixture);
      feed_deliver (fixture, "banana");
      feed_pass (fixture);
    }
  events = feed_list_events (fixture, "slow");
  g_assert_cmpuint (events->len, ==, 2 * (TOCSIN_FEED_MAX_TIMEOUTS + 1));
  g_assert_cmpuint (feed_warnings, ==, 0);
}

/* What was not looked at any more has not ceased to match. */
static void
test_stops_each (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  guint64 uid;

  uid = feed_deliver_old (fixture, "fine");
  ADD_TASK (fixture, "t", "trigger.query=is:flagged (subject:fine OR subject:/(a+)+$/)",
            "trigger.each=true");
  feed_pass (fixture);
  fake_store_set_flags (fixture->store, "INBOX", uid, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  feed_pass (fixture);
  assert_fired (fixture, "t", "fine");
  for (guint i = 0; i < TOCSIN_FEED_MAX_TIMEOUTS; i++)
    deliver_hostile (fixture, "bad");
  feed_pass (fixture);
  for (guint i = 0; i < TOCSIN_FEED_MAX_TIMEOUTS; i++)
    fake_store_set_flags (fixture->store, "INBOX", uid + 1 + i, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  result = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (result->paused->len, ==, 1);

  feed_replace_task (fixture, 0,
                     fake_mail_task_new (fixture->registry, "t", ENABLED,
                                         "trigger.query=is:flagged subject:fine",
                                         "trigger.each=true", NULL));
  feed_pass (fixture);
  feed_pass (fixture);
  assert_fired (fixture, "t", "fine");
}

/* What a person chose fires though nobody knows whether it matches, and what comes afterwards is
 * looked at as ever. */
static void
test_replayed (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinReplay) replay = tocsin_replay_new ("box", "slow", FAKE_NOW);
  g_autoptr (TocsinFolder) inbox =
      tocsin_folder_new ("INBOX", "INBOX", TOCSIN_FOLDER_ROLE_NONE, TRUE);
  g_autoptr (TocsinFeedResult) result = tocsin_feed_result_new ();
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  for (guint i = 1; i <= TOCSIN_FEED_MAX_TIMEOUTS + 1; i++)
    {
      g_autofree char *key = g_strdup_printf ("1.%u", i);
      g_autoptr (TocsinMessageRef) ref = tocsin_message_ref_new ("INBOX", key);

      deliver_hostile (fixture, "bad");
      tocsin_replay_add (replay, inbox, ref);
    }
  ADD_TASK (fixture, "slow", HOSTILE, "trigger.start=since", "trigger.value=4000000000");
  feed_pass (fixture);
  tocsin_replay_write (replay, fixture->journal, &error);
  g_assert_no_error (error);
  tocsin_feed_pass_replays (fixture->feed, fake_store_get (fixture->store), fixture->tasks, result,
                            NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->events, ==, TOCSIN_FEED_MAX_TIMEOUTS + 1);
  g_assert_cmpuint (result->paused->len, ==, 0);

  feed_deliver (fixture, "banana");
  feed_pass (fixture);
  events = feed_list_events (fixture, "slow");
  g_assert_cmpuint (events->len, ==, TOCSIN_FEED_MAX_TIMEOUTS + 2);
}

/* Whoever says go on without another query sees it stop again, and loses nothing. */
static void
test_confirmed (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  GError *error = NULL;

  ADD_TASK (fixture, "slow", HOSTILE);
  feed_pass (fixture);
  for (guint i = 0; i < TOCSIN_FEED_MAX_TIMEOUTS; i++)
    deliver_hostile (fixture, "bad");
  feed_pass (fixture);
  tocsin_feed_confirm (fixture->journal, "slow", FAKE_NOW + SECOND, &error);
  g_assert_no_error (error);
  result = feed_try_pass (fixture, "INBOX", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->paused->len, ==, 1);
  assert_fired (fixture, "slow", "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add (path, FeedFixture, NULL, feed_set_up, function, feed_tear_down)
  ADD ("/engine/feed/matched", test_matched);
  ADD ("/engine/feed/matched-in-body", test_matched_in_body);
  ADD ("/engine/feed/matched-is-bounded", test_matched_is_bounded);
  ADD ("/engine/feed/undecidable", test_undecidable);
  ADD ("/engine/feed/status-of-burst", test_status_of_burst);
  ADD ("/engine/feed/stops", test_stops);
  ADD ("/engine/feed/seldom", test_seldom);
  ADD ("/engine/feed/stops-each", test_stops_each);
  ADD ("/engine/feed/confirmed", test_confirmed);
  ADD ("/engine/feed/replayed", test_replayed);

  return feed_run_tests ();
}
