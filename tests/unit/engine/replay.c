/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/replay.h"

#include "core/engine/event-loader.h"
#include "core/engine/mail-round.h"
#include "tests/unit/engine/feed-fixture.h"
#include "tests/unit/engine/scratch.h"

#include <string.h>

static void
add (TocsinReplay *replay, const char *folder, const char *key)
{
  g_autoptr (TocsinFolder) one = tocsin_folder_new (folder, folder, TOCSIN_FOLDER_ROLE_NONE, TRUE);
  g_autoptr (TocsinMessageRef) ref = tocsin_message_ref_new (folder, key);

  tocsin_replay_add (replay, one, ref);
}

/* A person chooses these of INBOX, parted by blanks. */
static void
confirm (FeedFixture *fixture, const char *task, const char *keys)
{
  g_autoptr (TocsinReplay) replay = tocsin_replay_new ("box", task, FAKE_NOW);
  g_auto (GStrv) list = g_strsplit (keys, " ", -1);
  GError *error = NULL;

  for (gsize i = 0; list[i] != NULL; i++)
    add (replay, "INBOX", list[i]);
  tocsin_replay_write (replay, fixture->journal, &error);
  g_assert_no_error (error);
}

static TocsinFeedResult *
work_off (FeedFixture *fixture)
{
  TocsinFeedResult *result = tocsin_feed_result_new ();
  GError *error = NULL;

  do
    {
      result->more = FALSE;
      tocsin_feed_pass_replays (fixture->feed, fake_store_get (fixture->store), fixture->tasks,
                                result, NULL, &error);
      g_assert_no_error (error);
    }
  while (result->more);

  return result;
}

static void
replay (FeedFixture *fixture, const char *task, const char *keys)
{
  g_autoptr (TocsinFeedResult) result = NULL;

  confirm (fixture, task, keys);
  result = work_off (fixture);
  g_assert_cmpuint (result->replayed->len, ==, 1);
}

static guint
count_waiting (FeedFixture *fixture)
{
  g_autoptr (GPtrArray) replays = tocsin_replay_list (fixture->journal, "box", NULL);

  return replays->len;
}

/* Each firing is one round more; what never fired has its first. */
static void
test_rounds (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.query=subject:one");
  feed_deliver_old (fixture, "ancient");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
  replay (fixture, "t", "1.2 1.1");
  assert_fired (fixture, "t", "one one#1 ancient");
  replay (fixture, "t", "1.2");
  assert_fired (fixture, "t", "one one#1 ancient one#2");
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

/* Duty 17: what was replayed before the feed came to it has had its firing. */
static void
test_before_the_feed (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  replay (fixture, "t", "1.1");
  assert_fired (fixture, "t", "one");
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
}

/* With `when = each` the rounds of the feed and of replays are of one row. */
static void
test_each (FeedFixture *fixture, gconstpointer data)
{
  guint64 uid;

  ADD_TASK (fixture, "t", "trigger.query=is:flagged", "trigger.each=true");
  feed_pass (fixture);
  uid = feed_deliver (fixture, "one");
  feed_pass (fixture);
  replay (fixture, "t", "1.1");
  assert_fired (fixture, "t", "one");
  fake_store_set_flags (fixture->store, "INBOX", uid, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one one#1");
  replay (fixture, "t", "1.1");
  feed_pass (fixture);
  assert_fired (fixture, "t", "one one#1 one#2");
  fake_store_set_flags (fixture->store, "INBOX", uid, 0);
  feed_pass (fixture);
  fake_store_set_flags (fixture->store, "INBOX", uid, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one one#1 one#2 one#3");
}

static void
forget_events (FeedFixture *fixture)
{
  g_autoptr (GPtrArray) events = feed_list_events (fixture, "t");
  GError *error = NULL;

  for (guint i = 0; i < events->len; i++)
    {
      tocsin_journal_discard (fixture->journal, ((TocsinJournalEvent *) events->pdata[i])->id,
                              FAKE_NOW, NULL, &error);
      g_assert_no_error (error);
    }
  tocsin_journal_prune (fixture->journal, G_MAXINT64, NULL, &error);
  g_assert_no_error (error);
}

/* A round that was used is not used again because the journal has forgotten its event. */
static void
test_each_pruned (FeedFixture *fixture, gconstpointer data)
{
  guint64 uid;

  ADD_TASK (fixture, "t", "trigger.query=is:flagged", "trigger.each=true");
  feed_pass (fixture);
  uid = feed_deliver (fixture, "one");
  feed_pass (fixture);
  for (guint i = 0; i < 2; i++)
    {
      fake_store_set_flags (fixture->store, "INBOX", uid, TOCSIN_MESSAGE_FLAGS_FLAGGED);
      feed_pass (fixture);
      fake_store_set_flags (fixture->store, "INBOX", uid, 0);
      feed_pass (fixture);
    }
  assert_fired (fixture, "t", "one one#1");
  forget_events (fixture);
  replay (fixture, "t", "1.1");
  assert_fired (fixture, "t", "one#2");
}

/* More than a batch; no breaker of the feed stands in the way of what a person confirmed. */
static void
test_many (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (TocsinFeedResult) result = NULL;
  const guint count = 2 * TOCSIN_FEED_BATCH + 7;

  ADD_TASK (fixture, "t", "burst-limit=5", "actions=keep");
  for (guint i = 1; i <= count; i++)
    {
      feed_deliver_old (fixture, "old");
      g_string_append_printf (keys, "%s1.%u", i > 1 ? " " : "", i);
    }
  feed_pass (fixture);
  confirm (fixture, "t", keys->str);
  result = work_off (fixture);
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, count);
  g_assert_cmpuint (result->events, ==, count);
  g_assert_cmpuint (((TocsinReplay *) result->replayed->pdata[0])->events->len, ==, count);
  g_assert_cmpuint (result->paused->len, ==, 0);
  for (guint i = 0; i < events->len; i++)
    g_assert_nonnull (((TocsinJournalEvent *) events->pdata[i])->spool);
}

/* Nor does what was confirmed count when the next mail comes. */
static void
test_no_burst (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "burst-limit=2");
  for (guint i = 0; i < 3; i++)
    feed_deliver_old (fixture, "old");
  feed_pass (fixture);
  replay (fixture, "t", "1.1 1.2 1.3");
  feed_deliver (fixture, "new");
  feed_pass (fixture);
  assert_fired (fixture, "t", "old old old new");
}

/* What is not there any more, or never was, is left out, and the others fire. */
static void
test_gone (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (TocsinReplay) elsewhere = tocsin_replay_new ("box", "t", FAKE_NOW + 1);
  TocsinReplay *first;
  GError *error = NULL;

  ADD_TASK (fixture, "t");
  feed_deliver_old (fixture, "one");
  feed_deliver_old (fixture, "two");
  feed_deliver_old (fixture, "three");
  fake_store_remove (fixture->store, "INBOX", 2);
  confirm (fixture, "t", "1.1 1.2 9.9 nonsense 1.3");
  add (elsewhere, "Nowhere", "1.1");
  add (elsewhere, "INBOX", "1.3");
  tocsin_replay_write (elsewhere, fixture->journal, &error);
  g_assert_no_error (error);

  result = work_off (fixture);
  assert_fired (fixture, "t", "one three three#1");
  g_assert_cmpuint (result->replayed->len, ==, 2);
  first = g_ptr_array_index (result->replayed, 0);
  g_assert_cmpuint (first->gone, ==, 3);
  g_assert_cmpuint (first->events->len, ==, 2);
  g_assert_cmpuint (((TocsinReplay *) result->replayed->pdata[1])->gone, ==, 1);
}

/* After the server numbered anew the old names mean nothing: nobody fires for another message. */
static void
test_renumbered (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;

  ADD_TASK (fixture, "t");
  feed_deliver_old (fixture, "one");
  confirm (fixture, "t", "1.1");
  fake_store_renumber (fixture->store, "INBOX");
  result = work_off (fixture);
  assert_fired (fixture, "t", "");
  g_assert_cmpuint (count_waiting (fixture), ==, 0);
}

static void
test_max_firings (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;

  ADD_TASK (fixture, "t", "max-firings=2");
  for (guint i = 0; i < 3; i++)
    feed_deliver_old (fixture, "old");
  confirm (fixture, "t", "1.1 1.2 1.3");
  result = work_off (fixture);
  assert_fired (fixture, "t", "old old");
  g_assert_cmpuint (((TocsinReplay *) result->replayed->pdata[0])->spent, ==, 1);
}

/* What can't be read asks a person, as when it comes. */
static void
test_unread (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;

  ADD_TASK (fixture, "t", "actions=keep");
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: half\r\n\r\nx\r\n", FAKE_NOW - SECOND,
                          FAKE_RAW_UNREADABLE);
  feed_deliver_old (fixture, "one");
  confirm (fixture, "t", "1.1 1.2");
  result = work_off (fixture);
  assert_fired (fixture, "t", "!half one");
  g_assert_cmpuint (((TocsinReplay *) result->replayed->pdata[0])->unread, ==, 1);
}

/* A task that is switched off keeps what was confirmed until it is back. */
static void
test_task_away (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) nothing = NULL;
  g_autoptr (TocsinFeedResult) result = NULL;

  feed_deliver_old (fixture, "one");
  confirm (fixture, "t", "1.1");
  nothing = work_off (fixture);
  g_assert_cmpuint (nothing->replayed->len, ==, 0);
  g_assert_cmpuint (count_waiting (fixture), ==, 1);
  ADD_TASK (fixture, "t");
  result = work_off (fixture);
  assert_fired (fixture, "t", "one");
}

/* Settings that change in the middle lose nothing and double nothing. */
static void
test_old_generation (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = tocsin_feed_result_new ();
  g_autoptr (TocsinFeedResult) replayed = NULL;
  g_autoptr (GPtrArray) newer = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  ADD_TASK (fixture, "t");
  feed_deliver_old (fixture, "one");
  confirm (fixture, "t", "1.1");
  g_ptr_array_add (newer, fake_mail_task_new (fixture->registry, "t", ENABLED, NULL));
  tocsin_feed_set_tasks (fixture->feed, newer);
  tocsin_feed_pass_replays (fixture->feed, fake_store_get (fixture->store), fixture->tasks, result,
                            NULL, &error);
  g_assert_no_error (error);
  g_assert_true (result->more);
  assert_fired (fixture, "t", "");
  g_assert_cmpuint (count_waiting (fixture), ==, 1);

  g_ptr_array_unref (fixture->tasks);
  fixture->tasks = g_steal_pointer (&newer);
  replayed = work_off (fixture);
  assert_fired (fixture, "t", "one");
}

/* The network fails on the way: what is left is taken up, and the account of it is whole. */
static void
test_network (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) torn = tocsin_feed_result_new ();
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t", "actions=keep");
  feed_deliver_old (fixture, "one");
  confirm (fixture, "t", "1.1");
  fake_store_fail (fixture->store, FAKE_FETCH_RAW, TOCSIN_ERROR_NET_RESET, 1);
  g_assert_false (tocsin_feed_pass_replays (fixture->feed, fake_store_get (fixture->store),
                                            fixture->tasks, torn, NULL, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET);
  assert_fired (fixture, "t", "");
  g_assert_cmpuint (scratch_count (fixture->spool_path), ==, 0);
  result = work_off (fixture);
  assert_fired (fixture, "t", "one");
}

/* A folder that is closed to us holds up its own replay, and neither new mail nor the connection.
 */
static void
test_closed_folder (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinReplay) replay = tocsin_replay_new ("box", "t", FAKE_NOW);
  g_autoptr (TocsinHost) host = fake_store_host_new (fixture->store);
  GHashTable *due = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  TocsinMailRound *round;
  GError *error = NULL;

  fake_store_add_folder (fixture->store, "Closed");
  fake_store_deliver (fixture->store, "Closed", "old", FAKE_NOW - SECOND);
  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  feed_deliver (fixture, "new");
  add (replay, "Closed", "1.1");
  tocsin_replay_write (replay, fixture->journal, &error);
  g_assert_no_error (error);
  fake_store_fail_folder (fixture->store, "Closed", TOCSIN_ERROR_MAILBOX_NO_PERMISSION);

  g_hash_table_insert (due, g_object_ref (fixture->tasks->pdata[0]),
                       g_object_ref (fixture->tasks->pdata[0]));
  round = tocsin_mail_round_new (host, "box", fixture->feed, fixture->tasks, due);
  g_assert_true (tocsin_mail_round_run (round, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (round->troubles), ==, 1);
  tocsin_mail_round_free (round);
  assert_fired (fixture, "t", "new");
  g_assert_cmpuint (count_waiting (fixture), ==, 1);

  fake_store_fail_folder (fixture->store, "Closed", 0);
  tocsin_feed_result_free (work_off (fixture));
  assert_fired (fixture, "t", "new old");
}

static TocsinEvent *
load_event (TocsinJournalEvent *row)
{
  GError *error = NULL;
  TocsinEvent *event = tocsin_event_loader_load (row, NULL, &error);

  g_assert_no_error (error);

  return event;
}

/* A receiver that knows the first firing by its id does not take the second for a repetition, not
 * even when the journal has forgotten the first. */
static void
test_event_id (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (TocsinEvent) first = NULL;
  g_autoptr (TocsinEvent) second = NULL;
  g_autoptr (JsonObject) object = NULL;

  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  replay (fixture, "t", "1.1");
  events = feed_list_events (fixture, "t");
  ((TocsinJournalEvent *) events->pdata[1])->round = 0;
  first = load_event (events->pdata[0]);
  second = load_event (events->pdata[1]);
  g_assert_cmpstr (tocsin_event_get_id (first), !=, tocsin_event_get_id (second));
  object = feed_read_data (events->pdata[1]);
  g_assert_true (g_uuid_string_is_valid (json_object_get_string_member (object, "replay")));
}

/* What crosses the control socket comes out as it went in, and the order stays. */
static void
test_messages (void)
{
  g_autoptr (TocsinReplay) replay = tocsin_replay_new ("box", "t", 1);
  g_autoptr (TocsinReplay) copy = NULL;
  g_autoptr (GVariant) messages = NULL;
  g_autoptr (GVariant) again = NULL;
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("a(ssa(st))", NULL));
  g_autoptr (GError) error = NULL;

  add (replay, "INBOX", "1.1");
  add (replay, "INBOX", "1.2");
  add (replay, "Ärger/&x", "7.1");
  add (replay, "INBOX", "1.3");
  messages = g_variant_ref_sink (tocsin_replay_get_messages (replay));
  copy = tocsin_replay_new_from_variant ("box", "t", 1, messages, &error);
  g_assert_no_error (error);
  again = g_variant_ref_sink (tocsin_replay_get_messages (copy));
  g_assert_true (g_variant_equal (messages, again));
  g_assert_cmpstr (copy->id, !=, replay->id);

  g_assert_null (tocsin_replay_new_from_variant ("box", "t", 1, none, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

static void
test_too_many (void)
{
  g_autoptr (TocsinReplay) replay = tocsin_replay_new ("box", "t", 1);
  g_autoptr (GVariant) messages = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= TOCSIN_REPLAY_MAX_MESSAGES; i++)
    add (replay, "INBOX", "1.1");
  messages = g_variant_ref_sink (tocsin_replay_get_messages (replay));
  g_assert_null (tocsin_replay_new_from_variant ("box", "t", 1, messages, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add (path, FeedFixture, NULL, feed_set_up, function, feed_tear_down)
  ADD ("/engine/replay/rounds", test_rounds);
  ADD ("/engine/replay/before-the-feed", test_before_the_feed);
  ADD ("/engine/replay/each", test_each);
  ADD ("/engine/replay/each-pruned", test_each_pruned);
  ADD ("/engine/replay/many", test_many);
  ADD ("/engine/replay/no-burst", test_no_burst);
  ADD ("/engine/replay/gone", test_gone);
  ADD ("/engine/replay/renumbered", test_renumbered);
  ADD ("/engine/replay/max-firings", test_max_firings);
  ADD ("/engine/replay/unread", test_unread);
  ADD ("/engine/replay/task-away", test_task_away);
  ADD ("/engine/replay/old-generation", test_old_generation);
  ADD ("/engine/replay/network", test_network);
  ADD ("/engine/replay/closed-folder", test_closed_folder);
  ADD ("/engine/replay/event-id", test_event_id);
  g_test_add_func ("/engine/replay/messages", test_messages);
  g_test_add_func ("/engine/replay/too-many", test_too_many);

  return feed_run_tests ();
}
