/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query.h"

#define DAY ((gint64) 86400)

/* 2026-11-01T12:00:00Z */
#define NOW (G_GINT64_CONSTANT (1793534400) * G_USEC_PER_SEC)

static const struct
{
  const char *why;
  const char *text;
  const char *zone;
  gint64 from;
  gint64 until;
} rows[] = {
  { "a day begins at midnight", "after:2026-11-01", "UTC", 1793491200, 0 },
  { "of the zone", "after:2026-11-01", "Europe/Berlin", 1793487600, 0 },
  { "before a day excludes it", "before:2026-11-01", "UTC", 0, 1793491200 },
  { "on a day", "on:2026-11-01", "UTC", 1793491200, 1793491200 + DAY },
  { "a day of 25 hours", "on:2026-10-25", "Europe/Berlin", 1792879200, 1792879200 + DAY + 3600 },
  { "a day of 23 hours", "on:2026-03-29", "Europe/Berlin", 1774738800, 1774738800 + DAY - 3600 },
  { "a minute", "on:2026-11-01T08:00", "UTC", 1793520000, 1793520060 },
  { "a second", "on:2026-11-01T08:00:00", "UTC", 1793520000, 1793520001 },
  { "a zone of its own wins", "after:2026-11-01T08:00+01:00", "America/New_York", 1793516400, 0 },
  { "Zulu", "after:2026-11-01T08:00Z", "America/New_York", 1793520000, 0 },
  { "west", "after:2026-11-01T08:00-05:00", "UTC", 1793538000, 0 },
  { "sent is the same", "sent-before:2026-11-01", "UTC", 0, 1793491200 },
  { "minutes", "newer:30m", "UTC", 1793534400 - 1800, 0 },
  { "hours", "newer:12h", "UTC", 1793534400 - 12 * 3600, 0 },
  { "days", "newer:7d", "UTC", 1793534400 - 7 * DAY, 0 },
  { "weeks", "older:4w", "UTC", 0, 1793534400 - 28 * DAY },
  { "months of the calendar", "newer:1mo", "UTC", 1793534400 - 31 * DAY, 0 },
  { "years of the calendar", "older:1y", "UTC", 0, 1793534400 - 365 * DAY },
  { "so long ago that nothing is older", "older:99999y", "UTC", 0, G_MININT64 },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (TocsinQuery) query = tocsin_query_parse (rows[i].text, NULL);
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (rows[i].zone);
      gint64 from, until;

      g_test_message ("%s", rows[i].why);
      tocsin_query_node_get_range (tocsin_query_get_root (query), NOW, zone, &from, &until);
      g_assert_cmpint (from, ==, rows[i].from != 0 ? rows[i].from * G_USEC_PER_SEC : G_MININT64);
      if (rows[i].until == G_MININT64)
        g_assert_cmpint (until, ==, G_MININT64);
      else
        g_assert_cmpint (until, ==,
                         rows[i].until != 0 ? rows[i].until * G_USEC_PER_SEC : G_MAXINT64);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/moment/table", test_table);

  return g_test_run ();
}
