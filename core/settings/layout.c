/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/settings/key-info-private.h"
#include "core/settings/schemas.h"

/* A task with more actions is a program that should be written elsewhere. */
#define MAX_ACTIONS 100

static void
node_free (gpointer data)
{
  TocsinLayoutNode *self = data;

  g_free (self->prefix);
  g_free (self->path);
  g_free (self->schema);
  g_free (self->plugin);
  g_free (self->plugin_schema);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

static TocsinLayoutNode *
add_node (TocsinLayout *self, const char *prefix, const char *path, const char *schema)
{
  TocsinLayoutNode *node = g_new0 (TocsinLayoutNode, 1);

  node->prefix = g_strdup (prefix);
  node->path = g_strdup (path);
  node->schema = g_strdup (schema);
  node->keys = tocsin_schemas_get_keys (schema);
  if (node->keys == NULL)
    {
      node->missing = TRUE;
      node->keys = g_ptr_array_new ();
    }
  g_ptr_array_add (self->nodes, node);

  return node;
}

static TocsinLayoutNode *
add_child (TocsinLayout *self, const char *child, const char *schema)
{
  g_autofree char *prefix = g_strconcat (child, ".", NULL);
  g_autofree char *path = g_strconcat (child, "/", NULL);

  return add_node (self, prefix, path, schema);
}

static void
add_children (TocsinLayout *self, const char *prefix, const char *path, const char *schema_id)
{
  g_auto (GStrv) groups = tocsin_schemas_list_groups (schema_id);

  for (char **group = groups; *group != NULL; group++)
    {
      g_autofree char *group_prefix = g_strconcat (prefix, *group, ".", NULL);
      g_autofree char *group_path = g_strconcat (path, *group, "/", NULL);
      g_autofree char *schema = g_strconcat (TOCSIN_SCHEMAS_GROUP, *group, NULL);

      add_node (self, group_prefix, group_path, schema);
    }
}

/* The standing key by which the other groups of an item are found. */
static char *
read_word (TocsinLayoutNode *node, const char *key, const TocsinValues *values, GError **error)
{
  TocsinKeyInfo *info = tocsin_layout_node_find (node, key);
  g_autofree char *path = g_strconcat (node->path, key, NULL);
  g_autofree char *name = g_strconcat (node->prefix, key, NULL);
  g_autoptr (GVariant) value = NULL;
  GError *problem = NULL;

  if (info == NULL)
    return g_strdup ("");
  value = values->get (values->data, path, name, info, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }

  return g_variant_dup_string (value != NULL ? value : tocsin_key_info_get_default (info), NULL);
}

/* A protocol may have keys of its own, and may borrow the group of another as a child. */
static gboolean
lay_out_connection (TocsinLayout *self, const TocsinValues *values, GError **error)
{
  TocsinLayoutNode *main_node = add_node (self, "", "", "org.tocsin.connection");
  g_autofree char *protocol = read_word (main_node, "protocol", values, error);
  g_autofree char *schema = NULL;
  g_autoptr (GPtrArray) keys = NULL;

  if (protocol == NULL)
    return FALSE;

  add_children (self, "", "", "org.tocsin.connection");
  schema = g_strconcat ("org.tocsin.connection.", protocol, NULL);
  keys = tocsin_layout_is_id (protocol) ? tocsin_schemas_get_keys (schema) : NULL;
  if (keys == NULL || tocsin_layout_find_node (self, protocol) != NULL)
    return TRUE;
  if (keys->len > 0)
    add_child (self, protocol, schema)->plugin = g_strdup (protocol);
  add_children (self, "", "", schema);

  return TRUE;
}

static void
append_keys (TocsinLayoutNode *node, GPtrArray *keys)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_key_info_unref);

  for (guint i = 0; i < node->keys->len; i++)
    g_ptr_array_add (all, tocsin_key_info_ref (g_ptr_array_index (node->keys, i)));
  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (all, tocsin_key_info_ref (g_ptr_array_index (keys, i)));
  g_ptr_array_unref (node->keys);
  node->keys = all;
}

static gboolean
lay_out_action (TocsinLayout *self, const char *id, const TocsinValues *values, GError **error)
{
  g_autofree char *prefix = g_strdup_printf ("action.%s.", id);
  g_autofree char *path = g_strdup_printf ("actions/%s/", id);
  TocsinLayoutNode *node = add_node (self, prefix, path, "org.tocsin.action");
  g_autofree char *type = read_word (node, "type", values, error);
  g_autoptr (GPtrArray) keys = NULL;

  if (type == NULL)
    return FALSE;

  node->plugin = g_strdup (type[0] != '\0' ? type : id);
  node->plugin_schema = g_strconcat ("org.tocsin.action.", node->plugin, NULL);
  keys = tocsin_schemas_get_keys (node->plugin_schema);
  node->missing = keys == NULL;
  if (keys != NULL)
    append_keys (node, keys);
  add_children (self, prefix, path, node->plugin_schema);

  return TRUE;
}

static gboolean
check_actions (const char *const *ids, GError **error)
{
  for (guint i = 0; ids[i] != NULL; i++)
    {
      if (!tocsin_layout_is_id (ids[i]))
        {
          g_autofree char *shown = tocsin_text_escape (ids[i], -1, 100);

          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("actions: “%s” is not an identifier made of a-z, 0-9 and -"), shown);
          return FALSE;
        }
      for (guint j = 0; j < i; j++)
        if (g_str_equal (ids[i], ids[j]))
          {
            g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("actions: “%s” is listed twice"), ids[i]);
            return FALSE;
          }
    }
  if (g_strv_length ((char **) ids) > MAX_ACTIONS)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("actions: a task can have at most %d"), MAX_ACTIONS);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_actions (TocsinLayout *self,
              TocsinLayoutNode *main_node,
              const TocsinValues *values,
              GError **error)
{
  TocsinKeyInfo *info = tocsin_layout_node_find (main_node, "actions");
  g_autoptr (GVariant) value = NULL;
  GError *problem = NULL;

  if (info == NULL)
    {
      self->actions = g_new0 (char *, 1);
      return TRUE;
    }
  value = values->get (values->data, "actions", "actions", info, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  self->actions =
      g_variant_dup_strv (value != NULL ? value : tocsin_key_info_get_default (info), NULL);

  return check_actions ((const char *const *) self->actions, error);
}

static gboolean
lay_out_task (TocsinLayout *self, const TocsinValues *values, GError **error)
{
  TocsinLayoutNode *main_node = add_node (self, "", "", "org.tocsin.task");
  g_autofree char *trigger = read_word (main_node, "trigger", values, error);
  g_autofree char *schema = NULL;

  if (trigger == NULL || !read_actions (self, main_node, values, error))
    return FALSE;

  schema = g_strconcat ("org.tocsin.trigger.", trigger, NULL);
  add_child (self, "trigger", schema)->plugin = g_strdup (trigger);
  for (char **id = self->actions; *id != NULL; id++)
    if (!lay_out_action (self, *id, values, error))
      return FALSE;

  return TRUE;
}

static gboolean
check_installation (TocsinLayout *self, GError **error)
{
  TocsinLayoutNode *node = self->nodes->len > 0 ? g_ptr_array_index (self->nodes, 0) : NULL;

  if (node != NULL && !node->missing)
    return TRUE;

  g_set_error (
      error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING,
      _ ("The descriptions of Tocsin's own settings (GSettings schemas) are not installed"));
  if (error != NULL)
    tocsin_error_set_hint (*error, _ ("install Tocsin again, or set GSETTINGS_SCHEMA_DIR to the "
                                      "folder with its gschemas.compiled"));
  return FALSE;
}

/*
 * tocsin_layout_new:
 * @kind: what to lay out
 * @values: where the protocol, the trigger and the actions are read from
 * @error: %TOCSIN_ERROR_CONFIG_INVALID when one of these is broken, %TOCSIN_ERROR_PLUGIN_MISSING
 *   when not even the core's schemas are there
 *
 * A plugin without a schema is no error here: its group is marked missing.
 *
 * Returns: (nullable) (transfer full): the layout
 */
TocsinLayout *
tocsin_layout_new (TocsinConfigKind kind, const TocsinValues *values, GError **error)
{
  g_autoptr (TocsinLayout) self = g_new0 (TocsinLayout, 1);
  gboolean good = TRUE;

  self->kind = kind;
  self->nodes = g_ptr_array_new_with_free_func (node_free);
  if (kind == TOCSIN_CONFIG_CONNECTION)
    good = lay_out_connection (self, values, error);
  else if (kind == TOCSIN_CONFIG_TASK)
    good = lay_out_task (self, values, error);
  else
    add_node (self, "", "", "org.tocsin.engine");
  if (!good || !check_installation (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static GVariant *
get_plugin_only (
    gpointer data, const char *path, const char *name, const TocsinKeyInfo *info, GError **error)
{
  if (data == NULL || (!g_str_equal (path, "protocol") && !g_str_equal (path, "trigger")))
    return NULL;

  return g_variant_ref_sink (g_variant_new_string (data));
}

/*
 * tocsin_layout_new_for_plugin:
 * @kind: what to lay out
 * @plugin: (nullable): protocol or trigger, %NULL for the default
 * @error: as with tocsin_layout_new(), and when there is no such plugin
 *
 * Returns: (nullable) (transfer full): the layout of an item in which nothing else is set
 */
TocsinLayout *
tocsin_layout_new_for_plugin (TocsinConfigKind kind, const char *plugin, GError **error)
{
  TocsinValues values = { get_plugin_only, (gpointer) plugin };

  return tocsin_layout_new (kind, &values, error);
}

/*
 * tocsin_layout_free:
 * @self: (transfer full): a layout
 */
void
tocsin_layout_free (TocsinLayout *self)
{
  g_ptr_array_unref (self->nodes);
  g_strfreev (self->actions);
  g_free (self);
}
