/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/query/printer.h"
#include "ui/desktop/model/query-row-private.h"

#include <glib/gi18n.h>

static TocsinQueryRow *
new_group_for_node (const TocsinQueryNode *node, TocsinQueryRowMode mode, guint room)
{
  TocsinQueryRow *self = tocsin_query_row_new_group (mode);

  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      g_autoptr (TocsinQueryRow) child =
          tocsin_query_row_new_for_node (tocsin_query_node_get_child (node, i), room - 1);

      tocsin_query_row_add (self, child);
    }

  return self;
}

static TocsinQueryRow *
new_text_for_node (const TocsinQueryNode *node)
{
  g_autofree char *text = tocsin_query_printer_print (node);

  return tocsin_query_row_new_text (text);
}

/* The negation itself is the group where what it negates is joined; or else it has one row. */
static TocsinQueryRow *
new_negation_for_node (const TocsinQueryNode *node, guint room)
{
  const TocsinQueryNode *child = tocsin_query_node_get_child (node, 0);

  switch (tocsin_query_node_get_kind (child))
    {
    case TOCSIN_QUERY_KIND_OR:
      return new_group_for_node (child, TOCSIN_QUERY_ROW_NONE, room);
    case TOCSIN_QUERY_KIND_AND:
      return new_group_for_node (child, TOCSIN_QUERY_ROW_NOT_ALL, room);
    default:
      return new_group_for_node (node, TOCSIN_QUERY_ROW_NONE, room);
    }
}

/**
 * tocsin_query_row_new_for_node:
 * @node: a part of a query's tree that is not "all messages"
 * @room: how many groups may still stand within each other; what would be deeper is a text
 *
 * Returns: (transfer full): a row that says the same.
 */
TocsinQueryRow *
tocsin_query_row_new_for_node (const TocsinQueryNode *node, guint room)
{
  g_auto (TocsinQueryCondition) condition = { 0 };
  TocsinQueryRow *self;

  if (tocsin_query_condition_read (&condition, node))
    {
      self = tocsin_query_row_new (TOCSIN_QUERY_ROW_CONDITION);
      tocsin_query_condition_clear (&self->condition);
      self->condition = condition;
      condition = (TocsinQueryCondition){ 0 };
      return self;
    }
  if (room == 0)
    return new_text_for_node (node);

  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_AND:
      return new_group_for_node (node, TOCSIN_QUERY_ROW_ALL, room);
    case TOCSIN_QUERY_KIND_OR:
      return new_group_for_node (node, TOCSIN_QUERY_ROW_ANY, room);
    case TOCSIN_QUERY_KIND_NOT:
      return new_negation_for_node (node, room);
    default:
      return new_text_for_node (node);
    }
}

static TocsinQuery *
make_text (TocsinQueryRow *self, GError **error)
{
  g_autoptr (TocsinQuery) query = tocsin_query_parse (self->condition.value, error);

  if (query == NULL
      || tocsin_query_node_get_kind (tocsin_query_get_root (query)) != TOCSIN_QUERY_KIND_ALL)
    return g_steal_pointer (&query);

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("Type what is looked for, or remove this condition"));
  return NULL;
}

static void
unref_query (gpointer query)
{
  tocsin_query_unref (query);
}

/* All rows are looked at, so that each can show what is wrong with it; the first mistake is told.
 */
static TocsinQuery *
make_group (TocsinQueryRow *self, GError **error)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (unref_query);
  g_autoptr (TocsinQuery) joined = NULL;
  gboolean any = self->mode == TOCSIN_QUERY_ROW_ANY || self->mode == TOCSIN_QUERY_ROW_NONE;
  gboolean negated = self->mode == TOCSIN_QUERY_ROW_NONE || self->mode == TOCSIN_QUERY_ROW_NOT_ALL;

  for (guint i = 0; i < self->children->len; i++)
    {
      TocsinQuery *query = tocsin_query_row_make_query (
          g_ptr_array_index (self->children, i), error != NULL && *error == NULL ? error : NULL);

      if (query != NULL)
        g_ptr_array_add (queries, query);
    }
  if (queries->len < self->children->len)
    return NULL;
  if (queries->len == 0)
    return tocsin_query_parse ("", error);

  joined = tocsin_query_new_joined (any ? TOCSIN_QUERY_KIND_OR : TOCSIN_QUERY_KIND_AND,
                                    (TocsinQuery *const *) queries->pdata, queries->len);

  return negated ? tocsin_query_new_negated (joined) : g_steal_pointer (&joined);
}

/**
 * tocsin_query_row_make_query:
 * @self: a row
 * @error: where to put what is wrong with it, or with the first row in it that is wrong
 *
 * Each row keeps what is wrong with itself as its property `error`.
 *
 * Returns: (transfer full): what it finds; for a group without rows, every message.
 */
TocsinQuery *
tocsin_query_row_make_query (TocsinQueryRow *self, GError **error)
{
  g_autoptr (GError) mistake = NULL;
  TocsinQuery *query;

  if (self->kind == TOCSIN_QUERY_ROW_GROUP)
    return make_group (self, error);

  query = self->kind == TOCSIN_QUERY_ROW_TEXT
              ? make_text (self, &mistake)
              : tocsin_query_condition_make_query (&self->condition, &mistake);
  tocsin_query_row_set_error (self, mistake != NULL ? g_error_copy (mistake) : NULL);
  if (mistake != NULL)
    g_propagate_error (error, g_steal_pointer (&mistake));

  return query;
}
