/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/feed-fixture.h"

#include "core/engine/sqlite-journal.h"
#include "tests/unit/engine/scratch.h"

/* What was logged: the engine logs structured, which GTest's expectations don't see. */
guint feed_warnings;

static GLogWriterOutput
count_warning (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0)
    return g_log_writer_default (level, fields, n_fields, user_data);

  feed_warnings += (level & G_LOG_LEVEL_WARNING) != 0;

  return G_LOG_WRITER_HANDLED;
}

/* What is there in any case; the journal is already. */
static void
set_up_on (FeedFixture *fixture, const char *directory)
{
  GError *error = NULL;

  feed_warnings = 0;
  fixture->registry = fake_mail_registry_new ();
  fixture->spool_path = g_build_filename (directory, "spool", NULL);
  fixture->spool = tocsin_spool_open (fixture->spool_path, &error);
  g_assert_no_error (error);
  fixture->clock = fake_clock_new ();
  fixture->feed = tocsin_feed_new ("box", fixture->journal, fixture->spool, fixture->clock);
  fixture->store = fake_store_new (NULL, NULL);
  fixture->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

void
feed_set_up (FeedFixture *fixture, gconstpointer data)
{
  GError *error = NULL;

  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (&error));
  g_assert_no_error (error);
  fixture->directory = scratch_new ();
  set_up_on (fixture, fixture->directory);
}

/* On files, as an engine that starts finds them. */
void
feed_open (FeedFixture *fixture, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "journal.db", NULL);
  g_autoptr (GPtrArray) live = NULL;
  GError *error = NULL;

  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_open (path, &error));
  g_assert_no_error (error);
  set_up_on (fixture, directory);
  live = tocsin_journal_list_spool (fixture->journal, &error);
  g_assert_no_error (error);
  tocsin_spool_collect (fixture->spool, live, &error);
  g_assert_no_error (error);
}

void
feed_close (FeedFixture *fixture)
{
  g_ptr_array_unref (fixture->tasks);
  g_object_unref (fixture->feed);
  g_object_unref (fixture->clock);
  g_object_unref (fixture->spool);
  g_object_unref (fixture->journal);
  g_object_unref (fixture->registry);
  fake_store_free (fixture->store);
  g_free (fixture->spool_path);
}

void
feed_tear_down (FeedFixture *fixture, gconstpointer data)
{
  feed_close (fixture);
  scratch_free (fixture->directory);
}

/* As after a restart of the engine: only what is written down is known. */
void
feed_restart (FeedFixture *fixture)
{
  g_object_unref (fixture->feed);
  fixture->feed = tocsin_feed_new ("box", fixture->journal, fixture->spool, fixture->clock);
}

TocsinFeedResult *
feed_try_pass (FeedFixture *fixture, const char *folder, GError **error)
{
  g_autoptr (TocsinFeedResult) result = tocsin_feed_result_new ();
  g_autoptr (TocsinFolder) one = tocsin_folder_new (folder, folder, TOCSIN_FOLDER_ROLE_NONE, TRUE);

  return tocsin_feed_pass (fixture->feed, fake_store_get (fixture->store), one, fixture->tasks,
                           result, NULL, error)
             ? g_steal_pointer (&result)
             : NULL;
}

TocsinFeedResult *
feed_pass_folder (FeedFixture *fixture, const char *folder)
{
  GError *error = NULL;
  TocsinFeedResult *result = feed_try_pass (fixture, folder, &error);

  g_assert_no_error (error);
  g_assert_false (result->more);

  return result;
}

void
feed_pass (FeedFixture *fixture)
{
  g_autoptr (TocsinFeedResult) result = feed_pass_folder (fixture, "INBOX");
}

GPtrArray *
feed_list_events (FeedFixture *fixture, const char *task)
{
  TocsinJournalFilter filter = {
    .task = task, .state = -1, .limit = 100000, .oldest_first = TRUE, .with_data = TRUE
  };
  GError *error = NULL;
  GPtrArray *events = tocsin_journal_list_events (fixture->journal, &filter, &error);

  g_assert_no_error (error);

  return events;
}

JsonObject *
feed_read_data (TocsinJournalEvent *event)
{
  g_autoptr (JsonNode) node = json_from_string (event->data, NULL);

  return json_node_dup_object (node);
}

/* The subjects of what fired for a task, in order; a round above 0 is shown as "#1". */
char *
feed_list_fired (FeedFixture *fixture, const char *task)
{
  g_autoptr (GPtrArray) events = feed_list_events (fixture, task);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < events->len; i++)
    {
      TocsinJournalEvent *event = g_ptr_array_index (events, i);
      g_autoptr (JsonObject) data = feed_read_data (event);

      if (event->state == TOCSIN_JOURNAL_DEAD)
        g_string_append (list, "!");
      g_string_append (list, json_object_get_string_member_with_default (data, "subject", "?"));
      if (event->round > 0)
        g_string_append_printf (list, "#%u", event->round);
      g_string_append_c (list, ' ');
    }

  return g_strchomp (g_string_free (g_steal_pointer (&list), FALSE));
}

guint64
feed_deliver (FeedFixture *fixture, const char *subject)
{
  return fake_store_deliver (fixture->store, "INBOX", subject, FAKE_NOW + 60 * SECOND);
}

guint64
feed_deliver_old (FeedFixture *fixture, const char *subject)
{
  return fake_store_deliver (fixture->store, "INBOX", subject, FAKE_NOW - 3600 * SECOND);
}

void
feed_deliver_many (FeedFixture *fixture, guint count)
{
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *subject = g_strdup_printf ("m%u", i);

      feed_deliver (fixture, subject);
    }
}

void
feed_replace_task (FeedFixture *fixture, guint index, TocsinTask *task)
{
  g_object_unref (g_ptr_array_index (fixture->tasks, index));
  fixture->tasks->pdata[index] = task;
}

void
feed_pass_over (FeedFixture *fixture, const char *folder)
{
  g_autoptr (TocsinFeedResult) result = feed_pass_folder (fixture, folder);
}

int
feed_run_tests (void)
{
  g_log_set_writer_func (count_warning, NULL, NULL);

  return g_test_run ();
}
