/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EwsNode:
 * @name: the element's name, without a prefix
 * @attributes: (nullable) (array zero-terminated=1): names and values by turns
 * @text: (nullable): the text of it, without that of its children
 * @children: (nullable) (element-type EwsNode): its elements in order
 *
 * An element of an answer. Namespaces don't matter: names are told apart by where they stand.
 */
typedef struct
{
  char *name;
  GStrv attributes;
  char *text;
  GPtrArray *children;
} EwsNode;

EwsNode *ews_node_new (const char *name);
void ews_node_free (EwsNode *self);
void ews_node_take_child (EwsNode *self, EwsNode *child);

guint ews_node_get_n_children (const EwsNode *self);
const EwsNode *ews_node_get_nth (const EwsNode *self, guint n);
const EwsNode *ews_node_find (const EwsNode *self, const char *name);
const char *ews_node_get_text (const EwsNode *self);
gboolean ews_node_is_response (const EwsNode *self);
const char *ews_node_get_attribute (const EwsNode *self, const char *name);
const char *ews_node_find_text (const EwsNode *self, const char *name);
gboolean ews_node_find_boolean (const EwsNode *self, const char *name, gboolean otherwise);
gint64 ews_node_find_number (const EwsNode *self, const char *name, gint64 otherwise);
gint64 ews_node_find_time (const EwsNode *self, const char *name);

gboolean ews_boolean_parse (const char *text, gboolean *value);
gint64 ews_number_parse (const char *text, gint64 otherwise);
gint64 ews_time_parse (const char *text);
char *ews_time_format (gint64 microseconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsNode, ews_node_free)

G_END_DECLS
