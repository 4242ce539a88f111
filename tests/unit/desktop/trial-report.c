/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/trial-report.h"

#include "core/base/error.h"
#include "ui/desktop/model/query-counter.h"
#include "ui/desktop/model/task-sentence.h"

#include <glib/gstdio.h>
#include <string.h>

/* A dry run of a task as it stands in an editor, on a Maildir, and the count of what it finds. */

#define MESSAGES 12

typedef struct
{
  char *folder;
  TocsinWorkbench *workbench;
} Fixture;

static void
deliver (Fixture *fixture)
{
  static const char *const folders[] = { "mail", "mail/cur", "mail/new", "mail/tmp" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, folders[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
    }
  for (guint i = 0; i < MESSAGES; i++)
    {
      g_autofree char *path =
          g_strdup_printf ("%s/mail/cur/1700000%03u.%u.host:2,", fixture->folder, i, i);
      g_autofree char *text =
          g_strdup_printf ("From: Ada <ada@example.com>\nSubject: %s <%u>\n\nHello\n",
                           i % 3 == 0 ? "Your Invoice" : "News", i);

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
    }
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = NULL;
  g_autofree char *state = NULL;
  g_autofree char *text = NULL;

  fixture->folder = g_dir_make_tmp ("tocsin-trial-XXXXXX", NULL);
  deliver (fixture);
  file = g_build_filename (fixture->folder, "tocsin.conf", NULL);
  state = g_build_filename (fixture->folder, "state", NULL);
  text = g_strdup_printf ("[tocsin]\nconnections=work\ntasks=bills\n"
                          "[connections/work]\nname=Work\nprotocol=maildir\naddress=%s/mail\n"
                          "[tasks/bills]\nname=Bills\nactions=mailbox\n"
                          "[tasks/bills/trigger]\nconnection=work\nquery=subject:invoice\n"
                          "[tasks/bills/actions/mailbox]\noperations=delete\n",
                          fixture->folder);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  fixture->workbench = tocsin_workbench_new (file, state);
  while (!tocsin_workbench_is_ready (fixture->workbench))
    g_main_context_iteration (NULL, TRUE);
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
tear_down (Fixture *fixture, gconstpointer data)
{
  tocsin_workbench_close (fixture->workbench);
  g_assert_finalize_object (fixture->workbench);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

typedef struct
{
  gboolean done;
  GError *error;
} Answer;

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  tocsin_trial_report_run_finish (TOCSIN_TRIAL_REPORT (source), result, &answer->error);
  answer->done = TRUE;
}

static TocsinTrialReport *
try (Fixture *fixture, const char *assignment, GCancellable *cancellable, GError **error)
{
  const char *const none[] = { NULL };
  const char *const assignments[] = { assignment, NULL };
  g_autoptr (TocsinTaskChange) change =
      tocsin_task_change_new ("bills", "Bills", assignments, none);
  TocsinTrialReport *report = tocsin_trial_report_new (fixture->workbench);
  Answer answer = { FALSE, NULL };

  tocsin_trial_report_run_async (report, change, 0, cancellable, on_run, &answer);
  g_assert_true (tocsin_trial_report_is_running (report));
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tocsin_trial_report_is_running (report));
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);

  return report;
}

/* Each message with what was found in it and what would become of it; nothing is changed. */
static void
test_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTrialReport) report = try (fixture, NULL, NULL, &error);
  g_autoptr (TocsinTrialRow) row = g_list_model_get_item (G_LIST_MODEL (report), 0);
  g_autoptr (GVariant) messages = g_variant_ref_sink (tocsin_trial_report_list_messages (report));
  g_autofree char *first = g_strdup_printf ("%s/mail/cur/1700000000.0.host:2,", fixture->folder);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (report)), ==, MESSAGES / 3);
  g_assert_cmpuint (tocsin_trial_report_get_n_fires (report), ==, MESSAGES / 3);
  g_assert_cmpuint (tocsin_trial_report_get_n_destroyed (report), ==, MESSAGES / 3);
  g_assert_cmpstr (tocsin_trial_report_get_summary (report), ==,
                   "12 messages were looked at. The task would fire 4 times.");
  g_assert_cmpstr (tocsin_trial_row_get_subject_markup (row), ==,
                   "Your <b><u>Invoice</u></b> &lt;9&gt;");
  g_assert_cmpstr (tocsin_trial_row_get_sender (row), ==, "Ada");
  g_assert_nonnull (strstr (tocsin_trial_row_get_plans (row), "delete"));
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));

  g_assert_cmpstr (g_variant_get_type_string (messages), ==, "a(ssa(st))");
  g_assert_cmpuint (g_variant_n_children (messages), ==, 1);
}

/* What is typed and not saved counts, and stays unsaved. */
static void
test_unsaved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTrialReport) report = try (fixture, "trigger.query=subject:news", NULL, &error);
  TocsinItem *item = tocsin_workbench_find (fixture->workbench, TOCSIN_CONFIG_TASK, "bills");
  g_autofree char *sentence =
      tocsin_task_sentence_make (fixture->workbench, tocsin_item_get_settings (item));

  g_assert_no_error (error);
  g_assert_cmpuint (tocsin_trial_report_get_n_fires (report), ==, MESSAGES - MESSAGES / 3);
  g_assert_true (g_str_has_prefix (sentence, "subject:invoice on Work → "));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTrialReport) report = try (fixture, "trigger.query=fro:x", NULL, &error);

  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (report)), ==, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinTrialReport) report = NULL;

  g_cancellable_cancel (cancelled);
  report = try (fixture, NULL, cancelled, &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED);
}

static void
wait_for_count (TocsinQueryCounter *counter, const char *text)
{
  while (!g_str_equal (tocsin_query_counter_get_text (counter), text))
    g_main_context_iteration (NULL, TRUE);
}

/* Only the last of what is typed is answered. */
static void
test_counted (Fixture *fixture, gconstpointer data)
{
  const char *const folders[] = { "INBOX", NULL };
  g_autoptr (TocsinQueryCounter) counter = tocsin_query_counter_new (fixture->workbench);
  g_autoptr (TocsinQuery) first = tocsin_query_parse ("subject:news", NULL);
  g_autoptr (TocsinQuery) second = tocsin_query_parse ("subject:invoice", NULL);

  tocsin_query_counter_set_mailbox (counter, "work", folders);
  tocsin_query_counter_set_query (counter, first);
  tocsin_query_counter_set_query (counter, second);
  wait_for_count (counter, "Matches 4 of the last 12 messages");
  tocsin_query_counter_set_query (counter, first);
  wait_for_count (counter, "Matches 8 of the last 12 messages");
  tocsin_query_counter_set_query (counter, NULL);
  g_assert_cmpstr (tocsin_query_counter_get_text (counter), ==, "");
  tocsin_query_counter_close (counter);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/desktop/trial-report/rows", test_rows);
  ADD ("/desktop/trial-report/unsaved", test_unsaved);
  ADD ("/desktop/trial-report/refused", test_refused);
  ADD ("/desktop/trial-report/cancelled", test_cancelled);
  ADD ("/desktop/trial-report/counted", test_counted);

  return g_test_run ();
}
