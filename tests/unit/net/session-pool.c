/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/session-pool.h"

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"
#include "tests/unit/net/test-session.h"

/* A clock that goes only when told. */

#define TEST_TYPE_CLOCK (test_clock_get_type ())
G_DECLARE_FINAL_TYPE (TestClock, test_clock, TEST, CLOCK, TocsinClock)

struct _TestClock
{
  TocsinClock parent_instance;

  int seconds;
};

G_DEFINE_FINAL_TYPE (TestClock, test_clock, TOCSIN_TYPE_CLOCK)

static gint64
get_monotonic (TocsinClock *clock)
{
  return g_atomic_int_get (&TEST_CLOCK (clock)->seconds) * G_USEC_PER_SEC;
}

static void
test_clock_class_init (TestClockClass *klass)
{
  TOCSIN_CLOCK_CLASS (klass)->get_monotonic = get_monotonic;
}

static void
test_clock_init (TestClock *self)
{
}

typedef struct
{
  TestClock *clock;
  TocsinSessionPool *pool;
} Fixture;

static void
fixture_begin_with (Fixture *self, const char *check_idle_time, const char *max_idle_time)
{
  g_autoptr (TocsinEndpoint) endpoint =
      test_endpoint_new (993, "limits.pool-size=2", check_idle_time, max_idle_time, NULL);

  test_session_reset ();
  self->clock = g_object_new (TEST_TYPE_CLOCK, NULL);
  self->pool = tocsin_session_pool_new (endpoint, TEST_TYPE_SESSION, TOCSIN_CLOCK (self->clock));
}

static void
fixture_begin (Fixture *self)
{
  fixture_begin_with (self, "limits.check-idle-time=30", "limits.max-idle-time=300");
}

/* Whatever was opened has been closed. */
static void
fixture_end (Fixture *self)
{
  g_object_unref (self->pool);
  g_object_unref (self->clock);
  g_assert_cmpint (test_session_counts.n_alive, ==, 0);
  g_assert_cmpint (test_session_counts.n_closed, ==, test_session_counts.n_opened);
}

static TocsinSession *
acquire (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  TocsinSession *session = tocsin_session_pool_acquire (self->pool, NULL, &error);

  g_assert_no_error (error);
  return session;
}

static void
count_opening (TocsinSessionPool *pool, TocsinSession *session, guint *n_opening)
{
  g_assert_cmpint (tocsin_session_get_state (session), ==, TOCSIN_SESSION_CLOSED);
  (*n_opening)++;
}

static void
test_reuse (void)
{
  Fixture self;
  TocsinSession *first;
  TocsinSession *second;
  guint n_opening = 0;

  fixture_begin (&self);
  g_signal_connect (self.pool, "opening", G_CALLBACK (count_opening), &n_opening);
  first = acquire (&self);
  tocsin_session_pool_release (self.pool, first, TRUE);
  g_assert_cmpuint (tocsin_session_pool_get_n_idle (self.pool), ==, 1);
  second = acquire (&self);
  g_assert_true (first == second);
  g_assert_cmpuint (n_opening, ==, 1);
  g_assert_cmpint (test_session_counts.n_opened, ==, 1);
  g_assert_cmpint (test_session_counts.n_probed, ==, 0);
  tocsin_session_pool_release (self.pool, second, TRUE);
  fixture_end (&self);
}

static void
test_unhealthy (void)
{
  Fixture self;
  TocsinSession *session;

  fixture_begin (&self);
  tocsin_session_pool_release (self.pool, acquire (&self), FALSE);
  g_assert_cmpuint (tocsin_session_pool_get_n_sessions (self.pool), ==, 0);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);

  session = acquire (&self);
  tocsin_session_mark_broken (session);
  tocsin_session_pool_release (self.pool, session, TRUE);
  g_assert_cmpuint (tocsin_session_pool_get_n_sessions (self.pool), ==, 0);
  fixture_end (&self);
}

static void
test_probe (void)
{
  Fixture self;
  TocsinSession *session;

  fixture_begin (&self);
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  self.clock->seconds += 29;
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  g_assert_cmpint (test_session_counts.n_probed, ==, 0);
  self.clock->seconds += 30;
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  g_assert_cmpint (test_session_counts.n_probed, ==, 1);
  g_assert_cmpint (test_session_counts.n_opened, ==, 1);

  /* One that died meanwhile is replaced, and nobody notices. */
  self.clock->seconds += 30;
  test_session_counts.fail_probe = TRUE;
  session = acquire (&self);
  g_assert_cmpint (test_session_counts.n_opened, ==, 2);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);
  tocsin_session_pool_release (self.pool, session, TRUE);
  fixture_end (&self);
}

static void
test_max_idle (void)
{
  Fixture self;

  fixture_begin (&self);
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  self.clock->seconds += 299;
  tocsin_session_pool_prune (self.pool);
  g_assert_cmpuint (tocsin_session_pool_get_n_idle (self.pool), ==, 1);
  self.clock->seconds += 1;
  tocsin_session_pool_prune (self.pool);
  g_assert_cmpuint (tocsin_session_pool_get_n_idle (self.pool), ==, 0);

  /* Without pruning it is not given out either, and not asked first. */
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  self.clock->seconds += 300;
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  g_assert_cmpint (test_session_counts.n_opened, ==, 3);
  g_assert_cmpint (test_session_counts.n_probed, ==, 0);
  fixture_end (&self);
}

static void
test_always_probe (void)
{
  Fixture self;

  fixture_begin_with (&self, "limits.check-idle-time=0", "limits.max-idle-time=300");
  for (int i = 1; i < 4; i++)
    {
      tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
      g_assert_cmpint (test_session_counts.n_probed, ==, i - 1);
    }
  g_assert_cmpint (test_session_counts.n_opened, ==, 1);
  fixture_end (&self);
}

static void
test_never_idle (void)
{
  Fixture self;

  fixture_begin_with (&self, "limits.check-idle-time=30", "limits.max-idle-time=0");
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  g_assert_cmpuint (tocsin_session_pool_get_n_sessions (self.pool), ==, 0);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  g_assert_cmpint (test_session_counts.n_opened, ==, 2);
  fixture_end (&self);
}

static void
test_fails_to_open (void)
{
  Fixture self;
  g_autoptr (GError) error = NULL;

  fixture_begin (&self);
  test_session_counts.fail_open = TRUE;
  for (guint i = 0; i < 5; i++)
    {
      g_clear_error (&error);
      g_assert_null (tocsin_session_pool_acquire (self.pool, NULL, &error));
      test_endpoint_expect_error (error, TOCSIN_ERROR_NET_REFUSED, "refused");
    }
  g_assert_cmpuint (tocsin_session_pool_get_n_sessions (self.pool), ==, 0);
  fixture_end (&self);
}

typedef struct
{
  TocsinSessionPool *pool;
  GCancellable *cancellable;
  TocsinSession *session;
  GError *error;
} Waiting;

static gpointer
wait_for_session (gpointer data)
{
  Waiting *self = data;

  self->session = tocsin_session_pool_acquire (self->pool, self->cancellable, &self->error);
  return NULL;
}

static void
test_wait (void)
{
  Fixture self;
  TocsinSession *one;
  TocsinSession *other;
  Waiting waiting = { 0 };
  GThread *thread;

  fixture_begin (&self);
  one = acquire (&self);
  other = acquire (&self);
  waiting.pool = self.pool;
  thread = g_thread_new ("wait", wait_for_session, &waiting);
  tocsin_session_pool_release (self.pool, one, TRUE);
  g_thread_join (thread);
  g_assert_true (waiting.session == one);
  g_assert_cmpint (test_session_counts.n_opened, ==, 2);

  /* A broken one makes a place for a new one. */
  thread = g_thread_new ("wait", wait_for_session, &waiting);
  tocsin_session_pool_release (self.pool, other, FALSE);
  g_thread_join (thread);
  g_assert_nonnull (waiting.session);
  g_assert_cmpint (test_session_counts.n_opened, ==, 3);
  g_assert_cmpint (test_session_counts.most_alive, ==, 2);

  tocsin_session_pool_release (self.pool, waiting.session, TRUE);
  tocsin_session_pool_release (self.pool, one, TRUE);
  fixture_end (&self);
}

static void
test_cancel (void)
{
  Fixture self;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  TocsinSession *one;
  TocsinSession *other;
  Waiting waiting = { 0 };
  GThread *thread;

  fixture_begin (&self);
  one = acquire (&self);
  other = acquire (&self);
  waiting.pool = self.pool;
  waiting.cancellable = cancellable;
  thread = g_thread_new ("wait", wait_for_session, &waiting);
  g_cancellable_cancel (cancellable);
  g_thread_join (thread);
  g_assert_null (waiting.session);
  test_endpoint_expect_error (waiting.error, TOCSIN_ERROR_CANCELLED, "cancelled");
  g_clear_error (&waiting.error);

  tocsin_session_pool_release (self.pool, one, TRUE);
  tocsin_session_pool_release (self.pool, other, TRUE);
  g_assert_cmpuint (tocsin_session_pool_get_n_idle (self.pool), ==, 2);
  fixture_end (&self);
}

static void
test_close_all (void)
{
  Fixture self;
  TocsinSession *busy;

  fixture_begin (&self);
  busy = acquire (&self);
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  tocsin_session_pool_close_all (self.pool);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);
  g_assert_cmpint (tocsin_session_get_state (busy), ==, TOCSIN_SESSION_OPEN);
  tocsin_session_pool_release (self.pool, busy, TRUE);
  g_assert_cmpint (test_session_counts.n_closed, ==, 2);
  g_assert_cmpuint (tocsin_session_pool_get_n_sessions (self.pool), ==, 0);

  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  g_assert_cmpuint (tocsin_session_pool_get_n_idle (self.pool), ==, 1);
  fixture_end (&self);
}

static void
close_meanwhile (TocsinSessionPool *pool)
{
  tocsin_session_pool_close_all (pool);
}

/* A session that was on its way when all were to be closed is one of them. */
static void
test_close_all_while_opening (void)
{
  Fixture self;

  fixture_begin (&self);
  g_signal_connect (self.pool, "opening", G_CALLBACK (close_meanwhile), NULL);
  tocsin_session_pool_release (self.pool, acquire (&self), TRUE);
  g_assert_cmpuint (tocsin_session_pool_get_n_idle (self.pool), ==, 0);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);
  fixture_end (&self);
}

static gpointer
use_often (gpointer data)
{
  TocsinSessionPool *pool = data;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      TocsinSession *session;

      if (i % 10 == 9)
        g_cancellable_cancel (cancellable);
      session = tocsin_session_pool_acquire (pool, cancellable, NULL);
      if (session != NULL)
        tocsin_session_pool_release (pool, session, i % 7 != 0);
      if (i % 50 == 49)
        tocsin_session_pool_prune (pool);
    }

  return NULL;
}

/* Whoever forgets a place or a waiter hangs here; whoever counts wrongly opens a third session. */
static void
test_crowd (void)
{
  Fixture self;
  GThread *threads[8];

  fixture_begin (&self);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("use", use_often, self.pool);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (g_atomic_int_get (&test_session_counts.most_alive), <=, 2);
  g_assert_cmpuint (tocsin_session_pool_get_n_sessions (self.pool), ==,
                    tocsin_session_pool_get_n_idle (self.pool));
  fixture_end (&self);
}

static void
test_shared (void)
{
  g_autoptr (TocsinEndpoint) one = test_endpoint_new (993, "description=one", NULL);
  g_autoptr (TocsinEndpoint) same = test_endpoint_new (993, "description=two", NULL);
  g_autoptr (TocsinEndpoint) other = test_endpoint_new (994, NULL);
  g_autoptr (TocsinSessionPool) pool = tocsin_session_pool_get_shared (one, TEST_TYPE_SESSION);
  g_autoptr (TocsinSessionPool) same_pool =
      tocsin_session_pool_get_shared (same, TEST_TYPE_SESSION);
  g_autoptr (TocsinSessionPool) other_pool =
      tocsin_session_pool_get_shared (other, TEST_TYPE_SESSION);
  gpointer gone = other_pool;

  test_session_reset ();
  g_assert_true (pool == same_pool);
  g_assert_true (pool != other_pool);

  tocsin_session_pool_release (other_pool, tocsin_session_pool_acquire (other_pool, NULL, NULL),
                               TRUE);
  g_object_add_weak_pointer (G_OBJECT (other_pool), &gone);
  g_clear_object (&other_pool);
  g_assert_null (gone);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);
  tocsin_session_pool_prune_shared ();
  other_pool = tocsin_session_pool_get_shared (other, TEST_TYPE_SESSION);
  g_assert_nonnull (other_pool);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-pool/reuse", test_reuse);
  g_test_add_func ("/session-pool/unhealthy", test_unhealthy);
  g_test_add_func ("/session-pool/probe", test_probe);
  g_test_add_func ("/session-pool/max-idle", test_max_idle);
  g_test_add_func ("/session-pool/always-probe", test_always_probe);
  g_test_add_func ("/session-pool/never-idle", test_never_idle);
  g_test_add_func ("/session-pool/fails-to-open", test_fails_to_open);
  g_test_add_func ("/session-pool/wait", test_wait);
  g_test_add_func ("/session-pool/cancel", test_cancel);
  g_test_add_func ("/session-pool/close-all", test_close_all);
  g_test_add_func ("/session-pool/close-all-while-opening", test_close_all_while_opening);
  g_test_add_func ("/session-pool/crowd", test_crowd);
  g_test_add_func ("/session-pool/shared", test_shared);

  return g_test_run ();
}
