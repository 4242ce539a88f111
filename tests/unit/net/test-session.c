/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/net/test-session.h"

#include "core/base/error.h"

struct _TestSession
{
  TocsinSession parent_instance;

  gboolean alive;
};

G_DEFINE_FINAL_TYPE (TestSession, test_session, TOCSIN_TYPE_SESSION)

TestSessionCounts test_session_counts;

static gboolean
count_alive (void)
{
  int now = g_atomic_int_add (&test_session_counts.n_alive, 1) + 1;
  int most = g_atomic_int_get (&test_session_counts.most_alive);

  while (now > most
         && !g_atomic_int_compare_and_exchange (&test_session_counts.most_alive, most, now))
    most = g_atomic_int_get (&test_session_counts.most_alive);

  return TRUE;
}

static gboolean
fail (GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_REFUSED, "refused");
  return FALSE;
}

static gboolean
test_session_open (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  g_atomic_int_inc (&test_session_counts.n_opened);
  if (g_atomic_int_get (&test_session_counts.fail_open))
    return fail (error);

  TEST_SESSION (session)->alive = count_alive ();
  return TRUE;
}

static gboolean
test_session_probe (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  g_atomic_int_inc (&test_session_counts.n_probed);
  return !g_atomic_int_get (&test_session_counts.fail_probe) || fail (error);
}

static void
test_session_close (TocsinSession *session, GCancellable *cancellable)
{
  g_atomic_int_inc (&test_session_counts.n_closed);
  if (TEST_SESSION (session)->alive)
    g_atomic_int_add (&test_session_counts.n_alive, -1);
  TEST_SESSION (session)->alive = FALSE;
}

static void
test_session_class_init (TestSessionClass *klass)
{
  TOCSIN_SESSION_CLASS (klass)->open = test_session_open;
  TOCSIN_SESSION_CLASS (klass)->probe = test_session_probe;
  TOCSIN_SESSION_CLASS (klass)->close = test_session_close;
}

static void
test_session_init (TestSession *self)
{
}

void
test_session_reset (void)
{
  test_session_counts = (TestSessionCounts){ 0 };
}
