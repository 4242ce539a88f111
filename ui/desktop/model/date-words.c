/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/date-words.h"

#include <glib/gi18n.h>

static gboolean
is_same_day (GDateTime *one, GDateTime *other)
{
  return g_date_time_get_year (one) == g_date_time_get_year (other)
         && g_date_time_get_day_of_year (one) == g_date_time_get_day_of_year (other);
}

/**
 * tocsin_date_words_say:
 * @moment: microseconds since 1970
 * @now: the present
 *
 * Returns: (transfer full): when that was, as short as it can be said: the time of today, day and
 *   time of this year, the date of another one; "" for no time.
 */
char *
tocsin_date_words_say (gint64 moment, gint64 now)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (moment / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);

  if (moment <= 0 || then == NULL || today == NULL)
    return g_strdup ("");
  if (is_same_day (then, today))
    /* Translators: the time of today, in the form of strftime. */
    return g_date_time_format (then, _ ("%H:%M"));
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a day of this year and its time, in the form of strftime. */
    return g_date_time_format (then, _ ("%-d %b, %H:%M"));

  /* Translators: a day of another year, in the form of strftime. */
  return g_date_time_format (then, _ ("%-d %b %Y"));
}

/**
 * tocsin_date_words_say_whole:
 * @moment: microseconds since 1970
 *
 * Returns: (transfer full): date and time as the person's language writes them; "" for no time.
 */
char *
tocsin_date_words_say_whole (gint64 moment)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (moment / G_USEC_PER_SEC);

  return moment > 0 && then != NULL ? g_date_time_format (then, "%c") : g_strdup ("");
}
