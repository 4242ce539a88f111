/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/key-file.h"
#include "core/settings/key-info-private.h"
#include "core/settings/value-text.h"

/* The group of a path, and its key. */
static char *
group_of (const char *path, const char **key)
{
  const char *slash = strrchr (path, '/');

  *key = slash + 1;
  return g_strndup (path, (gsize) (slash - path));
}

static char *
get_text (TocsinConfig *self, const char *path, TocsinSnapshot *snapshot, const char *name)
{
  if (self->file != NULL)
    return g_strdup (tocsin_file_backend_get_text (self->file, path, NULL));

  return tocsin_value_print (tocsin_snapshot_get_value (snapshot, name), TOCSIN_VALUE_FILE);
}

/* actions/ID/KEY is action.ID.KEY to who types it. */
static char *
dotted (const char *path)
{
  const char *rest = g_str_has_prefix (path, "actions/") ? path + strlen ("actions") : NULL;
  char *name = rest != NULL ? g_strconcat ("action", rest, NULL) : g_strdup (path);

  return g_strdelimit (name, "/", '.');
}

static gboolean
export_item (
    TocsinConfig *self, TocsinConfigKind kind, const char *id, TocsinKeyFile *out, GError **error)
{
  g_autofree char *prefix = tocsin_config_prefix (kind, id);
  g_auto (GStrv) paths = tocsin_config_list_set (self, kind, id);
  TocsinConfigItem *item = g_hash_table_lookup (self->shelves[kind].items, id);

  if (self->file == NULL && item->snapshot == NULL)
    {
      g_propagate_error (error, g_error_copy (item->error));
      return FALSE;
    }
  for (char **path = paths; *path != NULL; path++)
    {
      g_autofree char *full = g_strconcat (prefix, *path, NULL);
      g_autofree char *name = dotted (*path);
      g_autofree char *text = get_text (self, full, item->snapshot, name);
      const char *key;
      g_autofree char *group = group_of (full, &key);

      /* The moment belongs to this place, not to the task. */
      if (!g_str_equal (*path, "enabled-since"))
        tocsin_key_file_set (out, group, key, text);
    }

  return TRUE;
}

static gboolean
export_kind (TocsinConfig *self,
             TocsinConfigKind kind,
             GHashTable *wanted,
             TocsinKeyFile *out,
             GError **error)
{
  for (char **id = self->shelves[kind].ids; *id != NULL; id++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", tocsin_config_folder (kind), *id);

      if ((wanted == NULL || g_hash_table_contains (wanted, path))
          && !export_item (self, kind, *id, out, error))
        return FALSE;
    }

  return TRUE;
}

/* A name may mean a connection, a task or both. */
static gboolean
want (TocsinConfig *self, const char *name, GHashTable *wanted, GError **error)
{
  gboolean found = FALSE;

  for (TocsinConfigKind kind = TOCSIN_CONFIG_CONNECTION; kind <= TOCSIN_CONFIG_TASK; kind++)
    {
      g_autofree char *id = tocsin_config_find (self, kind, name, NULL);

      if (id == NULL)
        continue;
      g_hash_table_add (wanted, g_strdup_printf ("%s/%s", tocsin_config_folder (kind), id));
      found = TRUE;
    }
  if (!found)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                 _ ("There is no connection and no task “%s”"), name);

  return found;
}

/**
 * tocsin_config_export:
 * @self: the settings
 * @names: (nullable) (array zero-terminated=1): ids or names of connections and tasks, %NULL or
 *   empty for all
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND
 *
 * Returns: (nullable) (transfer full): what is set in them, in the form of the settings file; of
 *   secrets, where they are kept
 */
char *
tocsin_config_export (TocsinConfig *self, const char *const *names, GError **error)
{
  g_autoptr (TocsinKeyFile) out = tocsin_key_file_new ();
  g_autoptr (GHashTable) wanted = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONFIG (self), NULL);

  if (names != NULL && names[0] != NULL)
    wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; wanted != NULL && names[i] != NULL; i++)
    if (!want (self, names[i], wanted, error))
      return NULL;
  if (!export_kind (self, TOCSIN_CONFIG_CONNECTION, wanted, out, error)
      || !export_kind (self, TOCSIN_CONFIG_TASK, wanted, out, error))
    return NULL;

  return tocsin_key_file_print (out, NULL);
}

/* One connection or task in the text that is imported. */
typedef struct
{
  TocsinConfigEdit *edit;
  TocsinKeyFile *file;
  TocsinConfigKind kind;
  char *id;
  char *prefix;
  gboolean known;   /* whether there already is one of that id */
  GPtrArray *paths; /* of what the text sets in it, relative to it */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_free (import->id);
  g_free (import->prefix);
  g_ptr_array_unref (import->paths);
  g_free (import);
}

static const char *
get_imported_text (Import *import, const char *path, guint *line)
{
  g_autofree char *full = g_strconcat (import->prefix, path, NULL);
  const char *key;
  g_autofree char *group = group_of (full, &key);

  return tocsin_key_file_get (import->file, group, key, line);
}

/* protocol=imaps says two things, of which the second has no line of its own. */
static GVariant *
get_implied_mode (Import *import, const char *path)
{
  const char *protocol = get_imported_text (import, "protocol", NULL);
  g_autofree char *name = NULL;
  gboolean implicit = FALSE;

  if (import->kind != TOCSIN_CONFIG_CONNECTION || protocol == NULL
      || !g_str_equal (path, "encryption/mode"))
    return NULL;
  name = tocsin_config_resolve_protocol (import->edit->config, protocol, &implicit);

  return implicit ? g_variant_ref_sink (g_variant_new_string ("implicit")) : NULL;
}

static GVariant *
get_imported (
    gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error)
{
  Import *import = data;
  guint line = 0;
  const char *text = get_imported_text (import, path, &line);
  g_autofree char *resolved = NULL;
  GVariant *value;
  gboolean implicit;

  if (text == NULL)
    return get_implied_mode (import, path);
  if (tocsin_key_info_is_reference (info))
    resolved = tocsin_config_edit_find_connection (import->edit, name, text, error);
  else if (import->kind == TOCSIN_CONFIG_CONNECTION && g_str_equal (path, "protocol"))
    resolved = tocsin_config_resolve_protocol (import->edit->config, text, &implicit);
  else
    resolved = g_strdup (text);

  value =
      resolved != NULL ? tocsin_value_parse (info, name, resolved, TOCSIN_VALUE_FILE, error) : NULL;
  if (value == NULL)
    g_prefix_error (error, _ ("line %u: "), line);

  return value;
}

/* What the text sets, checked, and every other key of the item reset. */
static gboolean
put_imported (Import *import, TocsinLayout *layout, GError **error)
{
  for (guint i = 0; i < layout->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (layout->nodes, i);

      for (guint j = 0; j < node->keys->len; j++)
        {
          TocsinKeyInfo *info = node->keys->pdata[j];
          g_autofree char *path = g_strconcat (node->path, tocsin_key_info_get_name (info), NULL);
          g_autofree char *name = dotted (path);
          GError *problem = NULL;
          g_autoptr (GVariant) value = get_imported (import, path, name, info, &problem);

          if (problem != NULL)
            {
              g_propagate_error (error, problem);
              return FALSE;
            }
          if (value != NULL)
            tocsin_config_edit_put (import->edit, import->kind, import->id, path, value);
        }
    }

  return TRUE;
}

static gboolean
check_known (Import *import, TocsinLayout *layout, const char *path, GError **error)
{
  const char *slash = strrchr (path, '/');
  g_autofree char *group = slash != NULL ? g_strndup (path, (gsize) (slash - path)) : g_strdup ("");
  g_autofree char *name = dotted (path);
  TocsinLayoutNode *node = tocsin_layout_find_node (layout, group);
  guint line = 0;

  if (node != NULL && tocsin_layout_node_find (node, slash != NULL ? slash + 1 : path) != NULL)
    return TRUE;

  get_imported_text (import, path, &line);
  tocsin_layout_set_unknown (layout, name, error);
  g_prefix_error (error, _ ("line %u: "), line);

  return FALSE;
}

static gboolean
check_import (Import *import, TocsinLayout *layout, GError **error)
{
  if (!tocsin_layout_check_plugins (layout, error))
    return FALSE;
  for (guint i = 0; i < import->paths->len; i++)
    if (!check_known (import, layout, import->paths->pdata[i], error))
      return FALSE;

  return TRUE;
}

static gboolean
check_complete (Import *import, const TocsinValues *values, GError **error)
{
  g_autoptr (TocsinSnapshot) snapshot =
      import->kind == TOCSIN_CONFIG_CONNECTION
          ? (TocsinSnapshot *) tocsin_connection_settings_new (import->id, values, error)
          : (TocsinSnapshot *) tocsin_task_settings_new (import->id, values, error);

  return snapshot != NULL
         && tocsin_config_edit_claim_name (import->edit, import->kind, import->id,
                                           tocsin_snapshot_get_name (snapshot), error);
}

static void
note_enabled (Import *import, const TocsinValues *after)
{
  g_auto (TocsinConfigSource) source =
      TOCSIN_CONFIG_SOURCE_INIT (import->edit->config, TOCSIN_CONFIG_TASK, import->id);
  TocsinValues before = tocsin_config_source_get_values (&source);

  tocsin_config_edit_note_enabled (import->edit, import->id, import->known ? &before : NULL, after);
}

static gboolean
import_item (Import *import, GError **error)
{
  TocsinValues values = { get_imported, import };
  g_autoptr (TocsinLayout) layout = tocsin_layout_new (import->kind, &values, error);
  g_auto (GStrv) old = NULL;

  if (layout == NULL || !check_import (import, layout, error)
      || !check_complete (import, &values, error))
    {
      g_prefix_error (error, "%s/%s: ", tocsin_config_folder (import->kind), import->id);
      return FALSE;
    }

  old = import->known ? tocsin_config_list_set (import->edit->config, import->kind, import->id)
                      : NULL;
  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    if (!g_str_equal (old[i], "enabled-since"))
      tocsin_config_edit_put (import->edit, import->kind, import->id, old[i], NULL);
  if (!put_imported (import, layout, error))
    return FALSE;
  if (import->kind == TOCSIN_CONFIG_TASK)
    note_enabled (import, &values);

  return TRUE;
}

typedef struct
{
  GPtrArray *imports;
  GHashTable *by_path; /* "tasks/ID" to Import */
  TocsinConfigEdit *edit;
  TocsinKeyFile *file;
  GError *error;
} Collection;

static TocsinConfigKind
kind_of_folder (const char *folder)
{
  return g_str_equal (folder, "connections") ? TOCSIN_CONFIG_CONNECTION
         : g_str_equal (folder, "tasks")     ? TOCSIN_CONFIG_TASK
                                             : TOCSIN_CONFIG_ENGINE;
}

static Import *
find_import (Collection *collection, TocsinConfigKind kind, const char *id)
{
  g_autofree char *prefix = tocsin_config_prefix (kind, id);
  Import *import = g_hash_table_lookup (collection->by_path, prefix);

  if (import != NULL)
    return import;

  import = g_new0 (Import, 1);
  import->edit = collection->edit;
  import->file = collection->file;
  import->kind = kind;
  import->id = g_strdup (id);
  import->prefix = g_steal_pointer (&prefix);
  import->paths = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (collection->imports, import);
  g_hash_table_insert (collection->by_path, import->prefix, import);

  return import;
}

/* Each connection and task once, in the order of the text. */
static void
collect (const char *group, const char *key, const char *text, guint line, gpointer user_data)
{
  Collection *collection = user_data;
  g_auto (GStrv) parts = g_strsplit (group, "/", 3);
  TocsinConfigKind kind = kind_of_folder (parts[0]);

  if (collection->error != NULL)
    return;
  if (kind == TOCSIN_CONFIG_ENGINE || parts[1] == NULL || !tocsin_layout_is_id (parts[1]))
    {
      g_autofree char *shown = tocsin_text_escape (group, -1, 100);

      collection->error =
          g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("line %u: [%s] is neither [connections/ID] nor [tasks/ID]"), line, shown);
      return;
    }

  g_ptr_array_add (find_import (collection, kind, parts[1])->paths,
                   parts[2] != NULL ? g_strconcat (parts[2], "/", key, NULL) : g_strdup (key));
}

/* Connections first: the tasks refer to them, by id or by name. */
static void
list_new (GPtrArray *imports, TocsinConfigKind kind, GStrvBuilder *report)
{
  for (guint i = 0; i < imports->len; i++)
    {
      Import *import = g_ptr_array_index (imports, i);
      g_autofree char *line = NULL;

      if (import->kind != kind)
        continue;
      import->known = tocsin_config_edit_is_listed (import->edit, import->kind, import->id);
      line = g_strdup_printf ("%s %s/%s", import->known ? "change" : "add",
                              tocsin_config_folder (import->kind), import->id);
      if (!import->known)
        tocsin_config_edit_list (import->edit, kind, import->id);
      g_strv_builder_add (report, line);
    }
}

static gboolean
import_kind (GPtrArray *imports, TocsinConfigKind kind, GError **error)
{
  for (guint i = 0; i < imports->len; i++)
    if (((Import *) g_ptr_array_index (imports, i))->kind == kind
        && !import_item (g_ptr_array_index (imports, i), error))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_config_import:
 * @self: the settings
 * @text: what tocsin_config_export() gave
 * @length: how many bytes, or -1 up to the NUL
 * @dry_run: whether to check only, and to say what would be done
 * @error: %TOCSIN_ERROR_CONFIG_INVALID with the line, %TOCSIN_ERROR_CONFIG_NOT_FOUND for a
 * connection that is in neither place, %TOCSIN_ERROR_PLUGIN_MISSING or a storage error; then
 * nothing is written
 *
 * A connection or a task with the same id becomes what the text says; others stay as they are.
 *
 * Returns: (nullable) (transfer full): for each connection and task a line, `add connections/ID` or
 *   `change tasks/ID`
 */
GStrv
tocsin_config_import (
    TocsinConfig *self, const char *text, gssize length, gboolean dry_run, GError **error)
{
  g_autoptr (TocsinKeyFile) file = NULL;
  g_autoptr (TocsinConfigEdit) edit = NULL;
  g_autoptr (GPtrArray) imports = g_ptr_array_new_with_free_func (import_free);
  g_autoptr (GHashTable) by_path = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) report = g_strv_builder_new ();
  Collection collection = { imports, by_path, NULL, NULL, NULL };

  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && text != NULL, NULL);

  file = tocsin_key_file_parse (text, length < 0 ? strlen (text) : (gsize) length, _ ("import"),
                                error);
  edit = file != NULL ? tocsin_config_edit_begin (self, error) : NULL;
  if (edit == NULL)
    return NULL;

  collection.edit = edit;
  collection.file = file;
  tocsin_key_file_foreach (file, collect, &collection);
  if (collection.error != NULL)
    {
      g_propagate_error (error, collection.error);
      return NULL;
    }
  for (TocsinConfigKind kind = TOCSIN_CONFIG_CONNECTION; kind <= TOCSIN_CONFIG_TASK; kind++)
    {
      list_new (imports, kind, report);
      if (!import_kind (imports, kind, error))
        return NULL;
    }
  if (!dry_run && !tocsin_config_edit_commit (edit, error))
    return NULL;

  return g_strv_builder_end (report);
}
