/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-private.h"

#include <string.h>

#include "core/settings/schemas.h"
#include "core/settings/value-text.h"

/*
 * tocsin_config_folder:
 * @kind: connection or task
 *
 * Returns: (transfer none): the folder they are in, which is also the key that lists them
 */
const char *
tocsin_config_folder (TocsinConfigKind kind)
{
  return kind == TOCSIN_CONFIG_CONNECTION ? "connections" : "tasks";
}

/*
 * tocsin_config_prefix:
 * @kind: what it is
 * @id: which one
 *
 * Returns: (transfer full): what all of its paths begin with
 */
char *
tocsin_config_prefix (TocsinConfigKind kind, const char *id)
{
  if (kind == TOCSIN_CONFIG_ENGINE)
    return g_strdup ("engine/");

  return g_strdup_printf ("%s/%s/", tocsin_config_folder (kind), id);
}

/*
 * tocsin_config_resolve_protocol:
 * @self: the settings
 * @typed: a protocol as a person wrote it
 * @implicit: (out): whether that form also asks for TLS from the first byte
 *
 * Returns: (transfer full): the protocol's own name
 */
char *
tocsin_config_resolve_protocol (TocsinConfig *self, const char *typed, gboolean *implicit)
{
  g_autofree char *lower = g_ascii_strdown (typed, -1);
  const char *name = NULL;

  *implicit = FALSE;
  if (self->resolver != NULL && lower[0] != '\0')
    name = self->resolver (lower, implicit, self->resolver_data);

  return name != NULL ? g_strdup (name) : g_steal_pointer (&lower);
}

static GVariant *
read_file (TocsinConfig *self,
           const char *path,
           const char *name,
           const TocsinKeyInfo *info,
           GError **error)
{
  guint line = 0;
  const char *text = tocsin_file_backend_get_text (self->file, path, &line);
  GVariant *value;

  if (text == NULL)
    return NULL;
  value = tocsin_value_parse (info, name, text, TOCSIN_VALUE_FILE, error);
  if (value == NULL)
    g_prefix_error (error, "%s:%u: ", tocsin_file_backend_get_path (self->file), line);

  return value;
}

static GVariant *
read_session (TocsinConfig *self,
              const char *path,
              const char *name,
              const TocsinKeyInfo *info,
              GError **error)
{
  g_autofree char *full = g_strconcat (TOCSIN_FILE_BACKEND_ROOT, path, NULL);
  g_autoptr (GVariant) raw =
      G_SETTINGS_BACKEND_GET_CLASS (self->backend)
          ->read (self->backend, full, tocsin_key_info_get_value_type (info), FALSE);
  GVariant *value;

  if (raw == NULL)
    return NULL;
  value = tocsin_value_check (info, name, raw, error);
  if (value == NULL)
    g_prefix_error (error, "%s: ", full);

  return value;
}

static GVariant *
read_value (TocsinConfig *self,
            const char *path,
            const char *name,
            const TocsinKeyInfo *info,
            GError **error)
{
  return self->file != NULL ? read_file (self, path, name, info, error)
                            : read_session (self, path, name, info, error);
}

static GVariant *
canonical_protocol (TocsinConfig *self, GVariant *written)
{
  gboolean implicit;
  g_autofree char *name =
      tocsin_config_resolve_protocol (self, g_variant_get_string (written, NULL), &implicit);

  g_variant_unref (written);
  return g_variant_ref_sink (g_variant_new_string (name));
}

/* A file may say protocol=imaps, where the command line would have written two settings. */
static gboolean
protocol_is_implicit (TocsinConfigSource *source)
{
  g_autofree char *path = g_strconcat (source->prefix, "protocol", NULL);
  const char *text = source->config->file != NULL
                         ? tocsin_file_backend_get_text (source->config->file, path, NULL)
                         : NULL;
  g_autofree char *name = NULL;
  gboolean implicit = FALSE;

  if (text != NULL)
    name = tocsin_config_resolve_protocol (source->config, text, &implicit);

  return implicit;
}

static GVariant *
get_from_source (
    gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error)
{
  TocsinConfigSource *source = data;
  g_autofree char *full = g_strconcat (source->prefix, path, NULL);
  GError *problem = NULL;
  GVariant *value = read_value (source->config, full, name, info, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (!g_str_has_prefix (full, "connections/"))
    return value;
  if (value != NULL && g_str_equal (path, "protocol"))
    return canonical_protocol (source->config, value);
  if (value == NULL && g_str_equal (path, "encryption/mode") && protocol_is_implicit (source))
    return g_variant_ref_sink (g_variant_new_string ("implicit"));

  return value;
}

/*
 * tocsin_config_source_clear:
 * @source: an item
 */
void
tocsin_config_source_clear (TocsinConfigSource *source)
{
  g_clear_pointer (&source->prefix, g_free);
}

/*
 * tocsin_config_source_get_values:
 * @source: an item
 *
 * Returns: its values as they are in the backend now; valid as long as @source
 */
TocsinValues
tocsin_config_source_get_values (TocsinConfigSource *source)
{
  return (TocsinValues){ get_from_source, source };
}

static TocsinKeyInfo *
find_root_key (const char *name)
{
  g_autoptr (GPtrArray) keys = tocsin_schemas_get_keys ("org.tocsin");

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    if (g_str_equal (tocsin_key_info_get_name (keys->pdata[i]), name))
      return keys->pdata[i];

  return NULL;
}

/*
 * tocsin_config_read_ids:
 * @self: the settings
 * @kind: connection or task
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when the list can not be read
 *
 * Returns: (nullable) (transfer full): the ids that the root lists now, without what can be no id
 */
GStrv
tocsin_config_read_ids (TocsinConfig *self, TocsinConfigKind kind, GError **error)
{
  const char *folder = tocsin_config_folder (kind);
  TocsinKeyInfo *info = find_root_key (folder);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GVariant) value = NULL;
  g_autofree const char **ids = NULL;
  GError *problem = NULL;

  if (info != NULL)
    value = read_value (self, folder, folder, info, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  if (value != NULL)
    ids = g_variant_get_strv (value, NULL);
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (tocsin_layout_is_id (ids[i]) && g_hash_table_add (seen, (gpointer) ids[i]))
      g_strv_builder_add (builder, ids[i]);

  return g_strv_builder_end (builder);
}

/*
 * tocsin_config_find_bad_id:
 * @self: the settings
 * @kind: connection or task
 *
 * Returns: (nullable) (transfer full): the first that the list names and that can be no id
 */
char *
tocsin_config_find_bad_id (TocsinConfig *self, TocsinConfigKind kind)
{
  const char *folder = tocsin_config_folder (kind);
  TocsinKeyInfo *info = find_root_key (folder);
  g_autoptr (GVariant) value = info != NULL ? read_value (self, folder, folder, info, NULL) : NULL;
  g_autofree const char **ids = value != NULL ? g_variant_get_strv (value, NULL) : NULL;

  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    if (!tocsin_layout_is_id (ids[i]))
      return g_strdup (ids[i]);

  return NULL;
}

/*
 * tocsin_config_read_name:
 * @self: the settings
 * @kind: connection or task
 * @id: which one
 *
 * Returns: (transfer full): what a person calls it: its name, or else its id
 */
char *
tocsin_config_read_name (TocsinConfig *self, TocsinConfigKind kind, const char *id)
{
  g_autofree char *prefix = tocsin_config_prefix (kind, id);
  g_autofree char *path = g_strconcat (TOCSIN_FILE_BACKEND_ROOT, prefix, "name", NULL);
  g_autoptr (GVariant) value = G_SETTINGS_BACKEND_GET_CLASS (self->backend)
                                   ->read (self->backend, path, G_VARIANT_TYPE_STRING, FALSE);

  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
      && g_variant_get_size (value) > 1)
    return g_variant_dup_string (value, NULL);

  return g_strdup (id);
}

static gboolean
is_set (TocsinConfig *self, const char *path, const TocsinKeyInfo *info)
{
  g_autofree char *full = g_strconcat (TOCSIN_FILE_BACKEND_ROOT, path, NULL);
  g_autoptr (GVariant) value =
      G_SETTINGS_BACKEND_GET_CLASS (self->backend)
          ->read (self->backend, full, tocsin_key_info_get_value_type (info), FALSE);

  return value != NULL;
}

/*
 * tocsin_config_list_set:
 * @self: the settings
 * @kind: what it is
 * @id: which one
 *
 * Returns: (transfer full): the paths, relative to the item, that are set; in our own file also
 *   those that nobody knows
 */
GStrv
tocsin_config_list_set (TocsinConfig *self, TocsinConfigKind kind, const char *id)
{
  g_auto (TocsinConfigSource) source = TOCSIN_CONFIG_SOURCE_INIT (self, kind, id);
  TocsinValues values = tocsin_config_source_get_values (&source);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (TocsinLayout) layout = NULL;

  if (self->file != NULL)
    return tocsin_file_backend_list (self->file, source.prefix);

  layout = tocsin_layout_new (kind, &values, NULL);
  for (guint i = 0; layout != NULL && i < layout->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (layout->nodes, i);

      for (guint j = 0; j < node->keys->len; j++)
        {
          const char *key = tocsin_key_info_get_name (node->keys->pdata[j]);
          g_autofree char *path = g_strconcat (node->path, key, NULL);
          g_autofree char *full = g_strconcat (source.prefix, path, NULL);

          if (is_set (self, full, node->keys->pdata[j]))
            g_strv_builder_add (builder, path);
        }
    }

  return g_strv_builder_end (builder);
}
