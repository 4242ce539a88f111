/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/feed-fixture.h"
#include "tests/unit/engine/scratch.h"

#include <string.h>

/* Duty 10: several mails at once, each of them fires. */
static void
test_several_at_once (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;

  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  feed_deliver_many (fixture, 2 * TOCSIN_FEED_BATCH + 5);
  feed_pass (fixture);
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 2 * TOCSIN_FEED_BATCH + 5);
}

/* Duty 11: the position never moves past what is not written down. */
static void
test_position_waits (FeedFixture *fixture, gconstpointer data)
{
  static const FakeCall calls[] = { FAKE_CHANGES, FAKE_FETCH, FAKE_FETCH_RAW };

  ADD_TASK (fixture, "t", "actions=keep");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (GError) error = NULL;

      fake_store_fail (fixture->store, calls[i], TOCSIN_ERROR_NET_RESET, 1);
      g_assert_null (feed_try_pass (fixture, "INBOX", &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET);
      assert_fired (fixture, "t", "");
    }
  feed_restart (fixture);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
}

/* Duty 14: after another UIDVALIDITY only what is truly unseen fires. */
static void
test_renumbered (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  feed_deliver_old (fixture, "ancient");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_deliver (fixture, "two");
  feed_pass (fixture);
  feed_restart (fixture);
  feed_deliver (fixture, "meanwhile");
  fake_store_remove (fixture->store, "INBOX", 2);
  fake_store_renumber (fixture->store, "INBOX");
  feed_pass (fixture);
  assert_fired (fixture, "t", "one two meanwhile");
  g_assert_cmpuint (feed_warnings, ==, 1);

  feed_deliver (fixture, "after");
  feed_pass (fixture);
  assert_fired (fixture, "t", "one two meanwhile after");
}

/* Duty 14, with more messages than one batch holds, and a restart in the middle. */
static void
test_renumbered_many (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t", "burst-limit=0");
  feed_pass (fixture);
  feed_deliver_many (fixture, 3 * TOCSIN_FEED_BATCH);
  feed_pass (fixture);
  before = feed_list_events (fixture, "t");
  fake_store_renumber (fixture->store, "INBOX");
  feed_deliver (fixture, "new");
  feed_pass (fixture);
  feed_restart (fixture);
  feed_pass (fixture);
  after = feed_list_events (fixture, "t");
  g_assert_cmpuint (after->len, ==, before->len + 1);
}

/* Duty 21: the Message-ID alone is no identity. */
static void
test_same_message_id (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  for (guint i = 0; i < 2; i++)
    fake_store_deliver_raw (fixture->store, "INBOX",
                            i == 0 ? "Message-ID: <a@b>\r\nSubject: one\r\n\r\nx\r\n"
                                   : "Message-ID: <a@b>\r\nSubject: two\r\n\r\nx\r\n",
                            FAKE_NOW + SECOND, FAKE_SOUND);
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: none\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          FAKE_SOUND);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one two none");
}

/* A server may give the key of a message that is gone to another one (RFC 1939, section 7). */
static void
test_key_of_another (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) gone =
      tocsin_journal_event_new ("t", 1, "box/INBOX/1.1", 0, "test.v1", "/s");

  gone->subject = g_strdup ("gone@here");
  gone->data = g_strdup ("{\"subject\":\"gone\"}");
  tocsin_journal_batch_add_event (batch, gone);
  g_assert_true (tocsin_journal_commit (fixture->journal, batch, NULL));
  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  g_assert_cmpuint (fake_store_deliver_raw (fixture->store, "INBOX",
                                            "Message-ID: <b@here>\r\nSubject: other\r\n\r\nx\r\n",
                                            FAKE_NOW + SECOND, FAKE_SOUND),
                    ==, 1);
  feed_pass (fixture);
  assert_fired (fixture, "t", "gone other#1");
}

/* Duty 16: one bad message, and the rest goes on. */
static void
test_bad_message (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;

  ADD_TASK (fixture, "t", "actions=keep");
  ADD_TASK (fixture, "small", "actions=note");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: bad\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          FAKE_UNREADABLE);
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: half\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          FAKE_RAW_UNREADABLE);
  feed_deliver (fixture, "two");
  result = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (result->events, ==, 5);
  g_assert_cmpuint (result->quarantined, ==, 3);
  assert_fired (fixture, "t", "one !? !half two");
  assert_fired (fixture, "small", "one !? half two");
  events = feed_list_events (fixture, "t");
  g_assert_cmpstr (((TocsinJournalEvent *) events->pdata[1])->error_code, ==, "protocol.parse");

  feed_pass (fixture);
  assert_fired (fixture, "t", "one !? !half two");
}

/* Duty 13: announced before it is there; the position waits, but not for ever. */
static void
test_undelivered (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: never\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          FAKE_UNDELIVERED);
  feed_deliver (fixture, "one");
  for (guint i = 1; i < TOCSIN_FEED_TRIES; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (feed_try_pass (fixture, "INBOX", &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
      assert_fired (fixture, "t", "");
    }
  feed_pass (fixture);
  assert_fired (fixture, "t", "!? one");
}

static void
test_vanished (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;

  ADD_TASK (fixture, "t", "actions=keep");
  feed_pass (fixture);
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: gone\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          FAKE_VANISHING);
  feed_deliver (fixture, "one");
  result = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (result->gone, ==, 1);
  assert_fired (fixture, "t", "one");
}

/* Duty 17: whatever happens, the same message fires once. */
static void
test_once (FeedFixture *fixture, gconstpointer data)
{
  guint64 uid;

  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  uid = feed_deliver (fixture, "one");
  feed_pass (fixture);
  fake_store_set_flags (fixture->store, "INBOX", uid, TOCSIN_MESSAGE_FLAGS_SEEN);
  fake_store_set_flags (fixture->store, "INBOX", uid, 0);
  feed_pass (fixture);
  feed_restart (fixture);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
}

/* Duty 17: the disk fails at the commit; nothing is half written, and it fires once in the end. */
static void
test_commit_fails (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) live = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_test_subprocess ())
    {
      g_setenv ("TOCSIN_FAULT", "feed-commit-before=ENOSPC:3", TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_unsetenv ("TOCSIN_FAULT");
      g_test_trap_assert_passed ();
      return;
    }

  ADD_TASK (fixture, "t", "actions=keep");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  g_assert_null (feed_try_pass (fixture, "INBOX", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  assert_fired (fixture, "t", "");
  g_assert_cmpuint (scratch_count (fixture->spool_path), ==, 0);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
  g_assert_cmpuint (scratch_count (fixture->spool_path), ==, 1);
}

/* Duty 19: what an older state of the settings decided is dropped, and nothing is skipped. */
static void
test_old_generation (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (GPtrArray) newer = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t", "trigger.query=subject:one");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_deliver (fixture, "two");
  g_ptr_array_add (newer, fake_mail_task_new (fixture->registry, "t", ENABLED,
                                              "trigger.query=subject:two", NULL));
  tocsin_feed_set_tasks (fixture->feed, newer);
  result = feed_try_pass (fixture, "INBOX", &error);
  g_assert_no_error (error);
  g_assert_true (result->more);
  assert_fired (fixture, "t", "");

  g_ptr_array_unref (fixture->tasks);
  fixture->tasks = g_steal_pointer (&newer);
  feed_pass (fixture);
  assert_fired (fixture, "t", "two");
}

/* Duty 22: each time it starts to match. */
static void
test_each (FeedFixture *fixture, gconstpointer data)
{
  guint64 uid, noted;

  noted = feed_deliver_old (fixture, "noted");
  fake_store_set_flags (fixture->store, "INBOX", noted, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  ADD_TASK (fixture, "t", "trigger.query=is:flagged", "trigger.each=true");
  feed_pass (fixture);
  uid = feed_deliver (fixture, "one");
  feed_pass (fixture);
  assert_fired (fixture, "t", "");

  fake_store_set_flags (fixture->store, "INBOX", uid, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
  feed_restart (fixture);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");

  fake_store_set_flags (fixture->store, "INBOX", uid, 0);
  fake_store_set_flags (fixture->store, "INBOX", noted, 0);
  feed_pass (fixture);
  feed_restart (fixture);
  fake_store_set_flags (fixture->store, "INBOX", uid, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  fake_store_set_flags (fixture->store, "INBOX", noted, TOCSIN_MESSAGE_FLAGS_FLAGGED);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one noted#1 one#1");
}

/* Duty 22: what matches when it comes fires at once, and once. */
static void
test_each_new (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.query=is:unread", "trigger.each=true");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
  fake_store_set_flags (fixture->store, "INBOX", 1, TOCSIN_MESSAGE_FLAGS_SEEN);
  feed_pass (fixture);
  fake_store_set_flags (fixture->store, "INBOX", 1, 0);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one one#1");

  /* The server numbers anew: what matches goes on matching. */
  fake_store_renumber (fixture->store, "INBOX");
  feed_pass (fixture);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one one#1");
  fake_store_set_flags (fixture->store, "INBOX", 1, TOCSIN_MESSAGE_FLAGS_SEEN);
  feed_pass (fixture);
  fake_store_set_flags (fixture->store, "INBOX", 1, 0);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one one#1 one#2");
}

/* Thousands that match are not fetched again at each look. */
static void
test_each_many (FeedFixture *fixture, gconstpointer data)
{
  guint fetches;

  feed_deliver_many (fixture, 1100);
  ADD_TASK (fixture, "t", "trigger.query=is:unread", "trigger.each=true", "trigger.start=all",
            "burst-limit=0");
  feed_pass (fixture);
  fetches = fake_store_count (fixture->store, FAKE_FETCH);
  feed_pass (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH), ==, fetches);

  fake_store_set_flags (fixture->store, "INBOX", 7, TOCSIN_MESSAGE_FLAGS_SEEN);
  feed_pass (fixture);
  fake_store_set_flags (fixture->store, "INBOX", 7, 0);
  feed_pass (fixture);
  g_autoptr (GPtrArray) events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 1101);
  g_assert_cmpuint (((TocsinJournalEvent *) events->pdata[1100])->round, ==, 1);
}

/* Another query takes note of what matches it already. */
static void
test_each_query_changed (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.query=subject:x", "trigger.each=true");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  feed_replace_task (fixture, 0,
                     fake_mail_task_new (fixture->registry, "t", ENABLED,
                                         "trigger.query=subject:one", "trigger.each=true", NULL));
  feed_pass (fixture);
  assert_fired (fixture, "t", "");
}

/* Duty 26: in order, on one snapshot; who matches may keep a message from those behind. */
static void
test_stop_processing (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "first", "trigger.query=subject:bill", "trigger.stop=true");
  ADD_TASK (fixture, "second");
  ADD_TASK (fixture, "third", "trigger.query=subject:news");
  feed_pass (fixture);
  feed_deliver (fixture, "bill");
  feed_deliver (fixture, "news");
  feed_pass (fixture);
  assert_fired (fixture, "first", "bill");
  assert_fired (fixture, "second", "news");
  assert_fired (fixture, "third", "news");
}

/* Duty 26: also while the one that hides is paused, and in another's first visit. */
static void
test_stop_processing_absent (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "first", "trigger.query=subject:bill", "trigger.stop=true", "burst-limit=1");
  ADD_TASK (fixture, "second");
  feed_pass (fixture);
  feed_deliver (fixture, "bill1");
  feed_deliver (fixture, "bill2");
  feed_deliver (fixture, "news");
  feed_pass (fixture);
  assert_fired (fixture, "first", "");
  assert_fired (fixture, "second", "news");

  ADD_TASK (fixture, "third", "trigger.start=all");
  feed_deliver (fixture, "bill3");
  feed_pass (fixture);
  assert_fired (fixture, "second", "news");
  assert_fired (fixture, "third", "news");
}

/* Duty 26: what was hidden when it came stays hidden from who looks again. */
static void
test_stop_processing_each (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "first", "trigger.query=is:unread", "trigger.stop=true");
  ADD_TASK (fixture, "second", "trigger.query=subject:one", "trigger.each=true");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  fake_store_set_flags (fixture->store, "INBOX", 1, TOCSIN_MESSAGE_FLAGS_SEEN);
  feed_pass (fixture);
  assert_fired (fixture, "first", "one");
  assert_fired (fixture, "second", "");
}

/* Bodies are fetched for those messages only that need it, and kept for the events that want it. */
static void
test_raw (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GPtrArray) noted = NULL;
  const char *spool;

  /* Wants everything, so that the server keeps nothing from us. */
  ADD_TASK (fixture, "everything");
  ADD_TASK (fixture, "keeper", "actions=keep", "trigger.query=subject:bill");
  ADD_TASK (fixture, "keeper2", "actions=keep", "trigger.query=subject:bill");
  ADD_TASK (fixture, "noter", "trigger.query=subject:bill");
  ADD_TASK (fixture, "reader", "trigger.query=subject:news body:nonsense");
  feed_pass (fixture);
  feed_deliver (fixture, "other");
  feed_pass (fixture);
  g_assert_cmpuint (fake_store_get_raw_bytes (fixture->store), ==, 0);

  feed_deliver (fixture, "news");
  feed_pass (fixture);
  g_assert_cmpuint (fake_store_get_raw_bytes (fixture->store), >, 0);
  g_assert_cmpuint (scratch_count (fixture->spool_path), ==, 0);

  feed_deliver (fixture, "bill");
  feed_pass (fixture);
  kept = feed_list_events (fixture, "keeper");
  noted = feed_list_events (fixture, "noter");
  spool = ((TocsinJournalEvent *) kept->pdata[0])->spool;
  g_assert_nonnull (spool);
  g_assert_null (((TocsinJournalEvent *) noted->pdata[0])->spool);

  /* Two events hold it. */
  tocsin_spool_release (fixture->spool, spool);
  g_assert_cmpuint (scratch_count (fixture->spool_path), ==, 1);
  tocsin_spool_release (fixture->spool, spool);
  g_assert_cmpuint (scratch_count (fixture->spool_path), ==, 0);
}

/* That a store has read all of a message is no reason to give an action none of it. */
static void
test_raw_read_whole (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) kept = NULL;

  ADD_TASK (fixture, "keeper", "actions=keep");
  feed_pass (fixture);
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: deep\r\n\r\nx\r\n", FAKE_NOW + SECOND,
                          FAKE_READ_WHOLE);
  feed_pass (fixture);
  kept = feed_list_events (fixture, "keeper");
  g_assert_cmpuint (kept->len, ==, 1);
  g_assert_nonnull (((TocsinJournalEvent *) kept->pdata[0])->spool);
}

static void
test_body (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.query=body:\"about two\"");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_deliver (fixture, "two");
  feed_pass (fixture);
  assert_fired (fixture, "t", "two");
}

/* What the text decides is decided without the attachments, and what nobody wants is never fetched
 * whole. All of a batch is asked for in one exchange. */
static void
test_texts (FeedFixture *fixture, gconstpointer data)
{
  g_autofree char *attachment = g_strnfill (50000, 'x');
  g_autoptr (GPtrArray) events = NULL;

  fake_store_set_gives_texts (fixture->store, TRUE);
  ADD_TASK (fixture, "everything");
  ADD_TASK (fixture, "reader", "trigger.query=body:invoice");
  ADD_TASK (fixture, "keeper", "trigger.query=body:invoice -subject:m1", "actions=keep");
  feed_pass (fixture);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *raw = g_strdup_printf (
          "Subject: m%u\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
          "--b\r\n\r\n%s\r\n"
          "--b\r\nContent-Disposition: attachment; filename=a\r\n\r\n%s\r\n--b--\r\n",
          i, i == 1 || i == 3 ? "Here is the invoice" : "Hello", attachment);

      fake_store_deliver_raw (fixture->store, "INBOX", raw, FAKE_NOW + SECOND, FAKE_SOUND);
    }
  feed_pass (fixture);
  assert_fired (fixture, "reader", "m1 m3");
  assert_fired (fixture, "keeper", "m3");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_READ_TEXTS), ==, 1);
  g_assert_cmpuint (fake_store_get_text_bytes (fixture->store), <, 500);
  /* Only what is kept was fetched whole, and only that is in the spool. */
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH_RAW), ==, 1);
  g_assert_cmpuint (fake_store_get_raw_bytes (fixture->store), <, 60000);
  events = feed_list_events (fixture, "keeper");
  g_assert_nonnull (((TocsinJournalEvent *) events->pdata[0])->spool);
}

/* Where the structure costs as much as the message, headers decide what they can, and only what
 * matches is read whole: its attachments are told, though no action needs them. */
static void
test_structure_costs (FeedFixture *fixture, gconstpointer data)
{
  static const char raw[] =
      "Subject: m%u\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\n\r\nHello\r\n"
      "--b\r\nContent-Disposition: attachment; filename=a%u\r\n\r\nx\r\n--b--\r\n";
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonObject) told = NULL;

  ADD_TASK (fixture, "t", "trigger.query=subject:m2");
  feed_pass (fixture);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *letter = g_strdup_printf (raw, i, i);

      fake_store_deliver_raw (fixture->store, "INBOX", letter, FAKE_NOW + SECOND,
                              FAKE_HEADERS_ALONE);
    }
  feed_pass (fixture);
  assert_fired (fixture, "t", "m2");
  g_assert_cmpuint (fake_store_get_raw_bytes (fixture->store), <, 2 * sizeof raw);
  events = feed_list_events (fixture, "t");
  told = feed_read_data (g_ptr_array_index (events, 0));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (told, "attachments")), ==,
                    1);
  /* Nobody needs it any more. */
  g_assert_null (((TocsinJournalEvent *) g_ptr_array_index (events, 0))->spool);
}

/* Where the text is not to be had, or not of this message, the whole message decides. */
static void
test_texts_missing (FeedFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.query=body:\"about one\"");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_READ_TEXTS), ==, 1);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH_RAW), ==, 1);

  fake_store_fail (fixture->store, FAKE_READ_TEXTS, TOCSIN_ERROR_SERVER_BAD, 1);
  feed_deliver (fixture, "one");
  feed_pass (fixture);
  assert_fired (fixture, "t", "one one");
}

/* A network that fails there is no reason to fetch more of it. */
static void
test_texts_fail (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t", "trigger.query=body:\"about one\"");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  fake_store_fail (fixture->store, FAKE_READ_TEXTS, TOCSIN_ERROR_NET_RESET, 1);
  g_assert_null (feed_try_pass (fixture, "INBOX", &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH_RAW), ==, 0);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
}

/* A message too large to be fetched still has a text that decides. */
static void
test_texts_of_large (FeedFixture *fixture, gconstpointer data)
{
  fake_store_free (fixture->store);
  fixture->store = fake_store_new ("limits.max-message-size=2000", NULL);
  fake_store_set_gives_texts (fixture->store, TRUE);
  ADD_TASK (fixture, "t", "trigger.query=body:\"about one\"");
  feed_pass (fixture);
  fake_store_set_told_size (fixture->store, "INBOX", feed_deliver (fixture, "one"), 9000);
  feed_pass (fixture);
  assert_fired (fixture, "t", "one");
}

static gboolean
is_truncated (TocsinJournalEvent *event)
{
  g_autoptr (JsonObject) data = feed_read_data (event);

  return json_object_get_boolean_member (data, "truncated");
}

/* Larger than the connection's limit, by its own account or in truth. */
static void
test_too_large (FeedFixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (5000, 'x');
  g_autofree char *raw = g_strdup_printf ("Subject: big\r\n\r\n%s\r\n", body);
  g_autoptr (GPtrArray) events = NULL;
  guint64 liar;

  fake_store_free (fixture->store);
  fixture->store = fake_store_new ("limits.max-message-size=2000", NULL);
  ADD_TASK (fixture, "t", "actions=keep");
  ADD_TASK (fixture, "reader", "trigger.query=body:x");
  feed_pass (fixture);
  fake_store_deliver_raw (fixture->store, "INBOX", raw, FAKE_NOW + SECOND, FAKE_SOUND);
  feed_pass (fixture);
  g_assert_cmpuint (fake_store_get_raw_bytes (fixture->store), ==, 0);
  assert_fired (fixture, "t", "big");
  assert_fired (fixture, "reader", "!big");

  liar = fake_store_deliver_raw (fixture->store, "INBOX", raw, FAKE_NOW + SECOND, FAKE_SOUND);
  fake_store_set_told_size (fixture->store, "INBOX", liar, 100);
  feed_deliver (fixture, "small");
  feed_pass (fixture);
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 3);
  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);

      g_assert_true (is_truncated (event) == (i < 2));
      g_assert_true ((event->spool == NULL) == (i < 2));
    }
}

static void
test_event (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonObject) object = NULL;
  TocsinJournalEvent *event;

  fake_store_add_folder (fixture->store, "Kunden/A B");
  ADD_TASK (fixture, "t");
  feed_pass_over (fixture, "Kunden/A B");
  fake_store_deliver (fixture->store, "Kunden/A B", "one", FAKE_NOW + SECOND);
  feed_pass_over (fixture, "Kunden/A B");
  events = feed_list_events (fixture, "t");
  g_assert_cmpuint (events->len, ==, 1);
  event = g_ptr_array_index (events, 0);
  g_assert_cmpstr (event->type, ==, TOCSIN_FEED_EVENT_TYPE);
  g_assert_cmpstr (event->source, ==, "/connections/box/Kunden/A%20B");
  g_assert_cmpstr (event->subject, ==, "one@example.com");
  g_assert_cmpint (event->received, ==, FAKE_NOW + SECOND);
  g_assert_cmpint (event->created, ==, FAKE_NOW);
  object = feed_read_data (event);
  g_assert_cmpstr (json_object_get_string_member (object, "task"), ==, "t");
  g_assert_cmpstr (json_object_get_string_member (object, "connection"), ==, "box");
  g_assert_cmpstr (json_object_get_string_member (object, "folder"), ==, "Kunden/A B");
  g_assert_cmpstr (json_object_get_string_member (object, "ref"), ==, "1.1");
  g_assert_cmpint (json_object_get_int_member (object, "uid"), ==, 1);
}

/* Nothing new costs one question, and writes nothing. */
static void
test_idle (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) counts = NULL;
  g_autoptr (TocsinFeedResult) result = NULL;
  g_autoptr (GVariant) before = NULL;
  GError *error = NULL;
  guint searches;

  ADD_TASK (fixture, "t");
  feed_pass (fixture);
  searches = fake_store_count (fixture->store, FAKE_SEARCH);
  result = feed_pass_folder (fixture, "INBOX");
  g_assert_cmpuint (result->seen, ==, 0);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, 2);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_SEARCH), ==, searches);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_FETCH), ==, 0);
  counts = tocsin_journal_count (fixture->journal, FAKE_NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->len, ==, 0);
}

static void
test_counts (FeedFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) counts = NULL;
  GError *error = NULL;
  TocsinJournalCount *count;

  ADD_TASK (fixture, "t", "trigger.query=subject:one");
  ADD_TASK (fixture, "all");
  feed_pass (fixture);
  feed_deliver (fixture, "one");
  feed_deliver (fixture, "two");
  feed_pass (fixture);
  counts = tocsin_journal_count (fixture->journal, FAKE_NOW, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < counts->len; i++)
    {
      count = g_ptr_array_index (counts, i);
      g_assert_cmpuint (count->examined, ==, 2);
      g_assert_cmpuint (count->matched, ==, g_str_equal (count->task, "t") ? 1 : 2);
    }
  g_assert_cmpuint (counts->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add (path, FeedFixture, NULL, feed_set_up, function, feed_tear_down)
  ADD ("/engine/duty/10-several-at-once", test_several_at_once);
  ADD ("/engine/duty/11-position-waits", test_position_waits);
  ADD ("/engine/duty/13-undelivered", test_undelivered);
  ADD ("/engine/duty/14-renumbered", test_renumbered);
  ADD ("/engine/duty/14-renumbered-many", test_renumbered_many);
  ADD ("/engine/feed/key-of-another", test_key_of_another);
  ADD ("/engine/duty/16-bad-message", test_bad_message);
  ADD ("/engine/duty/17-once", test_once);
  ADD ("/engine/duty/17-commit-fails", test_commit_fails);
  ADD ("/engine/duty/19-old-generation", test_old_generation);
  ADD ("/engine/duty/21-same-message-id", test_same_message_id);
  ADD ("/engine/duty/22-each", test_each);
  ADD ("/engine/duty/22-each-new", test_each_new);
  ADD ("/engine/duty/22-each-many", test_each_many);
  ADD ("/engine/duty/22-each-query-changed", test_each_query_changed);
  ADD ("/engine/duty/26-stop-processing", test_stop_processing);
  ADD ("/engine/duty/26-stop-processing-absent", test_stop_processing_absent);
  ADD ("/engine/duty/26-stop-processing-each", test_stop_processing_each);
  ADD ("/engine/feed/vanished", test_vanished);
  ADD ("/engine/feed/raw", test_raw);
  ADD ("/engine/feed/body", test_body);
  ADD ("/engine/feed/raw-read-whole", test_raw_read_whole);
  ADD ("/engine/feed/texts", test_texts);
  ADD ("/engine/feed/structure-costs", test_structure_costs);
  ADD ("/engine/feed/texts-missing", test_texts_missing);
  ADD ("/engine/feed/texts-fail", test_texts_fail);
  ADD ("/engine/feed/texts-of-large", test_texts_of_large);
  ADD ("/engine/feed/too-large", test_too_large);
  ADD ("/engine/feed/event", test_event);
  ADD ("/engine/feed/idle", test_idle);
  ADD ("/engine/feed/counts", test_counts);

  return feed_run_tests ();
}
