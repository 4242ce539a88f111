/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-list.h"

#include "core/base/error.h"
#include "core/engine/sqlite-journal.h"
#include "ui/desktop/model/event-desk.h"

#include <glib/gstdio.h>

/* The history comes in pages, and follows what the engine tells. */

#define OWNER "engine"

typedef struct
{
  char *folder;
  TocsinJournal *journal;
  TocsinWorkbench *workbench;
  TocsinEventList *list;
} Fixture;

static void
commit (TocsinJournal *journal, guint first, guint last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();

  for (guint i = first; i < last; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);
      g_autoptr (TocsinJournalEvent) event = tocsin_journal_event_new (
          i % 2 == 0 ? "even" : "odd", 1, key, 0, "test.v1", "/connections/work/INBOX");

      event->data =
          g_strdup_printf ("{\"subject\":\"Number %u\",\"from\":[{\"name\":\"Ada\"}]}", i);
      tocsin_journal_batch_add_event (batch, event);
    }
  g_assert_true (tocsin_journal_commit (journal, batch, &error));
  g_assert_no_error (error);
}

static void
wait_until_read (TocsinEventList *list)
{
  while (tocsin_event_list_is_loading (list))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer n_events)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("tocsin-events-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "journal.db", NULL);
  file = g_build_filename (fixture->folder, "tocsin.conf", NULL);
  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_open (path, &error));
  g_assert_no_error (error);
  commit (fixture->journal, 0, GPOINTER_TO_UINT (n_events));
  fixture->workbench = tocsin_workbench_new (file, fixture->folder);
  fixture->list = tocsin_event_list_new (fixture->workbench);
  g_assert_true (tocsin_event_list_is_loading (fixture->list));
  wait_until_read (fixture->list);
  g_assert_no_error (tocsin_event_list_get_error (fixture->list));
}

static void
tear_down (Fixture *fixture, gconstpointer n_events)
{
  g_autoptr (GDir) directory = NULL;
  const char *name;

  tocsin_workbench_close (fixture->workbench);
  g_assert_finalize_object (fixture->list);
  g_assert_finalize_object (fixture->workbench);
  g_clear_object (&fixture->journal);
  directory = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static char *
get_title (Fixture *fixture, guint position)
{
  g_autoptr (TocsinEventItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);
  char *title = NULL;

  g_object_get (item, "title", &title, NULL);

  return title;
}

/* Each only once, newest first. */
static void
check_order (Fixture *fixture)
{
  gint64 before = G_MAXINT64;

  for (guint i = 0; i < count (fixture); i++)
    {
      g_autoptr (TocsinEventItem) item = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

      g_assert_cmpint (tocsin_event_item_get_id (item), <, before);
      before = tocsin_event_item_get_id (item);
    }
}

static void
test_pages (Fixture *fixture, gconstpointer n_events)
{
  gboolean complete = TRUE;
  g_autofree char *newest = get_title (fixture, 0);
  guint pages = 1;

  g_assert_cmpstr (newest, ==, "Number 1199");
  g_assert_cmpuint (count (fixture), <, 1200);
  /* What lies far from the end needs no more. */
  tocsin_event_list_need (fixture->list, 0);
  g_assert_false (tocsin_event_list_is_loading (fixture->list));
  g_object_get (fixture->list, "complete", &complete, NULL);
  for (; !complete; pages++)
    {
      tocsin_event_list_need (fixture->list, count (fixture) - 1);
      g_assert_true (tocsin_event_list_is_loading (fixture->list));
      wait_until_read (fixture->list);
      g_object_get (fixture->list, "complete", &complete, NULL);
    }
  g_assert_cmpuint (pages, >, 2);
  g_assert_cmpuint (count (fixture), ==, 1200);
  check_order (fixture);
  tocsin_event_list_need (fixture->list, count (fixture) - 1);
  g_assert_false (tocsin_event_list_is_loading (fixture->list));
}

static void
test_filter (Fixture *fixture, gconstpointer n_events)
{
  g_auto (TocsinEventFilter) filter = TOCSIN_EVENT_FILTER_INIT;
  g_autofree char *title = NULL;

  filter.task = g_strdup ("odd");
  filter.search = g_strdup ("NUMBER 7");
  tocsin_event_list_set_filter (fixture->list, &filter);
  wait_until_read (fixture->list);
  g_assert_cmpuint (count (fixture), ==, 6); /* 7, 71, 73, 75, 77, 79 */
  title = get_title (fixture, 5);
  g_assert_cmpstr (title, ==, "Number 7");
}

/* The last of several filters counts, whatever the others bring. */
static void
test_hasty (Fixture *fixture, gconstpointer n_events)
{
  static const char *const searches[] = { "number 1", "number 12", "number 123", "number 42" };

  for (gsize i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_auto (TocsinEventFilter) filter = TOCSIN_EVENT_FILTER_INIT;

      filter.search = g_strdup (searches[i]);
      tocsin_event_list_set_filter (fixture->list, &filter);
    }
  wait_until_read (fixture->list);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (count (fixture), ==, 1);
}

static void
tell (Fixture *fixture, const char *event)
{
  g_autoptr (GVariant) dict = g_variant_ref_sink (g_variant_new_parsed (event));

  g_signal_emit_by_name (tocsin_workbench_get_engine (fixture->workbench), "event-changed", dict);
}

static void
on_refreshed (TocsinEventList *list, guint *times)
{
  (*times)++;
}

static void
test_live (Fixture *fixture, gconstpointer n_events)
{
  g_autoptr (TocsinEventItem) known = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);
  g_autoptr (GPtrArray) claimed =
      tocsin_journal_claim (fixture->journal, OWNER, NULL, 100, G_MAXINT64, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  guint times = 0;

  g_assert_cmpuint (count (fixture), ==, 3);
  g_assert_cmpuint (claimed->len, ==, 3);
  g_assert_cmpint (tocsin_event_item_get_state (known), ==, TOCSIN_JOURNAL_WAITING);
  commit (fixture->journal, 100, 101);
  g_signal_connect (fixture->list, "refreshed", G_CALLBACK (on_refreshed), &times);
  tell (fixture, "{'id': <int64 3>, 'state': <'running'>}");
  tell (fixture, "{'id': <int64 4>, 'state': <'waiting'>}");
  while (times == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (count (fixture), ==, 4);
  check_order (fixture);
  first = get_title (fixture, 0);
  second = get_title (fixture, 1);
  g_assert_cmpstr (first, ==, "Number 100");
  g_assert_cmpstr (second, ==, "Number 2");
  g_assert_cmpint (tocsin_event_item_get_state (known), ==, TOCSIN_JOURNAL_RUNNING);

  commit (fixture->journal, 101, 150);
  tell (fixture, "{'many': <true>}");
  while (times == 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count (fixture), ==, 53);
}

static void
test_gone (Fixture *fixture, gconstpointer n_events)
{
  TocsinEventList *other = tocsin_event_list_new (fixture->workbench);

  /* Let go while it is read: nobody misses it, and nothing is used that is gone. */
  g_assert_finalize_object (other);
  tocsin_event_list_refresh (fixture->list);
  wait_until_read (fixture->list);
}

typedef struct
{
  gboolean done;
  GError *error;
  GVariant *event;
} Answer;

static void
on_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->event = tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &answer->error);
  answer->done = TRUE;
}

static void
on_decided (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  tocsin_event_desk_decide_finish (TOCSIN_WORKBENCH (source), result, &answer->error);
  answer->done = TRUE;
}

static void
wait_for (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_desk (Fixture *fixture, gconstpointer n_events)
{
  Answer answer = { 0 };
  const char *mail = "", *state = "";
  g_autoptr (TocsinJournalEvent) event = NULL;

  tocsin_event_desk_show_async (fixture->workbench, 2, NULL, on_shown, &answer);
  wait_for (&answer);
  g_assert_no_error (answer.error);
  g_variant_lookup (answer.event, "mail", "&s", &mail);
  g_variant_lookup (answer.event, "state", "&s", &state);
  g_assert_cmpstr (mail, ==, "Number 1");
  g_assert_cmpstr (state, ==, "waiting");
  g_variant_unref (answer.event);

  answer = (Answer){ 0 };
  tocsin_event_desk_show_async (fixture->workbench, 99, NULL, on_shown, &answer);
  wait_for (&answer);
  g_assert_error (answer.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_clear_error (&answer.error);

  /* No engine runs here: it is written down for the next. */
  answer = (Answer){ 0 };
  tocsin_event_desk_decide_async (fixture->workbench, 2, TOCSIN_EVENT_DISCARD, on_decided, &answer);
  wait_for (&answer);
  g_assert_no_error (answer.error);
  event = tocsin_journal_get_event (fixture->journal, 2, NULL);
  g_assert_cmpint (event->state, ==, TOCSIN_JOURNAL_DISCARDED);

  answer = (Answer){ 0 };
  tocsin_event_desk_decide_async (fixture->workbench, 2, TOCSIN_EVENT_RETRY, on_decided, &answer);
  wait_for (&answer);
  g_assert_error (answer.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&answer.error);
}

#define fixture_add(path, n_events, function)                                                      \
  g_test_add (path, Fixture, GUINT_TO_POINTER (n_events), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/desktop/event-list/pages", 1200, test_pages);
  fixture_add ("/desktop/event-list/filter", 100, test_filter);
  fixture_add ("/desktop/event-list/hasty", 200, test_hasty);
  fixture_add ("/desktop/event-list/live", 3, test_live);
  fixture_add ("/desktop/event-list/gone", 50, test_gone);
  fixture_add ("/desktop/event-list/desk", 3, test_desk);

  return g_test_run ();
}
