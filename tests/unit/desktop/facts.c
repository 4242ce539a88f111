/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/facts.h"

#include "core/base/error.h"
#include "ui/desktop/model/age.h"

/* What a row says of what the engine tells. */

#define NOW (1000 * G_TIME_SPAN_DAY)
#define AGO(seconds) (NOW - (gint64) (seconds) *G_USEC_PER_SEC)

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);

  return value;
}

static void
test_age (void)
{
  static const struct
  {
    gint64 moment;
    const char *words;
  } cases[] = {
    { AGO (0), "just now" },      { AGO (12), "12 s ago" },       { AGO (119), "119 s ago" },
    { AGO (120), "2 min ago" },   { AGO (7199), "119 min ago" },  { AGO (7200), "2 h ago" },
    { AGO (172799), "47 h ago" }, { AGO (172800), "2 days ago" }, { AGO (-1), "in 1 s" },
    { AGO (-300), "in 5 min" },   { AGO (-7200), "in 2 h" },      { AGO (-864000), "in 10 days" },
    { 0, "1000 days ago" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = tocsin_age_say (cases[i].moment, NOW);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Whenever the words are others, the step is another. */
static void
test_age_step (void)
{
  g_autofree char *before = tocsin_age_say (AGO (-200000), NOW);
  gint64 step = tocsin_age_get_step (AGO (-200000), NOW);

  for (int second = -199999; second < 200000; second += 7)
    {
      g_autofree char *words = tocsin_age_say (AGO (second), NOW);
      gint64 now = tocsin_age_get_step (AGO (second), NOW);

      if (!g_str_equal (words, before))
        g_assert_cmpint (now, !=, step);
      g_free (before);
      before = g_steal_pointer (&words);
      step = now;
    }
}

static void
test_connection (void)
{
  static const struct
  {
    const char *status;
    const char *state;
    const char *words;
  } cases[] = {
    { NULL, "resting", "Not watched: the service is not running" },
    { "{'state': <'watching'>, 'last-check': <'1972-09-26T23:59:48Z'>, 'stalled': <false>}",
      "watching", "Watching · checked 12 s ago" },
    { "{'state': <'polling'>}", "polling", "Checked regularly" },
    { "{'state': <'starting'>}", "connecting", "Connecting…" },
    { "{'state': <'catching-up'>}", "connecting", "Connecting…" },
    { "{'state': <'waiting'>, 'next-try': <'1972-09-27T00:00:30Z'>,"
      " 'last-check': <'1972-09-26T23:00:00Z'>,"
      " 'error': <{'code': <'net.refused'>, 'message': <'connection refused'>}>}",
      "waiting", "Not reachable · connection refused · next try in 30 s" },
    { "{'state': <'waiting'>, 'stalled': <true>, 'last-check': <'1972-09-26T23:30:00Z'>,"
      " 'error': <{'code': <'net.timeout'>, 'message': <'no answer'>}>}",
      "stalled", "Stalled · no answer · checked 30 min ago" },
    { "{'state': <'watching'>, 'stalled': <true>}", "watching", "Watching" },
    { "{'state': <'parked'>, 'error': <{'code': <'auth.rejected'>, 'message': <'wrong "
      "password'>}>}",
      "parked", "Parked · wrong password" },
    { "{'state': <'paused'>, 'paused': <'paused by you'>}", "paused", "Paused · paused by you" },
    { "{'state': <'unused'>}", "unused", "No task uses it" },
    { "{'state': <'something new'>}", "connecting", "Connecting…" },
    { "{}", "resting", "Not watched: the service is not running" },
    { "{'state': <5>}", "resting", "Not watched: the service is not running" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GVariant) status = cases[i].status != NULL ? parse (cases[i].status) : NULL;
      g_auto (TocsinFacts) facts = { 0 };
      g_autofree char *words = NULL;

      tocsin_facts_read_connection (&facts, status);
      words = tocsin_facts_say (&facts, NOW);
      g_assert_cmpstr (facts.state, ==, cases[i].state);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_error (void)
{
  g_autoptr (GVariant) status =
      parse ("{'state': <'parked'>, 'error': <{'code': <'auth.rejected'>, 'message': <'no'>,"
             " 'hint': <'type it again'>, 'server-says': <'NO go away'>,"
             " 'remedy': <['authentication.method=login']>}>}");
  g_auto (TocsinFacts) facts = { 0 };

  tocsin_facts_read_connection (&facts, status);
  g_assert_error (facts.error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED);
  g_assert_cmpstr (tocsin_error_get_hint (facts.error), ==, "type it again");
  g_assert_cmpstr (tocsin_error_get_server_text (facts.error), ==, "NO go away");
  g_assert_cmpstr (tocsin_error_get_remedy (facts.error)[0], ==, "authentication.method=login");
}

static void
test_task (void)
{
  g_autoptr (GVariant) on = parse ("{'state': <'on'>, 'events': <{'matched-today': <uint64 3>}>}");
  g_autoptr (GVariant) off = parse ("{'state': <'disabled'>}");
  g_autoptr (GVariant) schedule =
      parse ("{'state': <'on'>, 'next-look': <'1972-09-27T02:00:00Z'>}");
  g_autoptr (GVariant) watching =
      parse ("{'state': <'watching'>, 'last-check': <'1972-09-26T23:59:48Z'>}");
  g_auto (TocsinFacts) connection = { 0 };
  g_auto (TocsinFacts) facts = { 0 };
  g_autofree char *words = NULL;

  tocsin_facts_read_connection (&connection, watching);
  tocsin_facts_read_task (&facts, on, &connection);
  words = tocsin_facts_say (&facts, NOW);
  g_assert_cmpstr (words, ==, "Watching · checked 12 s ago · 3 today");

  /* One that is switched off does not do as its connection does. */
  tocsin_facts_read_task (&facts, off, &connection);
  g_assert_cmpstr (facts.state, ==, "off");
  g_assert_cmpint (facts.moment, ==, 0);

  tocsin_facts_read_task (&facts, schedule, NULL);
  g_free (words);
  words = tocsin_facts_say (&facts, NOW);
  g_assert_cmpstr (words, ==, "Ready · next time in 2 h");

  tocsin_facts_read_task (&facts, NULL, &connection);
  g_assert_cmpstr (facts.state, ==, "resting");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/desktop/facts/age", test_age);
  g_test_add_func ("/desktop/facts/age-step", test_age_step);
  g_test_add_func ("/desktop/facts/connection", test_connection);
  g_test_add_func ("/desktop/facts/error", test_error);
  g_test_add_func ("/desktop/facts/task", test_task);

  return g_test_run ();
}
