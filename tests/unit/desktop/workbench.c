/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/workbench.h"

#include "core/base/error.h"

#include <glib/gstdio.h>
#include <string.h>

/* Settings are read and written elsewhere, and the lists follow. */

static const char settings[] = "[tocsin]\nconnections=work,home\ntasks=bills\n"
                               "[connections/work]\nname=Work\nprotocol=imap4\naddress=a\n"
                               "[connections/home]\nprotocol=imap4\naddress=b\n"
                               "[tasks/bills]\nname=Bills\ntrigger=email\n"
                               "[tasks/bills/trigger]\nconnection=work\n";

typedef struct
{
  char *folder;
  char *file;
  char *state;
  TocsinWorkbench *workbench;
} Fixture;

static void
wait_ready (TocsinWorkbench *workbench)
{
  while (!tocsin_workbench_is_ready (workbench))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("tocsin-workbench-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->file = g_build_filename (fixture->folder, "tocsin.conf", NULL);
  fixture->state = g_build_filename (fixture->folder, "state", NULL);
  g_assert_true (g_file_set_contents (fixture->file, text, -1, &error));
  fixture->workbench = tocsin_workbench_new (fixture->file, fixture->state);
  wait_ready (fixture->workbench);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_folder (path);
      else
        g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer text)
{
  tocsin_workbench_close (fixture->workbench);
  g_assert_finalize_object (fixture->workbench);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->file);
  g_free (fixture->state);
}

/* What an errand brought back. */
typedef struct
{
  gpointer result;
  GError *error;
  gboolean done;
} Answer;

static void
on_edited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = tocsin_workbench_edit_finish (TOCSIN_WORKBENCH (source), result, &answer->error);
  answer->done = TRUE;
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = tocsin_workbench_run_finish (TOCSIN_WORKBENCH (source), result, &answer->error);
  answer->done = TRUE;
}

static void
wait_for (Answer *answer)
{
  while (!answer->done)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
add (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *const assignments[] = { "address=mail.example.org", NULL };

  g_assert_true (data != g_thread_self ());

  return tocsin_config_add_connection (config, "imap4", "Office", assignments, error);
}

static gpointer
rename_work (TocsinConfig *config, gpointer data, GCancellable *cancellable, GError **error)
{
  tocsin_config_rename (config, TOCSIN_CONFIG_CONNECTION, "work", data, error);

  return NULL;
}

static void
test_lists (Fixture *fixture, gconstpointer text)
{
  GListModel *connections = tocsin_workbench_get_connections (fixture->workbench);
  TocsinItem *work = tocsin_workbench_find (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "WORK");
  TocsinItem *home =
      tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "home");
  g_autofree char *protocol = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 2);
  g_assert_cmpstr (tocsin_item_get_id (work), ==, "work");
  g_assert_cmpstr (tocsin_item_get_name (home), ==, "home");
  g_object_get (work, "protocol", &protocol, NULL);
  g_assert_cmpstr (protocol, ==, "imap4");
  g_assert_cmpstr (tocsin_item_get_state (work), ==, "resting");
  g_assert_null (tocsin_workbench_find (fixture->workbench, TOCSIN_CONFIG_TASK, "work"));
  g_assert_nonnull (tocsin_workbench_get_engine_settings (fixture->workbench));
}

static void
test_edit (Fixture *fixture, gconstpointer text)
{
  Answer answer = { 0 };
  TocsinItem *work =
      tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "work");
  g_autofree char *content = NULL;

  tocsin_workbench_edit_async (fixture->workbench, add, g_thread_self (), NULL, g_free, NULL,
                               on_edited, &answer);
  g_assert_false (answer.done);
  wait_for (&answer);
  g_assert_no_error (answer.error);
  /* Whoever hears of it finds it listed, and written down. */
  g_assert_nonnull (
      tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, answer.result));
  g_assert_true (g_file_get_contents (fixture->file, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "mail.example.org"));
  g_free (answer.result);

  answer = (Answer){ 0 };
  tocsin_workbench_edit_async (fixture->workbench, rename_work, g_strdup ("Büro"), g_free, NULL,
                               NULL, on_edited, &answer);
  wait_for (&answer);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (tocsin_item_get_name (work), ==, "Büro");
  g_assert_true (tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "work")
                 == work);
}

static void
test_refused (Fixture *fixture, gconstpointer text)
{
  Answer answer = { 0 };

  tocsin_workbench_edit_async (fixture->workbench, rename_work, g_strdup ("home"), g_free, NULL,
                               NULL, on_edited, &answer);
  wait_for (&answer);
  g_assert_error (answer.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&answer.error);
}

static void
test_outside (Fixture *fixture, gconstpointer text)
{
  g_auto (GStrv) parts = g_strsplit (settings, "[connections/home]\n", 2);
  g_autofree char *more = g_strjoinv ("[connections/home]\nname=Haus\n", parts);
  TocsinItem *home =
      tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "home");

  g_assert_true (g_file_set_contents (fixture->file, more, -1, NULL));
  while (!g_str_equal (tocsin_item_get_name (home), "Haus"))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
has_problem (TocsinWorkbench *workbench, const char *id)
{
  GListModel *problems = tocsin_workbench_get_problems (workbench);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (TocsinNotice) notice = g_list_model_get_item (problems, i);

      if (g_str_equal (tocsin_notice_get_id (notice), id))
        return TRUE;
    }

  return FALSE;
}

/* The whole file is broken: that is told, and mended without a new start. */
static void
test_unreadable (Fixture *fixture, gconstpointer text)
{
  Answer answer = { 0 };

  g_assert_true (has_problem (fixture->workbench, "settings"));
  tocsin_workbench_edit_async (fixture->workbench, add, NULL, NULL, g_free, NULL, on_edited,
                               &answer);
  wait_for (&answer);
  g_assert_error (answer.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_clear_error (&answer.error);

  g_assert_true (g_file_set_contents (fixture->file, settings, -1, NULL));
  tocsin_workbench_reload (fixture->workbench);
  while (has_problem (fixture->workbench, "settings"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (
      tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "work"));
}

/* A mistake in one place stands in its row, and the others go on. */
static void
test_broken_item (Fixture *fixture, gconstpointer text)
{
  TocsinItem *home =
      tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "home");
  TocsinItem *work =
      tocsin_workbench_look_up (fixture->workbench, TOCSIN_CONFIG_CONNECTION, "work");

  g_assert_cmpstr (tocsin_item_get_state (home), ==, "broken");
  g_assert_nonnull (tocsin_item_get_error (home));
  g_assert_cmpstr (tocsin_item_get_state (work), ==, "resting");
}

static gpointer
wait_to_be_cancelled (gpointer data, GCancellable *cancellable, GError **error)
{
  GPollFD cancelled;

  g_assert_true (g_cancellable_make_pollfd (cancellable, &cancelled));
  g_poll (&cancelled, 1, -1);
  g_cancellable_release_fd (cancellable);
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, "cancelled");

  return NULL;
}

static void
test_cancel (Fixture *fixture, gconstpointer text)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { 0 };

  tocsin_workbench_run_async (fixture->workbench, wait_to_be_cancelled, NULL, NULL, NULL,
                              cancellable, on_run, &answer);
  g_cancellable_cancel (cancellable);
  wait_for (&answer);
  g_assert_error (answer.error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
  g_clear_error (&answer.error);
}

/* The end of the program ends what still goes on, and whoever asked hears of it. */
static void
test_close (Fixture *fixture, gconstpointer text)
{
  Answer answers[40] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    tocsin_workbench_run_async (fixture->workbench, wait_to_be_cancelled, g_strdup ("data"), g_free,
                                NULL, NULL, on_run, &answers[i]);
  tocsin_workbench_close (fixture->workbench);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_assert_true (answers[i].done);
      g_assert_error (answers[i].error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
      g_clear_error (&answers[i].error);
    }
}

#define fixture_add(path, text, function)                                                          \
  g_test_add (path, Fixture, text, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/desktop/workbench/lists", settings, test_lists);
  fixture_add ("/desktop/workbench/edit", settings, test_edit);
  fixture_add ("/desktop/workbench/refused", settings, test_refused);
  fixture_add ("/desktop/workbench/outside", settings, test_outside);
  fixture_add ("/desktop/workbench/unreadable", "no settings\n", test_unreadable);
  fixture_add ("/desktop/workbench/broken-item",
               "[tocsin]\nconnections=work,home\n"
               "[connections/work]\nprotocol=imap4\naddress=a\n"
               "[connections/home]\nprotocol=imap4\naddress=b\nport=many\n",
               test_broken_item);
  fixture_add ("/desktop/workbench/cancel", settings, test_cancel);
  fixture_add ("/desktop/workbench/close", settings, test_close);

  return g_test_run ();
}
