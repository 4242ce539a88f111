/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/snapshot.h"

#include <string.h>

#include "core/settings/key-info-private.h"
#include "core/settings/snapshot-private.h"

static gboolean
read_entry (TocsinSnapshot *self,
            TocsinLayoutNode *node,
            TocsinKeyInfo *info,
            const TocsinValues *values,
            GError **error)
{
  const char *key = tocsin_key_info_get_name (info);
  g_autofree char *path = g_strconcat (node->path, key, NULL);
  g_autofree char *name = g_strconcat (node->prefix, key, NULL);
  g_autoptr (GVariant) value = NULL;
  GVariant *standard = tocsin_key_info_get_default (info);
  GError *problem = NULL;

  value = values->get (values->data, path, name, info, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  if (value != NULL)
    tocsin_snapshot_add (self, name, value, TRUE, !g_variant_equal (value, standard));
  else
    tocsin_snapshot_add (self, name, standard, FALSE, FALSE);

  return TRUE;
}

/*
 * tocsin_snapshot_fill:
 * @self: a snapshot being made
 * @layout: which keys there are
 * @values: where their values are
 * @error: %TOCSIN_ERROR_CONFIG_INVALID for the first broken value, %TOCSIN_ERROR_PLUGIN_MISSING
 *
 * Returns: whether all keys have a value now
 */
gboolean
tocsin_snapshot_fill (TocsinSnapshot *self,
                      TocsinLayout *layout,
                      const TocsinValues *values,
                      GError **error)
{
  if (!tocsin_layout_check_plugins (layout, error))
    return FALSE;

  for (guint i = 0; i < layout->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (layout->nodes, i);

      for (guint j = 0; j < node->keys->len; j++)
        if (!read_entry (self, node, g_ptr_array_index (node->keys, j), values, error))
          return FALSE;
    }

  return TRUE;
}

/*
 * tocsin_snapshot_new_part:
 * @whole: a snapshot
 * @prefix: what the names of the part's keys begin with in @whole, with the dot
 * @id: the part's id
 * @owner: whose secrets are meant by its references
 * @plugin: the plugin that is to read it
 *
 * Returns: (transfer full): a snapshot of that part alone, its keys under their plain names
 */
TocsinSnapshot *
tocsin_snapshot_new_part (TocsinSnapshot *whole,
                          const char *prefix,
                          const char *id,
                          const char *owner,
                          const char *plugin)
{
  TocsinSnapshot *self = g_object_new (TOCSIN_TYPE_SNAPSHOT, NULL);

  tocsin_snapshot_name (self, id, owner, plugin);
  for (const char *const *name = tocsin_snapshot_list_keys (whole); *name != NULL; name++)
    if (g_str_has_prefix (*name, prefix))
      tocsin_snapshot_add (self, *name + strlen (prefix), tocsin_snapshot_get_value (whole, *name),
                           tocsin_snapshot_is_set (whole, *name),
                           tocsin_snapshot_differs (whole, *name));

  return self;
}

/*
 * tocsin_snapshot_new_engine:
 * @values: where the engine's values are
 * @error: as with tocsin_snapshot_fill()
 *
 * Returns: (nullable) (transfer full): the engine's settings
 */
TocsinSnapshot *
tocsin_snapshot_new_engine (const TocsinValues *values, GError **error)
{
  g_autoptr (TocsinLayout) layout = tocsin_layout_new (TOCSIN_CONFIG_ENGINE, values, error);
  g_autoptr (TocsinSnapshot) self = NULL;

  if (layout == NULL)
    return NULL;

  self = g_object_new (TOCSIN_TYPE_SNAPSHOT, NULL);
  tocsin_snapshot_name (self, "", "engine", NULL);
  if (!tocsin_snapshot_fill (self, layout, values, error))
    return NULL;

  return g_steal_pointer (&self);
}
