/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/watch-fixture.h"

#include <string.h>

static void
test_push (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  watch_assert_state (fixture, "watching");
  watch_assert_text (fixture, "mode", "push");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->services.watcher), ==, 1);

  watch_deliver (fixture, "one");
  watch_settle (fixture);
  watch_assert_fired (fixture, "t");
  watch_assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
  g_assert_cmpuint (tocsin_watcher_get_parked (fixture->services.watcher), ==, 1);
}

static void
test_restart (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  tocsin_supervisor_restart (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 2);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);

  /* Also in the middle of a round. */
  fake_store_hold (fixture->store, FAKE_CHANGES);
  tocsin_supervisor_check_now (fixture->supervisor);
  fake_store_await (fixture->store);
  tocsin_supervisor_restart (fixture->supervisor);
  fake_store_let_go (fixture->store);
  watch_settle (fixture);
  watch_assert_state (fixture, "watching");
  g_assert_cmpuint (watch_get_number (fixture, "failures"), ==, 0);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);
}

static void
test_retry_after (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_set_retry_after (fixture->store, 1000);
  fake_store_fail (fixture->store, FAKE_CHANGES, TOCSIN_ERROR_SERVER_BUSY, 1);
  watch_start (fixture);
  g_assert_cmpint (watch_get_wait (fixture), >=, 999);
  watch_advance (fixture, 990);
  watch_assert_state (fixture, "waiting");
  watch_advance (fixture, 11);
  watch_assert_state (fixture, "watching");
}

static void
test_every (WatchFixture *fixture, gconstpointer data)
{
  guint changes;

  ADD_TASK (fixture, "t", "trigger.check=every 5m");
  watch_start (fixture);
  watch_assert_state (fixture, "polling");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 0);
  changes = fake_store_count (fixture->store, FAKE_CHANGES);
  watch_deliver (fixture, "one");
  watch_advance (fixture, 298);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes);
  watch_advance (fixture, 3);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes + 1);
  watch_assert_fired (fixture, "t");
}

/* A server that wants to be left alone for a while is: no look comes earlier, however often the
 * task wants one. Each round ends with a rest. */
static void
test_pause (WatchFixture *fixture, gconstpointer data)
{
  guint changes, rests;

  fake_store_set_pause (fixture->store, 900);
  ADD_TASK (fixture, "t", "trigger.check=every 1m");
  watch_start (fixture);
  changes = fake_store_count (fixture->store, FAKE_CHANGES);
  rests = fake_store_count (fixture->store, FAKE_REST);
  g_assert_cmpuint (rests, >=, 1);
  watch_deliver (fixture, "one");
  watch_advance (fixture, 890);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes);
  watch_advance (fixture, 20);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes + 1);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_REST), ==, rests + 1);
  watch_assert_fired (fixture, "t");

  /* Also after one that failed. */
  fake_store_fail (fixture->store, FAKE_CHANGES, TOCSIN_ERROR_NET_RESET, 1);
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_REST), ==, rests + 2);
}

static void
test_check_now (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.check=every 5m");
  watch_start (fixture);
  watch_deliver (fixture, "one");
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_fired (fixture, "t");

  /* Also when it waits for its next try. */
  fake_store_fail (fixture->store, FAKE_CHANGES, TOCSIN_ERROR_NET_UNREACHABLE, 1);
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_state (fixture, "waiting");
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_state (fixture, "polling");
}

static void
test_once (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  ADD_TASK (fixture, "rare", "trigger.check=cron 0 0 1 1 *");
  watch_deliver (fixture, "one");
  watch_apply_tasks (fixture);
  tocsin_supervisor_check_once (fixture->supervisor);
  watch_settle (fixture);
  g_assert_true (tocsin_supervisor_is_settled (fixture->supervisor));
  g_assert_cmpuint (fixture->settles, ==, 1);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 0);
  watch_assert_fired (fixture, "t rare");
  g_assert_null (tocsin_supervisor_get_error (fixture->supervisor));
}

static void
test_once_fails (WatchFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_AUTH_REJECTED, 1);
  watch_apply_tasks (fixture);
  tocsin_supervisor_check_once (fixture->supervisor);
  watch_settle (fixture);
  g_assert_cmpuint (fixture->settles, ==, 1);
  error = tocsin_supervisor_get_error (fixture->supervisor);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED);
}

/* A folder that is not there has its own error, with the way out; the others go on. */
static void
test_missing_folder (WatchFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  ADD_TASK (fixture, "t", "trigger.folders=INBOXX,INBOX");
  watch_start (fixture);
  watch_deliver (fixture, "one");
  watch_settle (fixture);
  watch_assert_fired (fixture, "t");
  error = tocsin_supervisor_get_error (fixture->supervisor);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING);
  g_assert_nonnull (strstr (tocsin_error_get_hint (error), "INBOX"));

  /* When it appears it is found by itself. */
  fake_store_add_folder (fixture->store, "INBOXX");
  fake_store_deliver (fixture->store, "INBOXX", "two", FAKE_NOW);
  watch_advance (fixture, RECONCILE + 1);
  watch_assert_fired (fixture, "t t");
  g_assert_null (tocsin_supervisor_get_error (fixture->supervisor));
}

/* The only folder is not there: that is no good check, however well the server answers. */
static void
test_no_folder (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.folders=Elsewhere");
  watch_start (fixture);
  watch_assert_state (fixture, "waiting");
  watch_assert_error_code (fixture, "mailbox.missing");
  watch_advance (fixture, ALARM_AFTER + 1);
  g_assert_cmpuint (fixture->stalls, ==, 1);

  fake_store_add_folder (fixture->store, "Elsewhere");
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_state (fixture, "watching");
}

/* One folder that the server keeps from us keeps nobody from the others. */
static void
test_refused_folder (WatchFixture *fixture, gconstpointer data)
{
  static const int codes[] = { TOCSIN_ERROR_SERVER_NO, TOCSIN_ERROR_MAILBOX_NO_PERMISSION };

  fake_store_add_folder (fixture->store, "Another");
  ADD_TASK (fixture, "t", "trigger.folders=INBOX,Another");
  fake_store_fail_folder (fixture->store, "INBOX", codes[0]);
  watch_start (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      fake_store_fail_folder (fixture->store, "INBOX", codes[i]);
      g_string_truncate (fixture->fired, 0);
      fake_store_deliver (fixture->store, "Another", "one", FAKE_NOW + G_USEC_PER_SEC);
      watch_advance (fixture, RECONCILE);
      watch_assert_fired (fixture, "t");
    }
  g_autoptr (GError) error = tocsin_supervisor_get_error (fixture->supervisor);
  g_assert_error (error, TOCSIN_ERROR, codes[G_N_ELEMENTS (codes) - 1]);
}

/* What a pass wrote down before it failed is worked off, too. */
static void
test_fired_before_failure (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  for (guint i = 0; i < TOCSIN_FEED_BATCH; i++)
    watch_deliver (fixture, "one");
  fake_store_deliver_raw (fixture->store, "INBOX", "Subject: late\r\n\r\nx\r\n",
                          FAKE_NOW + G_USEC_PER_SEC, FAKE_UNDELIVERED);
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_state (fixture, "waiting");
  watch_assert_fired (fixture, "t");
}

static void
on_paused (TocsinSupervisor *supervisor, const char *task, gpointer user_data)
{
  g_assert_cmpstr (task, ==, "t");
  (*(guint *) user_data)++;
}

/* Too much at once: who is concerned is told, and a person lets it go on. */
static void
test_paused (WatchFixture *fixture, gconstpointer data)
{
  guint pauses = 0;
  GError *error = NULL;

  g_signal_connect (fixture->supervisor, "paused", G_CALLBACK (on_paused), &pauses);
  ADD_TASK (fixture, "t", "burst-limit=2");
  watch_start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  for (guint i = 0; i < 3; i++)
    watch_deliver (fixture, "one");
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  g_assert_cmpuint (pauses, ==, 1);
  watch_assert_fired (fixture, "");
  watch_assert_state (fixture, "watching");

  tocsin_feed_confirm (fixture->services.journal, "t",
                       tocsin_clock_get_real (fixture->services.clock), &error);
  g_assert_no_error (error);
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  g_assert_cmpuint (pauses, ==, 1);
  watch_assert_fired (fixture, "t");
}

/* Stopping ends every wait at once, whatever it is doing. */
static void
test_stop (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_hold (fixture->store, GPOINTER_TO_INT (data));
  watch_begin (fixture);
  fake_store_await (fixture->store);
  tocsin_supervisor_stop (fixture->supervisor);
  watch_settle (fixture);
  g_assert_true (tocsin_supervisor_is_stopped (fixture->supervisor));
  g_assert_cmpuint (fixture->stops, ==, 1);
  watch_assert_state (fixture, "stopped");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);
}

static void
test_stop_watching (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  tocsin_supervisor_stop (fixture->supervisor);
  watch_settle (fixture);
  g_assert_cmpuint (fixture->stops, ==, 1);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);

  /* Nothing wakes it any more. */
  watch_deliver (fixture, "one");
  watch_advance (fixture, 24 * 3600);
  watch_assert_fired (fixture, "");
  g_assert_cmpuint (fixture->stalls, ==, 0);
}

/* The engine's own settings count from the moment they change, for what is waiting already, too. */
static void
test_new_reconcile (WatchFixture *fixture, gconstpointer data)
{
  static const char *const often[] = { "reconcile=100", NULL };
  static const char *const rarely[] = { "reconcile=3600", NULL };
  guint changes;

  ADD_TASK (fixture, "t");
  watch_start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  watch_advance (fixture, 60);
  watch_set_engine (fixture, often);
  changes = fake_store_count (fixture->store, FAKE_CHANGES);
  watch_advance (fixture, 15);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes);
  watch_deliver (fixture, "one");
  watch_advance (fixture, 25);
  watch_assert_fired (fixture, "t");

  watch_set_engine (fixture, rarely);
  changes = fake_store_count (fixture->store, FAKE_CHANGES);
  watch_advance (fixture, 1000);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), ==, changes);
  watch_assert_state (fixture, "watching");
  watch_advance (fixture, 2600);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES), >, changes);
}

static void
test_new_alarm_after (WatchFixture *fixture, gconstpointer data)
{
  static const char *const soon[] = { "alarm-after=60", NULL };
  static const char *const never[] = { "alarm-after=0", NULL };

  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, G_MAXUINT);
  watch_start (fixture);
  watch_advance (fixture, 50);
  watch_set_engine (fixture, never);
  watch_advance (fixture, 2 * ALARM_AFTER);
  g_assert_cmpuint (fixture->stalls, ==, 0);

  watch_set_engine (fixture, soon);
  g_assert_cmpuint (fixture->stalls, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add (path, WatchFixture, NULL, watch_set_up, function, watch_tear_down)
  ADD ("/engine/supervisor/push", test_push);
  ADD ("/engine/supervisor/restart", test_restart);
  ADD ("/engine/supervisor/retry-after", test_retry_after);
  ADD ("/engine/supervisor/every", test_every);
  ADD ("/engine/supervisor/pause", test_pause);
  ADD ("/engine/supervisor/check-now", test_check_now);
  ADD ("/engine/supervisor/once", test_once);
  ADD ("/engine/supervisor/once-fails", test_once_fails);
  ADD ("/engine/supervisor/missing-folder", test_missing_folder);
  ADD ("/engine/supervisor/paused", test_paused);
  ADD ("/engine/supervisor/no-folder", test_no_folder);
  ADD ("/engine/supervisor/refused-folder", test_refused_folder);
  ADD ("/engine/supervisor/fired-before-failure", test_fired_before_failure);
  ADD ("/engine/supervisor/new-reconcile", test_new_reconcile);
  ADD ("/engine/supervisor/new-alarm-after", test_new_alarm_after);
  g_test_add ("/engine/supervisor/stop/list", WatchFixture, GINT_TO_POINTER (FAKE_LIST),
              watch_set_up, test_stop, watch_tear_down);
  g_test_add ("/engine/supervisor/stop/watch", WatchFixture, GINT_TO_POINTER (FAKE_WATCH),
              watch_set_up, test_stop, watch_tear_down);
  g_test_add ("/engine/supervisor/stop/changes", WatchFixture, GINT_TO_POINTER (FAKE_CHANGES),
              watch_set_up, test_stop, watch_tear_down);
  ADD ("/engine/supervisor/stop/watching", test_stop_watching);

  return watch_run_tests ();
}
