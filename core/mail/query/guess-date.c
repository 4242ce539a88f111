/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What somebody meant who wrote a date in the way of his country, or of another program. */
#include "core/mail/query/guess.h"
#include "core/mail/query/moment.h"

#include <stdlib.h>
#include <string.h>

typedef enum
{
  ORDER_YEAR_FIRST,
  ORDER_DAY_FIRST,
  ORDER_OPEN,
  ORDER_DAY_NAME_YEAR,
  ORDER_NAME_DAY_YEAR,
  ORDER_YEAR_NAME_DAY,
  ORDER_MONTH,
  ORDER_YEAR,
} Order;

typedef struct
{
  int year, month, day;
  char *rest;
} Day;

static const struct
{
  const char *pattern;
  Order order;
} forms[] = {
  { "^(\\d{4})(\\d\\d)(\\d\\d)(?!\\d)(.*)$", ORDER_YEAR_FIRST },
  { "^(\\d{4})[-./](\\d\\d?)[-./](\\d\\d?)(?!\\d)(.*)$", ORDER_YEAR_FIRST },
  { "^(\\d\\d?)[-.] ?(\\d\\d?)[-.] ?(\\d{4})(?!\\d)(.*)$", ORDER_DAY_FIRST },
  { "^(\\d\\d?)/(\\d\\d?)/(\\d{4})(?!\\d)(.*)$", ORDER_OPEN },
  { "^(\\d\\d?)[-. ]*([a-z]{3,9})[-., ]*(\\d{4})(?!\\d)(.*)$", ORDER_DAY_NAME_YEAR },
  { "^([a-z]{3,9})[-. ]*(\\d\\d?)(?:st|nd|rd|th)?[-., ]+(\\d{4})(?!\\d)(.*)$",
    ORDER_NAME_DAY_YEAR },
  { "^(\\d{4})[-. ]([a-z]{3,9})[-. ](\\d\\d?)(?!\\d)(.*)$", ORDER_YEAR_NAME_DAY },
  { "^(\\d{4})[-./](\\d\\d?)()()$", ORDER_MONTH },
  { "^(\\d{4})()()()$", ORDER_YEAR },
};

static GStrv
match (const char *pattern, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) info = NULL;

  return g_regex_match (regex, text, 0, &info) ? g_match_info_fetch_all (info) : NULL;
}

static int
find_month (const char *name)
{
  static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec" };

  for (int i = 0; i < (int) G_N_ELEMENTS (months); i++)
    if (g_ascii_strncasecmp (name, months[i], 3) == 0)
      return i + 1;

  return 0;
}

static void
set_day (Day *self, const char *year, int month, const char *day)
{
  self->year = atoi (year);
  self->month = month;
  self->day = atoi (day);
}

/* Where a slash stands between, the month comes first in one country and second in the next: only
 * what can't be a month decides. */
static void
take_parts (Day *self, Order order, GStrv parts)
{
  switch (order)
    {
    case ORDER_YEAR_FIRST:
      set_day (self, parts[1], atoi (parts[2]), parts[3]);
      break;
    case ORDER_OPEN:
      if (atoi (parts[2]) > 12)
        set_day (self, parts[3], atoi (parts[1]), parts[2]);
      else if (atoi (parts[1]) > 12)
        set_day (self, parts[3], atoi (parts[2]), parts[1]);
      break;
    case ORDER_DAY_FIRST:
      set_day (self, parts[3], atoi (parts[2]), parts[1]);
      break;
    case ORDER_DAY_NAME_YEAR:
      set_day (self, parts[3], find_month (parts[2]), parts[1]);
      break;
    case ORDER_NAME_DAY_YEAR:
      set_day (self, parts[3], find_month (parts[1]), parts[2]);
      break;
    case ORDER_YEAR_NAME_DAY:
      set_day (self, parts[1], find_month (parts[2]), parts[3]);
      break;
    case ORDER_MONTH:
      set_day (self, parts[1], atoi (parts[2]), "1");
      break;
    case ORDER_YEAR:
    default:
      set_day (self, parts[1], 1, "1");
      break;
    }
}

/* Day and month in the wrong order, or a day behind the month's last. */
static gboolean
mend_day (Day *self)
{
  if (self->month > 12 && self->day <= 12)
    {
      int month = self->day;

      self->day = self->month;
      self->month = month;
    }
  if (self->year < 1 || self->month < 1 || self->month > 12 || self->day < 1 || self->day > 31)
    return FALSE;
  self->day =
      MIN (self->day, g_date_get_days_in_month ((GDateMonth) self->month, (GDateYear) self->year));

  return TRUE;
}

static gboolean
read_day (Day *self, const char *typed)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_auto (GStrv) parts = match (forms[i].pattern, typed);

      if (parts == NULL)
        continue;
      take_parts (self, forms[i].order, parts);
      self->rest = g_strdup (parts[4]);
      return mend_day (self);
    }

  return FALSE;
}

static char *
write_zone (const char *sign, const char *hours, const char *minutes, const char *utc)
{
  if (*utc != '\0')
    return g_strdup ("Z");
  if (*sign == '\0')
    return g_strdup ("");

  return g_strdup_printf ("%s%02d:%02d", sign, atoi (hours), atoi (minutes));
}

static int
find_hour (const char *typed, const char *half)
{
  int hour = atoi (typed);

  if (*half == '\0')
    return hour;

  return hour % 12 + (g_ascii_tolower (*half) == 'p' ? 12 : 0);
}

/* What stands behind the day; %NULL when it is no time. */
static char *
read_time (Day *day)
{
  g_auto (GStrv) parts = match ("^(?:t|at|,|_|\\s)*(\\d\\d?)(?::?(\\d\\d))?(?::?(\\d\\d))?"
                                "(?:[.,]\\d+)?\\s*([ap]m|)\\s*"
                                "(?:(z|utc|gmt)|([-+])(\\d\\d?)(?::?(\\d\\d))?|)$",
                                day->rest);
  g_autofree char *zone = NULL;
  GDate date;
  int hour;

  if (parts == NULL)
    return NULL;

  hour = find_hour (parts[1], parts[4]);
  if (hour == 24 && atoi (parts[2]) == 0)
    {
      g_date_clear (&date, 1);
      g_date_set_dmy (&date, (GDateDay) day->day, (GDateMonth) day->month, (GDateYear) day->year);
      g_date_add_days (&date, 1);
      day->year = g_date_get_year (&date);
      day->month = g_date_get_month (&date);
      day->day = g_date_get_day (&date);
      hour = 0;
    }
  zone = g_strv_length (parts) > 8 ? write_zone (parts[6], parts[7], parts[8], parts[5])
         : g_strv_length (parts) > 7
             ? write_zone (parts[6], parts[7], "", parts[5])
             : write_zone ("", "", "", g_strv_length (parts) > 5 ? parts[5] : "");
  if (*parts[3] != '\0')
    return g_strdup_printf ("T%02d:%02d:%02d%s", hour, atoi (parts[2]), atoi (parts[3]), zone);

  return g_strdup_printf ("T%02d:%02d%s", hour, atoi (parts[2]), zone);
}

/**
 * tocsin_query_guess_moment:
 * @typed: what should be a date and is none of ours
 *
 * Returns: (transfer full) (nullable): the date that was probably meant.
 */
char *
tocsin_query_guess_moment (const char *typed)
{
  Day day = { 0 };
  g_autofree char *time = NULL;
  g_autofree char *guess = NULL;
  gboolean read = read_day (&day, typed);
  g_autofree char *rest = day.rest;
  gint64 begin, end;

  if (!read)
    return NULL;
  time = *rest != '\0' ? read_time (&day) : g_strdup ("");
  if (time == NULL)
    return NULL;
  guess = g_strdup_printf ("%04d-%02d-%02d%s", day.year, day.month, day.day, time);

  return tocsin_moment_parse (guess, NULL, &begin, &end) ? g_steal_pointer (&guess) : NULL;
}

/* Days are counted from now: nearer to what was meant one can't say without a calendar. */
static char *
guess_relative (TocsinQueryField field, const char *typed)
{
  static const struct
  {
    const char *word, *newer, *older;
  } words[] = { { "now", "1h", "1h" },         { "today", "1d", "1d" },
                { "yesterday", "2d", "1d" },   { "week", "1w", "1w" },
                { "lastweek", "2w", "1w" },    { "thisweek", "1w", "1w" },
                { "month", "1mo", "1mo" },     { "lastmonth", "2mo", "1mo" },
                { "thismonth", "1mo", "1mo" }, { "year", "1y", "1y" },
                { "lastyear", "2y", "1y" },    { "thisyear", "1y", "1y" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_ascii_strcasecmp (words[i].word, typed) != 0)
        continue;
      if (field == TOCSIN_QUERY_FIELD_AFTER)
        return g_strconcat ("newer:", words[i].newer, NULL);
      if (field == TOCSIN_QUERY_FIELD_BEFORE)
        return g_strconcat ("older:", words[i].older, NULL);
      if (field == TOCSIN_QUERY_FIELD_ON)
        return g_strconcat ("newer:", words[i].newer, NULL);
    }

  return NULL;
}

static char *
guess_age (TocsinQueryField field, const char *typed)
{
  gint64 moment;

  if (!tocsin_moment_parse_age (typed, 0, NULL, &moment))
    return NULL;
  if (field == TOCSIN_QUERY_FIELD_AFTER)
    return g_strconcat ("newer:", typed, NULL);
  if (field == TOCSIN_QUERY_FIELD_BEFORE)
    return g_strconcat ("older:", typed, NULL);

  return NULL;
}

/* A range holds its last day, before: does not. */
static char *
get_behind (const char *moment)
{
  GDate date;
  int year, month, day;

  if (strlen (moment) != strlen ("2026-11-01"))
    return g_strdup (moment);
  year = atoi (moment);
  month = atoi (moment + 5);
  day = atoi (moment + 8);
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_add_days (&date, 1);

  return g_strdup_printf ("%04d-%02d-%02d", g_date_get_year (&date), g_date_get_month (&date),
                          g_date_get_day (&date));
}

static char *
guess_range (const char *typed)
{
  const char *dots = strstr (typed, "..");
  g_autofree char *first = NULL;
  g_autofree char *from = NULL;
  g_autofree char *until = NULL;
  g_autofree char *behind = NULL;

  if (dots == NULL)
    return NULL;
  first = g_strndup (typed, (gsize) (dots - typed));
  from = tocsin_query_guess_moment (first);
  until = tocsin_query_guess_moment (dots + 2);
  behind = until != NULL ? get_behind (until) : NULL;
  if (from != NULL && behind != NULL)
    return g_strdup_printf ("after:%s before:%s", from, behind);
  if (from != NULL && dots[2] == '\0')
    return g_strconcat ("after:", from, NULL);
  if (behind != NULL && dots == typed)
    return g_strconcat ("before:", behind, NULL);

  return NULL;
}

/* A comparison says which field was meant. */
static const char *
choose_field (const TocsinQueryFieldInfo *info, char comparison)
{
  gboolean sent =
      info->field == TOCSIN_QUERY_FIELD_SENT_AFTER || info->field == TOCSIN_QUERY_FIELD_SENT_BEFORE;

  if (comparison == '>')
    return sent ? "sent-after" : "after";
  if (comparison == '<')
    return sent ? "sent-before" : "before";

  return info->name;
}

/**
 * tocsin_query_guess_date:
 * @info: a field that has dates
 * @typed: its value, which is none
 *
 * Returns: (transfer full) (nullable): the term that was probably meant.
 */
char *
tocsin_query_guess_date (const TocsinQueryFieldInfo *info, const char *typed)
{
  const char *date = typed + strspn (typed, "<>=");
  g_autofree char *moment = tocsin_query_guess_moment (date);
  char *guess;

  if (moment != NULL)
    return g_strdup_printf ("%s:%s", choose_field (info, *typed), moment);
  guess = guess_range (date);
  if (guess == NULL)
    guess = guess_relative (info->field, date);
  if (guess == NULL)
    guess = guess_age (info->field, date);

  return guess;
}
