/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/config-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/**
 * tocsin_config_list:
 * @self: the settings
 * @kind: connection or task
 *
 * Returns: (transfer none) (array zero-terminated=1): all ids in order, valid until the settings
 * change
 */
const char *const *
tocsin_config_list (TocsinConfig *self, TocsinConfigKind kind)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && kind < TOCSIN_CONFIG_ENGINE, NULL);

  return (const char *const *) self->shelves[kind].ids;
}

/*
 * tocsin_config_set_not_found:
 * @kind: what was looked for
 * @name: what it was called
 * @known: (array zero-terminated=1): what there is
 * @error: where to put %TOCSIN_ERROR_CONFIG_NOT_FOUND
 */
void
tocsin_config_set_not_found (TocsinConfigKind kind,
                             const char *name,
                             const char *const *known,
                             GError **error)
{
  const char *nearest = tocsin_text_nearest (name, known);
  g_autofree char *shown = tocsin_text_escape (name, -1, 100);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
               kind == TOCSIN_CONFIG_CONNECTION ? _ ("There is no connection “%s”")
                                                : _ ("There is no task “%s”"),
               shown);
  if (error != NULL && nearest != NULL)
    tocsin_error_set_hint (*error, _ ("did you mean “%s”?"), nearest);
}

/**
 * tocsin_config_find:
 * @self: the settings
 * @kind: connection or task
 * @id_or_name: its id, or its name in any case
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND naming the nearest there is
 *
 * Returns: (nullable) (transfer full): its id
 */
char *
tocsin_config_find (TocsinConfig *self,
                    TocsinConfigKind kind,
                    const char *id_or_name,
                    GError **error)
{
  g_autofree char *wanted = NULL;
  g_autoptr (GPtrArray) names = NULL;

  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && kind < TOCSIN_CONFIG_ENGINE, NULL);
  g_return_val_if_fail (id_or_name != NULL, NULL);

  if (g_hash_table_contains (self->shelves[kind].items, id_or_name))
    return g_strdup (id_or_name);

  wanted = tocsin_text_fold (id_or_name);
  names = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  for (char **id = self->shelves[kind].ids; *id != NULL; id++)
    {
      char *name = tocsin_config_read_name (self, kind, *id);
      g_autofree char *folded = tocsin_text_fold (name);

      g_ptr_array_add (names, name);
      if (g_str_equal (folded, wanted))
        return g_strdup (*id);
    }

  tocsin_config_set_not_found (
      kind, id_or_name,
      names->len > 0 ? (const char *const *) names->pdata : (const char *const[]){ NULL }, error);
  return NULL;
}

static TocsinSnapshot *
hand_out (TocsinConfigItem *item, GError **error)
{
  if (item->snapshot != NULL)
    return g_object_ref (item->snapshot);

  g_propagate_error (error, g_error_copy (item->error));
  return NULL;
}

static TocsinSnapshot *
load (TocsinConfig *self, TocsinConfigKind kind, const char *id, GError **error)
{
  TocsinConfigShelf *shelf = &self->shelves[kind];
  TocsinConfigItem *item = g_hash_table_lookup (shelf->items, id);

  if (item != NULL)
    return hand_out (item, error);

  tocsin_config_set_not_found (kind, id, (const char *const *) shelf->ids, error);
  return NULL;
}

/**
 * tocsin_config_load_connection:
 * @self: the settings
 * @id: a connection's id
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND, or what is wrong with it when it has never been good
 *
 * Returns: (nullable) (transfer full): its settings, the last good ones when they are broken now
 */
TocsinConnectionSettings *
tocsin_config_load_connection (TocsinConfig *self, const char *id, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && id != NULL, NULL);

  return (TocsinConnectionSettings *) load (self, TOCSIN_CONFIG_CONNECTION, id, error);
}

/**
 * tocsin_config_load_task:
 * @self: the settings
 * @id: a task's id
 * @error: %TOCSIN_ERROR_CONFIG_NOT_FOUND, or what is wrong with it when it has never been good
 *
 * Returns: (nullable) (transfer full): its settings, the last good ones when they are broken now
 */
TocsinTaskSettings *
tocsin_config_load_task (TocsinConfig *self, const char *id, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && id != NULL, NULL);

  return (TocsinTaskSettings *) load (self, TOCSIN_CONFIG_TASK, id, error);
}

/**
 * tocsin_config_load_engine:
 * @self: the settings
 * @error: what is wrong with them when they have never been good
 *
 * Returns: (nullable) (transfer full): the engine's own settings
 */
TocsinSnapshot *
tocsin_config_load_engine (TocsinConfig *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONFIG (self), NULL);

  return hand_out (&self->engine, error);
}

/*
 * tocsin_config_is_reference:
 * @snapshot: a snapshot
 * @key: a dotted name
 *
 * Returns: whether its value is the id of a connection
 */
gboolean
tocsin_config_is_reference (TocsinSnapshot *snapshot, const char *key)
{
  const char *dot = strrchr (key, '.');
  const char *word = dot != NULL ? dot + 1 : key;

  return (g_str_equal (word, "connection") || g_str_has_suffix (word, "-connection"))
         && g_variant_is_of_type (tocsin_snapshot_get_value (snapshot, key), G_VARIANT_TYPE_STRING);
}

static gboolean
uses (TocsinSnapshot *task, const char *connection_id)
{
  for (const char *const *key = tocsin_snapshot_list_keys (task); *key != NULL; key++)
    if (tocsin_config_is_reference (task, *key)
        && g_str_equal (tocsin_snapshot_get_string (task, *key), connection_id))
      return TRUE;

  return FALSE;
}

/* Of a task that can not be read, what stands in the file still counts. */
static gboolean
broken_uses (TocsinConfig *self, const char *task_id, const char *connection_id)
{
  g_autofree char *prefix = tocsin_config_prefix (TOCSIN_CONFIG_TASK, task_id);
  g_auto (GStrv) paths =
      self->file != NULL ? tocsin_config_list_set (self, TOCSIN_CONFIG_TASK, task_id) : NULL;

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *full = g_strconcat (prefix, paths[i], NULL);

      if (g_str_has_suffix (full, "connection")
          && g_strcmp0 (tocsin_file_backend_get_text (self->file, full, NULL), connection_id) == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * tocsin_config_get_users:
 * @self: the settings
 * @connection_id: a connection's id
 *
 * Returns: (transfer full): the ids of the tasks whose trigger or actions use it, in order
 */
GStrv
tocsin_config_get_users (TocsinConfig *self, const char *connection_id)
{
  g_autoptr (GStrvBuilder) users = g_strv_builder_new ();
  TocsinConfigShelf *shelf;

  g_return_val_if_fail (TOCSIN_IS_CONFIG (self) && connection_id != NULL, NULL);

  shelf = &self->shelves[TOCSIN_CONFIG_TASK];
  for (char **id = shelf->ids; *id != NULL; id++)
    {
      TocsinConfigItem *item = g_hash_table_lookup (shelf->items, *id);

      if (item->snapshot != NULL ? uses (item->snapshot, connection_id)
                                 : broken_uses (self, *id, connection_id))
        g_strv_builder_add (users, *id);
    }

  return g_strv_builder_end (users);
}
