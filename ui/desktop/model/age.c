/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/age.h"

#include <glib/gi18n.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static int
get_seconds (gint64 moment, gint64 now)
{
  return (int) CLAMP ((now - moment) / G_USEC_PER_SEC, -G_MAXINT, G_MAXINT);
}

static char *
say_past (int seconds)
{
  if (seconds < 1)
    return g_strdup (_ ("just now"));
  if (seconds < 2 * MINUTE)
    /* Translators: s is the unit, seconds. */
    return g_strdup_printf (_ ("%d s ago"), seconds);
  if (seconds < 2 * HOUR)
    return g_strdup_printf (_ ("%d min ago"), seconds / MINUTE);
  if (seconds < 2 * DAY)
    /* Translators: h is the unit, hours. */
    return g_strdup_printf (_ ("%d h ago"), seconds / HOUR);

  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", seconds / DAY), seconds / DAY);
}

static char *
say_future (int seconds)
{
  if (seconds < 1)
    return g_strdup (_ ("now"));
  if (seconds < 2 * MINUTE)
    return g_strdup_printf (_ ("in %d s"), seconds);
  if (seconds < 2 * HOUR)
    return g_strdup_printf (_ ("in %d min"), seconds / MINUTE);
  if (seconds < 2 * DAY)
    return g_strdup_printf (_ ("in %d h"), seconds / HOUR);

  return g_strdup_printf (ngettext ("in %d day", "in %d days", seconds / DAY), seconds / DAY);
}

/**
 * tocsin_age_say:
 * @moment: microseconds since 1970
 * @now: the present
 *
 * Returns: (transfer full): how long ago, or in what time, in words for a person.
 */
char *
tocsin_age_say (gint64 moment, gint64 now)
{
  int seconds = get_seconds (moment, now);

  return now >= moment ? say_past (seconds) : say_future (-seconds);
}

/**
 * tocsin_age_get_step:
 * @moment: microseconds since 1970
 * @now: the present
 *
 * Returns: a number that is another one whenever tocsin_age_say() has other words.
 */
gint64
tocsin_age_get_step (gint64 moment, gint64 now)
{
  int seconds = get_seconds (moment, now);
  int amount = ABS (seconds);
  int unit = amount < 2 * MINUTE ? 1 : amount < 2 * HOUR ? MINUTE : amount < 2 * DAY ? HOUR : DAY;

  return seconds / unit * unit;
}
