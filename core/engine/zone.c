/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/zone.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DAY (24 * 60 * 60)

/* GLib makes a file name of it. */
static gboolean
is_plausible (const char *name)
{
  return g_ascii_isalpha (name[0]) && strstr (name, "..") == NULL
         && name[strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "_+-/")]
                == '\0';
}

/*< private >
 * tocsin_zone_parse:
 * @name: an identifier such as `Europe/Berlin`, or '' for the machine's own zone
 * @error: `config.invalid`, naming it
 *
 * Returns: (transfer full): the zone.
 */
GTimeZone *
tocsin_zone_parse (const char *name, GError **error)
{
  GTimeZone *zone;

  if (*name == '\0')
    return g_time_zone_new_local ();

  zone = is_plausible (name) ? g_time_zone_new_identifier (name) : NULL;
  if (zone == NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("“%s” is not a time zone known here; they are written like Europe/Berlin"),
                 name);

  return zone;
}

static gint64
get_offset (GTimeZone *zone, gint64 utc)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc);

  return interval >= 0 ? g_time_zone_get_offset (zone, interval) : 0;
}

/*< private >
 * tocsin_zone_to_local:
 * @zone: a zone
 * @utc: seconds since 1970
 *
 * Returns: what the clocks on the wall show then, as seconds since 1970 on that wall.
 */
gint64
tocsin_zone_to_local (GTimeZone *zone, gint64 utc)
{
  return utc + get_offset (zone, utc);
}

/* The first second of the offset that is in force at `after`; another one is at `before`. */
static gint64
find_transition (GTimeZone *zone, gint64 before, gint64 after)
{
  gint64 offset = get_offset (zone, after);

  while (after - before > 1)
    {
      gint64 middle = before + (after - before) / 2;

      if (get_offset (zone, middle) == offset)
        after = middle;
      else
        before = middle;
    }

  return after;
}

/*< private >
 * tocsin_zone_to_utc:
 * @zone: a zone
 * @local: a time on the wall, in seconds since 1970 there
 *
 * Returns: when that is, in seconds since 1970 UTC: the first time, if the clocks show it twice;
 * the first moment after the gap, if they leave it out.
 */
gint64
tocsin_zone_to_utc (GTimeZone *zone, gint64 local)
{
  gint64 before = get_offset (zone, local - DAY);
  gint64 after = get_offset (zone, local + DAY);

  if (get_offset (zone, local - before) == before)
    return local - before;
  if (get_offset (zone, local - after) == after)
    return local - after;

  return find_transition (zone, local - DAY, local + DAY);
}
