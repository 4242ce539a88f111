/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/plugins/workshop.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define LETTER                                                                                     \
  "From: ann@example.com\r\nSubject: Hello =?utf-8?q?=0D=0Athere?=\r\n\r\nText.\r\nsecond\033[2J"

static TocsinAction *
make_file_action (Workshop *workshop, const char *format)
{
  g_autofree char *file = g_strdup_printf ("file=%s/log.jsonl", workshop->directory);

  return workshop_new_action (workshop, "log", WITH (file, format));
}

static void
act (Workshop *workshop, TocsinAction *action)
{
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (GError) error = NULL;
  g_autoptr (TocsinOutcome) outcome = workshop_act (workshop, action, event, &error);

  g_assert_no_error (error);
  g_assert_nonnull (outcome);
}

/* One JSON document a line, whatever the mail holds. */
static void
test_file (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) whole = make_file_action (workshop, NULL);
  g_autoptr (TocsinAction) brief = make_file_action (workshop, "format={from.address}: {subject}");
  g_autofree char *path = g_build_filename (workshop->directory, "log.jsonl", NULL);
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  struct stat info;

  act (workshop, whole);
  act (workshop, brief);
  content = workshop_read (workshop, "log.jsonl");
  lines = g_strsplit (content, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[2], ==, "");
  first = json_from_string (lines[0], NULL);
  second = json_from_string (lines[1], NULL);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (first), "type"), ==,
                   "org.tocsin.mail.received.v1");
  g_assert_true (g_str_has_prefix (
      json_object_get_string_member (json_node_get_object (second), "text"), "ann@example.com: "));
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0600);
  g_assert_cmpuint (tocsin_action_get_traits (whole), ==, 0);
}

/* A line that somebody left without an end stays a line of its own. */
static void
test_torn_line (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_file_action (workshop, "format=x");
  g_autofree char *path = g_build_filename (workshop->directory, "log.jsonl", NULL);
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_set_contents (path, "{\"torn\":", -1, NULL));
  act (workshop, action);
  content = workshop_read (workshop, "log.jsonl");
  lines = g_strsplit (content, "\n", -1);
  g_assert_cmpstr (lines[0], ==, "{\"torn\":");
  g_assert_true (g_str_has_prefix (lines[1], "{\"time\":"));
}

/* The disk takes only part of a line: nothing of it stays. */
static void
test_full_disk (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) action = make_file_action (workshop, NULL);
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autofree char *path = g_build_filename (workshop->directory, "log.jsonl", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;

  g_assert_true (g_file_set_contents (path, "{}\n", -1, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 20;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_assert_null (workshop_act (workshop, action, event, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FULL);
  g_assert_nonnull (strstr (error->message, path));
  content = workshop_read (workshop, "log.jsonl");
  g_assert_cmpstr (content, ==, "{}\n");
}

static void
test_no_ordinary_file (Workshop *workshop, gconstpointer data)
{
  g_autofree char *path = g_build_filename (workshop->directory, "log.jsonl", NULL);
  g_autoptr (TocsinAction) action = make_file_action (workshop, NULL);
  g_autoptr (TocsinAction) lost =
      workshop_new_action (workshop, "log", WITH ("file=/not/there/log"));
  g_autoptr (TocsinEvent) event = workshop_new_event (LETTER);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_null (workshop_act (workshop, action, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
  g_assert_null (workshop_act (workshop, lost, event, &error));
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED);
  g_assert_nonnull (strstr (error->message, "/not/there/log"));
}

#define WRITERS 4
#define LINES 50

static gpointer
write_lines (gpointer data)
{
  Workshop *workshop = data;
  g_autoptr (TocsinAction) action = make_file_action (workshop, "format={subject}");

  for (guint i = 0; i < LINES; i++)
    act (workshop, action);

  return NULL;
}

static void
test_many_writers (Workshop *workshop, gconstpointer data)
{
  GThread *threads[WRITERS];
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 0; i < WRITERS; i++)
    threads[i] = g_thread_new ("writer", write_lines, workshop);
  for (guint i = 0; i < WRITERS; i++)
    g_thread_join (threads[i]);

  content = workshop_read (workshop, "log.jsonl");
  lines = g_strsplit (content, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, WRITERS * LINES + 1);
  for (guint i = 0; i < WRITERS * LINES; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);

      g_assert_nonnull (node);
    }
}

static GPtrArray *logged;

static GLogWriterOutput
catch_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (level == G_LOG_LEVEL_MESSAGE)
      g_ptr_array_add (logged,
                       g_strdup_printf ("%s=%s", fields[i].key, (const char *) fields[i].value));

  return G_LOG_WRITER_HANDLED;
}

static gboolean
has_logged (const char *field)
{
  return g_ptr_array_find_with_equal_func (logged, field, g_str_equal, NULL);
}

/* Without a format nobody's words are in it; with one they are on one line. */
static void
test_journal (Workshop *workshop, gconstpointer data)
{
  g_autoptr (TocsinAction) plain = workshop_new_action (workshop, "log", WITH ("format="));
  g_autoptr (TocsinAction) words = workshop_new_action (workshop, "log", WITH ("format={text}%s"));

  logged = g_ptr_array_new_with_free_func (g_free);
  g_log_set_writer_func (catch_log, NULL, NULL);
  act (workshop, plain);
  g_assert_true (has_logged ("TASK_ID=test"));
  g_assert_true (has_logged ("EVENT_ID=0123456789abcdef"));
  g_assert_true (has_logged ("MESSAGE=org.tocsin.mail.received.v1 0123456789abcdef"));
  act (workshop, words);
  g_assert_true (has_logged ("MESSAGE=Text.\\x0Asecond\\x1B[2J%s"));
  g_assert_true (tocsin_action_get_traits (plain) & TOCSIN_ACTION_REPEATABLE);
  g_clear_pointer (&logged, g_ptr_array_unref);
}

static void
test_bad_settings (Workshop *workshop, gconstpointer data)
{
  static const char *const bad[][2] = { { "file=log.txt", "file" },
                                        { "format={nonsense}", "format" },
                                        { "format={subject", "format" } };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (workshop_try_action (workshop, &error, "log", WITH (bad[i][0])));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, bad[i][1]));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* With the limit on the size of files comes a signal. */
  signal (SIGXFSZ, SIG_IGN);

  workshop_add ("/plugins/log/file", test_file);
  workshop_add ("/plugins/log/torn-line", test_torn_line);
  workshop_add ("/plugins/log/full-disk", test_full_disk);
  workshop_add ("/plugins/log/no-ordinary-file", test_no_ordinary_file);
  workshop_add ("/plugins/log/many-writers", test_many_writers);
  workshop_add ("/plugins/log/bad-settings", test_bad_settings);
  workshop_add ("/plugins/log/journal", test_journal);

  return g_test_run ();
}
