/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/mail-explanation.h"

#include "core/mail/query/query-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TocsinExpressFunc express;
  gpointer user_data;
} Store;

static void
explained_term_free (TocsinExplainedTerm *self)
{
  g_free (self->term);
  g_free (self->words);
  g_free (self->why);
  g_free (self);
}

static TocsinPushDown
rate (const TocsinQueryNode *term, gpointer user_data)
{
  const Store *store = user_data;

  return store->express (term, NULL, NULL, store->user_data);
}

static TocsinPushDown
express_nothing (const TocsinQueryNode *term, char **words, char **why, gpointer user_data)
{
  return TOCSIN_PUSH_DOWN_NO;
}

static char *
print (const TocsinQueryNode *node)
{
  g_autoptr (TocsinQuery) alone = tocsin_query_new (tocsin_query_node_ref (node));

  return tocsin_query_to_string (alone);
}

/* Terms that remain are shared with the query, so that the same place is the same pointer. */
static gboolean
holds (const TocsinQueryNode *node, const TocsinQueryNode *term)
{
  if (node == term)
    return TRUE;
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    if (holds (tocsin_query_node_get_child (node, i), term))
      return TRUE;

  return FALSE;
}

static const char *
say_why_not_asked (TocsinPushDown how, gboolean negated)
{
  if (how == TOCSIN_PUSH_DOWN_NO)
    return _ ("the server has no word for it");
  if (how == TOCSIN_PUSH_DOWN_SUPERSET && negated)
    return _ ("the server would find more than this, and under a negation that loses mail");

  return _ ("beside it stands a term that the server can't be asked for");
}

static void
explain_term (TocsinMailExplanation *self,
              const TocsinQueryNode *node,
              gboolean negated,
              const Store *store)
{
  TocsinExplainedTerm *term = g_new0 (TocsinExplainedTerm, 1);

  term->term = print (node);
  term->how = store->express (node, &term->words, &term->why, store->user_data);
  term->asked = holds (tocsin_query_get_root (self->asked), node);
  if (!term->asked && (term->why == NULL || term->how != TOCSIN_PUSH_DOWN_NO))
    {
      g_free (term->why);
      term->why = g_strdup (say_why_not_asked (term->how, negated));
    }
  g_ptr_array_add (self->terms, term);
}

static void
explain_node (TocsinMailExplanation *self,
              const TocsinQueryNode *node,
              gboolean negated,
              const Store *store)
{
  gboolean negates = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_NOT;

  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    explain_term (self, node, negated, store);
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    explain_node (self, tocsin_query_node_get_child (node, i), negated != negates, store);
}

/**
 * tocsin_mail_explanation_new: (skip)
 * @query: a query
 * @express: (nullable) (scope call): says how the server would express a term, %NULL for a store
 *   that can't be asked for anything
 * @user_data: for @express
 *
 * Goes through the terms and takes out what the server has no words for, as
 * tocsin_query_push_down() does. The store adds what it would send.
 *
 * Returns: (transfer full): what a store does for @query.
 */
TocsinMailExplanation *
tocsin_mail_explanation_new (TocsinQuery *query, TocsinExpressFunc express, gpointer user_data)
{
  Store store = { express != NULL ? express : express_nothing, user_data };
  TocsinMailExplanation *self;

  g_return_val_if_fail (query != NULL, NULL);

  self = g_new0 (TocsinMailExplanation, 1);
  self->asked = tocsin_query_push_down (query, rate, &store);
  self->terms = g_ptr_array_new_with_free_func ((GDestroyNotify) explained_term_free);
  self->commands = g_ptr_array_new_with_free_func (g_free);
  self->fallback = g_ptr_array_new_with_free_func (g_free);
  explain_node (self, tocsin_query_get_root (query), FALSE, &store);

  return self;
}

/**
 * tocsin_mail_explanation_free:
 * @self: (transfer full): an explanation
 */
void
tocsin_mail_explanation_free (TocsinMailExplanation *self)
{
  tocsin_query_unref (self->asked);
  g_ptr_array_unref (self->terms);
  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->fallback);
  g_free (self);
}

/**
 * tocsin_mail_explanation_add_command:
 * @self: an explanation
 * @command: one command, as it would be sent, without what may be secret
 */
void
tocsin_mail_explanation_add_command (TocsinMailExplanation *self, const char *command)
{
  g_return_if_fail (self != NULL && command != NULL);

  g_ptr_array_add (self->commands, g_strdup (command));
}

/**
 * tocsin_mail_explanation_add_fallback:
 * @self: an explanation
 * @command: one command of those that are sent when the server refuses the character set
 */
void
tocsin_mail_explanation_add_fallback (TocsinMailExplanation *self, const char *command)
{
  g_return_if_fail (self != NULL && command != NULL);

  g_ptr_array_add (self->fallback, g_strdup (command));
}

/**
 * tocsin_push_down_to_string:
 * @how: how well a server can express a term
 *
 * Returns: (transfer none): its stable name: `no`, `superset`, `bounded` or `exact`.
 */
const char *
tocsin_push_down_to_string (TocsinPushDown how)
{
  static const char *const names[] = { "no", "superset", "bounded", "exact" };

  g_return_val_if_fail ((gsize) how < G_N_ELEMENTS (names), NULL);

  return names[how];
}
