/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/config.h"
#include "core/settings/values.h"

G_BEGIN_DECLS

/**
 * TocsinLayoutNode:
 * @prefix: what the dotted names of its keys begin with, "" or with the dot at its end
 * @path: the same in the settings' paths, "" or with the slash at its end
 * @schema: the id of its schema
 * @plugin: (nullable): the plugin whose keys it has
 * @plugin_schema: (nullable): the plugin's schema, where it stands beside one of the core's
 * @missing: whether there is no such schema, so that its keys are not known
 * @keys: (element-type TocsinKeyInfo): its keys under their plain names
 *
 * One group of settings of a connection, a task or the engine.
 */
typedef struct
{
  char *prefix;
  char *path;
  char *schema;
  char *plugin;
  char *plugin_schema;
  gboolean missing;
  GPtrArray *keys;
} TocsinLayoutNode;

/**
 * TocsinLayout:
 * @kind: what it is the layout of
 * @nodes: (element-type TocsinLayoutNode): its groups, the item's own first
 * @actions: for a task, the ids of its actions in order
 *
 * Which groups and keys an item has, by its protocol or by its trigger and actions. The rule by
 * which schemas are found is all here, and names no plugin.
 */
typedef struct
{
  TocsinConfigKind kind;
  GPtrArray *nodes;
  GStrv actions;
} TocsinLayout;

TocsinLayout *tocsin_layout_new (TocsinConfigKind kind, const TocsinValues *values, GError **error);
TocsinLayout *
tocsin_layout_new_for_plugin (TocsinConfigKind kind, const char *plugin, GError **error);
void tocsin_layout_free (TocsinLayout *self);
TocsinLayoutNode *tocsin_layout_find_node (TocsinLayout *self, const char *path);
TocsinKeyInfo *tocsin_layout_find_key (TocsinLayout *self,
                                       const char *name,
                                       TocsinLayoutNode **node,
                                       GError **error);
TocsinKeyInfo *tocsin_layout_node_find (TocsinLayoutNode *node, const char *key);
void tocsin_layout_set_unknown (TocsinLayout *self, const char *name, GError **error);
GStrv tocsin_layout_list_names (TocsinLayout *self);
gboolean tocsin_layout_check_plugins (TocsinLayout *self, GError **error);
gboolean tocsin_layout_is_id (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinLayout, tocsin_layout_free)

G_END_DECLS
