/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/action.h"
#include "core/plugin/connection.h"
#include "core/plugin/trigger.h"

#include <gmodule.h>

G_BEGIN_DECLS

/**
 * TOCSIN_PLUGIN_ABI:
 *
 * Raised whenever a plugin built against older headers would no longer run.
 */
#define TOCSIN_PLUGIN_ABI 1

/**
 * TOCSIN_PLUGIN_DECLARE_ABI:
 *
 * To be written once in every plugin, so that one built for another version is told apart before
 * any of its code runs.
 */
#define TOCSIN_PLUGIN_DECLARE_ABI()                                                                \
  G_MODULE_EXPORT extern const guint tocsin_plugin_abi;                                            \
  const guint tocsin_plugin_abi = TOCSIN_PLUGIN_ABI

/**
 * TOCSIN_DEFINE_PLUGIN_TYPE:
 * @TypeName: the class, declared with G_DECLARE_FINAL_TYPE()
 * @type_name: its name in functions
 * @interface: %TOCSIN_TYPE_TRIGGER or %TOCSIN_TYPE_ACTION
 *
 * Defines a class that is no more than a struct and one interface, which a function
 * `TYPE_NAME_interface_init` fills in. One that owns memory uses G_DEFINE_FINAL_TYPE_WITH_CODE().
 */
#define TOCSIN_DEFINE_PLUGIN_TYPE(TypeName, type_name, interface)                                  \
  G_DEFINE_FINAL_TYPE_WITH_CODE (TypeName, type_name, G_TYPE_OBJECT,                               \
                                 G_IMPLEMENT_INTERFACE (interface, type_name##_interface_init))    \
  static void type_name##_class_init (TypeName##Class *klass)                                      \
  {                                                                                                \
  }                                                                                                \
  static void type_name##_init (TypeName *self)                                                    \
  {                                                                                                \
  }

/**
 * TocsinProtocolAlias:
 * @name: another name that people type for the protocol
 * @implicit: whether the name also means TLS from the first byte, as in `imaps`
 */
typedef struct
{
  const char *name;
  gboolean implicit;
} TocsinProtocolAlias;

/**
 * TocsinProtocol:
 * @name: the protocol, as in the setting `protocol`
 * @title: what a person calls it
 * @aliases: (array zero-terminated=1): other names; ends with a %NULL name
 * @plain_port: standard port of plain text and STARTTLS, 0 if the protocol has none
 * @tls_port: standard port of implicit TLS
 *
 * What is to be known of a protocol without loading a connection. Static data of the plugin.
 */
typedef struct
{
  const char *name;
  const char *title;
  const TocsinProtocolAlias *aliases;
  guint16 plain_port;
  guint16 tls_port;
} TocsinProtocol;

/**
 * TocsinPluginKind:
 *
 * The three things a plugin can bring.
 */
typedef enum
{
  TOCSIN_PLUGIN_CONNECTION,
  TOCSIN_PLUGIN_TRIGGER,
  TOCSIN_PLUGIN_ACTION,
} TocsinPluginKind;

/**
 * TocsinPluginType:
 * @kind: what it is
 * @name: how settings call it
 * @type: the class that does it
 * @protocol: (nullable): for a connection, what is to be known of the protocol
 * @file: the module it came from
 *
 * One thing that a plugin brings.
 */
typedef struct
{
  TocsinPluginKind kind;
  char *name;
  GType type;
  const TocsinProtocol *protocol;
  char *file;
} TocsinPluginType;

/**
 * TocsinPlugin:
 *
 * A loadable module while it says what it brings. (No GObject: the name that its initializer would
 * have is the one symbol that every plugin exports.) A plugin's schemas are found by name:
 * `org.tocsin.connection.NAME`, `org.tocsin.trigger.NAME`, `org.tocsin.action.NAME`.
 */
typedef struct _TocsinPlugin TocsinPlugin;

/**
 * tocsin_plugin_init:
 * @plugin: the plugin to add types to
 * @error: where to put why it can not run here
 *
 * The one function that a plugin exports.
 *
 * Returns: whether it is ready.
 */
G_MODULE_EXPORT gboolean tocsin_plugin_init (TocsinPlugin *plugin, GError **error);

TocsinPlugin *tocsin_plugin_new (const char *file);
void tocsin_plugin_free (TocsinPlugin *self);
const char *tocsin_plugin_get_file (TocsinPlugin *self);
void tocsin_plugin_add_connection (TocsinPlugin *self, const TocsinProtocol *protocol, GType type);
void tocsin_plugin_add_trigger (TocsinPlugin *self, const char *name, GType type);
void tocsin_plugin_add_action (TocsinPlugin *self, const char *name, GType type);
GPtrArray *tocsin_plugin_get_types (TocsinPlugin *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinPlugin, tocsin_plugin_free)

G_END_DECLS
