/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/tocsin.h"

static void
take_step (TocsinReport *report,
           int step,
           int status,
           guint milliseconds,
           GVariant *facts,
           const GError *error,
           GString *told)
{
  if (status != TOCSIN_STEP_STATUS_RUNNING)
    g_string_append_printf (told, "%s%s:%s", told->len > 0 ? " " : "",
                            tocsin_step_to_string ((TocsinStep) step),
                            tocsin_step_status_to_string ((TocsinStepStatus) status));
}

static TocsinReport *
expect_some (GString *told)
{
  TocsinReport *report = tocsin_report_new ();

  g_signal_connect (report, "step", G_CALLBACK (take_step), told);
  tocsin_report_expect (report, TOCSIN_STEP_NAMES);
  tocsin_report_expect (report, TOCSIN_STEP_TCP);
  tocsin_report_expect (report, TOCSIN_STEP_LOGIN);
  tocsin_report_begin (report, TOCSIN_STEP_SETTINGS);

  return report;
}

static void
test_rest_is_not_run (void)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinReport) report = expect_some (told);
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_DNS_NOT_FOUND, "x");

  tocsin_report_begin (report, TOCSIN_STEP_NAMES);
  tocsin_report_finish (report, error);
  g_assert_cmpstr (told->str, ==, "settings:ok names:failed tcp:not-run login:not-run");
}

/* Who found out may have ended the step already. */
static void
test_failed_once (void)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinReport) report = expect_some (told);
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_NET_REFUSED, "x");

  tocsin_report_begin (report, TOCSIN_STEP_TCP);
  tocsin_report_end (report, error);
  tocsin_report_finish (report, error);
  g_assert_cmpstr (told->str, ==, "settings:ok tcp:failed login:not-run");
}

static void
test_between_steps (void)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinReport) report = expect_some (told);
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, "x");

  tocsin_report_end (report, NULL);
  tocsin_report_finish (report, error);
  g_assert_cmpstr (told->str, ==, "settings:ok names:failed tcp:not-run login:not-run");
}

/* What was expected and turned out not to be needed is no failure. */
static void
test_success (void)
{
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (TocsinReport) report = expect_some (told);

  tocsin_report_begin (report, TOCSIN_STEP_LOGIN);
  tocsin_report_warn (report, "%s", "weak");
  tocsin_report_finish (report, NULL);
  g_assert_cmpstr (told->str, ==, "settings:ok login:warning");
}

static void
test_nobody (void)
{
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, "x");

  tocsin_report_expect (NULL, TOCSIN_STEP_TLS);
  tocsin_report_finish (NULL, error);
}

typedef struct
{
  TocsinReport *report;
  TocsinTranscript *transcript;
} Far;

static gpointer
speak (gpointer data)
{
  Far *far = data;
  g_autoptr (GError) error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET, "gone");

  tocsin_error_set_hint (error, "try again");
  tocsin_report_begin (far->report, TOCSIN_STEP_TCP);
  tocsin_report_fact (far->report, "address", "%s", "::1");
  tocsin_transcript_note (far->transcript, "hello");
  tocsin_report_end (far->report, error);

  return NULL;
}

static void
take_here (TocsinReport *report,
           int step,
           int status,
           guint milliseconds,
           GVariant *facts,
           const GError *error,
           GThread **thread)
{
  *thread = g_thread_self ();
  if (status != TOCSIN_STEP_STATUS_FAILED)
    return;
  g_assert_cmpuint (g_variant_n_children (facts), ==, 1);
  g_assert_cmpstr (tocsin_error_get_hint (error), ==, "try again");
}

static void
take_line (TocsinTranscript *transcript, const char *line, GString *told)
{
  g_string_append (told, " line");
}

/* What another thread tells is heard here, in its order, and not before this context runs. */
static void
test_relay (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinTranscript) transcript = tocsin_transcript_new ();
  Far far = { tocsin_relay_report (report, context),
              tocsin_relay_transcript (transcript, context) };
  g_autoptr (GString) told = g_string_new (NULL);
  GThread *thread = NULL;

  g_signal_connect (report, "step", G_CALLBACK (take_step), told);
  g_signal_connect (report, "step", G_CALLBACK (take_here), &thread);
  g_signal_connect (transcript, "line", G_CALLBACK (take_line), told);
  g_thread_join (g_thread_new ("far", speak, &far));
  g_object_unref (far.report);
  g_object_unref (far.transcript);

  g_assert_cmpstr (told->str, ==, "");
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpstr (told->str, ==, " line tcp:failed");
  g_assert_true (thread == g_thread_self ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/report/rest-is-not-run", test_rest_is_not_run);
  g_test_add_func ("/base/report/failed-once", test_failed_once);
  g_test_add_func ("/base/report/between-steps", test_between_steps);
  g_test_add_func ("/base/report/success", test_success);
  g_test_add_func ("/base/report/nobody", test_nobody);
  g_test_add_func ("/base/report/relay", test_relay);

  return g_test_run ();
}
