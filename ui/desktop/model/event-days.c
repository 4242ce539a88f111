/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/event-days.h"

#include "core/base/locale.h"

#include <glib/gi18n.h>

static gint64
to_moment (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/**
 * tocsin_event_days_new:
 * @n_days: how many
 * @now: the present, microseconds since 1970
 * @zone: where the person is
 *
 * Returns: (transfer full) (element-type TocsinJournalSpan): the last days up to today, from
 *   midnight to midnight, whatever the clocks did in between; nothing is counted yet.
 */
GArray *
tocsin_event_days_new (guint n_days, gint64 now, GTimeZone *zone)
{
  GArray *days = g_array_sized_new (FALSE, TRUE, sizeof (TocsinJournalSpan), n_days);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) midnight =
      g_date_time_new (zone, g_date_time_get_year (here), g_date_time_get_month (here),
                       g_date_time_get_day_of_month (here), 0, 0, 0);

  for (int i = (int) n_days - 1; i >= 0; i--)
    {
      g_autoptr (GDateTime) begin = g_date_time_add_days (midnight, -i);
      g_autoptr (GDateTime) end = g_date_time_add_days (midnight, -i + 1);
      TocsinJournalSpan day = { .begin = to_moment (begin), .end = to_moment (end) };

      g_array_append_val (days, day);
    }

  return days;
}

/**
 * tocsin_event_days_count:
 * @day: a day in numbers
 *
 * Returns: how many events there were.
 */
guint
tocsin_event_days_count (const TocsinJournalSpan *day)
{
  guint sum = 0;

  for (guint state = 0; state < TOCSIN_JOURNAL_N_STATES; state++)
    sum += day->states[state];

  return sum;
}

/**
 * tocsin_event_days_count_trouble:
 * @day: a day in numbers
 *
 * Returns: how many of its events a person may have to look after.
 */
guint
tocsin_event_days_count_trouble (const TocsinJournalSpan *day)
{
  return day->states[TOCSIN_JOURNAL_FAILED] + day->states[TOCSIN_JOURNAL_DEAD]
         + day->states[TOCSIN_JOURNAL_INTERRUPTED];
}

static const TocsinJournalSpan *
find_most (GArray *days)
{
  const TocsinJournalSpan *most = NULL;

  for (guint i = 0; i < days->len; i++)
    {
      const TocsinJournalSpan *day = &g_array_index (days, TocsinJournalSpan, i);

      if (most == NULL || tocsin_event_days_count (day) > tocsin_event_days_count (most))
        most = day;
    }

  return most;
}

/**
 * tocsin_event_days_get_most:
 * @days: (element-type TocsinJournalSpan): days in numbers
 *
 * Returns: how many events the day had that had the most.
 */
guint
tocsin_event_days_get_most (GArray *days)
{
  const TocsinJournalSpan *most = find_most (days);

  return most != NULL ? tocsin_event_days_count (most) : 0;
}

static char *
say_date (const TocsinJournalSpan *day, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (day->begin / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, zone);

  return tocsin_locale_format_day (here);
}

/**
 * tocsin_event_days_say_day:
 * @day: a day in numbers
 * @zone: where the person is
 *
 * Returns: (transfer full): the day in words.
 */
char *
tocsin_event_days_say_day (const TocsinJournalSpan *day, GTimeZone *zone)
{
  g_autofree char *date = say_date (day, zone);
  guint n_events = tocsin_event_days_count (day);
  guint n_trouble = tocsin_event_days_count_trouble (day);
  g_autofree char *all = g_strdup_printf (ngettext ("%u event", "%u events", n_events), n_events);
  g_autofree char *trouble = NULL;

  if (n_trouble == 0)
    /* Translators: a day, and how many events it had. */
    return g_strdup_printf (_ ("%s: %s"), date, all);
  trouble = g_strdup_printf (ngettext ("%u with trouble", "%u with trouble", n_trouble), n_trouble);

  /* Translators: a day, how many events it had, and how many of them went wrong. */
  return g_strdup_printf (_ ("%s: %s, %s"), date, all, trouble);
}

/**
 * tocsin_event_days_say:
 * @days: (element-type TocsinJournalSpan): days in numbers
 * @zone: where the person is
 *
 * Returns: (transfer full): what a chart of them shows, in words.
 */
char *
tocsin_event_days_say (GArray *days, GTimeZone *zone)
{
  const TocsinJournalSpan *most = find_most (days);
  g_autofree char *most_words = NULL;
  g_autofree char *sum_words = NULL;
  guint sum = 0;

  for (guint i = 0; i < days->len; i++)
    sum += tocsin_event_days_count (&g_array_index (days, TocsinJournalSpan, i));
  sum_words = g_strdup_printf (
      ngettext ("%u event in the last days.", "%u events in the last days.", sum), sum);
  if (sum == 0)
    return g_steal_pointer (&sum_words);
  most_words = tocsin_event_days_say_day (most, zone);

  /* Translators: how many events there were, and the day that had the most with its numbers. */
  return g_strdup_printf (_ ("%s Most: %s."), sum_words, most_words);
}
