/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/save/foresight.h"

#include "core/base/error.h"
#include "core/base/file-name.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
is_there (const char *path)
{
  struct stat info;

  return lstat (path, &info) == 0;
}

static gboolean
is_taken (GHashTable *promised, const char *path)
{
  return g_hash_table_contains (promised, path) || is_there (path);
}

static void
promise (GHashTable *promised, const char *path)
{
  g_hash_table_add (promised, g_strdup (path));
}

/* What is missing may be made, when its parent is there. */
static gboolean
foresee_directory (const SaveSettings *settings,
                   GHashTable *promised,
                   GPtrArray *notes,
                   GError **error)
{
  g_autofree char *parent = g_path_get_dirname (settings->directory);
  g_autoptr (Directory) directory = NULL;

  if (settings->create && !is_there (settings->directory)
      && g_file_test (parent, G_FILE_TEST_IS_DIR))
    {
      if (!g_hash_table_contains (promised, settings->directory))
        g_ptr_array_add (
            notes, g_strdup_printf (_ ("the directory %s would be made"), settings->directory));
      promise (promised, settings->directory);
      return TRUE;
    }

  directory = directory_open (settings->directory, 0700, FALSE, error);
  if (directory == NULL)
    return FALSE;
  if (access (settings->directory, W_OK) == 0)
    return TRUE;

  tocsin_error_set_errno (error, errno, _ ("writing in the directory %s"), settings->directory);
  return FALSE;
}

/* Ten thousand messages may all bring an invoice.pdf: the number that was reached is kept, under a
 * name that no file has. */
static char *
find_number (GHashTable *promised, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *reached = g_strconcat (path, "/", NULL);
  guint number = MAX (GPOINTER_TO_UINT (g_hash_table_lookup (promised, reached)), 2);

  for (;; number++)
    {
      g_autofree char *numbered = tocsin_file_name_number (name, number);
      g_autofree char *candidate = g_build_filename (folder, numbered, NULL);

      if (is_taken (promised, candidate))
        continue;
      g_hash_table_insert (promised, g_steal_pointer (&reached), GUINT_TO_POINTER (number + 1));
      return g_steal_pointer (&candidate);
    }
}

static void
foresee_file (const SaveSettings *settings,
              const char *relative,
              GHashTable *promised,
              GPtrArray *notes)
{
  g_autofree char *path = g_build_filename (settings->directory, relative, NULL);
  g_autofree char *numbered = NULL;

  if (!is_taken (promised, path))
    {
      promise (promised, path);
      return;
    }
  switch (settings->collision)
    {
    case COLLISION_NUMBER:
      numbered = find_number (promised, path);
      promise (promised, numbered);
      g_ptr_array_add (notes, g_strdup_printf (_ ("%s is taken: it would become %s"), relative,
                                               numbered + strlen (settings->directory) + 1));
      break;
    case COLLISION_SKIP:
      g_ptr_array_add (notes, g_strdup_printf (_ ("%s is there already: it would stay, and this "
                                                  "one would not be saved"),
                                               relative));
      break;
    case COLLISION_REPLACE:
      g_ptr_array_add (notes,
                       g_strdup_printf (_ ("%s is there already: it would be replaced"), relative));
      break;
    }
}

/**
 * save_foresee:
 * @settings: the action's settings
 * @files: an `a(ss)` of parts and paths: the plan
 * @promised: paths that others would take before
 * @notes: gets what the files would meet
 * @error: where to put why they could not be saved
 *
 * Returns: whether nothing is seen that would keep them from being saved.
 */
gboolean
save_foresee (const SaveSettings *settings,
              GVariant *files,
              GHashTable *promised,
              GPtrArray *notes,
              GError **error)
{
  GVariantIter iter;
  const char *path;

  if (g_variant_n_children (files) == 0)
    return TRUE;
  if (!foresee_directory (settings, promised, notes, error))
    return FALSE;

  g_variant_iter_init (&iter, files);
  while (g_variant_iter_next (&iter, "(&s&s)", NULL, &path))
    foresee_file (settings, path, promised, notes);

  return TRUE;
}
