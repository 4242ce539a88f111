/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/locale.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "config.h"

/**
 * tocsin_locale_begin:
 *
 * Takes language and customs from the environment, first of all in a program's main(). The
 * translations are those that are installed, or those below the folder that TOCSIN_LOCALE_PATH
 * names, as one that is built has them in `po/`.
 */
void
tocsin_locale_begin (void)
{
  const char *path = g_getenv ("TOCSIN_LOCALE_PATH");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, path != NULL && *path != '\0' ? path : TOCSIN_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* The locale C writes 11/22/26, which nobody means who set none: they get ISO 8601. */
static gboolean
has_customs (void)
{
  const char *name = setlocale (LC_TIME, NULL);

  return name != NULL && !g_str_equal (name, "C") && !g_str_equal (name, "POSIX")
         && !g_str_has_prefix (name, "C.");
}

/* Some locales leave the century out, which nobody can tell then from a day. */
static char *
get_day_format (void)
{
  g_autofree char *custom =
      has_customs () ? g_locale_to_utf8 (nl_langinfo (D_FMT), -1, NULL, NULL, NULL) : NULL;
  g_auto (GStrv) parts = NULL;

  if (custom == NULL)
    return g_strdup ("%Y-%m-%d");
  parts = g_strsplit (custom, "%y", -1);

  return g_strjoinv ("%Y", parts);
}

static const char *
get_clock_format (void)
{
  const char *custom = has_customs () ? nl_langinfo (T_FMT) : "";
  gboolean halves = strstr (custom, "%r") != NULL || strstr (custom, "%p") != NULL;

  return halves ? "%I:%M %p" : "%H:%M";
}

/**
 * tocsin_locale_format_day:
 * @time: a moment, in the zone in which it is to be told
 *
 * Returns: (transfer full): its day as people write it here: 22.11.2026, 11/22/2026, or 2026-11-22
 *   in the locale C.
 */
char *
tocsin_locale_format_day (GDateTime *time)
{
  g_autofree char *format = get_day_format ();
  char *text = g_date_time_format (time, format);

  return text != NULL ? text : g_date_time_format (time, "%Y-%m-%d");
}

/**
 * tocsin_locale_format_moment:
 * @time: a moment, in the zone in which it is to be told
 *
 * Returns: (transfer full): its day and its time to the minute, as people write it here.
 */
char *
tocsin_locale_format_moment (GDateTime *time)
{
  g_autofree char *day = tocsin_locale_format_day (time);
  g_autofree char *clock = g_date_time_format (time, get_clock_format ());

  return g_strconcat (day, " ", clock, NULL);
}

/**
 * tocsin_locale_format_local:
 * @time: microseconds since 1970, or 0
 *
 * Returns: (transfer full): day and time in the zone of this machine, as people write it here; "-"
 *   for 0.
 */
char *
tocsin_locale_format_local (gint64 time)
{
  g_autoptr (GDateTime) local =
      time > 0 ? g_date_time_new_from_unix_local (time / G_USEC_PER_SEC) : NULL;

  return local != NULL ? tocsin_locale_format_moment (local) : g_strdup ("-");
}
