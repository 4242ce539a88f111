/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/registry.h"

#include "config.h"
#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _TocsinRegistry
{
  GObject parent_instance;

  GPtrArray *types;
  GPtrArray *problems;
};

G_DEFINE_FINAL_TYPE (TocsinRegistry, tocsin_registry, G_TYPE_OBJECT)

typedef gboolean (*PluginInit) (TocsinPlugin *plugin, GError **error);

static void
plugin_type_free (gpointer data)
{
  TocsinPluginType *type = data;

  g_free (type->name);
  g_free (type->file);
  g_free (type);
}

static void
tocsin_registry_finalize (GObject *object)
{
  TocsinRegistry *self = TOCSIN_REGISTRY (object);

  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);

  G_OBJECT_CLASS (tocsin_registry_parent_class)->finalize (object);
}

static void
tocsin_registry_class_init (TocsinRegistryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_registry_finalize;
}

static void
tocsin_registry_init (TocsinRegistry *self)
{
  self->types = g_ptr_array_new_with_free_func (plugin_type_free);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
}

/**
 * tocsin_registry_new:
 *
 * Returns: (transfer full): a registry without plugins.
 */
TocsinRegistry *
tocsin_registry_new (void)
{
  return g_object_new (TOCSIN_TYPE_REGISTRY, NULL);
}

static const TocsinPluginType *
find_type (TocsinRegistry *self, TocsinPluginKind kind, const char *name)
{
  for (guint i = 0; i < self->types->len; i++)
    {
      const TocsinPluginType *type = g_ptr_array_index (self->types, i);

      if (type->kind == kind && g_ascii_strcasecmp (type->name, name) == 0)
        return type;
    }

  return NULL;
}

/**
 * tocsin_registry_adopt: (skip)
 * @self: the registry
 * @plugin: a plugin that has said what it brings; left empty
 *
 * Makes what it brings known. Where a name is taken already the first one stays, as with a search
 * path, and the other becomes a problem.
 */
void
tocsin_registry_adopt (TocsinRegistry *self, TocsinPlugin *plugin)
{
  GPtrArray *types;

  g_return_if_fail (TOCSIN_IS_REGISTRY (self) && plugin != NULL);

  types = tocsin_plugin_get_types (plugin);
  while (types->len > 0)
    {
      TocsinPluginType *type = g_ptr_array_steal_index (types, 0);
      const TocsinPluginType *first = find_type (self, type->kind, type->name);

      if (first == NULL)
        {
          g_ptr_array_add (self->types, type);
          continue;
        }
      g_ptr_array_add (
          self->problems,
          g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_FAILED,
                       _ ("plugin %s: “%s” is brought by %s already; remove one of them"),
                       type->file, type->name, first->file));
      plugin_type_free (type);
    }
}

static gboolean
check_abi (GModule *module, const char *file, GError **error)
{
  const guint *abi = NULL;

  if (!g_module_symbol (module, "tocsin_plugin_abi", (gpointer *) &abi) || abi == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_ABI,
                   _ ("plugin %s: not a plugin of Tocsin (it declares no ABI version)"), file);
      return FALSE;
    }
  if (*abi != TOCSIN_PLUGIN_ABI)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_ABI,
                   _ ("plugin %s: built for ABI version %u, this is version %u; build it again"),
                   file, *abi, TOCSIN_PLUGIN_ABI);
      return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_registry_load_file:
 * @self: the registry
 * @file: a module
 * @error: where to put %TOCSIN_ERROR_PLUGIN_ABI or %TOCSIN_ERROR_PLUGIN_FAILED
 *
 * Returns: whether what it brings can be used now.
 */
gboolean
tocsin_registry_load_file (TocsinRegistry *self, const char *file, GError **error)
{
  g_autoptr (TocsinPlugin) plugin = NULL;
  GModule *module;
  PluginInit init = NULL;

  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self) && file != NULL, FALSE);

  module = g_module_open (file, G_MODULE_BIND_LOCAL | G_MODULE_BIND_LAZY);
  if (module == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_FAILED, _ ("plugin %s: %s"), file,
                   g_module_error ());
      return FALSE;
    }
  if (!check_abi (module, file, error))
    {
      g_module_close (module);
      return FALSE;
    }

  /* Types can not be unregistered: from here on the module stays, whatever comes. */
  g_module_make_resident (module);
  if (!g_module_symbol (module, "tocsin_plugin_init", (gpointer *) &init) || init == NULL)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_FAILED,
                   _ ("plugin %s: it has no tocsin_plugin_init()"), file);
      return FALSE;
    }
  plugin = tocsin_plugin_new (file);
  if (!init (plugin, error))
    {
      tocsin_error_translate (error, _ ("plugin %s"), file);
      return FALSE;
    }
  tocsin_registry_adopt (self, plugin);

  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_modules (const char *directory)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, "." G_MODULE_SUFFIX))
      g_ptr_array_add (files, g_build_filename (directory, name, NULL));
  g_ptr_array_sort (files, compare_names);

  return files;
}

/**
 * tocsin_registry_load_directory:
 * @self: the registry
 * @directory: where modules may lie; that it is missing is no problem
 *
 * Loads what can be loaded. What can't goes to the problems, and the rest goes on.
 */
void
tocsin_registry_load_directory (TocsinRegistry *self, const char *directory)
{
  g_autoptr (GPtrArray) files = NULL;

  g_return_if_fail (TOCSIN_IS_REGISTRY (self) && directory != NULL);

  files = list_modules (directory);
  for (guint i = 0; i < files->len; i++)
    {
      GError *error = NULL;

      if (!tocsin_registry_load_file (self, g_ptr_array_index (files, i), &error))
        {
          g_debug ("%s", error->message);
          g_ptr_array_add (self->problems, error);
        }
    }
}

/**
 * tocsin_registry_load:
 * @self: the registry
 *
 * Loads the plugins of `TOCSIN_PLUGIN_PATH` (folders parted by colons), or else the installed ones:
 * what is being developed or tested never meets an older copy of itself.
 */
void
tocsin_registry_load (TocsinRegistry *self)
{
  const char *path = g_getenv ("TOCSIN_PLUGIN_PATH");
  g_auto (GStrv) directories = g_strsplit (path != NULL ? path : "", ":", -1);

  g_return_if_fail (TOCSIN_IS_REGISTRY (self));

  for (gsize i = 0; directories[i] != NULL; i++)
    if (directories[i][0] != '\0')
      tocsin_registry_load_directory (self, directories[i]);
  if (path == NULL)
    tocsin_registry_load_directory (self, TOCSIN_PLUGIN_DIR);
}

/**
 * tocsin_registry_get_types:
 * @self: the registry
 *
 * Returns: (transfer none) (element-type TocsinPluginType): all that plugins bring.
 */
GPtrArray *
tocsin_registry_get_types (TocsinRegistry *self)
{
  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self), NULL);

  return self->types;
}

/**
 * tocsin_registry_get_problems:
 * @self: the registry
 *
 * Returns: (transfer none) (element-type GError): why some could not be loaded.
 */
GPtrArray *
tocsin_registry_get_problems (TocsinRegistry *self)
{
  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self), NULL);

  return self->problems;
}

/**
 * tocsin_registry_list:
 * @self: the registry
 * @kind: which kind
 *
 * Returns: (transfer full): the names there are.
 */
GStrv
tocsin_registry_list (TocsinRegistry *self, TocsinPluginKind kind)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self), NULL);

  for (guint i = 0; i < self->types->len; i++)
    {
      const TocsinPluginType *type = g_ptr_array_index (self->types, i);

      if (type->kind == kind)
        g_strv_builder_add (names, type->name);
    }

  return g_strv_builder_end (names);
}

static const TocsinPluginType *
require_type (TocsinRegistry *self, TocsinPluginKind kind, const char *name, GError **error)
{
  static const char *const what[] = { N_ ("protocol"), N_ ("trigger"), N_ ("action") };
  const TocsinPluginType *type = find_type (self, kind, name);
  g_auto (GStrv) names = NULL;
  g_autofree char *known = NULL;

  if (type != NULL)
    return type;

  names = tocsin_registry_list (self, kind);
  known = g_strjoinv (", ", names);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PLUGIN_MISSING,
               _ ("no plugin brings the %s “%s”; there are: %s"), _ (what[kind]), name,
               known[0] != '\0' ? known : _ ("none"));
  return NULL;
}

static gboolean
has_alias (const TocsinProtocol *protocol, const char *name, gboolean *implicit)
{
  const TocsinProtocolAlias *alias = protocol->aliases;

  for (; alias != NULL && alias->name != NULL; alias++)
    if (g_ascii_strcasecmp (alias->name, name) == 0)
      {
        *implicit = alias->implicit;
        return TRUE;
      }

  return FALSE;
}

/**
 * tocsin_registry_find_protocol:
 * @self: the registry
 * @name: a protocol or one of its aliases, in any case
 * @implicit: (out) (optional): whether the alias also means TLS from the first byte
 * @error: where to put %TOCSIN_ERROR_PLUGIN_MISSING
 *
 * Returns: (transfer none): what is to be known of it.
 */
const TocsinProtocol *
tocsin_registry_find_protocol (TocsinRegistry *self,
                               const char *name,
                               gboolean *implicit,
                               GError **error)
{
  gboolean alias_implicit = FALSE;
  const TocsinPluginType *found;

  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self) && name != NULL, NULL);

  found = find_type (self, TOCSIN_PLUGIN_CONNECTION, name);
  for (guint i = 0; found == NULL && i < self->types->len; i++)
    {
      const TocsinPluginType *type = g_ptr_array_index (self->types, i);

      if (type->kind == TOCSIN_PLUGIN_CONNECTION
          && has_alias (type->protocol, name, &alias_implicit))
        found = type;
    }
  if (found == NULL)
    {
      require_type (self, TOCSIN_PLUGIN_CONNECTION, name, error);
      return NULL;
    }
  if (implicit != NULL)
    *implicit = alias_implicit;

  return found->protocol;
}

/**
 * tocsin_registry_new_connection:
 * @self: the registry
 * @settings: a connection's settings
 * @error: where to put %TOCSIN_ERROR_PLUGIN_MISSING, also of a protocol that this one works
 * through, and what is wrong with the settings for it
 *
 * Returns: (transfer full): a connection that has not connected yet.
 */
TocsinConnection *
tocsin_registry_new_connection (TocsinRegistry *self,
                                TocsinConnectionSettings *settings,
                                GError **error)
{
  const TocsinPluginType *type;
  g_autoptr (TocsinConnection) connection = NULL;
  TocsinConnectionInterface *iface;

  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self), NULL);

  type = require_type (self, TOCSIN_PLUGIN_CONNECTION,
                       tocsin_connection_settings_get_protocol (settings), error);
  if (type == NULL)
    return NULL;
  connection = g_object_new (type->type, "settings", settings, NULL);
  iface = TOCSIN_CONNECTION_GET_IFACE (connection);
  if (iface->assemble != NULL && !iface->assemble (connection, self, error))
    return NULL;

  return g_steal_pointer (&connection);
}

/**
 * tocsin_registry_new_trigger:
 * @self: the registry
 * @settings: the trigger's part of a task's settings
 * @error: where to put %TOCSIN_ERROR_PLUGIN_MISSING or %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): a configured trigger.
 */
TocsinTrigger *
tocsin_registry_new_trigger (TocsinRegistry *self, TocsinSnapshot *settings, GError **error)
{
  const TocsinPluginType *type;
  g_autoptr (TocsinTrigger) trigger = NULL;

  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self), NULL);

  type = require_type (self, TOCSIN_PLUGIN_TRIGGER, tocsin_snapshot_get_plugin (settings), error);
  if (type == NULL)
    return NULL;

  trigger = g_object_new (type->type, NULL);
  if (!tocsin_trigger_configure (trigger, settings, error))
    return NULL;

  return g_steal_pointer (&trigger);
}

/**
 * tocsin_registry_new_action:
 * @self: the registry
 * @settings: the action's part of a task's settings
 * @error: where to put %TOCSIN_ERROR_PLUGIN_MISSING or %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): a configured action.
 */
TocsinAction *
tocsin_registry_new_action (TocsinRegistry *self, TocsinSnapshot *settings, GError **error)
{
  const TocsinPluginType *type;
  g_autoptr (TocsinAction) action = NULL;

  g_return_val_if_fail (TOCSIN_IS_REGISTRY (self), NULL);

  type = require_type (self, TOCSIN_PLUGIN_ACTION, tocsin_snapshot_get_plugin (settings), error);
  if (type == NULL)
    return NULL;

  action = g_object_new (type->type, NULL);
  if (!tocsin_action_configure (action, settings, error))
    return NULL;

  return g_steal_pointer (&action);
}
