/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/query-private.h"

#include "core/base/error.h"
#include "core/mail/query/finding.h"
#include "core/mail/query/matcher.h"
#include "core/mail/query/mistake.h"
#include "core/mail/query/parser.h"
#include "core/mail/query/printer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Mistakes that are put right together, and the longest correction that a message shows. */
#define MAX_CORRECTIONS 12
#define LONGEST_SHOWN 300

struct _TocsinQuery
{
  TocsinQueryNode *root;
  gatomicrefcount ref_count;
};

G_DEFINE_BOXED_TYPE (TocsinQuery, tocsin_query, tocsin_query_ref, tocsin_query_unref)

/**
 * tocsin_query_new:
 * @root: (transfer full): a tree
 *
 * Returns: (transfer full): the query.
 */
TocsinQuery *
tocsin_query_new (TocsinQueryNode *root)
{
  TocsinQuery *self = g_new0 (TocsinQuery, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->root = root;

  return self;
}

/* Brackets of a field save typing: written out, the query must still be one. */
static gboolean
fits_written_out (TocsinQuery *self, const char *text, GError **error)
{
  g_autofree char *printed = tocsin_query_to_string (self);
  TocsinQueryPlace whole = { text, text, text };

  if (strlen (printed) <= TOCSIN_QUERY_MAX_LENGTH)
    return TRUE;

  tocsin_query_mistake (error, &whole, _ ("longer than %d bytes when written out"),
                        TOCSIN_QUERY_MAX_LENGTH);
  tocsin_query_advise (error, _ ("make several tasks or searches of it"));
  return FALSE;
}

/* What a mistake was meant to be may hold the next one. All mail is never meant. */
static char *
correct (const char *meant)
{
  g_autofree char *text = g_strdup (meant);

  for (guint i = 0; text != NULL && i < MAX_CORRECTIONS; i++)
    {
      g_autoptr (GError) mistake = NULL;
      g_autoptr (TocsinQueryNode) root = tocsin_query_parser_parse (text, &mistake);

      if (root != NULL)
        return root->kind != TOCSIN_QUERY_KIND_ALL ? g_steal_pointer (&text) : NULL;
      g_free (text);
      text = g_strdup (tocsin_error_get_correction (mistake));
    }

  return NULL;
}

static void
add_remedy (GError *error)
{
  g_autofree char *corrected = correct (tocsin_error_get_correction (error));

  tocsin_error_set_correction (error, corrected);
  if (corrected != NULL && strlen (corrected) <= LONGEST_SHOWN)
    tocsin_error_set_hint (error, _ ("did you mean: %s (%s)"), corrected,
                           tocsin_error_get_hint (error));
}

/**
 * tocsin_query_parse:
 * @text: a query as a person types it; an empty one is all mail
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID, which names the column and what was expected
 *   there, holds @text (tocsin_error_get_input()) and always a hint, and the query that was
 * probably meant (tocsin_error_get_correction()) where that can be guessed
 *
 * Returns: (transfer full): the query. What is typed wrong is an error, never a query that finds
 *   more or less than was meant.
 */
TocsinQuery *
tocsin_query_parse (const char *text, GError **error)
{
  g_autoptr (TocsinQuery) self = NULL;
  g_autoptr (GError) mistake = NULL;
  TocsinQueryNode *root;

  g_return_val_if_fail (text != NULL, NULL);

  root = tocsin_query_parser_parse (text, &mistake);
  if (root == NULL)
    {
      add_remedy (mistake);
      g_propagate_error (error, g_steal_pointer (&mistake));
      return NULL;
    }
  self = tocsin_query_new (root);

  return fits_written_out (self, text, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_query_new_joined:
 * @kind: %TOCSIN_QUERY_KIND_AND or %TOCSIN_QUERY_KIND_OR
 * @queries: (array length=n_queries): queries
 * @n_queries: how many, at least one
 *
 * For a store that is asked once for what several tasks want. No limit of what can be typed holds.
 *
 * Returns: (transfer full): what all of them find, or any of them.
 */
TocsinQuery *
tocsin_query_new_joined (TocsinQueryKind kind, TocsinQuery *const *queries, guint n_queries)
{
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();

  g_return_val_if_fail (kind == TOCSIN_QUERY_KIND_AND || kind == TOCSIN_QUERY_KIND_OR, NULL);
  g_return_val_if_fail (queries != NULL && n_queries > 0, NULL);

  for (guint i = 0; i < n_queries; i++)
    {
      if (queries[i]->root->kind != TOCSIN_QUERY_KIND_ALL)
        g_ptr_array_add (roots, queries[i]->root);
      else if (kind == TOCSIN_QUERY_KIND_OR)
        return tocsin_query_ref (queries[i]);
    }
  if (roots->len == 0)
    return tocsin_query_ref (queries[0]);

  return tocsin_query_new (tocsin_query_node_new_joined (kind, roots));
}

/**
 * tocsin_query_new_negated:
 * @query: a query that does not find everything
 *
 * Returns: (transfer full): what @query does not find.
 */
TocsinQuery *
tocsin_query_new_negated (TocsinQuery *query)
{
  g_return_val_if_fail (query != NULL && query->root->kind != TOCSIN_QUERY_KIND_ALL, NULL);

  return tocsin_query_new (tocsin_query_node_new_not (tocsin_query_node_ref (query->root)));
}

/**
 * tocsin_query_ref:
 * @self: a query
 *
 * Returns: (transfer full): @self.
 */
TocsinQuery *
tocsin_query_ref (TocsinQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_query_unref:
 * @self: (transfer full): a query
 */
void
tocsin_query_unref (TocsinQuery *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  tocsin_query_node_unref (self->root);
  g_free (self);
}

/**
 * tocsin_query_get_root:
 * @self: a query
 *
 * Returns: (transfer none): its tree, which lives as long as @self.
 */
const TocsinQueryNode *
tocsin_query_get_root (TocsinQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->root;
}

/**
 * tocsin_query_equal:
 * @a: a query
 * @b: another
 *
 * Returns: whether they say the same in the same order.
 */
gboolean
tocsin_query_equal (TocsinQuery *a, TocsinQuery *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return tocsin_query_node_equal (a->root, b->root);
}

/**
 * tocsin_query_to_string:
 * @self: a query
 *
 * Returns: (transfer full): a text that parses into the same query; empty for all mail.
 */
char *
tocsin_query_to_string (TocsinQuery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return tocsin_query_printer_print (self->root);
}

static TocsinMessageLayers
collect_needs (const TocsinQueryNode *node)
{
  TocsinMessageLayers needs = node->needs;

  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    needs |= collect_needs (tocsin_query_node_get_child (node, i));

  return needs;
}

/**
 * tocsin_query_get_needs:
 * @self: a query
 *
 * Returns: all that may have to be known of a message to decide @self; what to fetch first says
 *   tocsin_query_match() of a message of which nothing is known.
 */
TocsinMessageLayers
tocsin_query_get_needs (TocsinQuery *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return collect_needs (self->root);
}

/**
 * tocsin_query_match:
 * @self: a query
 * @message: a message, as far as it is known
 * @now: the time, microseconds since 1970
 * @zone: (nullable): whose days `on:` and the like mean, %NULL for the machine's
 * @needs: (out) (optional): what to fetch next when more is needed, the cheap things first; 0
 *   otherwise
 *
 * Decides on the message itself, whatever the server found. An answer that is not
 * %TOCSIN_QUERY_VERDICT_NEEDS_MORE never changes when more becomes known. With that answer and
 * nothing in @needs the message can't be decided: tocsin_query_examine() says why.
 *
 * Returns: whether it matches.
 */
TocsinQueryVerdict
tocsin_query_match (TocsinQuery *self,
                    TocsinMessage *message,
                    gint64 now,
                    GTimeZone *zone,
                    TocsinMessageLayers *needs)
{
  TocsinQueryMatcher matcher = {
    .message = message,
    .now = now,
    .zone = zone,
    .budget = { tocsin_clock_get_default (), TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME },
  };
  TocsinMessageLayers missing = 0;
  TocsinQueryVerdict verdict;

  g_return_val_if_fail (self != NULL && TOCSIN_IS_MESSAGE (message), TOCSIN_QUERY_VERDICT_NO);

  verdict = tocsin_query_matcher_match (&matcher, self->root, &missing);
  g_clear_error (&matcher.trouble);
  if (needs != NULL)
    *needs = missing;

  return verdict;
}

static GHashTable *
take_groups (GPtrArray *groups)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  /* Of two groups of one name the first wins. */
  for (guint i = 0; i + 1 < groups->len; i += 2)
    if (!g_hash_table_contains (table, g_ptr_array_index (groups, i)))
      g_hash_table_insert (table, g_strdup (g_ptr_array_index (groups, i)),
                           g_strdup (g_ptr_array_index (groups, i + 1)));

  return table;
}

/**
 * tocsin_query_examine:
 * @self: a query
 * @message: a message, as far as it is known
 * @now: the time, microseconds since 1970
 * @zone: (nullable): as for tocsin_query_match()
 * @findings: (out) (optional) (transfer full) (element-type TocsinQueryFinding): what each term
 *   found, in the order in which they are printed
 * @groups: (out) (optional) (transfer full) (element-type utf8 utf8): names and texts of the named
 *   groups of regular expressions that matched; of two with one name the first. Groups under a
 *   negation, in a branch that does not match or that took no part in the match are left out
 * @trouble: where to put %TOCSIN_ERROR_QUERY_TIMEOUT when the message can't be decided, however
 *   much of it is known
 *
 * Decides as tocsin_query_match() does, but looks at every term and says what was found where.
 *
 * Returns: whether it matches.
 */
TocsinQueryVerdict
tocsin_query_examine (TocsinQuery *self,
                      TocsinMessage *message,
                      gint64 now,
                      GTimeZone *zone,
                      GPtrArray **findings,
                      GHashTable **groups,
                      GError **trouble)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_query_finding_free);
  g_autoptr (GPtrArray) named = g_ptr_array_new_with_free_func (g_free);
  TocsinQueryMatcher matcher = {
    .message = message,
    .now = now,
    .zone = zone,
    .budget = { tocsin_clock_get_default (), TOCSIN_QUERY_REGEX_MAX_MESSAGE_TIME },
    .findings = found,
    .groups = named,
  };
  TocsinMessageLayers missing = 0;
  TocsinQueryVerdict verdict;

  g_return_val_if_fail (self != NULL && TOCSIN_IS_MESSAGE (message), TOCSIN_QUERY_VERDICT_NO);

  verdict = tocsin_query_matcher_match (&matcher, self->root, &missing);
  if (findings != NULL)
    *findings = g_steal_pointer (&found);
  if (groups != NULL)
    *groups = take_groups (named);
  if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE && missing == 0)
    g_propagate_error (trouble, g_steal_pointer (&matcher.trouble));
  g_clear_error (&matcher.trouble);

  return verdict;
}
