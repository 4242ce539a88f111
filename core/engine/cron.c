/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/cron.h"

#include "core/engine/cron-field.h"
#include "core/engine/zone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* GDate counts days from the first of January of the year 1. */
#define JULIAN_1970 719163

/* The 29th of February on a given weekday comes every 28 years, around 2100 after 40. */
#define MAX_DAYS (50 * 366)

enum
{
  MINUTES,
  HOURS,
  DAYS,
  MONTHS,
  WEEKDAYS,
  N_FIELDS,
};

static const char *const month_names[] = {
  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", NULL,
};

static const TocsinCronField fields[WEEKDAYS] = {
  [MINUTES] = { N_ ("minute"), 0, 59, NULL, FALSE },
  [HOURS] = { N_ ("hour"), 0, 23, NULL, FALSE },
  [DAYS] = { N_ ("day of month"), 1, 31, NULL, FALSE },
  [MONTHS] = { N_ ("month"), 1, 12, month_names, FALSE },
};

struct _TocsinCron
{
  guint64 values[N_FIELDS];
  gboolean is_star[N_FIELDS];
  GTimeZone *zone;
};

static const TocsinCronField *
get_field (guint i)
{
  return i == WEEKDAYS ? &tocsin_cron_weekdays : &fields[i];
}

static gboolean
has (const TocsinCron *self, guint field, guint value)
{
  return (self->values[field] >> value & 1) != 0;
}

static const char *
expand_shortcut (const char *word)
{
  static const char *const shortcuts[][2] = {
    { "@hourly", "0 * * * *" },   { "@daily", "0 0 * * *" },   { "@midnight", "0 0 * * *" },
    { "@weekly", "0 0 * * 0" },   { "@monthly", "0 0 1 * *" }, { "@yearly", "0 0 1 1 *" },
    { "@annually", "0 0 1 1 *" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (g_ascii_strcasecmp (word, shortcuts[i][0]) == 0)
      return shortcuts[i][1];

  return NULL;
}

static const char *
skip_space (const char *at)
{
  return at + strspn (at, " \t");
}

static const char *
word_end (const char *at)
{
  return at + strcspn (at, " \t");
}

static gboolean
parse_fields (TocsinCron *self, const char *text, const char **at, GError **error)
{
  for (guint i = 0; i < N_FIELDS; i++)
    {
      const TocsinCronField *field = get_field (i);
      const char *begin = skip_space (*at);
      const char *end = word_end (begin);

      if (begin == end)
        {
          tocsin_cron_fail (error, text, begin, _ (field->label),
                            _ ("minute, hour, day of month, month and day of week are expected"));
          return FALSE;
        }
      if (!tocsin_cron_field_parse (field, text, begin, end, &self->values[i], error))
        return FALSE;
      self->is_star[i] = *begin == '*';
      *at = end;
    }

  return TRUE;
}

static gboolean
parse_shortcut (TocsinCron *self, const char *text, const char **at, GError **error)
{
  const char *end = word_end (*at);
  g_autofree char *word = g_strndup (*at, (gsize) (end - *at));
  const char *expanded = expand_shortcut (word);

  if (expanded == NULL)
    {
      tocsin_cron_fail (error, text, *at, NULL,
                        _ ("“%s” is not one of @hourly, @daily, @midnight, @weekly, @monthly, "
                           "@yearly, @annually"),
                        word);
      return FALSE;
    }
  *at = end;

  return parse_fields (self, expanded, &expanded, error);
}

static gboolean
parse_zone (TocsinCron *self, const char *text, const char *at, GError **error)
{
  const char *begin = skip_space (at);
  g_autofree char *name = g_strchomp (g_strdup (begin));
  g_autoptr (GError) local_error = NULL;

  self->zone = tocsin_zone_parse (name, &local_error);
  if (self->zone != NULL)
    return TRUE;

  tocsin_cron_fail (error, text, begin, _ ("time zone"), "%s", local_error->message);

  return FALSE;
}

/* With days of the week beside, the others may stay without effect; alone they must exist. */
static gboolean
check_possible (const TocsinCron *self, const char *text, const char *at, GError **error)
{
  if (self->is_star[DAYS] || !self->is_star[WEEKDAYS])
    return TRUE;

  for (guint month = 1; month <= 12; month++)
    for (guint day = 1; day <= 31; day++)
      if (has (self, MONTHS, month) && has (self, DAYS, day)
          && day <= g_date_get_days_in_month ((GDateMonth) month, 2000))
        return TRUE;

  tocsin_cron_fail (error, text, at, _ (fields[DAYS].label),
                    _ ("none of these months has such a day, so it would never fire"));

  return FALSE;
}

/*< private >
 * tocsin_cron_parse:
 * @text: the whole text, for messages
 * @begin: where the calendar begins in it
 * @error: `config.invalid`, naming field and column
 *
 * Returns: (transfer full): the calendar. Without a zone it goes by the machine's own.
 */
TocsinCron *
tocsin_cron_parse (const char *text, const char *begin, GError **error)
{
  g_autoptr (TocsinCron) self = g_new0 (TocsinCron, 1);
  const char *at = skip_space (begin);
  const char *first = at;

  if (*at == '@' ? !parse_shortcut (self, text, &at, error)
                 : !parse_fields (self, text, &at, error))
    return NULL;
  if (!check_possible (self, text, first, error) || !parse_zone (self, text, at, error))
    return NULL;

  return g_steal_pointer (&self);
}

/*< private >
 * tocsin_cron_free:
 * @self: (transfer full): a calendar
 */
void
tocsin_cron_free (TocsinCron *self)
{
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

static gboolean
matches_day (const TocsinCron *self, gint64 day)
{
  gboolean in_month;
  gboolean in_week;
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_julian (&date, (guint32) (day + JULIAN_1970));
  if (!has (self, MONTHS, g_date_get_month (&date)))
    return FALSE;

  in_month = has (self, DAYS, g_date_get_day (&date));
  in_week = has (self, WEEKDAYS, g_date_get_weekday (&date) % 7);
  if (self->is_star[DAYS] || self->is_star[WEEKDAYS])
    return in_month && in_week;

  return in_month || in_week;
}

static gint64
floor_divide (gint64 a, gint64 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

/* The times on the wall in their order; each one's moment is the only one that counts. */
static gint64
next_in_day (const TocsinCron *self, gint64 day, gint64 after)
{
  for (guint hour = 0; hour < 24; hour++)
    for (guint minute = 0; has (self, HOURS, hour) && minute < 60; minute++)
      {
        gint64 utc;

        if (!has (self, MINUTES, minute))
          continue;
        utc = tocsin_zone_to_utc (self->zone, day * DAY + hour * HOUR + minute * MINUTE);
        if (utc > after)
          return utc;
      }

  return G_MAXINT64;
}

/* Begins a day early: a time of yesterday can come right after a gap across midnight. */
static gint64
next_on_wall (const TocsinCron *self, gint64 after)
{
  gint64 today = floor_divide (tocsin_zone_to_local (self->zone, after), DAY);

  for (gint64 day = today - 1; day < today + MAX_DAYS; day++)
    {
      gint64 utc = matches_day (self, day) ? next_in_day (self, day, after) : G_MAXINT64;

      if (utc != G_MAXINT64)
        return utc;
    }

  return G_MAXINT64;
}

/* How far the next moment can be that is worth a look, as long as the clocks go evenly. */
static gint64
leap_from (const TocsinCron *self, gint64 local)
{
  gint64 day = floor_divide (local, DAY);
  gint64 second = local - day * DAY;

  if (!matches_day (self, day))
    return DAY - second;
  if (!has (self, HOURS, (guint) (second / HOUR)))
    return HOUR - second % HOUR;
  if (!has (self, MINUTES, (guint) (second % HOUR / MINUTE)))
    return MINUTE;

  return 0;
}

static gint64
next_in_real_time (const TocsinCron *self, gint64 after)
{
  gint64 utc = (floor_divide (after, MINUTE) + 1) * MINUTE;
  gint64 limit = utc + (gint64) MAX_DAYS * DAY;

  while (utc < limit)
    {
      gint64 local = tocsin_zone_to_local (self->zone, utc);
      gint64 leap = leap_from (self, local);

      if (leap == 0)
        return utc;
      if (tocsin_zone_to_local (self->zone, utc + leap) != local + leap)
        leap = MINUTE;
      utc += leap;
    }

  return G_MAXINT64;
}

/*< private >
 * tocsin_cron_next:
 * @self: a calendar
 * @after: seconds since 1970
 *
 * Returns: the first time later than @after, in seconds since 1970; %G_MAXINT64 if there is none.
 */
gint64
tocsin_cron_next (const TocsinCron *self, gint64 after)
{
  return self->is_star[HOURS] ? next_in_real_time (self, after) : next_on_wall (self, after);
}
