/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-days.h"

#include <string.h>

/* Days are those of the person's calendar, also when the clocks change. */

static gint64
moment (GTimeZone *zone, int year, int month, int day, int hour)
{
  g_autoptr (GDateTime) time = g_date_time_new (zone, year, month, day, hour, 0, 0);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
test_clocks (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  g_autoptr (GArray) days = NULL;
  static const guint hours[] = { 24, 25, 24 };

  if (zone == NULL)
    {
      g_test_skip ("this machine knows no zone Europe/Berlin");
      return;
    }
  days = tocsin_event_days_new (3, moment (zone, 2026, 10, 26, 13), zone);
  g_assert_cmpuint (days->len, ==, 3);
  for (guint i = 0; i < days->len; i++)
    {
      const TocsinJournalSpan *day = &g_array_index (days, TocsinJournalSpan, i);

      g_assert_cmpint (day->begin, ==, moment (zone, 2026, 10, 24 + (int) i, 0));
      g_assert_cmpint ((day->end - day->begin) / G_TIME_SPAN_HOUR, ==, hours[i]);
    }
}

static void
test_words (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GArray) days = tocsin_event_days_new (30, moment (zone, 2026, 3, 5, 1), zone);
  g_autofree char *nothing = tocsin_event_days_say (days, zone);
  g_autofree char *something = NULL;
  TocsinJournalSpan *day = &g_array_index (days, TocsinJournalSpan, 28);

  g_assert_cmpstr (nothing, ==, "0 events in the last days.");
  g_assert_cmpuint (tocsin_event_days_get_most (days), ==, 0);

  day->states[TOCSIN_JOURNAL_DONE] = 5;
  day->states[TOCSIN_JOURNAL_DEAD] = 1;
  day->states[TOCSIN_JOURNAL_INTERRUPTED] = 1;
  g_array_index (days, TocsinJournalSpan, 3).states[TOCSIN_JOURNAL_WAITING] = 2;
  something = tocsin_event_days_say (days, zone);
  g_assert_cmpuint (tocsin_event_days_get_most (days), ==, 7);
  g_assert_cmpuint (tocsin_event_days_count_trouble (day), ==, 2);
  g_assert_cmpstr (something, ==,
                   "9 events in the last days. Most: 2026-03-04: 7 events, 2 with trouble.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/desktop/event-days/clocks", test_clocks);
  g_test_add_func ("/desktop/event-days/words", test_words);

  return g_test_run ();
}
