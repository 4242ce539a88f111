/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/runner.h"

#include "core/base/error.h"
#include "core/engine/connections.h"
#include "core/engine/sqlite-journal.h"
#include "core/engine/ticker.h"
#include "tests/unit/engine/fake-plugins.h"

#include <string.h>

typedef struct
{
  TocsinRegistry *registry;
  TocsinJournal *journal;
  TocsinConnections *host;
  TocsinExecutor *executor;
  TocsinWorkers *workers;
  TocsinRunner *runner;
  char *stopped_task;
  guint worked;
} Fixture;

static void
on_stop_task (TocsinRunner *runner, const char *task, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_free (fixture->stopped_task);
  fixture->stopped_task = g_strdup (task);
}

static void
on_worked (TocsinRunner *runner, const char *task, gpointer user_data)
{
  ((Fixture *) user_data)->worked++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  TocsinClock *clock = tocsin_clock_get_default ();
  GError *error = NULL;

  fixture->registry = fake_registry_new ();
  fixture->journal = TOCSIN_JOURNAL (tocsin_sqlite_journal_new_in_memory (&error));
  g_assert_no_error (error);
  fixture->host = tocsin_connections_new (fixture->registry, g_get_tmp_dir ());
  fixture->executor =
      tocsin_executor_new (fixture->journal, NULL, TOCSIN_HOST (fixture->host), clock);
  fixture->workers = tocsin_workers_new (4);
  fixture->runner = tocsin_runner_new (fixture->executor, fixture->workers, clock);
  g_signal_connect (fixture->runner, "stop-task", G_CALLBACK (on_stop_task), fixture);
  g_signal_connect (fixture->runner, "worked", G_CALLBACK (on_worked), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->runner);
  g_clear_object (&fixture->workers);
  g_clear_object (&fixture->executor);
  g_clear_object (&fixture->host);
  g_clear_object (&fixture->journal);
  g_clear_object (&fixture->registry);
  g_free (fixture->stopped_task);
}

static void
add_event (Fixture *fixture, const char *task, const char *key)
{
  g_autoptr (TocsinJournalBatch) batch = tocsin_journal_batch_new ();
  g_autoptr (TocsinJournalEvent) event =
      tocsin_journal_event_new (task, 1, key, 0, "org.tocsin.knock.v1", "/tasks/t");
  GError *error = NULL;

  event->subject = g_strdup (key);
  tocsin_journal_batch_add_event (batch, event);
  tocsin_journal_commit (fixture->journal, batch, &error);
  g_assert_no_error (error);
}

static void
run_until_idle (Fixture *fixture)
{
  while (!tocsin_runner_is_idle (fixture->runner))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_task (Fixture *fixture, TocsinTask *task)
{
  g_autoptr (GPtrArray) tasks = g_ptr_array_new ();

  if (task != NULL)
    g_ptr_array_add (tasks, task);
  tocsin_runner_set_tasks (fixture->runner, tasks);
}

static void
assert_deeds (const char *expected)
{
  g_autofree char *seen = fake_deeds_list ();

  g_assert_cmpstr (seen, ==, expected);
}

static void
test_works_off_what_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed", NULL);

  add_event (fixture, "t", "1");
  add_event (fixture, "t", "2");
  set_task (fixture, task);
  run_until_idle (fixture);
  assert_deeds ("a:1 a:2");

  add_event (fixture, "t", "3");
  tocsin_runner_wake (fixture->runner, "t");
  run_until_idle (fixture);
  assert_deeds ("a:3");
  g_assert_cmpuint (fixture->worked, ==, 2);
  g_assert_cmpuint (tocsin_runner_get_failures (fixture->runner), ==, 0);
}

static void
test_more_than_a_round (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed", NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *seen = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      add_event (fixture, "t", key);
      g_string_append_printf (expected, "%sa:%u", i > 0 ? " " : "", i);
    }
  set_task (fixture, task);
  run_until_idle (fixture);
  seen = fake_deeds_list ();
  g_assert_cmpstr (seen, ==, expected->str);
}

static void
test_leaves_other_tasks_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed", NULL);

  add_event (fixture, "gone", "1");
  set_task (fixture, task);
  run_until_idle (fixture);
  assert_deeds ("");
}

/* A window that is never now: the day after tomorrow's, one minute long. */
static void
test_waits_for_its_hours (Fixture *fixture, gconstpointer data)
{
  static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *active = g_strdup_printf ("active=%s 00:00-00:01 UTC",
                                             days[(g_date_time_get_day_of_week (now) + 1) % 7]);
  g_autoptr (TocsinTask) task =
      fake_task_new (fixture->registry, "t", "action.a.type=deed", active, NULL);

  add_event (fixture, "t", "1");
  set_task (fixture, task);
  run_until_idle (fixture);
  assert_deeds ("");
}

static void
test_stop_task (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed",
                                               "action.a.behaviour=fail", "on-error=stop", NULL);

  add_event (fixture, "t", "1");
  add_event (fixture, "t", "2");
  set_task (fixture, task);
  run_until_idle (fixture);
  assert_deeds ("a:1");
  g_assert_cmpstr (fixture->stopped_task, ==, "t");
  g_assert_cmpuint (tocsin_runner_get_failures (fixture->runner), ==, 1);
}

/* A time that can't be read is told, and does not mean always. */
static void
test_bad_times (Fixture *fixture, gconstpointer data)
{
  static const char *const rows[] = { "active=whenever", "expires=some day" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *const assignments[] = { "trigger=knock", rows[i], NULL };
      g_autofree char *key = g_strndup (rows[i], strcspn (rows[i], "="));
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTaskSettings) settings =
          tocsin_task_settings_new_from_assignments ("t", assignments, &error);

      g_assert_no_error (error);
      g_assert_null (tocsin_task_new (settings, fixture->registry, &error));
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_assert_nonnull (strstr (error->message, key));
    }
}

static void
test_max_firings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task =
      fake_task_new (fixture->registry, "t", "action.a.type=deed", "max-firings=2", NULL);
  g_autoptr (TocsinTicker) ticker =
      tocsin_ticker_new (task, fixture->journal, fixture->workers, tocsin_clock_get_default ());

  fake_knock_add ("1");
  fake_knock_add ("2");
  fake_knock_add ("3");
  tocsin_ticker_start (ticker);
  while (tocsin_ticker_is_busy (ticker))
    g_main_context_iteration (NULL, TRUE);
  tocsin_ticker_stop (ticker);

  set_task (fixture, task);
  run_until_idle (fixture);
  assert_deeds ("a:1 a:2");
  g_assert_cmpstr (fixture->stopped_task, ==, "t");
}

/* What hangs when the engine ends is told to, and nothing new is begun. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task =
      fake_task_new (fixture->registry, "t", "action.a.type=deed", "action.a.behaviour=hang", NULL);

  add_event (fixture, "t", "1");
  add_event (fixture, "t", "2");
  set_task (fixture, task);
  g_assert_cmpuint (tocsin_runner_get_busy (fixture->runner, "t"), ==, 1);
  tocsin_runner_stop (fixture->runner);
  tocsin_runner_cancel (fixture->runner);
  run_until_idle (fixture);
  add_event (fixture, "t", "3");
  tocsin_runner_wake (fixture->runner, NULL);
  g_assert_true (tocsin_runner_is_idle (fixture->runner));
}

static void
test_concurrency (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed",
                                               "action.a.behaviour=hang", "concurrency=3", NULL);

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *key = g_strdup_printf ("%u", i);

      add_event (fixture, "t", key);
    }
  set_task (fixture, task);
  g_assert_cmpuint (tocsin_runner_get_busy (fixture->runner, "t"), ==, 3);
  tocsin_runner_stop (fixture->runner);
  tocsin_runner_cancel (fixture->runner);
  run_until_idle (fixture);
}

static void
count (TocsinTicker *ticker, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
count_fired (TocsinTicker *ticker, const char *task, gpointer user_data)
{
  g_assert_cmpstr (task, ==, "t");
  (*(guint *) user_data)++;
}

static void
run_until (guint *counter, guint target)
{
  while (*counter < target)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_ticker (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", "action.a.type=deed", NULL);
  g_autoptr (TocsinTicker) ticker =
      tocsin_ticker_new (task, fixture->journal, fixture->workers, tocsin_clock_get_default ());
  guint fired = 0, settled = 0;

  g_signal_connect (ticker, "fired", G_CALLBACK (count_fired), &fired);
  g_signal_connect (ticker, "settled", G_CALLBACK (count), &settled);
  tocsin_ticker_start (ticker);
  run_until (&settled, 1);
  g_assert_cmpuint (fired, ==, 0);

  fake_knock_add ("one");
  fake_knock_add ("two");
  tocsin_ticker_start (ticker);
  run_until (&settled, 2);
  g_assert_cmpuint (fired, ==, 1);
  set_task (fixture, task);
  run_until_idle (fixture);
  assert_deeds ("a:one a:two");

  /* What was written down before does not fire again. */
  fake_knock_add ("one");
  tocsin_ticker_start (ticker);
  run_until (&settled, 3);
  tocsin_runner_wake (fixture->runner, NULL);
  run_until_idle (fixture);
  assert_deeds ("");
  tocsin_ticker_stop (ticker);
}

static void
test_ticker_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TocsinTask) task = fake_task_new (fixture->registry, "t", NULL);
  g_autoptr (TocsinTicker) ticker =
      tocsin_ticker_new (task, fixture->journal, fixture->workers, tocsin_clock_get_default ());
  g_autoptr (GVariant) described = NULL;
  g_autoptr (GVariant) error = NULL;
  const char *code = NULL;
  guint settled = 0;

  g_signal_connect (ticker, "settled", G_CALLBACK (count), &settled);
  fake_knock_add ("lost?");
  fake_knock_fail (TRUE);
  tocsin_ticker_start (ticker);
  run_until (&settled, 1);
  described = g_variant_ref_sink (tocsin_ticker_describe (ticker));
  error = g_variant_lookup_value (described, "error", G_VARIANT_TYPE_VARDICT);
  g_assert_nonnull (error);
  g_variant_lookup (error, "code", "&s", &code);
  g_assert_cmpstr (code, ==, "net.refused");

  fake_knock_fail (FALSE);
  tocsin_ticker_start (ticker);
  run_until (&settled, 2);
  set_task (fixture, task);
  run_until_idle (fixture);
  tocsin_ticker_stop (ticker);
}

static GLogWriterOutput
swallow_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  return G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  g_log_set_writer_func (swallow_log, NULL, NULL);

  g_test_add ("/runner/works-off-what-waits", Fixture, NULL, set_up, test_works_off_what_waits,
              tear_down);
  g_test_add ("/runner/more-than-a-round", Fixture, NULL, set_up, test_more_than_a_round,
              tear_down);
  g_test_add ("/runner/leaves-other-tasks-alone", Fixture, NULL, set_up,
              test_leaves_other_tasks_alone, tear_down);
  g_test_add ("/runner/waits-for-its-hours", Fixture, NULL, set_up, test_waits_for_its_hours,
              tear_down);
  g_test_add ("/runner/stop-task", Fixture, NULL, set_up, test_stop_task, tear_down);
  g_test_add ("/runner/bad-times", Fixture, NULL, set_up, test_bad_times, tear_down);
  g_test_add ("/runner/max-firings", Fixture, NULL, set_up, test_max_firings, tear_down);
  g_test_add ("/runner/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/runner/concurrency", Fixture, NULL, set_up, test_concurrency, tear_down);
  g_test_add ("/ticker/fires-once", Fixture, NULL, set_up, test_ticker, tear_down);
  g_test_add ("/ticker/fails-and-looks-again", Fixture, NULL, set_up, test_ticker_fails, tear_down);

  return g_test_run ();
}
