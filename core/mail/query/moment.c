/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/moment.h"

#include <stdio.h>
#include <string.h>

/* A person's age is no age of mail; and no date before the calendar may come out. */
#define MAX_AGE 100000

typedef struct
{
  int year, month, day, hour, minute, second;
  const char *rest;
} Fields;

static gboolean
read_digits (const char **text, guint count, int *value)
{
  *value = 0;
  for (guint i = 0; i < count; i++, (*text)++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      *value = *value * 10 + (**text - '0');
    }

  return TRUE;
}

static gboolean
read_mark (const char **text, char mark)
{
  if (**text != mark)
    return FALSE;
  (*text)++;

  return TRUE;
}

static gboolean
read_day (const char **text, Fields *fields)
{
  return read_digits (text, 4, &fields->year) && read_mark (text, '-')
         && read_digits (text, 2, &fields->month) && read_mark (text, '-')
         && read_digits (text, 2, &fields->day) && fields->year > 0
         && g_date_valid_dmy (fields->day, fields->month, fields->year);
}

static gboolean
read_time (const char **text, Fields *fields, gboolean *has_seconds)
{
  if (!read_digits (text, 2, &fields->hour) || !read_mark (text, ':')
      || !read_digits (text, 2, &fields->minute) || fields->hour > 23 || fields->minute > 59)
    return FALSE;

  *has_seconds = read_mark (text, ':');

  return !*has_seconds || (read_digits (text, 2, &fields->second) && fields->second < 60);
}

/* `Z`, `+01:00` or nothing; %NULL when it is none of them. */
static GTimeZone *
read_zone (const char *text, GTimeZone *fallback)
{
  int hours, minutes;
  const char *p = text + 1;

  if (*text == '\0')
    return fallback != NULL ? g_time_zone_ref (fallback) : g_time_zone_new_local ();
  if (g_str_equal (text, "Z"))
    return g_time_zone_new_utc ();
  if ((*text != '+' && *text != '-') || !read_digits (&p, 2, &hours) || !read_mark (&p, ':')
      || !read_digits (&p, 2, &minutes) || *p != '\0' || hours > 23 || minutes > 59)
    return NULL;

  return g_time_zone_new_identifier (text);
}

static gint64
to_microseconds (GDateTime *moment)
{
  return g_date_time_to_unix (moment) * G_USEC_PER_SEC;
}

/**
 * tocsin_moment_parse:
 * @text: `2026-11-01`, `2026-11-01T08:00`, `…T08:00:30`, each time perhaps with `Z` or `+01:00`
 * @zone: (nullable): the time zone of what names none, %NULL for the machine's
 * @begin: (out): its begin, microseconds since 1970
 * @end: (out): the end of the day, minute or second it names
 *
 * Returns: whether it was one of them.
 */
gboolean
tocsin_moment_parse (const char *text, GTimeZone *zone, gint64 *begin, gint64 *end)
{
  Fields fields = { 0 };
  gboolean has_time, has_seconds = FALSE;
  g_autoptr (GTimeZone) used = NULL;
  g_autoptr (GDateTime) first = NULL;
  g_autoptr (GDateTime) behind = NULL;

  if (!read_day (&text, &fields))
    return FALSE;
  has_time = read_mark (&text, 'T') || read_mark (&text, 't');
  if (has_time && !read_time (&text, &fields, &has_seconds))
    return FALSE;
  if (!has_time && *text != '\0')
    return FALSE;
  used = read_zone (text, zone);
  if (used == NULL)
    return FALSE;

  first = g_date_time_new (used, fields.year, fields.month, fields.day, fields.hour, fields.minute,
                           fields.second);
  if (first == NULL)
    return FALSE;
  /* A day is not always 24 hours long. */
  behind = has_time ? g_date_time_add_seconds (first, has_seconds ? 1 : 60)
                    : g_date_time_add_days (first, 1);
  *begin = to_microseconds (first);
  *end = behind != NULL ? to_microseconds (behind) : G_MAXINT64;

  return TRUE;
}

static GDateTime *
go_back (GDateTime *from, int count, const char *unit)
{
  if (g_str_equal (unit, "m"))
    return g_date_time_add_minutes (from, -count);
  if (g_str_equal (unit, "h"))
    return g_date_time_add_hours (from, -count);
  if (g_str_equal (unit, "d"))
    return g_date_time_add_hours (from, -count * 24);
  if (g_str_equal (unit, "w"))
    return g_date_time_add_hours (from, -count * 24 * 7);
  if (g_str_equal (unit, "mo"))
    return g_date_time_add_months (from, -count);

  return g_date_time_add_years (from, -count);
}

/**
 * tocsin_moment_parse_age:
 * @text: `30m`, `12h`, `7d`, `4w`, `6mo`, `1y`
 * @now: microseconds since 1970
 * @zone: (nullable): in whose calendar months and years are counted, %NULL for the machine's
 * @moment: (out): so long before @now, in microseconds since 1970
 *
 * Returns: whether it was one of them.
 */
gboolean
tocsin_moment_parse_age (const char *text, gint64 now, GTimeZone *zone, gint64 *moment)
{
  static const char *const units[] = { "m", "h", "d", "w", "mo", "y", NULL };
  g_autoptr (GTimeZone) used = NULL;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) then = NULL;
  guint64 count;
  char *unit;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  count = g_ascii_strtoull (text, &unit, 10);
  if (count > MAX_AGE || !g_strv_contains (units, unit))
    return FALSE;

  used = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_local ();
  utc = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_timezone (utc, used) : NULL;
  then = local != NULL ? go_back (local, (int) count, unit) : NULL;
  *moment = then != NULL ? to_microseconds (then) + now % G_USEC_PER_SEC : G_MININT64;

  return TRUE;
}
