/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/session.h"

#include "core/base/error.h"
#include "tests/unit/net/test-endpoint.h"
#include "tests/unit/net/test-session.h"

static TocsinSession *
new_session (void)
{
  g_autoptr (TocsinEndpoint) endpoint = test_endpoint_new (993, NULL);

  test_session_reset ();
  return g_object_new (TEST_TYPE_SESSION, "endpoint", endpoint, NULL);
}

static void
note_state (TocsinSession *session, TocsinSessionState state, GString *states)
{
  g_string_append_printf (states, "%d ", (int) state);
}

static void
test_life (void)
{
  g_autoptr (TocsinSession) session = new_session ();
  g_autoptr (GString) states = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (session, "state-changed", G_CALLBACK (note_state), states);
  g_assert_cmpint (tocsin_session_get_state (session), ==, TOCSIN_SESSION_CLOSED);
  g_assert_true (tocsin_session_open (session, NULL, &error));
  g_assert_true (tocsin_session_probe (session, NULL, &error));
  g_assert_cmpint (tocsin_session_get_state (session), ==, TOCSIN_SESSION_OPEN);
  tocsin_session_close (session, NULL);
  tocsin_session_close (session, NULL);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);
  g_assert_cmpstr (states->str, ==, "1 2 0 ");
}

static void
test_fails_to_open (void)
{
  g_autoptr (TocsinSession) session = new_session ();
  g_autoptr (GError) error = NULL;

  test_session_counts.fail_open = TRUE;
  g_assert_false (tocsin_session_open (session, NULL, &error));
  test_endpoint_expect_error (error, TOCSIN_ERROR_NET_REFUSED, "refused");
  g_assert_cmpint (tocsin_session_get_state (session), ==, TOCSIN_SESSION_BROKEN);
  g_clear_error (&error);
  g_assert_false (tocsin_session_probe (session, NULL, &error));
  g_assert_nonnull (error);
  tocsin_session_close (session, NULL);
  g_assert_cmpint (test_session_counts.n_closed, ==, 1);
}

static void
test_fails_a_probe (void)
{
  g_autoptr (TocsinSession) session = new_session ();
  g_autoptr (GError) error = NULL;

  g_assert_true (tocsin_session_open (session, NULL, &error));
  test_session_counts.fail_probe = TRUE;
  g_assert_false (tocsin_session_probe (session, NULL, &error));
  g_assert_cmpint (tocsin_session_get_state (session), ==, TOCSIN_SESSION_BROKEN);
  tocsin_session_close (session, NULL);
}

static void
count (gpointer emitter, const char *line, guint *n_lines)
{
  (*n_lines)++;
}

static void
count_steps (TocsinSession *session,
             int step,
             int status,
             guint milliseconds,
             GVariant *facts,
             GError *error,
             guint *n_steps)
{
  (*n_steps)++;
}

static void
test_observers (void)
{
  g_autoptr (TocsinSession) session = new_session ();
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  guint n_lines = 0;
  guint n_steps = 0;

  g_signal_connect (session, "transcript-line", G_CALLBACK (count), &n_lines);
  g_signal_connect (session, "progress", G_CALLBACK (count_steps), &n_steps);
  tocsin_session_set_transcript (session, transcript);
  tocsin_session_set_report (session, report);
  tocsin_transcript_note (transcript, "one");
  tocsin_report_begin (report, TOCSIN_STEP_LOGIN);
  tocsin_report_end (report, NULL);
  g_assert_cmpuint (n_lines, ==, 1);
  g_assert_cmpuint (n_steps, ==, 2);

  tocsin_session_set_transcript (session, NULL);
  tocsin_session_set_report (session, NULL);
  tocsin_transcript_note (transcript, "two");
  tocsin_report_begin (report, TOCSIN_STEP_LOGIN);
  g_assert_cmpuint (n_lines, ==, 1);
  g_assert_cmpuint (n_steps, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/life", test_life);
  g_test_add_func ("/session/fails-to-open", test_fails_to_open);
  g_test_add_func ("/session/fails-a-probe", test_fails_a_probe);
  g_test_add_func ("/session/observers", test_observers);

  return g_test_run ();
}
