/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/discovery/data-file.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "config.h"
#include "core/base/error.h"
#include "core/settings/key-file.h"

/* A description longer than this is none. */
#define MAX_FILE_SIZE (256 * 1024)

typedef struct
{
  TocsinDataSetter setter;
  gpointer user_data;
  const char *path;
  GError *error;
} Reading;

/* Who administers a machine may replace what is installed, and a person both. */
static GStrv
list_places (void)
{
  const char *given = g_getenv ("TOCSIN_DATA_PATH");
  g_autoptr (GStrvBuilder) places = g_strv_builder_new ();
  g_autofree char *own = g_build_filename (g_get_user_config_dir (), "tocsin", NULL);

  g_strv_builder_add (places, own);
  if (given != NULL && given[0] != '\0')
    {
      g_auto (GStrv) all = g_strsplit (given, ":", -1);

      g_strv_builder_addv (places, (const char **) all);
      return g_strv_builder_end (places);
    }
  g_strv_builder_add (places, "/etc/tocsin");
  g_strv_builder_add (places, TOCSIN_DATA_DIR);

  return g_strv_builder_end (places);
}

static void
add_files (
    const char *place, const char *folder, const char *suffix, GHashTable *seen, GPtrArray *paths)
{
  g_autofree char *directory = g_build_filename (place, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.' && g_str_has_suffix (name, suffix)
        && g_hash_table_add (seen, g_strdup (name)))
      g_ptr_array_add (paths, g_build_filename (directory, name, NULL));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *one = g_path_get_basename (*(const char *const *) a);
  g_autofree char *other = g_path_get_basename (*(const char *const *) b);

  return strcmp (one, other);
}

/*
 * tocsin_data_file_list:
 * @folder: which kind, such as `presets`
 * @suffix: how their names end
 *
 * The user's own come before the administrator's, and these before those that are installed: of
 * files with one name the first counts. `TOCSIN_DATA_PATH` names other places than the installed.
 *
 * Returns: (transfer full) (element-type filename): paths, by the files' names
 */
GPtrArray *
tocsin_data_file_list (const char *folder, const char *suffix)
{
  g_auto (GStrv) places = list_places ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; places[i] != NULL; i++)
    add_files (places[i], folder, suffix, seen, paths);
  g_ptr_array_sort (paths, compare_names);

  return paths;
}

/*
 * tocsin_data_file_load_all:
 * @folder: which kind, such as `presets`
 * @suffix: how their names end
 * @load: reads one
 * @free_one: frees what it returns
 *
 * Reads all there are. One that is broken is told in the log and left out.
 *
 * Returns: (transfer full): what they say, by the files' names
 */
GPtrArray *
tocsin_data_file_load_all (const char *folder,
                           const char *suffix,
                           TocsinDataLoader load,
                           GDestroyNotify free_one)
{
  g_autoptr (GPtrArray) paths = tocsin_data_file_list (folder, suffix);
  GPtrArray *all = g_ptr_array_new_with_free_func (free_one);

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gpointer one = load (paths->pdata[i], &error);

      if (one != NULL)
        g_ptr_array_add (all, one);
      else
        g_message ("%s", error->message);
    }

  return all;
}

static void
take_value (const char *group, const char *key, const char *text, guint line, gpointer user_data)
{
  Reading *reading = user_data;

  if (reading->error != NULL)
    return;
  reading->setter (group, key, text, reading->user_data, &reading->error);
  if (reading->error != NULL)
    g_prefix_error (&reading->error, "%s:%u: ", reading->path, line);
}

static char *
load (const char *path, gsize *length, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, length, error))
    {
      tocsin_error_translate (error, "%s", path);
      return NULL;
    }
  if (*length > MAX_FILE_SIZE)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("%s: longer than %d bytes"),
                   path, MAX_FILE_SIZE);
      return NULL;
    }

  return g_steal_pointer (&text);
}

/*
 * tocsin_data_file_read:
 * @path: a file of groups and keys
 * @setter: is given each value, in the order of the file, until it refuses one
 * @user_data: for @setter
 * @error: `config.invalid` with file and line, or why it can't be read
 *
 * Returns: whether all of it was taken
 */
gboolean
tocsin_data_file_read (const char *path,
                       TocsinDataSetter setter,
                       gpointer user_data,
                       GError **error)
{
  Reading reading = { .setter = setter, .user_data = user_data, .path = path };
  gsize length = 0;
  g_autofree char *text = load (path, &length, error);
  g_autoptr (TocsinKeyFile) file = NULL;

  if (text == NULL)
    return FALSE;
  file = tocsin_key_file_parse (text, length, path, error);
  if (file == NULL)
    return FALSE;

  tocsin_key_file_foreach (file, take_value, &reading);
  if (reading.error == NULL)
    return TRUE;
  g_propagate_error (error, reading.error);

  return FALSE;
}

/*
 * tocsin_data_file_get_id:
 * @path: a file
 *
 * Returns: (transfer full): its name up to the first dot
 */
char *
tocsin_data_file_get_id (const char *path)
{
  char *id = g_path_get_basename (path);

  *strchrnul (id, '.') = '\0';

  return id;
}

/*
 * tocsin_data_file_split:
 * @text: words with commas between them
 *
 * Returns: (transfer full): the words, without blanks around them and empty ones
 */
GStrv
tocsin_data_file_split (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (gsize i = 0; parts[i] != NULL; i++)
    if (g_strstrip (parts[i])[0] != '\0')
      g_strv_builder_add (words, parts[i]);

  return g_strv_builder_end (words);
}

/*
 * tocsin_data_file_parse_number:
 * @key: what it is, for the error
 * @text: a value
 * @most: the largest it may be
 * @number: (out): the number
 * @error: `config.invalid`
 *
 * Returns: whether it is a number from 1 to @most
 */
gboolean
tocsin_data_file_parse_number (
    const char *key, const char *text, guint64 most, guint64 *number, GError **error)
{
  if (g_ascii_string_to_unsigned (text, 10, 1, most, number, NULL))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” is no number from 1 to %" PRIu64 " for %s"), text, most, key);
  return FALSE;
}
