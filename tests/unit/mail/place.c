/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A directory of a test's own, and mail in it. */
#include "tests/unit/mail/place.h"

#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

char *
place_new (void)
{
  GError *error = NULL;
  char *place = g_dir_make_tmp ("tocsin-XXXXXX", &error);

  g_assert_no_error (error);

  return place;
}

static int
remove_one (const char *path, const struct stat *info, int kind, struct FTW *walk)
{
  return remove (path);
}

/* With all that is in it. */
void
place_remove (char *place)
{
  g_assert_cmpint (nftw (place, remove_one, 16, FTW_DEPTH | FTW_PHYS), ==, 0);
  g_free (place);
}

/* A file that changed last at @seconds. */
char *
place_write (const char *place, const char *name, const void *bytes, gssize length, gint64 seconds)
{
  char *path = g_build_filename (place, name, NULL);
  struct timespec times[2] = { { .tv_sec = seconds }, { .tv_sec = seconds } };
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);

  return path;
}

char *
place_make_maildir (const char *place, const char *name)
{
  static const char *const parts[] = { "cur", "new", "tmp" };
  char *path = g_build_filename (place, name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_build_filename (path, parts[i], NULL);

      g_assert_cmpint (g_mkdir_with_parents (part, 0700), ==, 0);
    }

  return path;
}

/* As if nobody had touched it for a while: what was changed just now may be changed again within
 * the same tick of the clock, and readers know. */
void
place_settle_maildir (const char *path)
{
  static const char *const parts[] = { "cur", "new" };
  gint64 then = g_get_real_time () / G_USEC_PER_SEC - 60;
  struct timespec times[2] = { { .tv_sec = then }, { .tv_sec = then } };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_build_filename (path, parts[i], NULL);

      g_assert_cmpint (utimensat (AT_FDCWD, part, times, 0), ==, 0);
    }
}
