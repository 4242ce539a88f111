/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/key-info.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/key-info-private.h"
#include "core/settings/layout.h"
#include "core/settings/schemas.h"

static GPtrArray *
list_layout (TocsinLayout *layout)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_key_info_unref);

  for (guint i = 0; i < layout->nodes->len; i++)
    {
      TocsinLayoutNode *node = g_ptr_array_index (layout->nodes, i);

      for (guint j = 0; j < node->keys->len; j++)
        g_ptr_array_add (
            list, tocsin_key_info_with_prefix (g_ptr_array_index (node->keys, j), node->prefix));
    }

  return list;
}

static GPtrArray *
list_plugin (TocsinConfigKind kind, const char *plugin, GError **error)
{
  g_autoptr (TocsinLayout) layout = tocsin_layout_new_for_plugin (kind, plugin, error);

  if (layout == NULL || !tocsin_layout_check_plugins (layout, error))
    return NULL;

  return list_layout (layout);
}

/**
 * tocsin_key_info_list_connection:
 * @protocol: (nullable): a protocol, %NULL for the keys that every connection has
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING when the program's own schemas are not installed
 *
 * Returns: (nullable) (transfer full) (element-type TocsinKeyInfo): the keys of a connection, under
 *   the dotted names they are typed by, group by group
 */
GPtrArray *
tocsin_key_info_list_connection (const char *protocol, GError **error)
{
  return list_plugin (TOCSIN_CONFIG_CONNECTION, protocol, error);
}

/**
 * tocsin_key_info_list_task:
 * @trigger: (nullable): a trigger, %NULL for the usual one
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING
 *
 * Returns: (nullable) (transfer full) (element-type TocsinKeyInfo): the keys of a task without
 * those of its actions
 */
GPtrArray *
tocsin_key_info_list_task (const char *trigger, GError **error)
{
  return list_plugin (TOCSIN_CONFIG_TASK, trigger, error);
}

/**
 * tocsin_key_info_list_engine:
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING
 *
 * Returns: (nullable) (transfer full) (element-type TocsinKeyInfo): the keys of the engine
 */
GPtrArray *
tocsin_key_info_list_engine (GError **error)
{
  return list_plugin (TOCSIN_CONFIG_ENGINE, NULL, error);
}

static void
set_no_action (const char *type, GError **error)
{
  g_auto (GStrv) known = tocsin_schemas_list_plugins ("org.tocsin.action.");
  const char *nearest = tocsin_text_nearest (type, (const char *const *) known);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING, _ ("There is no action “%s”"),
               type);
  if (error != NULL && nearest != NULL)
    tocsin_error_set_hint (*error, _ ("did you mean “%s”?"), nearest);
}

static gboolean
add_keys (GPtrArray *list, const char *schema, const char *prefix)
{
  g_autoptr (GPtrArray) keys = tocsin_schemas_get_keys (schema);

  for (guint i = 0; keys != NULL && i < keys->len; i++)
    g_ptr_array_add (list, tocsin_key_info_with_prefix (g_ptr_array_index (keys, i), prefix));

  return keys != NULL;
}

/**
 * tocsin_key_info_list_action:
 * @type: a kind of action
 * @error: %TOCSIN_ERROR_PLUGIN_MISSING naming the nearest there is
 *
 * Returns: (nullable) (transfer full) (element-type TocsinKeyInfo): its keys, as `action.TYPE.KEY`
 */
GPtrArray *
tocsin_key_info_list_action (const char *type, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *schema = NULL;
  g_autofree char *prefix = NULL;
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (type != NULL, NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_key_info_unref);
  schema = g_strconcat ("org.tocsin.action.", type, NULL);
  prefix = g_strdup_printf ("action.%s.", type);
  if (!add_keys (list, schema, prefix))
    {
      set_no_action (type, error);
      return NULL;
    }

  groups = tocsin_schemas_list_groups (schema);
  for (char **group = groups; *group != NULL; group++)
    {
      g_autofree char *group_schema = g_strconcat (TOCSIN_SCHEMAS_GROUP, *group, NULL);
      g_autofree char *group_prefix = g_strconcat (prefix, *group, ".", NULL);

      add_keys (list, group_schema, group_prefix);
    }

  return g_steal_pointer (&list);
}
