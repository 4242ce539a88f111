/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"

/*
 * tocsin_layout_find_node:
 * @self: a layout
 * @path: a group's path without the slash at its end, "" for the item's own
 *
 * Returns: (nullable) (transfer none): the group
 */
TocsinLayoutNode *
tocsin_layout_find_node (TocsinLayout *self, const char *path)
{
  gsize length = strlen (path);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (self->nodes, i);
      gsize own = strlen (node->path);

      if (own == 0 ? length == 0 : own == length + 1 && strncmp (node->path, path, length) == 0)
        return node;
    }

  return NULL;
}

/*
 * tocsin_layout_node_find:
 * @node: a group
 * @key: a key's plain name
 *
 * Returns: (nullable) (transfer none): the key
 */
TocsinKeyInfo *
tocsin_layout_node_find (TocsinLayoutNode *node, const char *key)
{
  for (guint i = 0; i < node->keys->len; i++)
    {
      TocsinKeyInfo *info = g_ptr_array_index (node->keys, i);

      if (g_str_equal (tocsin_key_info_get_name (info), key))
        return info;
    }

  return NULL;
}

/*
 * tocsin_layout_list_names:
 * @self: a layout
 *
 * Returns: (transfer full): the dotted names of all its keys
 */
GStrv
tocsin_layout_list_names (TocsinLayout *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (self->nodes, i);

      for (guint j = 0; j < node->keys->len; j++)
        {
          g_autofree char *name = g_strconcat (
              node->prefix, tocsin_key_info_get_name (g_ptr_array_index (node->keys, j)), NULL);

          g_strv_builder_add (builder, name);
        }
    }

  return g_strv_builder_end (builder);
}

static void
set_missing (TocsinLayoutNode *node, GError **error)
{
  gboolean trigger = g_str_equal (node->prefix, "trigger.");

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING,
               trigger ? _ ("There is no trigger “%s” here; the settings below “%s” are kept, but "
                            "nobody can say what they mean")
                       : _ ("There is no action “%s” here; the settings below “%s” are kept, but "
                            "nobody can say what they mean"),
               node->plugin, node->prefix);
  if (error != NULL)
    tocsin_error_set_hint (
        *error, _ ("install the plugin “%s” with its schema, or correct its name"), node->plugin);
}

/*
 * tocsin_layout_set_unknown:
 * @self: a layout
 * @name: the dotted name of what is no key of it
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID naming the nearest key there is
 */
void
tocsin_layout_set_unknown (TocsinLayout *self, const char *name, GError **error)
{
  g_auto (GStrv) names = tocsin_layout_list_names (self);
  const char *nearest = tocsin_text_nearest (name, (const char *const *) names);
  g_autofree char *shown = tocsin_text_escape (name, -1, 100);

  if (nearest != NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("There is no setting “%s”; did you mean “%s”?"), shown, nearest);
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("There is no setting “%s”"),
                 shown);
}

/*
 * tocsin_layout_find_key:
 * @self: a layout
 * @name: a key's dotted name
 * @node: (out): the group it is in
 * @error: %TOCSIN_ERROR_CONFIG_INVALID naming the nearest key there is, or
 *   %TOCSIN_ERROR_PLUGIN_MISSING when its group's plugin is not there
 *
 * Returns: (nullable) (transfer none): the key
 */
TocsinKeyInfo *
tocsin_layout_find_key (TocsinLayout *self,
                        const char *name,
                        TocsinLayoutNode **node,
                        GError **error)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      TocsinLayoutNode *candidate = g_ptr_array_index (self->nodes, i);
      TocsinKeyInfo *info;

      if (!g_str_has_prefix (name, candidate->prefix))
        continue;
      info = tocsin_layout_node_find (candidate, name + strlen (candidate->prefix));
      if (info != NULL)
        {
          *node = candidate;
          return info;
        }
      if (candidate->missing)
        {
          set_missing (candidate, error);
          return NULL;
        }
    }

  tocsin_layout_set_unknown (self, name, error);
  return NULL;
}

/*
 * tocsin_layout_check_plugins:
 * @self: a layout
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING naming the first that is not there
 *
 * Returns: whether the keys of all its groups are known
 */
gboolean
tocsin_layout_check_plugins (TocsinLayout *self, GError **error)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (self->nodes, i);

      if (node->missing)
        {
          set_missing (node, error);
          return FALSE;
        }
    }

  return TRUE;
}

/*
 * tocsin_layout_is_id:
 * @text: what is to be an identifier
 *
 * Returns: whether it consists of a-z, 0-9 and hyphens, as the paths of settings do
 */
gboolean
tocsin_layout_is_id (const char *text)
{
  return text[0] != '\0' && text[strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}
