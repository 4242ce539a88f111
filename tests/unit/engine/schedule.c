/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/schedule.h"

#include <string.h>

/* Local time with its offset is what a row says, so that nobody has to reckon in UTC. */
static gint64
parse_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  g_assert_nonnull (time);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static TocsinSchedule *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TocsinSchedule *schedule = tocsin_schedule_parse (text, &error);

  g_assert_no_error (error);

  return schedule;
}

typedef struct
{
  const char *schedule;
  const char *after;
  const char *next; /* NULL: never */
  const char *about;
} NextRow;

static void
check_rows (const NextRow *rows, gsize n_rows)
{
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr (TocsinSchedule) schedule = parse (rows[i].schedule);
      gint64 next = tocsin_schedule_next (schedule, parse_time (rows[i].after));

      g_test_message ("%s: %s", rows[i].schedule, rows[i].about);
      g_assert_cmpint (next, ==,
                       rows[i].next != NULL ? parse_time (rows[i].next) : TOCSIN_SCHEDULE_NEVER);
    }
}

static void
test_plain (void)
{
  static const NextRow rows[] = {
    { "push", "2026-01-01T00:00:00Z", NULL, "the server says when" },
    { "every 60s", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z", "after the last time" },
    { "every 5m", "2026-01-01T00:00:30Z", "2026-01-01T00:05:30Z", "not on the round minute" },
    { "cron 0 8 * * * UTC", "2026-01-01T07:59:59Z", "2026-01-01T08:00:00Z", "a second before" },
    { "cron 0 8 * * * UTC", "2026-01-01T08:00:00Z", "2026-01-02T08:00:00Z", "not the same again" },
    { "0 8 * * * UTC", "2026-01-01T00:00:00Z", "2026-01-01T08:00:00Z", "without the word cron" },
    { "cron 5-20/5,59 * * * * UTC", "2026-01-01T00:10:00Z", "2026-01-01T00:15:00Z", "a step" },
    { "cron 5-20/5,59 * * * * UTC", "2026-01-01T00:20:00Z", "2026-01-01T00:59:00Z", "a list" },
    { "cron 10/20 * * * * UTC", "2026-01-01T00:31:00Z", "2026-01-01T00:50:00Z", "to the end" },
    { "cron */7 3 * * * UTC", "2026-01-01T03:56:00Z", "2026-01-02T03:00:00Z", "begins anew" },
    { "cron 0 8 * * mon-fri UTC", "2026-01-02T08:00:00Z", "2026-01-05T08:00:00Z", "weekend" },
    { "cron 0 8 * * 7 UTC", "2026-01-01T00:00:00Z", "2026-01-04T08:00:00Z", "7 is Sunday" },
    { "cron 0 8 * * 0 UTC", "2026-01-01T00:00:00Z", "2026-01-04T08:00:00Z", "0 is Sunday" },
    { "cron 0 8 * * sat-mon UTC", "2026-01-04T09:00:00Z", "2026-01-05T08:00:00Z", "wraps" },
    { "cron 0 8 * * FRI UTC", "2026-01-01T00:00:00Z", "2026-01-02T08:00:00Z", "any case" },
    { "cron 0 0 1 jan,Jul * UTC", "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "months" },
    { "cron 0 0 13 * fri UTC", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z",
      "both days given: the Friday" },
    { "cron 0 0 13 * fri UTC", "2026-01-09T00:00:00Z", "2026-01-13T00:00:00Z",
      "both days given: the 13th" },
    { "cron 0 0 */2 * fri UTC", "2026-01-01T00:00:00Z", "2026-01-09T00:00:00Z",
      "a day that begins with a star: both must match" },
    { "cron 0 0 31 2 mon UTC", "2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z",
      "an impossible day beside a weekday" },
    { "cron 0 0 31 * * UTC", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z", "short months" },
    { "cron 0 0 29 2 * UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z", "leap year" },
    { "cron 0 0 29 2 * UTC", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z", "2100 has none" },
    { "cron 0 0 29 2 */7 UTC", "2026-01-01T00:00:00Z", "2032-02-29T00:00:00Z",
      "leap day on a Sunday" },
    { "cron 0 0 31 12 * UTC", "2026-12-31T00:00:00Z", "2027-12-31T00:00:00Z", "end of year" },
    { "@hourly UTC", "2026-01-01T00:30:00Z", "2026-01-01T01:00:00Z", "shortcut" },
    { "cron @daily Europe/Berlin", "2026-01-01T00:00:00+01:00", "2026-01-02T00:00:00+01:00",
      "shortcut with zone" },
    { "@weekly UTC", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z", "Sunday" },
    { "@monthly UTC", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "first" },
    { "@yearly UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "first of January" },
    { "@Annually UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "the same" },
    { "@midnight UTC", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "the same as daily" },
    { "cron 30 4 * * *", "2026-01-01T00:00:00Z", "2026-01-01T04:30:00Z", "the machine's zone" },
    { "cron 0 0 * * * UTC", "1969-12-30T12:00:00Z", "1969-12-31T00:00:00Z", "before 1970" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

static void
test_clock_changes (void)
{
  static const NextRow rows[] = {
    /* Berlin 2026: 29 March 02:00 → 03:00, 25 October 03:00 → 02:00 */
    { "cron 30 2 * * * Europe/Berlin", "2026-03-28T12:00:00+01:00", "2026-03-29T03:00:00+02:00",
      "left out: right after the gap" },
    { "cron 30 2 * * * Europe/Berlin", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00",
      "and only once" },
    { "cron 0,30 2 * * * Europe/Berlin", "2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00",
      "two times left out: one firing" },
    { "cron 0 2,3 * * * Europe/Berlin", "2026-03-29T01:59:00+01:00", "2026-03-29T03:00:00+02:00",
      "left out and the first that is there are one" },
    { "cron 0 2,3 * * * Europe/Berlin", "2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00",
      "not twice" },
    { "cron 30 3 * * * Europe/Berlin", "2026-03-28T12:00:00+01:00", "2026-03-29T03:30:00+02:00",
      "after the gap as ever" },
    { "cron 30 2 * * * Europe/Berlin", "2026-10-24T12:00:00+02:00", "2026-10-25T02:30:00+02:00",
      "shown twice: the first" },
    { "cron 30 2 * * * Europe/Berlin", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00",
      "and not the second" },
    { "cron 30 2 * * * Europe/Berlin", "2026-10-25T02:15:00+01:00", "2026-10-26T02:30:00+01:00",
      "started between the two: it has fired" },
    { "cron 0 3 * * * Europe/Berlin", "2026-10-25T02:30:00+02:00", "2026-10-25T03:00:00+01:00",
      "behind the second" },
    { "cron 0 * * * * Europe/Berlin", "2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00",
      "hourly: the hour that is left out does not fire" },
    { "cron 0 * * * * Europe/Berlin", "2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00",
      "hourly: each real hour" },
    { "cron 30 */2 * * * Europe/Berlin", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00",
      "every other hour: the wall shows it twice" },
    { "cron */15 * * * * Europe/Berlin", "2026-03-29T01:45:00+01:00", "2026-03-29T03:00:00+02:00",
      "by the minute across the gap" },
    { "cron 0 8 * * mon-fri Europe/Berlin", "2026-03-27T08:00:00+01:00",
      "2026-03-30T08:00:00+02:00", "the hour on the wall stays" },
    /* New York 2026: 8 March 02:00 → 03:00, 1 November 02:00 → 01:00 */
    { "cron 15 2 * * * America/New_York", "2026-03-07T12:00:00-05:00", "2026-03-08T03:00:00-04:00",
      "left out" },
    { "cron 15 2 * * sun America/New_York", "2026-03-02T12:00:00-05:00",
      "2026-03-08T03:00:00-04:00", "left out on the only day" },
    { "cron 30 1 * * * America/New_York", "2026-11-01T00:00:00-04:00", "2026-11-01T01:30:00-04:00",
      "shown twice: the first" },
    { "cron 30 1 * * * America/New_York", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00",
      "and not the second" },
    { "cron 30 * * * * America/New_York", "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00",
      "hourly: both" },
    /* Lord Howe 2026: 4 October 02:00 → 02:30, 5 April 02:00 → 01:30 */
    { "cron 15 2 * * * Australia/Lord_Howe", "2026-10-03T12:00:00+10:30",
      "2026-10-04T02:30:00+11:00", "half an hour left out" },
    { "cron 45 2 * * * Australia/Lord_Howe", "2026-10-03T12:00:00+10:30",
      "2026-10-04T02:45:00+11:00", "the other half is there" },
    { "cron 45 1 * * * Australia/Lord_Howe", "2026-04-05T00:00:00+11:00",
      "2026-04-05T01:45:00+11:00", "half an hour twice: the first" },
    { "cron 45 1 * * * Australia/Lord_Howe", "2026-04-05T01:45:00+11:00",
      "2026-04-06T01:45:00+10:30", "and not the second" },
    { "cron 45 * * * * Australia/Lord_Howe", "2026-04-05T01:45:00+11:00",
      "2026-04-05T01:45:00+10:30", "hourly: both, half an hour apart" },
    { "cron 0 * * * * Australia/Lord_Howe", "2026-10-04T01:00:00+10:30",
      "2026-10-04T03:00:00+11:00", "hourly: no two o'clock" },
    /* A gap at midnight: Cairo 24 April 2026, 00:00 → 01:00 */
    { "cron 30 0 * * * Africa/Cairo", "2026-04-23T12:00:00+02:00", "2026-04-24T01:00:00+03:00",
      "the day begins at one" },
    { "@daily Africa/Cairo", "2026-04-23T12:00:00+02:00", "2026-04-24T01:00:00+03:00",
      "no midnight, yet every day" },
    /* A whole day left out: Samoa had no 30 December 2011. */
    { "cron 0 12 30 12 * Pacific/Apia", "2011-12-29T23:00:00-10:00", "2011-12-31T00:00:00+14:00",
      "a day left out: right after it" },
  };

  check_rows (rows, G_N_ELEMENTS (rows));
}

/* Whatever the clocks do: later each time, and a fixed hour once a day. */
static void
test_year (void)
{
  static const char *const zones[] = {
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "UTC",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *text = g_strdup_printf ("cron 15 2 * * * %s", zones[i]);
      g_autoptr (TocsinSchedule) schedule = parse (text);
      gint64 time = parse_time ("2025-12-31T12:00:00Z");
      gint64 end = parse_time ("2026-12-31T12:00:00Z");
      guint n = 0;

      for (gint64 next; (next = tocsin_schedule_next (schedule, time)) < end; time = next, n++)
        g_assert_cmpint (next, >, time);
      g_assert_cmpuint (n, ==, 365);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
    const char *about;
  } rows[] = {
    { "", "says no times", "empty" },
    { "sometimes", "says no times", "unknown word" },
    { "every", "says no times", "no interval" },
    { "every 0s", "at least one second", "no time between" },
    { "every soon", "soon", "not a time" },
    { "cron", "says no times", "no fields" },
    { "cron 60 8 * * *", "column 6, minute: 60 is not in 0–59", "minute too great" },
    { "cron 0 24 * * *", "column 8, hour: 24 is not in 0–23", "hour too great" },
    { "cron 0 8 0 * *", "column 10, day of month: 0 is not in 1–31", "no day 0" },
    { "cron 0 8 * 13 *", "column 12, month: 13", "month too great" },
    { "cron 0 8 * * 8", "column 14, day of week: 8", "weekday too great" },
    { "cron 0 8 * * mo", "column 14, day of week: a number or a name", "half a name" },
    { "cron 0 8 * * monday", "column 17, day of week: this does not belong", "a long name" },
    { "cron 0 8 * *", "column 13, day of week: minute, hour", "a field too few" },
    { "cron 0 18-8 * * *", "column 8, hour: the range runs backwards", "backwards" },
    { "cron */0 * * * *", "column 8, minute: a step", "no step" },
    { "cron */61 * * * *", "column 8, minute: a step", "a step beyond" },
    { "cron 1, * * * *", "column 8, minute: a number", "a comma too many" },
    { "cron 1-  * * * *", "column 8, minute: a number", "no end" },
    { "cron -1 * * * *", "column 6, minute: a number", "negative" },
    { "cron 99999999999 * * * *", "column 6, minute", "a number without end" },
    { "cron 0 0 31 2 *", "day of month: none of these months", "31 February" },
    { "cron 0 0 31 4,6 *", "day of month: none of these months", "months of 30 days" },
    { "cron 0 8 * * * Europe/Nowhere", "column 16, time zone: “Europe/Nowhere”", "no such zone" },
    { "cron 0 8 * * * ../../etc/passwd", "column 16, time zone", "a path" },
    { "cron 0 8 * * * 2026", "column 16, time zone", "a year" },
    { "@reboot", "column 1: “@reboot” is not one of", "no such shortcut" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinSchedule) schedule = tocsin_schedule_parse (rows[i].text, &error);

      g_assert_null (schedule);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_test_message ("%s: %s", rows[i].about, error->message);
      g_assert_nonnull (strstr (error->message, rows[i].expected));
    }
}

static void
test_accessors (void)
{
  g_autoptr (TocsinSchedule) every = parse (" every 2m ");
  g_autoptr (TocsinSchedule) push = parse ("PUSH");
  g_autofree char *text = tocsin_schedule_to_string (every);

  g_assert_cmpint (tocsin_schedule_get_kind (every), ==, TOCSIN_SCHEDULE_EVERY);
  g_assert_cmpuint (tocsin_schedule_get_interval (every), ==, 120);
  g_assert_cmpstr (text, ==, "every 2m");
  g_assert_cmpint (tocsin_schedule_get_kind (push), ==, TOCSIN_SCHEDULE_PUSH);
  g_assert_cmpuint (tocsin_schedule_get_interval (push), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/schedule/plain", test_plain);
  g_test_add_func ("/schedule/clock-changes", test_clock_changes);
  g_test_add_func ("/schedule/year", test_year);
  g_test_add_func ("/schedule/errors", test_errors);
  g_test_add_func ("/schedule/accessors", test_accessors);

  return g_test_run ();
}
