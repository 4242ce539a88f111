/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A query as a restriction of FindItem, which may find more than the query means, never less. */
#include "plugins/ews/push-down.h"

#include "core/mail/query/push-down.h"
#include "plugins/ews/express.h"

static TocsinPushDown
rate (const TocsinQueryNode *term, gpointer user_data)
{
  const char *why;

  return ews_express_rate (term, *(gint64 *) user_data, &why);
}

/* Of a query of which tocsin_query_push_down() left only what can be expressed. */
static EwsRestriction *
build (const TocsinQueryNode *node, gint64 now, gboolean at_least)
{
  TocsinQueryKind kind = tocsin_query_node_get_kind (node);
  EwsRestriction *joined;

  if (kind == TOCSIN_QUERY_KIND_TERM)
    return ews_express (node, now, at_least);
  if (kind == TOCSIN_QUERY_KIND_NOT)
    return ews_restriction_new_not (build (tocsin_query_node_get_child (node, 0), now, !at_least));

  joined = kind == TOCSIN_QUERY_KIND_AND ? ews_restriction_new_and () : ews_restriction_new_or ();
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    ews_restriction_add (joined, build (tocsin_query_node_get_child (node, i), now, at_least));

  return joined;
}

/**
 * ews_push_down:
 * @query: (nullable): which mail is wanted, %NULL for all
 * @now: microseconds since 1970, for ages
 *
 * Returns: (transfer full) (nullable): a restriction that holds for all of it; %NULL when nothing
 *   can be said, or too much would have to be.
 */
EwsRestriction *
ews_push_down (TocsinQuery *query, gint64 now)
{
  g_autoptr (TocsinQuery) pushed =
      query != NULL ? tocsin_query_push_down (query, rate, &now) : NULL;
  const TocsinQueryNode *root = pushed != NULL ? tocsin_query_get_root (pushed) : NULL;
  g_autoptr (EwsRestriction) whole = NULL;

  if (root == NULL || tocsin_query_node_get_kind (root) == TOCSIN_QUERY_KIND_ALL)
    return NULL;
  whole = build (root, now, TRUE);
  if (ews_restriction_count_terms (whole) > EWS_PUSH_DOWN_MAX_TERMS
      || ews_restriction_get_depth (whole) > EWS_PUSH_DOWN_MAX_DEPTH)
    return NULL;

  return g_steal_pointer (&whole);
}

static char *
to_words (const EwsRestriction *restriction)
{
  g_autoptr (EwsXml) xml = ews_xml_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  const char *text;

  ews_restriction_write (restriction, xml);
  bytes = ews_xml_finish (xml);
  text = g_bytes_get_data (bytes, &length);

  return g_strndup (text, length);
}

static TocsinPushDown
express_term (const TocsinQueryNode *term, char **words, char **why, gpointer user_data)
{
  gint64 now = *(gint64 *) user_data;
  g_autoptr (EwsRestriction) restriction = ews_express (term, now, TRUE);
  const char *reason;
  TocsinPushDown how = ews_express_rate (term, now, &reason);

  if (words != NULL && restriction != NULL)
    *words = to_words (restriction);
  if (why != NULL)
    *why = g_strdup (reason);

  return how;
}

/**
 * ews_push_down_explain:
 * @query: which mail is wanted
 * @now: microseconds since 1970, for ages
 *
 * Returns: (transfer full): what the server would be asked for, term by term.
 */
TocsinMailExplanation *
ews_push_down_explain (TocsinQuery *query, gint64 now)
{
  TocsinMailExplanation *self = tocsin_mail_explanation_new (query, express_term, &now);
  g_autoptr (EwsRestriction) whole = ews_push_down (query, now);
  g_autofree char *words = whole != NULL ? to_words (whole) : NULL;

  if (words != NULL)
    tocsin_mail_explanation_add_command (self, words);

  return self;
}
