/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/time-window.h"

#include <string.h>

static gint64
parse_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  g_assert_nonnull (time);

  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

static void
test_openings (void)
{
  static const struct
  {
    const char *window;
    const char *now;
    const char *opening; /* NULL: it is open */
    const char *about;
  } rows[] = {
    { "mon-fri 08:00-18:00 UTC", "2026-01-05T08:00:00Z", NULL, "opens on the minute" },
    { "mon-fri 08:00-18:00 UTC", "2026-01-05T17:59:59Z", NULL, "the last second" },
    { "mon-fri 08:00-18:00 UTC", "2026-01-05T18:00:00Z", "2026-01-06T08:00:00Z", "is over" },
    { "mon-fri 08:00-18:00 UTC", "2026-01-02T18:00:00Z", "2026-01-05T08:00:00Z", "weekend" },
    { "mon-fri 08:00-18:00 UTC", "2026-01-05T07:59:59Z", "2026-01-05T08:00:00Z", "a second early" },
    { "8:00-9:30 UTC", "2026-01-04T08:15:00Z", NULL, "every day, short hour" },
    { "sun 10:00-11:00 UTC", "2026-01-04T11:00:00Z", "2026-01-11T10:00:00Z", "a week off" },
    { "08:00-12:00,13:00-18:00 UTC", "2026-01-05T12:30:00Z", "2026-01-05T13:00:00Z", "lunch" },
    { "00:00-24:00 UTC", "2026-01-05T23:59:59Z", NULL, "always" },
    { "fri 22:00-06:00 UTC", "2026-01-03T05:59:00Z", NULL, "goes on into Saturday" },
    { "fri 22:00-06:00 UTC", "2026-01-03T06:00:00Z", "2026-01-09T22:00:00Z", "but not longer" },
    { "fri 22:00-06:00 UTC", "2026-01-02T05:00:00Z", "2026-01-02T22:00:00Z",
      "Thursday night is not Friday's" },
    { "mon-fri 08:00-18:00 Europe/Berlin", "2026-03-27T18:00:00+01:00", "2026-03-30T08:00:00+02:00",
      "across a change of the clocks" },
    { "02:30-04:00 Europe/Berlin", "2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00",
      "its beginning is left out" },
    { "02:15-02:45 Europe/Berlin", "2026-03-29T01:00:00+01:00", "2026-03-30T02:15:00+02:00",
      "all of it is left out" },
    { "sun 02:15-02:45 Europe/Berlin", "2026-03-23T01:00:00+01:00", "2026-04-05T02:15:00+02:00",
      "all of this week's is left out" },
    { "02:00-02:30 Europe/Berlin", "2026-10-25T02:40:00+02:00", "2026-10-25T02:00:00+01:00",
      "shown twice: opens twice" },
    { "01:30-02:30 Europe/Berlin", "2026-10-25T02:40:00+02:00", "2026-10-25T02:00:00+01:00",
      "only its end is shown twice" },
    { "mon 08:00-09:00", "2026-01-05T08:30:00Z", NULL, "the machine's zone" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTimeWindow) window = tocsin_time_window_parse (rows[i].window, &error);
      gint64 now = parse_time (rows[i].now);

      g_test_message ("%s: %s", rows[i].window, rows[i].about);
      g_assert_no_error (error);
      g_assert_true (tocsin_time_window_contains (window, now) == (rows[i].opening == NULL));
      g_assert_cmpint (tocsin_time_window_next_opening (window, now), ==,
                       rows[i].opening != NULL ? parse_time (rows[i].opening) : now);
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
    { "", "column 1", "empty" },
    { "mon-fri", "column 8: a time like 08:00", "no time" },
    { "mon-fri 8-18", "column 9: a time like 08:00", "no minutes" },
    { "mon-fri 08:00", "column 14: a time span", "no end" },
    { "mon-fri 08:00-25:00", "column 15: a time", "hour too great" },
    { "mon-fri 08:60-09:00", "column 9: a time", "minute too great" },
    { "mon-fri 24:30-09:00", "column 9: a time", "after midnight" },
    { "mon-fri 08:00-08:00", "column 9: this span is empty", "no time between" },
    { "mon-fri 08:00-18:00x", "column 20: this does not belong", "rubbish" },
    { "mon-fri 08:00-18:00, UTC", "column 21: a time", "a comma too many" },
    { "xyz 08:00-18:00", "column 1, day of week", "no such day" },
    { "mon-fri 08:00-18:00 Mars/Base", "column 21, time zone: “Mars/Base”", "no such zone" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TocsinTimeWindow) window = tocsin_time_window_parse (rows[i].text, &error);

      g_assert_null (window);
      g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID);
      g_test_message ("%s: %s", rows[i].about, error->message);
      g_assert_nonnull (strstr (error->message, rows[i].expected));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/time-window/openings", test_openings);
  g_test_add_func ("/time-window/errors", test_errors);

  return g_test_run ();
}
