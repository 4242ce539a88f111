/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/feed-fixture.h"
#include "tests/unit/engine/scratch.h"

#include <unistd.h>

/* More than one batch, so that there is a boundary within a pass, too. */
#define BEFORE 3
#define AFTER (TOCSIN_FEED_BATCH + 20)

/* The power goes at each boundary on the way from the mailbox to the journal; whatever was reached,
 * the next start makes good, and nothing fires twice. */

static const char *const points[] = {
  "spool-create",       "spool-write",           "spool-sync-before",    "spool-sync-after",
  "feed-commit-before", "journal-commit-before", "journal-commit-after",
};

/* A task of each kind, each with its own kind of memory. */
static void
begin (FeedFixture *fixture, const char *folder)
{
  feed_open (fixture, folder);
  ADD_TASK (fixture, "keep", "actions=keep", "burst-limit=0");
  ADD_TASK (fixture, "all", "trigger.start=all", "burst-limit=0");
  ADD_TASK (fixture, "each", "trigger.query=is:unread", "trigger.each=true", "burst-limit=0");
}

static int
play (const char *folder)
{
  FeedFixture fixture = { 0 };

  begin (&fixture, folder);
  for (guint i = 0; i < BEFORE; i++)
    feed_deliver_old (&fixture, "old");
  feed_pass (&fixture);
  feed_deliver_many (&fixture, AFTER);
  feed_pass (&fixture);
  feed_close (&fixture);

  return 0;
}

static void
assert_each_once (FeedFixture *fixture, const char *task, guint expected)
{
  g_autoptr (GPtrArray) events = feed_list_events (fixture, task);
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < events->len; i++)
    g_assert_true (g_hash_table_add (keys, ((TocsinJournalEvent *) events->pdata[i])->key));
  g_assert_cmpuint (events->len, ==, expected);
}

static void
assert_all_kept (FeedFixture *fixture)
{
  g_autoptr (GPtrArray) events = feed_list_events (fixture, "keep");

  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);
      g_autoptr (JsonObject) data = feed_read_data (event);
      g_autofree char *expected = g_strdup_printf ("\r\nThis is about %s.\r\n",
                                                   json_object_get_string_member (data, "subject"));
      g_autofree char *raw = NULL;
      gint64 offset, length;
      GError *error = NULL;
      int fd = tocsin_spool_open_file (fixture->spool, event->spool, &offset, &length, &error);

      g_assert_no_error (error);
      raw = g_malloc0 ((gsize) length + 1);
      g_assert_cmpint (pread (fd, raw, (gsize) length, offset), ==, length);
      close (fd);
      g_assert_true (g_str_has_suffix (raw, expected));
    }
}

/* The mailbox is as it was; only the engine begins again. */
static void
make_good (const char *folder)
{
  FeedFixture fixture = { 0 };

  begin (&fixture, folder);
  for (guint i = 0; i < BEFORE; i++)
    feed_deliver_old (&fixture, "old");
  feed_deliver_many (&fixture, AFTER);
  feed_pass (&fixture);
  feed_pass (&fixture);
  assert_each_once (&fixture, "keep", AFTER);
  assert_each_once (&fixture, "all", BEFORE + AFTER);
  assert_each_once (&fixture, "each", AFTER);
  assert_all_kept (&fixture);
  feed_close (&fixture);
}

static void
test_crash (gconstpointer data)
{
  scratch_kill_at (data, 8, make_good);
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
      g_autofree char *path = g_strdup_printf ("/engine/duty/11-crash/%s", points[i]);

      g_test_add_data_func (path, points[i], test_crash);
    }

  return feed_run_tests ();
}
