/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/wire/date.h"

#include <stdio.h>

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int
month_from_name (const char *name)
{
  for (int month = 1; month <= 12; month++)
    if (g_ascii_strncasecmp (name, months + 3 * (month - 1), 3) == 0)
      return month;

  return 0;
}

/**
 * imap4_date_parse:
 * @text: an INTERNALDATE such as ` 7-Feb-1994 22:43:04 -0800`
 * @time: (out): microseconds since 1970
 *
 * Returns: whether it is a date and time (RFC 9051, section 9, date-time).
 */
gboolean
imap4_date_parse (const char *text, gint64 *time)
{
  int day, year, hour, minute, second, zone, month;
  char name[4], sign;
  gint64 seconds;
  g_autoptr (GDateTime) utc = NULL;

  if (sscanf (text, " %2d-%3[A-Za-z]-%4d %2d:%2d:%2d %c%4d", &day, name, &year, &hour, &minute,
              &second, &sign, &zone)
          != 8
      || (sign != '+' && sign != '-') || zone < 0)
    return FALSE;

  month = month_from_name (name);
  /* A leap second is a moment too, but none that GDateTime knows. */
  utc = g_date_time_new_utc (year, month, day, hour, minute, MIN (second, 59));
  if (utc == NULL)
    return FALSE;

  seconds = (zone / 100) * 3600 + (zone % 100) * 60;
  *time = (g_date_time_to_unix (utc) - (sign == '-' ? -seconds : seconds)) * G_USEC_PER_SEC;

  return TRUE;
}

/**
 * imap4_date_format_day:
 * @time: microseconds since 1970
 *
 * Returns: (transfer full): its day in UTC as SEARCH wants it, such as `7-Feb-1994`.
 */
char *
imap4_date_format_day (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  if (utc == NULL)
    return g_strdup ("1-Jan-1970");

  return g_strdup_printf ("%d-%.3s-%04d", g_date_time_get_day_of_month (utc),
                          months + 3 * (g_date_time_get_month (utc) - 1),
                          g_date_time_get_year (utc));
}
