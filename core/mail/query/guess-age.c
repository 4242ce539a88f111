/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What somebody meant who wrote an age in words, in two units, or as a date. */
#include "core/mail/query/guess.h"
#include "core/mail/query/moment.h"

#include <string.h>

/* An age is counted in minutes and, because no number of those makes one, in months. */
typedef struct
{
  double minutes;
  double months;
  /* The last part, and how many there are. */
  double count;
  const char *unit;
  guint parts;
} Age;

static const struct
{
  const char *unit;
  double minutes;
  double months;
  const char *ours;
} units[] = {
  { "s", 1.0 / 60, 0, "" },      { "sec", 1.0 / 60, 0, "" },
  { "second", 1.0 / 60, 0, "" }, { "m", 1, 0, "m" },
  { "min", 1, 0, "m" },          { "minute", 1, 0, "m" },
  { "h", 60, 0, "h" },           { "hr", 60, 0, "h" },
  { "hour", 60, 0, "h" },        { "d", 24 * 60, 0, "d" },
  { "day", 24 * 60, 0, "d" },    { "w", 7 * 24 * 60, 0, "w" },
  { "wk", 7 * 24 * 60, 0, "w" }, { "week", 7 * 24 * 60, 0, "w" },
  { "mo", 0, 1, "mo" },          { "mon", 0, 1, "mo" },
  { "mth", 0, 1, "mo" },         { "month", 0, 1, "mo" },
  { "y", 0, 12, "y" },           { "yr", 0, 12, "y" },
  { "year", 0, 12, "y" },
};

static gboolean
add_unit (Age *self, double count, const char *unit)
{
  gsize n = strlen (unit);

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gsize known = strlen (units[i].unit);
      gboolean plural = n == known + 1 && known > 1 && g_ascii_tolower (unit[known]) == 's';

      if ((n != known && !plural) || g_ascii_strncasecmp (unit, units[i].unit, known) != 0)
        continue;
      self->minutes += count * units[i].minutes;
      self->months += count * units[i].months;
      self->count = count;
      self->unit = units[i].ours;
      self->parts++;
      return TRUE;
    }

  return FALSE;
}

/* A number with nothing behind it: days, or the minutes behind hours. */
static gboolean
add_bare (Age *self, double count)
{
  if (self->parts == 0)
    return add_unit (self, count, "d");

  return g_str_equal (self->unit, "h") && add_unit (self, count, "m");
}

static double
read_count (const char **typed)
{
  double count = 0, place = 1;

  for (; g_ascii_isdigit (**typed); (*typed)++)
    count = count * 10 + (**typed - '0');
  if ((**typed != '.' && **typed != ',') || !g_ascii_isdigit ((*typed)[1]))
    return count;
  for ((*typed)++; g_ascii_isdigit (**typed); (*typed)++)
    count += (**typed - '0') * (place /= 10);

  return count;
}

static gboolean
read_age (Age *self, const char *typed)
{
  if (*typed == '\0')
    return FALSE;
  while (*typed != '\0')
    {
      double count = g_ascii_isdigit (*typed) ? read_count (&typed) : 1;
      const char *unit = typed + strspn (typed, " ");
      gsize n = 0;
      g_autofree char *name = NULL;

      while (g_ascii_isalpha (unit[n]))
        n++;
      name = g_strndup (unit, n);
      if (n == 0 ? unit == typed && *typed != '\0' : FALSE)
        return FALSE;
      if (n == 0 ? !add_bare (self, count) : !add_unit (self, count, name))
        return FALSE;
      typed = unit + n + strspn (unit + n, " ,+");
    }

  return TRUE;
}

static char *
write_age (const Age *self)
{
  static const struct
  {
    const char *unit;
    guint minutes;
  } whole[] = { { "w", 7 * 24 * 60 }, { "d", 24 * 60 }, { "h", 60 }, { "m", 1 } };
  guint64 minutes = (guint64) (self->minutes + 0.999), months = (guint64) (self->months + 0.5);

  if (self->parts == 1 && *self->unit != '\0' && self->count == (double) (guint64) self->count)
    return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", (guint64) self->count, self->unit);
  if (months > 0)
    return months % 12 == 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT "y", months / 12)
                            : g_strdup_printf ("%" G_GUINT64_FORMAT "mo", months);
  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    if (minutes > 0 && minutes % whole[i].minutes == 0)
      return g_strdup_printf ("%" G_GUINT64_FORMAT "%s", minutes / whole[i].minutes, whole[i].unit);

  return NULL;
}

/* `7d` written any way; a capital M is a month to most. */
static char *
guess_length (const char *typed)
{
  gsize n = strlen (typed);
  g_autofree char *months =
      n > 1 && typed[n - 1] == 'M' && typed[n - 2] != ' ' ? g_strconcat (typed, "o", NULL) : NULL;
  g_autofree char *guess = NULL;
  Age age = { 0 };
  gint64 moment;

  if (!read_age (&age, months != NULL ? months : typed) || age.minutes > G_MAXINT
      || age.months > G_MAXINT)
    return NULL;
  guess = write_age (&age);

  return guess != NULL && tocsin_moment_parse_age (guess, 0, NULL, &moment)
             ? g_steal_pointer (&guess)
             : NULL;
}

/* ISO 8601: P7D, PT12H; an M is months before the T. */
static char *
guess_duration (const char *typed)
{
  if (g_ascii_toupper (typed[0]) != 'P')
    return NULL;
  if (g_ascii_toupper (typed[1]) == 'T')
    return g_ascii_strdown (typed + 2, -1);

  return g_ascii_strup (typed + 1, -1);
}

static char *
guess_word (const char *typed)
{
  static const char *const words[][2] = { { "today", "1d" },      { "yesterday", "2d" },
                                          { "lastweek", "2w" },   { "thisweek", "1w" },
                                          { "lastmonth", "2mo" }, { "lastyear", "2y" },
                                          { "fortnight", "2w" },  { "now", "1h" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i][0], typed) == 0)
      return g_strdup (words[i][1]);

  return NULL;
}

/**
 * tocsin_query_guess_age:
 * @info: a field that has ages
 * @typed: its value, which is none
 *
 * Returns: (transfer full) (nullable): the term that was probably meant.
 */
char *
tocsin_query_guess_age (const TocsinQueryFieldInfo *info, const char *typed)
{
  const char *age = typed + strspn (typed, "+-<>= ");
  g_autofree char *moment = strlen (age) > 4 ? tocsin_query_guess_moment (age) : NULL;
  g_autofree char *duration = guess_duration (age);
  g_autofree char *word = guess_word (age);
  g_autofree char *length = NULL;

  if (moment != NULL)
    return g_strdup_printf ("%s:%s", info->field == TOCSIN_QUERY_FIELD_NEWER ? "after" : "before",
                            moment);
  if (word != NULL)
    return g_strdup_printf ("%s:%s", info->name, word);
  length = guess_length (duration != NULL ? duration : age);

  return length != NULL ? g_strdup_printf ("%s:%s", info->name, length) : NULL;
}
