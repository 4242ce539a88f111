/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/* A longer name is a mistake; slugs made from it are part of paths. */
#define MAX_NAME 200

static gsize
group_length (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? (gsize) (slash - path) : 0;
}

/* By group, then by key, so that a new file has an item's own keys before those of its groups. */
static int
compare_paths (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gsize length = group_length (a);
  gsize other = group_length (b);
  int order = strncmp (a, b, MIN (length, other));

  if (order == 0 && length != other)
    return length < other ? -1 : 1;

  return order != 0 ? order : strcmp (a, b);
}

static void
unref_value (gpointer value)
{
  if (value != NULL)
    g_variant_unref (value);
}

static void
note_used (TocsinConfigEdit *self)
{
  g_auto (GStrv) paths =
      self->config->file != NULL ? tocsin_file_backend_list (self->config->file, "") : NULL;

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      const char *slash = strchr (paths[i], '/');

      slash = slash != NULL ? strchr (slash + 1, '/') : NULL;
      if (slash != NULL)
        g_hash_table_add (self->ever_used, g_strndup (paths[i], (gsize) (slash - paths[i])));
    }
}

static gboolean
read_list (TocsinConfigEdit *self, TocsinConfigKind kind, GError **error)
{
  g_auto (GStrv) ids = tocsin_config_read_ids (self->config, kind, error);

  self->ids[kind] = g_ptr_array_new_with_free_func (g_free);
  self->listed[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (ids == NULL)
    return FALSE;

  for (char **id = ids; *id != NULL; id++)
    {
      g_autofree char *name = tocsin_config_read_name (self->config, kind, *id);

      g_ptr_array_add (self->ids[kind], g_strdup (*id));
      g_hash_table_add (self->listed[kind], g_strdup (*id));
      g_hash_table_add (self->ever_used,
                        g_strdup_printf ("%s/%s", tocsin_config_folder (kind), *id));
      g_hash_table_insert (self->names[kind], tocsin_text_fold (name), g_strdup (*id));
    }

  return TRUE;
}

/*
 * tocsin_config_edit_begin:
 * @config: the settings
 * @error: what is wrong with the file, or a storage error
 *
 * Returns: (nullable) (transfer full): a change in which nothing is changed yet
 */
TocsinConfigEdit *
tocsin_config_edit_begin (TocsinConfig *config, GError **error)
{
  g_autoptr (TocsinConfigEdit) self = NULL;
  gboolean good;

  if (config->file != NULL && !tocsin_file_backend_begin (config->file, error))
    return NULL;

  self = g_new0 (TocsinConfigEdit, 1);
  self->config = g_object_ref (config);
  self->changes = g_tree_new_full (compare_paths, NULL, g_free, unref_value);
  self->ever_used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  good = read_list (self, TOCSIN_CONFIG_CONNECTION, error);
  /* Both, whatever the first gave, so that there is something to be freed. */
  good = read_list (self, TOCSIN_CONFIG_TASK, good ? error : NULL) && good;
  note_used (self);

  return good ? g_steal_pointer (&self) : NULL;
}

/*
 * tocsin_config_edit_free:
 * @self: (transfer full): a change
 *
 * What has not been committed is forgotten; what others have changed meanwhile is told now.
 */
void
tocsin_config_edit_free (TocsinConfigEdit *self)
{
  if (self->config->file != NULL)
    tocsin_file_backend_end (self->config->file);
  for (guint i = 0; i < 2; i++)
    {
      g_ptr_array_unref (self->ids[i]);
      g_hash_table_unref (self->listed[i]);
      g_hash_table_unref (self->names[i]);
    }
  g_hash_table_unref (self->ever_used);
  g_tree_unref (self->changes);
  g_object_unref (self->config);
  g_free (self);
}

/* What can be no id was left out when the list was read, and would be lost when it is written. */
static gboolean
check_list (TocsinConfigEdit *self, TocsinConfigKind kind, GError **error)
{
  g_autofree char *bad = tocsin_config_find_bad_id (self->config, kind);
  g_autofree char *shown = bad != NULL ? tocsin_text_escape (bad, -1, 100) : NULL;

  if (bad == NULL || !self->list_changed[kind])
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("%s: “%s” is not an identifier made of a-z, 0-9 and -"),
               tocsin_config_folder (kind), shown);
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("correct the list in the settings first"));

  return FALSE;
}

static void
put_lists (TocsinConfigEdit *self)
{
  for (TocsinConfigKind kind = TOCSIN_CONFIG_CONNECTION; kind <= TOCSIN_CONFIG_TASK; kind++)
    if (self->list_changed[kind])
      g_tree_insert (
          self->changes, g_strdup (tocsin_config_folder (kind)),
          g_variant_ref_sink (g_variant_new_strv ((const char *const *) self->ids[kind]->pdata,
                                                  (gssize) self->ids[kind]->len)));
}

typedef struct
{
  GTree *full;
  GStrvBuilder *paths;
} Expansion;

static gboolean
expand_path (gpointer key, gpointer value, gpointer user_data)
{
  Expansion *expansion = user_data;

  g_strv_builder_add (expansion->paths, key);
  g_tree_insert (expansion->full, g_strconcat (TOCSIN_FILE_BACKEND_ROOT, key, NULL),
                 value != NULL ? g_variant_ref (value) : NULL);

  return FALSE;
}

/* GSettings writes one object at a time; only the backend itself takes a whole tree at once. */
static gboolean
commit_session (TocsinConfigEdit *self, GError **error)
{
  GSettingsBackend *backend = self->config->backend;
  GSettingsBackendClass *class = G_SETTINGS_BACKEND_GET_CLASS (backend);
  g_autoptr (GTree) full = g_tree_new_full (compare_paths, NULL, g_free, unref_value);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  Expansion expansion = { full, builder };
  g_auto (GStrv) paths = NULL;

  g_tree_foreach (self->changes, expand_path, &expansion);
  if (class->write_tree == NULL || !class->write_tree (backend, full, NULL))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_READONLY,
                   _ ("The settings (%s) do not let themselves be changed"),
                   tocsin_config_get_location (self->config));
      return FALSE;
    }
  paths = g_strv_builder_end (builder);
  tocsin_config_take_changes (self->config, (const char *const *) paths);

  return TRUE;
}

/*
 * tocsin_config_edit_commit:
 * @self: a change
 * @error: a storage error
 *
 * Returns: whether all of it is written; if not, nothing is
 */
gboolean
tocsin_config_edit_commit (TocsinConfigEdit *self, GError **error)
{
  if (!check_list (self, TOCSIN_CONFIG_CONNECTION, error)
      || !check_list (self, TOCSIN_CONFIG_TASK, error))
    return FALSE;

  put_lists (self);
  if (self->config->file != NULL)
    return tocsin_file_backend_commit (self->config->file, self->changes, error);

  return commit_session (self, error);
}

/*
 * tocsin_config_edit_is_listed:
 * @self: a change
 * @kind: what it is to be
 * @id: which one
 *
 * Returns: whether there is such a one, or will be
 */
gboolean
tocsin_config_edit_is_listed (TocsinConfigEdit *self, TocsinConfigKind kind, const char *id)
{
  return g_hash_table_contains (self->listed[kind], id);
}

/*
 * tocsin_config_edit_require:
 * @self: a change
 * @kind: what it is to be
 * @id: which one
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND
 *
 * Returns: whether it is (still) there
 */
gboolean
tocsin_config_edit_require (TocsinConfigEdit *self,
                            TocsinConfigKind kind,
                            const char *id,
                            GError **error)
{
  g_autoptr (GPtrArray) known = NULL;

  if (kind == TOCSIN_CONFIG_ENGINE || tocsin_config_edit_is_listed (self, kind, id))
    return TRUE;

  known = g_ptr_array_copy (self->ids[kind], NULL, NULL);
  g_ptr_array_set_free_func (known, NULL);
  g_ptr_array_add (known, NULL);
  tocsin_config_set_not_found (kind, id, (const char *const *) known->pdata, error);

  return FALSE;
}

/*
 * tocsin_config_edit_claim_name:
 * @self: a change
 * @kind: what is to be called so
 * @id: (nullable): which one, %NULL for a new one
 * @name: the name
 * @error: %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: whether nothing else is called so
 */
gboolean
tocsin_config_edit_claim_name (
    TocsinConfigEdit *self, TocsinConfigKind kind, const char *id, const char *name, GError **error)
{
  g_autofree char *folded = NULL;
  const char *owner;

  if (name[0] == '\0' || strlen (name) > MAX_NAME || !g_utf8_validate (name, -1, NULL)
      || !tocsin_text_is_line_safe (name))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("A name has 1 to %d bytes on one line"), MAX_NAME);
      return FALSE;
    }

  folded = tocsin_text_fold (name);
  owner = g_hash_table_lookup (self->names[kind], folded);
  if (owner != NULL && g_strcmp0 (owner, id) != 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   kind == TOCSIN_CONFIG_CONNECTION
                       ? _ ("There is already a connection called “%s” (%s)")
                       : _ ("There is already a task called “%s” (%s)"),
                   name, owner);
      return FALSE;
    }
  g_hash_table_insert (self->names[kind], g_steal_pointer (&folded),
                       g_strdup (id != NULL ? id : ""));

  return TRUE;
}

static gboolean
is_free (TocsinConfigEdit *self, TocsinConfigKind kind, const char *id)
{
  g_autofree char *path = g_strdup_printf ("%s/%s", tocsin_config_folder (kind), id);

  if (g_hash_table_contains (self->ever_used, path))
    return FALSE;

  return self->config->in_use == NULL
         || !self->config->in_use (kind, id, self->config->in_use_data);
}

/*
 * tocsin_config_edit_new_id:
 * @self: a change
 * @kind: what it is for
 * @name: what it is called
 *
 * Returns: (transfer full): an id made from @name that nothing has or had
 */
char *
tocsin_config_edit_new_id (TocsinConfigEdit *self, TocsinConfigKind kind, const char *name)
{
  g_autofree char *slug = tocsin_text_slug (name);
  char *id = g_strdup (slug);

  for (guint i = 2; !is_free (self, kind, id); i++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", slug, i);
    }
  g_hash_table_add (self->ever_used, g_strdup_printf ("%s/%s", tocsin_config_folder (kind), id));

  return id;
}

/*
 * tocsin_config_edit_list:
 * @self: a change
 * @kind: what it is
 * @id: what is to be listed last
 */
void
tocsin_config_edit_list (TocsinConfigEdit *self, TocsinConfigKind kind, const char *id)
{
  g_ptr_array_add (self->ids[kind], g_strdup (id));
  g_hash_table_add (self->listed[kind], g_strdup (id));
  self->list_changed[kind] = TRUE;
}

/*
 * tocsin_config_edit_unlist:
 * @self: a change
 * @kind: what it is
 * @id: what is to be listed no more
 */
void
tocsin_config_edit_unlist (TocsinConfigEdit *self, TocsinConfigKind kind, const char *id)
{
  guint place;

  if (!g_ptr_array_find_with_equal_func (self->ids[kind], id, g_str_equal, &place))
    return;
  g_ptr_array_remove_index (self->ids[kind], place);
  g_hash_table_remove (self->listed[kind], id);
  self->list_changed[kind] = TRUE;
}

/*
 * tocsin_config_edit_put:
 * @self: a change
 * @kind: what it is
 * @id: which one
 * @path: the path of the key, relative to the item
 * @value: (nullable): what it is to get, %NULL to reset it
 */
void
tocsin_config_edit_put (TocsinConfigEdit *self,
                        TocsinConfigKind kind,
                        const char *id,
                        const char *path,
                        GVariant *value)
{
  g_autofree char *prefix = tocsin_config_prefix (kind, id);

  g_tree_insert (self->changes, g_strconcat (prefix, path, NULL),
                 value != NULL ? g_variant_ref_sink (value) : NULL);
}

/*
 * tocsin_config_edit_put_all:
 * @self: a change
 * @kind: what it is
 * @id: which one
 * @assignments: what it is to get
 */
void
tocsin_config_edit_put_all (TocsinConfigEdit *self,
                            TocsinConfigKind kind,
                            const char *id,
                            TocsinAssignments *assignments)
{
  GHashTableIter iter;
  gpointer path, value;

  g_hash_table_iter_init (&iter, tocsin_assignments_get_changes (assignments));
  while (g_hash_table_iter_next (&iter, &path, &value))
    tocsin_config_edit_put (self, kind, id, path, value);
}

/*
 * tocsin_config_edit_find_connection:
 * @self: a change
 * @key: the key that is to name it, for the message
 * @text: a connection's id or name, or "" for none
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND
 *
 * Returns: (nullable) (transfer full): its id
 */
char *
tocsin_config_edit_find_connection (TocsinConfigEdit *self,
                                    const char *key,
                                    const char *text,
                                    GError **error)
{
  g_autofree char *folded = NULL;
  const char *id;

  if (text[0] == '\0' || tocsin_config_edit_is_listed (self, TOCSIN_CONFIG_CONNECTION, text))
    return g_strdup (text);

  folded = tocsin_text_fold (text);
  id = g_hash_table_lookup (self->names[TOCSIN_CONFIG_CONNECTION], folded);
  if (id != NULL)
    return g_strdup (id);

  tocsin_config_edit_require (self, TOCSIN_CONFIG_CONNECTION, text, error);
  g_prefix_error (error, "%s: ", key);

  return NULL;
}
