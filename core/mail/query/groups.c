/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query.h"

#include "core/mail/query/node-private.h"

/* What stands under a negation catches nothing. */
static void
collect (const TocsinQueryNode *node, GHashTable *names)
{
  if (node->kind == TOCSIN_QUERY_KIND_NOT)
    return;

  if (node->regex != NULL)
    tocsin_query_regex_list_groups (node->regex, names);
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    collect (tocsin_query_node_get_child (node, i), names);
}

/**
 * tocsin_query_list_groups:
 * @self: a query
 *
 * Returns: (transfer full): the names of the groups of regular expressions that
 *   tocsin_query_examine() may give the texts of, each once, sorted.
 */
GStrv
tocsin_query_list_groups (TocsinQuery *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) sorted = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  collect (tocsin_query_get_root (self), names);
  sorted = g_list_sort (g_hash_table_get_keys (names), (GCompareFunc) g_strcmp0);
  for (GList *name = sorted; name != NULL; name = name->next)
    g_strv_builder_add (builder, name->data);

  return g_strv_builder_end (builder);
}
