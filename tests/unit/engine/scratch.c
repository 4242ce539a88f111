/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/scratch.h"

#include <glib/gstdio.h>
#include <string.h>

char *
scratch_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tocsin-test-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) entries = g_dir_open (path, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

void
scratch_free (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

guint
scratch_count (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (entries) != NULL)
    n++;

  return n;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names and contents of the files of a folder, to see whether anything was touched. */
char *
scratch_digest (const char *folder)
{
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  const char *name;

  while ((name = g_dir_read_name (entries)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_checksum_update (digest, names->pdata[i], -1);
      g_checksum_update (digest, (const guchar *) contents, (gssize) length);
    }

  return g_strdup (g_checksum_get_string (digest));
}

/* Runs this very program again for one scene, with fault points armed. */
int
scratch_run_child (const char *fault, const char *scene, const char *folder)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  if (fault != NULL)
    g_subprocess_launcher_setenv (launcher, "TOCSIN_FAULT", fault, TRUE);
  child = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", "--scene", scene, folder,
                                       NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  g_assert_true (g_subprocess_get_if_exited (child));

  return g_subprocess_get_exit_status (child);
}

gboolean
scratch_is_child (int argc, char **argv, const char **scene, const char **folder)
{
  if (argc != 4 || strcmp (argv[1], "--scene") != 0)
    return FALSE;

  *scene = argv[2];
  *folder = argv[3];

  return TRUE;
}

void
scratch_kill_at (const char *point, guint times, void (*make_good) (const char *folder))
{
  guint killed = 0;

  for (guint time = 1; time <= times; time++)
    {
      g_autofree char *fault = g_strdup_printf ("%s:%u", point, time);
      char *folder = scratch_new ();
      int status = scratch_run_child (fault, "play", folder);

      g_test_message ("%s: %d", fault, status);
      g_assert_true (status == SCRATCH_KILLED || status == 0);
      killed += status == SCRATCH_KILLED;
      make_good (folder);
      scratch_free (folder);
      if (status == 0)
        break;
    }
  g_assert_cmpuint (killed, >, 0);
}
