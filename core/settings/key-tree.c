/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/key-tree.h"

#include <string.h>

#include "core/settings/value-text.h"

/* A file's groups and keys as paths: the group is the path without its last part. */

static char *
split_path (const char *path, const char **key)
{
  const char *slash = strrchr (path, '/');

  *key = slash != NULL ? slash + 1 : path;

  return slash != NULL ? g_strndup (path, (gsize) (slash - path))
                       : g_strdup (TOCSIN_KEY_TREE_ROOT_GROUP);
}

static char *
join_path (const char *group, const char *key)
{
  if (g_str_equal (group, TOCSIN_KEY_TREE_ROOT_GROUP))
    return g_strdup (key);

  return g_strconcat (group, "/", key, NULL);
}

/*
 * tocsin_key_tree_get:
 * @file: a file
 * @path: a path
 * @line: (out) (optional): where it stands
 *
 * Returns: (nullable) (transfer none): its value as text, %NULL when it is not set
 */
const char *
tocsin_key_tree_get (TocsinKeyFile *file, const char *path, guint *line)
{
  const char *key;
  g_autofree char *group = split_path (path, &key);

  return tocsin_key_file_get (file, group, key, line);
}

static gboolean
merge_change (gpointer path, gpointer value, gpointer user_data)
{
  TocsinKeyFile *file = user_data;
  const char *key;
  g_autofree char *group = split_path (path, &key);
  const char *old = tocsin_key_file_get (file, group, key, NULL);
  g_autoptr (GVariant) standing = NULL;
  g_autofree char *text = NULL;

  if (value == NULL)
    {
      tocsin_key_file_unset (file, group, key);
      return FALSE;
    }

  /* What already says the same keeps the form that a person gave it. */
  standing = old != NULL ? tocsin_value_parse_type (g_variant_get_type (value), old) : NULL;
  if (standing == NULL || !g_variant_equal (standing, value))
    {
      text = tocsin_value_print (value, TOCSIN_VALUE_FILE);
      tocsin_key_file_set (file, group, key, text);
    }

  return FALSE;
}

/*
 * tocsin_key_tree_merge:
 * @file: a file
 * @changes: (element-type utf8 GVariant): path to value, %NULL to reset it
 *
 * Changes those lines of @file that say something else.
 */
void
tocsin_key_tree_merge (TocsinKeyFile *file, GTree *changes)
{
  g_tree_foreach (changes, merge_change, file);
}

typedef struct
{
  TocsinKeyFile *other;
  GHashTable *differences;
} Comparison;

static void
compare_entry (const char *group, const char *key, const char *text, guint line, gpointer user_data)
{
  Comparison *comparison = user_data;

  if (g_strcmp0 (text, tocsin_key_file_get (comparison->other, group, key, NULL)) != 0)
    g_hash_table_add (comparison->differences, join_path (group, key));
}

/*
 * tocsin_key_tree_compare:
 * @one: a file
 * @other: another
 * @differences: (element-type utf8): gets the paths that have another value, or one in only one of
 * both
 */
void
tocsin_key_tree_compare (TocsinKeyFile *one, TocsinKeyFile *other, GHashTable *differences)
{
  Comparison forth = { other, differences };
  Comparison back = { one, differences };

  tocsin_key_file_foreach (one, compare_entry, &forth);
  tocsin_key_file_foreach (other, compare_entry, &back);
}

typedef struct
{
  const char *prefix;
  GStrvBuilder *paths;
} Listing;

static void
list_entry (const char *group, const char *key, const char *text, guint line, gpointer user_data)
{
  Listing *listing = user_data;
  g_autofree char *path = join_path (group, key);

  if (g_str_has_prefix (path, listing->prefix))
    g_strv_builder_add (listing->paths, path + strlen (listing->prefix));
}

/* connections/work of connections/work/, NULL of what is no item's path. */
static char *
family_of (const char *prefix)
{
  const char *slash = strchr (prefix, '/');

  slash = slash != NULL ? strchr (slash + 1, '/') : NULL;

  return slash != NULL && slash[1] == '\0' ? g_strndup (prefix, (gsize) (slash - prefix)) : NULL;
}

/*
 * tocsin_key_tree_list:
 * @file: a file
 * @prefix: what the paths begin with
 *
 * Returns: (transfer full): the rest of all paths that are set, in the order of the file
 */
GStrv
tocsin_key_tree_list (TocsinKeyFile *file, const char *prefix)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_autofree char *family = family_of (prefix);
  Listing listing = { prefix, paths };

  if (family != NULL)
    tocsin_key_file_foreach_in (file, family, list_entry, &listing);
  else
    tocsin_key_file_foreach (file, list_entry, &listing);

  return g_strv_builder_end (paths);
}
