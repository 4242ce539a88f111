/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/feed-fixture.h"
#include "tests/unit/engine/scratch.h"

#include <glib/gstdio.h>

/* More than one batch, so that there is a boundary within a replay, too. */
#define CONFIRMED (TOCSIN_FEED_BATCH + 20)

/* The power goes at each boundary on the way of a replay. What was confirmed fires for each message
 * exactly once, whatever was reached; and what was not confirmed yet, not at all. */

static const char *const points[] = {
  "spool-create",          "spool-write",          "spool-sync-before",
  "spool-sync-after",      "replay-commit-before", "feed-commit-before",
  "journal-commit-before", "journal-commit-after", "replay-commit-after",
};

static void
begin (FeedFixture *fixture, const char *folder)
{
  feed_open (fixture, folder);
  ADD_TASK (fixture, "t", "actions=keep", "trigger.query=is:unread", "trigger.each=true");
  for (guint i = 0; i < CONFIRMED; i++)
    feed_deliver_old (fixture, "old");
}

static void
confirm (FeedFixture *fixture)
{
  g_autoptr (TocsinReplay) replay = tocsin_replay_new ("box", "t", FAKE_NOW);
  g_autoptr (TocsinFolder) inbox =
      tocsin_folder_new ("INBOX", "INBOX", TOCSIN_FOLDER_ROLE_NONE, TRUE);
  GError *error = NULL;

  for (guint i = 1; i <= CONFIRMED; i++)
    {
      g_autofree char *key = g_strdup_printf ("1.%u", i);
      g_autoptr (TocsinMessageRef) ref = tocsin_message_ref_new ("INBOX", key);

      tocsin_replay_add (replay, inbox, ref);
    }
  tocsin_replay_write (replay, fixture->journal, &error);
  g_assert_no_error (error);
}

static void
work_off (FeedFixture *fixture)
{
  g_autoptr (TocsinFeedResult) result = tocsin_feed_result_new ();
  GError *error = NULL;

  do
    {
      result->more = FALSE;
      tocsin_feed_pass_replays (fixture->feed, fake_store_get (fixture->store), fixture->tasks,
                                result, NULL, &error);
      g_assert_no_error (error);
    }
  while (result->more);
}

static int
play (const char *folder)
{
  FeedFixture fixture = { 0 };

  begin (&fixture, folder);
  confirm (&fixture);
  work_off (&fixture);
  feed_close (&fixture);

  return 0;
}

/* What was fired is in the journal, what is to be fired is in the request, and nothing is in both.
 */
static void
make_good (const char *folder)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) replays = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) events = NULL;
  FeedFixture fixture = { 0 };
  gboolean confirmed;

  begin (&fixture, folder);
  replays = tocsin_replay_list (fixture.journal, "box", NULL);
  before = feed_list_events (&fixture, "t");
  confirmed = replays->len > 0 || before->len > 0;
  work_off (&fixture);
  feed_pass (&fixture);
  feed_pass (&fixture);
  events = feed_list_events (&fixture, "t");
  g_assert_cmpuint (events->len, ==, confirmed ? CONFIRMED : 0);
  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);
      gint64 offset, length;
      GError *error = NULL;
      int fd = tocsin_spool_open_file (fixture.spool, event->spool, &offset, &length, &error);

      g_assert_no_error (error);
      g_assert_true (g_close (fd, NULL));
      g_assert_true (g_hash_table_add (keys, event->key));
    }
  feed_close (&fixture);
}

static void
test_crash (gconstpointer data)
{
  scratch_kill_at (data, 5, make_good);
}

int
main (int argc, char **argv)
{
  const char *scene;
  const char *folder;

  if (scratch_is_child (argc, argv, &scene, &folder))
    return play (folder);

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/replay-crash/%s", points[i]);

      g_test_add_data_func (path, points[i], test_crash);
    }

  return feed_run_tests ();
}
