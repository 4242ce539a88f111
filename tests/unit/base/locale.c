/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/locale.h"

#include <glib/gstdio.h>
#include <locale.h>

typedef struct
{
  const char *about;
  const char *locale;
  const char *day;
  const char *moment;
} Row;

static const Row rows[] = {
  { "nobody said anything", "C.UTF-8", "2026-01-31", "2026-01-31 15:04" },
  { "day first, with dots", "de_DE", "31.01.2026", "31.01.2026 15:04" },
  { "month first, twelve hours", "en_US", "01/31/2026", "01/31/2026 03:04 PM" },
  { "a locale without the century", "es_ES", "31/01/2026", "31/01/2026 15:04" },
  { "a locale without the century", "fr_FR", "31/01/2026", "31/01/2026 15:04" },
};

/* Few machines have all locales: they are made here, as their own tool makes them. */
static gboolean
make_locale (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  const char *const argv[] = { "localedef", "--no-archive", "-i", name, "-f", "UTF-8", path, NULL };
  int status = -1;

  return g_spawn_sync (NULL, (char **) argv, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL
                           | G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, NULL)
         && g_file_test (path, G_FILE_TEST_IS_DIR);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_assert_no_errno (g_remove (path));
}

static void
check_row (const Row *row)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 1, 31, 15, 4, 5);
  g_autofree char *day = NULL;
  g_autofree char *moment = NULL;

  g_test_message ("%s: %s", row->locale, row->about);
  g_assert_nonnull (setlocale (LC_ALL, row->locale));
  day = tocsin_locale_format_day (time);
  moment = tocsin_locale_format_moment (time);
  g_assert_cmpstr (day, ==, row->day);
  g_assert_cmpstr (moment, ==, row->moment);
}

static void
test_times (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tocsin-locale-XXXXXX", NULL);
  gboolean made = TRUE;

  g_setenv ("LOCPATH", folder, TRUE);
  for (gsize i = 1; made && i < G_N_ELEMENTS (rows); i++)
    made = make_locale (folder, rows[i].locale);
  if (made)
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
      check_row (&rows[i]);
  setlocale (LC_ALL, "C.UTF-8");
  g_unsetenv ("LOCPATH");
  remove_folder (folder);
  if (made)
    return;
  g_assert_null (g_getenv ("CI"));
  g_test_skip ("the package “locales” is not installed");
}

static void
test_local (void)
{
  g_autofree char *none = tocsin_locale_format_local (0);
  g_autofree char *text = tocsin_locale_format_local (G_GINT64_CONSTANT (1769871845000000));

  g_assert_cmpstr (none, ==, "-");
  g_assert_cmpstr (text, ==, "2026-01-31 15:04");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/locale/times", test_times);
  g_test_add_func ("/base/locale/local", test_local);

  return g_test_run ();
}
