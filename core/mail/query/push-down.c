/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/push-down.h"

#include "core/mail/query/query-private.h"

/* A tree is weakened from above (it must find at least what the original finds) or, under a
 * negation, from below (at most that). What becomes of a branch that can't be expressed is then
 * %NULL: everything from above, nothing from below. */
typedef struct
{
  TocsinPushDownFunc express;
  gpointer user_data;
} Weakener;

static TocsinQueryNode *
weaken (const Weakener *self, const TocsinQueryNode *node, gboolean from_above);

static TocsinQueryNode *
weaken_term (const Weakener *self, const TocsinQueryNode *node, gboolean from_above)
{
  TocsinPushDown how = self->express (node, self->user_data);

  /* A superset under a negation would take away what was to be found. */
  if (how >= TOCSIN_PUSH_DOWN_BOUNDED || (how == TOCSIN_PUSH_DOWN_SUPERSET && from_above))
    return tocsin_query_node_ref (node);

  return NULL;
}

/* What is lost of an AND seen from above, or of an OR seen from below, is left out; of the others
 * nothing remains once a part is lost. */
static TocsinQueryNode *
weaken_joined (const Weakener *self, const TocsinQueryNode *node, gboolean from_above)
{
  g_autoptr (GPtrArray) children =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_query_node_unref);
  gboolean may_leave_out = (node->kind == TOCSIN_QUERY_KIND_AND) == from_above;

  for (guint i = 0; i < node->children->len; i++)
    {
      TocsinQueryNode *child = weaken (self, g_ptr_array_index (node->children, i), from_above);

      if (child != NULL)
        g_ptr_array_add (children, child);
      else if (!may_leave_out)
        return NULL;
    }
  if (children->len == 0)
    return NULL;

  return tocsin_query_node_new_joined (node->kind, children);
}

static TocsinQueryNode *
weaken (const Weakener *self, const TocsinQueryNode *node, gboolean from_above)
{
  TocsinQueryNode *child;

  switch (node->kind)
    {
    case TOCSIN_QUERY_KIND_TERM:
      return weaken_term (self, node, from_above);

    case TOCSIN_QUERY_KIND_NOT:
      child = weaken (self, g_ptr_array_index (node->children, 0), !from_above);
      return child != NULL ? tocsin_query_node_new_not (child) : NULL;

    case TOCSIN_QUERY_KIND_AND:
    case TOCSIN_QUERY_KIND_OR:
      return weaken_joined (self, node, from_above);

    case TOCSIN_QUERY_KIND_ALL:
    default:
      return NULL;
    }
}

/**
 * tocsin_query_push_down:
 * @self: a query
 * @express: (scope call): says how well the server can express a term
 * @user_data: for @express
 *
 * Takes out of a query what a server has no words for, in such a way that whatever matches @self
 * still matches the result. All that remains are terms that @express agreed to; of those under a
 * negation it said that they are exact, or bounded from both sides.
 *
 * Returns: (transfer full): the query to ask the server; its root is %TOCSIN_QUERY_KIND_ALL when
 *   nothing is left to ask.
 */
TocsinQuery *
tocsin_query_push_down (TocsinQuery *self, TocsinPushDownFunc express, gpointer user_data)
{
  Weakener weakener = { express, user_data };
  TocsinQueryNode *root;

  g_return_val_if_fail (self != NULL && express != NULL, NULL);

  root = weaken (&weakener, tocsin_query_get_root (self), TRUE);

  return tocsin_query_new (root != NULL ? root : tocsin_query_node_new_all ());
}
