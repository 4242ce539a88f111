/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/watch-fixture.h"

/* Duty 17: a burst of notices, and one that comes while a pass is under way: none is lost, nothing
 * fires twice. */
static void
test_coalesce (WatchFixture *fixture, gconstpointer data)
{
  guint passes;

  ADD_TASK (fixture, "t");
  watch_start (fixture);
  passes = fake_store_count (fixture->store, FAKE_CHANGES);
  fake_store_hold (fixture->store, FAKE_CHANGES);
  watch_deliver (fixture, "one");
  g_main_context_iteration (NULL, TRUE);
  fake_store_await (fixture->store);
  for (guint i = 0; i < 20; i++)
    watch_deliver (fixture, "more");
  fake_store_let_go (fixture->store);
  watch_settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_CHANGES) - passes, <=, 2);
  g_autoptr (GPtrArray) counts = tocsin_journal_count (fixture->services.journal, FAKE_NOW, NULL);
  g_assert_cmpuint (((TocsinJournalCount *) counts->pdata[0])->matched, ==, 21);
}

typedef struct
{
  const char *about;
  FakeCall call;
  TocsinError code;
} FailureRow;

static const FailureRow failure_rows[] = {
  { "the network is away", FAKE_LIST, TOCSIN_ERROR_NET_UNREACHABLE },
  { "no watch can be opened", FAKE_WATCH, TOCSIN_ERROR_NET_CLOSED_EARLY },
  { "the line breaks in a pass", FAKE_CHANGES, TOCSIN_ERROR_NET_RESET },
  { "the server is busy", FAKE_CHANGES, TOCSIN_ERROR_SERVER_BUSY },
  { "a plugin says something odd", FAKE_LIST, TOCSIN_ERROR_INTERNAL },
  { "what the server says can't be read", FAKE_LIST, TOCSIN_ERROR_PROTOCOL_PARSE },
  { "the server says no", FAKE_LIST, TOCSIN_ERROR_SERVER_NO },
  { "the server says bad", FAKE_WATCH, TOCSIN_ERROR_SERVER_BAD },
};

/* Duty 1: whatever fails, there is a next try with a time, and it comes. */
static void
test_next_try (WatchFixture *fixture, gconstpointer data)
{
  const FailureRow *row = data;

  g_test_message ("%s", row->about);
  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, row->call, row->code, 3);
  watch_start (fixture);
  for (guint i = 0; i < 3; i++)
    {
      watch_assert_state (fixture, "waiting");
      g_assert_cmpuint (watch_get_number (fixture, "failures"), ==, i + 1);
      g_assert_cmpint (watch_get_wait (fixture), >=, 0);
      watch_advance (fixture, LONG_ENOUGH);
    }
  watch_assert_state (fixture, "watching");
  watch_assert_error_code (fixture, NULL);
  g_assert_cmpuint (watch_get_number (fixture, "failures"), ==, 0);
}

/* Duty 1: a round that hangs has a deadline, too. */
static void
test_hung_round (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_hold (fixture->store, FAKE_CHANGES);
  watch_begin (fixture);
  fake_store_await (fixture->store);
  watch_advance (fixture, 24 * 3600);
  watch_assert_state (fixture, "waiting");
  watch_assert_error_code (fixture, "timeout.command");
  g_assert_cmpuint (fixture->stalls, ==, 1);

  fake_store_let_go (fixture->store);
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_state (fixture, "watching");
  g_assert_false (watch_is_stalled (fixture));
}

/* Duty 1 and 6: health is the time of the last good check, and whoever cares is told once. */
static void
test_stalled (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  g_assert_false (watch_is_stalled (fixture));
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_NET_UNREACHABLE, 1000);
  fake_store_hang_up (fixture->store);
  watch_settle (fixture);
  for (guint waited = 0; waited < ALARM_AFTER; waited += 100)
    {
      g_assert_cmpuint (fixture->stalls, ==, 0);
      watch_advance (fixture, 100);
    }
  g_assert_true (watch_is_stalled (fixture));
  watch_advance (fixture, 4000);
  g_assert_cmpuint (fixture->stalls, ==, 1);

  fake_store_fail (fixture->store, FAKE_LIST, 0, 0);
  watch_advance (fixture, LONG_ENOUGH);
  g_assert_false (watch_is_stalled (fixture));
  watch_assert_state (fixture, "watching");
}

static void
test_stalled_parked (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_TLS_CERT_SELF_SIGNED, 1);
  watch_start (fixture);
  watch_assert_state (fixture, "parked");
  watch_advance (fixture, ALARM_AFTER + 1);
  g_assert_cmpuint (fixture->stalls, ==, 1);
}

/* A mailbox in which nothing happens is in good health for as long as you like. */
static void
test_quiet (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  for (guint i = 0; i < 200; i++)
    watch_advance (fixture, 60);
  g_assert_cmpuint (fixture->stalls, ==, 0);
  watch_assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
}

/* Duty 3: a session that broke is thrown away and a new one made; the waits grow until a whole
 * check went well, a mere connect is none. */
static void
test_new_session (WatchFixture *fixture, gconstpointer data)
{
  gint64 first;

  ADD_TASK (fixture, "t");
  watch_start (fixture);
  fake_store_fail (fixture->store, FAKE_CHANGES, TOCSIN_ERROR_NET_RESET, 6);
  fake_store_hang_up (fixture->store);
  watch_settle (fixture);
  watch_assert_state (fixture, "waiting");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);
  first = watch_get_wait (fixture);
  for (guint i = 0; i < 5; i++)
    watch_advance (fixture, LONG_ENOUGH);
  watch_assert_state (fixture, "waiting");
  g_assert_cmpint (watch_get_wait (fixture), >, 8 * first);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);

  watch_advance (fixture, LONG_ENOUGH);
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);
  g_assert_cmpuint (watch_get_number (fixture, "failures"), ==, 0);
}

/* Duty 4: what came while nobody was connected fires on the return, before anybody waits. */
static void
test_catch_up (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  fake_store_fail (fixture->store, FAKE_WATCH, TOCSIN_ERROR_NET_REFUSED, 2);
  fake_store_hang_up (fixture->store);
  watch_settle (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  watch_deliver (fixture, "one");
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_fired (fixture, "");
  watch_advance (fixture, LONG_ENOUGH);
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_fired (fixture, "t");
}

/* Duty 4: behind notices that work, everything is compared now and then. */
static void
test_reconcile (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  watch_deliver (fixture, "one");
  watch_advance (fixture, 10);
  watch_assert_fired (fixture, "");
  watch_advance (fixture, RECONCILE);
  watch_assert_fired (fixture, "t");
}

/* Duty 7: a bad line is no wrong password. */
static void
test_network_is_no_refusal (WatchFixture *fixture, gconstpointer data)
{
  static const TocsinError codes[] = { TOCSIN_ERROR_NET_TIMEOUT, TOCSIN_ERROR_NET_CLOSED_EARLY,
                                       TOCSIN_ERROR_DNS_TEMPORARY, TOCSIN_ERROR_AUTH_TEMPORARY,
                                       TOCSIN_ERROR_PROXY_TIMEOUT };

  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, codes[0], 1);
  watch_start (fixture);
  for (guint i = 1; i < 4 * G_N_ELEMENTS (codes); i++)
    {
      watch_assert_state (fixture, "waiting");
      g_assert_cmpuint (watch_get_number (fixture, "refusals"), ==, 0);
      fake_store_fail (fixture->store, FAKE_LIST, codes[i % G_N_ELEMENTS (codes)], 1);
      watch_advance (fixture, LONG_ENOUGH);
    }
}

/* Duty 8: three refusals, and no more until a person has a look. */
static void
test_three_refusals (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  ADD_TASK (fixture, "u");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_AUTH_REJECTED, 4);
  watch_start (fixture);
  watch_assert_state (fixture, "waiting");
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_state (fixture, "waiting");
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_state (fixture, "parked");
  g_assert_cmpuint (watch_get_number (fixture, "refusals"), ==, 3);
  watch_assert_error_code (fixture, "auth.rejected");

  watch_advance (fixture, 24 * 3600);
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_LIST), ==, 3);

  /* A person says so: the count begins anew. */
  tocsin_supervisor_retry (fixture->supervisor);
  watch_settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_LIST), ==, 4);
  watch_assert_state (fixture, "waiting");
  watch_advance (fixture, LONG_ENOUGH);
  watch_assert_state (fixture, "watching");
}

/* Duty 8: other settings let a parked connection try at once. */
static void
test_restart_unparks (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  fake_store_fail (fixture->store, FAKE_LIST, TOCSIN_ERROR_TLS_CERT_HOSTNAME, 1);
  watch_start (fixture);
  watch_assert_state (fixture, "parked");
  tocsin_supervisor_restart (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_state (fixture, "watching");
}

/* Duty 19: a round that was begun with older settings writes nothing down, and nothing is lost. */
static void
test_old_generation (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t", "trigger.query=subject:one");
  watch_start (fixture);
  fake_store_hold (fixture->store, FAKE_FETCH);
  watch_deliver (fixture, "one");
  watch_deliver (fixture, "two");
  g_main_context_iteration (NULL, TRUE);
  fake_store_await (fixture->store);

  g_ptr_array_set_size (fixture->tasks, 0);
  ADD_TASK (fixture, "u", "trigger.query=subject:two", "trigger.start=all");
  watch_apply_tasks (fixture);
  fake_store_let_go (fixture->store);
  watch_settle (fixture);
  watch_assert_fired (fixture, "u");
  watch_assert_state (fixture, "watching");
}

/* Duty 19: a task that is edited does not cost the others their session. */
static void
test_keep_watch (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  ADD_TASK (fixture, "u");
  watch_apply_tasks (fixture);
  watch_settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 1);
  watch_deliver (fixture, "one");
  watch_settle (fixture);
  watch_assert_fired (fixture, "t u");

  fake_store_add_folder (fixture->store, "Bills");
  ADD_TASK (fixture, "v", "trigger.folders=Bills");
  watch_apply_tasks (fixture);
  watch_settle (fixture);
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 2);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);
  fake_store_deliver (fixture->store, "Bills", "b", FAKE_NOW + G_USEC_PER_SEC);
  watch_settle (fixture);
  watch_assert_fired (fixture, "t u v");
}

/* Duty 36: a server that can't tell is asked, and the status says so. */
static void
test_polling (WatchFixture *fixture, gconstpointer data)
{
  fake_store_set_pushes (fixture->store, FALSE, FALSE);
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  watch_assert_state (fixture, "polling");
  watch_assert_text (fixture, "mode", "poll");
  watch_deliver (fixture, "one");
  watch_advance (fixture, 61);
  watch_assert_fired (fixture, "t");
}

/* Duty 36: a server that says it tells, and does not, is asked from then on. */
static void
test_distrust (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  watch_deliver (fixture, "one");
  watch_advance (fixture, RECONCILE + 1);
  watch_assert_state (fixture, "watching");
  watch_deliver (fixture, "two");
  watch_advance (fixture, RECONCILE + 1);
  watch_assert_state (fixture, "polling");
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 0);
  watch_deliver (fixture, "three");
  watch_advance (fixture, 61);
  watch_assert_fired (fixture, "t t t");
}

/* Duty 2: after a sleep, or in another network, a session that waits is not trusted. */
static void
test_probe (WatchFixture *fixture, gconstpointer data)
{
  ADD_TASK (fixture, "t");
  watch_start (fixture);
  watch_advance (fixture, 60);
  fake_store_set_pushes (fixture->store, TRUE, FALSE);
  watch_deliver (fixture, "one");
  tocsin_supervisor_check_now (fixture->supervisor);
  watch_settle (fixture);
  watch_assert_fired (fixture, "t");
  watch_assert_state (fixture, "watching");
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 2);
  g_assert_cmpuint (fake_store_get_watches (fixture->store), ==, 1);

  /* Networks change in bursts. */
  for (guint i = 0; i < 5; i++)
    {
      tocsin_supervisor_check_now (fixture->supervisor);
      watch_settle (fixture);
    }
  g_assert_cmpuint (fake_store_count (fixture->store, FAKE_WATCH), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add (path, WatchFixture, NULL, watch_set_up, function, watch_tear_down)
  for (gsize i = 0; i < G_N_ELEMENTS (failure_rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/duty/01-next-try/%" G_GSIZE_FORMAT, i);

      g_test_add (path, WatchFixture, &failure_rows[i], watch_set_up, test_next_try,
                  watch_tear_down);
    }
  ADD ("/engine/duty/02-probe", test_probe);
  ADD ("/engine/duty/01-hung-round", test_hung_round);
  ADD ("/engine/duty/01-stalled", test_stalled);
  ADD ("/engine/duty/01-stalled-parked", test_stalled_parked);
  ADD ("/engine/duty/01-quiet", test_quiet);
  ADD ("/engine/duty/03-new-session", test_new_session);
  ADD ("/engine/duty/04-catch-up", test_catch_up);
  ADD ("/engine/duty/04-reconcile", test_reconcile);
  ADD ("/engine/duty/07-network-is-no-refusal", test_network_is_no_refusal);
  ADD ("/engine/duty/08-three-refusals", test_three_refusals);
  ADD ("/engine/duty/08-restart-unparks", test_restart_unparks);
  ADD ("/engine/duty/17-coalesce", test_coalesce);
  ADD ("/engine/duty/19-old-generation-in-flight", test_old_generation);
  ADD ("/engine/duty/19-keep-watch", test_keep_watch);
  ADD ("/engine/duty/36-polling", test_polling);
  ADD ("/engine/duty/36-distrust", test_distrust);

  return watch_run_tests ();
}
