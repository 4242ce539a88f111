/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/plugin.h"

struct _TocsinPlugin
{
  char *file;
  GPtrArray *types;
};

static void
plugin_type_free (gpointer data)
{
  TocsinPluginType *type = data;

  g_free (type->name);
  g_free (type->file);
  g_free (type);
}

/**
 * tocsin_plugin_new: (skip)
 * @file: the module's file
 *
 * Returns: (transfer full): a plugin that brings nothing yet.
 */
TocsinPlugin *
tocsin_plugin_new (const char *file)
{
  TocsinPlugin *self = g_new0 (TocsinPlugin, 1);

  self->file = g_strdup (file);
  self->types = g_ptr_array_new_with_free_func (plugin_type_free);

  return self;
}

/**
 * tocsin_plugin_free: (skip)
 * @self: (transfer full): a plugin; the module itself stays loaded
 */
void
tocsin_plugin_free (TocsinPlugin *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->file);
  g_ptr_array_unref (self->types);
  g_free (self);
}

/**
 * tocsin_plugin_get_file: (skip)
 * @self: a plugin
 *
 * Returns: (transfer none): the module's file.
 */
const char *
tocsin_plugin_get_file (TocsinPlugin *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->file;
}

static void
add_type (TocsinPlugin *self,
          TocsinPluginKind kind,
          const char *name,
          const TocsinProtocol *protocol,
          GType type)
{
  TocsinPluginType *entry = g_new0 (TocsinPluginType, 1);

  entry->kind = kind;
  entry->name = g_strdup (name);
  entry->type = type;
  entry->protocol = protocol;
  entry->file = g_strdup (self->file);
  g_ptr_array_add (self->types, entry);
}

/**
 * tocsin_plugin_add_connection:
 * @self: the plugin
 * @protocol: what is to be known of the protocol; static
 * @type: a class that implements #TocsinConnection
 */
void
tocsin_plugin_add_connection (TocsinPlugin *self, const TocsinProtocol *protocol, GType type)
{
  g_return_if_fail (self != NULL && protocol != NULL);
  g_return_if_fail (g_type_is_a (type, TOCSIN_TYPE_CONNECTION));

  add_type (self, TOCSIN_PLUGIN_CONNECTION, protocol->name, protocol, type);
}

/**
 * tocsin_plugin_add_trigger:
 * @self: the plugin
 * @name: how settings call it
 * @type: a class that implements #TocsinTrigger
 */
void
tocsin_plugin_add_trigger (TocsinPlugin *self, const char *name, GType type)
{
  g_return_if_fail (self != NULL && name != NULL);
  g_return_if_fail (g_type_is_a (type, TOCSIN_TYPE_TRIGGER));

  add_type (self, TOCSIN_PLUGIN_TRIGGER, name, NULL, type);
}

/**
 * tocsin_plugin_add_action:
 * @self: the plugin
 * @name: how settings call it
 * @type: a class that implements #TocsinAction
 */
void
tocsin_plugin_add_action (TocsinPlugin *self, const char *name, GType type)
{
  g_return_if_fail (self != NULL && name != NULL);
  g_return_if_fail (g_type_is_a (type, TOCSIN_TYPE_ACTION));

  add_type (self, TOCSIN_PLUGIN_ACTION, name, NULL, type);
}

/**
 * tocsin_plugin_get_types: (skip)
 * @self: a plugin
 *
 * Returns: (transfer none) (element-type TocsinPluginType): what it brings.
 */
GPtrArray *
tocsin_plugin_get_types (TocsinPlugin *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->types;
}
