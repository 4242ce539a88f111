/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/schemas.h"

#include "core/base/error.h"
#include "core/settings/key-info-private.h"

/* Not the header beside this file. */
#include <config.h>

/* All schemas there are, and what was made of those in use. Kept as long as the process. */
static GMutex mutex;
static GSettingsSchemaSource *source;
static GHashTable *keys_by_schema;

static void
add_directory (const char *directory)
{
  g_autofree char *compiled = g_build_filename (directory, "gschemas.compiled", NULL);
  g_autoptr (GError) error = NULL;
  GSettingsSchemaSource *added;

  if (directory[0] == '\0' || !g_file_test (compiled, G_FILE_TEST_IS_REGULAR))
    return;

  added = g_settings_schema_source_new_from_directory (directory, source, FALSE, &error);
  if (added == NULL)
    {
      g_warning ("Schemas in %s can not be used: %s", directory, error->message);
      return;
    }
  g_clear_pointer (&source, g_settings_schema_source_unref);
  source = added;
}

/* The folders of plugins come last, so that a plugin being developed wins over an installed one. */
static void
open_source (void)
{
  const char *path = g_getenv ("TOCSIN_PLUGIN_PATH");
  GSettingsSchemaSource *usual = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) root = NULL;

  if (usual != NULL)
    {
      source = g_settings_schema_source_ref (usual);
      root = g_settings_schema_source_lookup (source, "org.tocsin", TRUE);
    }
  /* Installed to a prefix of its own, where nobody else looks for schemas. */
  if (root == NULL)
    add_directory (TOCSIN_SCHEMA_DIR);
  add_directory (TOCSIN_PLUGIN_DIR);

  if (path != NULL)
    {
      g_auto (GStrv) directories = g_strsplit (path, ":", -1);

      for (char **directory = directories; *directory != NULL; directory++)
        add_directory (*directory);
    }
}

static GSettingsSchema *
look_up_locked (const char *id)
{
  if (keys_by_schema == NULL)
    {
      keys_by_schema = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) g_ptr_array_unref);
      open_source ();
    }

  return source != NULL ? g_settings_schema_source_lookup (source, id, TRUE) : NULL;
}

/**
 * tocsin_schemas_look_up:
 * @id: a schema's id
 *
 * GSettings ends the process when asked for a schema that is not there; this asks first.
 *
 * Returns: (nullable) (transfer full): the schema
 */
GSettingsSchema *
tocsin_schemas_look_up (const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  return look_up_locked (id);
}

/**
 * tocsin_schemas_list_groups:
 * @id: a schema's id
 *
 * Returns: (transfer full): the names of the groups it has as children; none when there is no such
 *   schema
 */
GStrv
tocsin_schemas_list_groups (const char *id)
{
  g_autoptr (GSettingsSchema) schema = tocsin_schemas_look_up (id);

  return schema != NULL ? g_settings_schema_list_children (schema) : g_new0 (char *, 1);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const TocsinKeyInfo *const *one = a;
  const TocsinKeyInfo *const *other = b;

  return g_strcmp0 (tocsin_key_info_get_name (*one), tocsin_key_info_get_name (*other));
}

static GPtrArray *
describe_keys (GSettingsSchema *schema)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_key_info_unref);
  g_auto (GStrv) names = g_settings_schema_list_keys (schema);

  for (char **name = names; *name != NULL; name++)
    g_ptr_array_add (keys, tocsin_key_info_new (schema, *name));
  g_ptr_array_sort (keys, compare_names);

  return keys;
}

/**
 * tocsin_schemas_get_keys:
 * @id: a schema's id
 *
 * Returns: (nullable) (transfer full) (element-type TocsinKeyInfo): its keys by name, not to be
 *   changed; %NULL when there is no such schema
 */
GPtrArray *
tocsin_schemas_get_keys (const char *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autoptr (GSettingsSchema) schema = NULL;
  GPtrArray *keys = keys_by_schema != NULL ? g_hash_table_lookup (keys_by_schema, id) : NULL;

  if (keys == NULL)
    {
      schema = look_up_locked (id);
      if (schema == NULL)
        return NULL;
      keys = describe_keys (schema);
      g_hash_table_insert (keys_by_schema, g_strdup (id), keys);
    }

  return g_ptr_array_ref (keys);
}

/**
 * tocsin_schemas_list_plugins:
 * @prefix: what the ids begin with, such as `org.tocsin.action.`
 *
 * Returns: (transfer full): what follows @prefix in all schemas that there are
 */
GStrv
tocsin_schemas_list_plugins (const char *prefix)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GSettingsSchema) schema = look_up_locked (prefix);
  g_auto (GStrv) relocatable = NULL;

  if (source != NULL)
    g_settings_schema_source_list_schemas (source, TRUE, NULL, &relocatable);
  for (guint i = 0; relocatable != NULL && relocatable[i] != NULL; i++)
    if (g_str_has_prefix (relocatable[i], prefix))
      g_strv_builder_add (builder, relocatable[i] + strlen (prefix));

  return g_strv_builder_end (builder);
}
