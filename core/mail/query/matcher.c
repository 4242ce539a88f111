/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/matcher.h"

#include "core/mail/query/node-private.h"
#include "core/mail/query/term-matcher.h"

#define CHEAP                                                                                      \
  (TOCSIN_MESSAGE_LAYERS_FLAGS | TOCSIN_MESSAGE_LAYERS_HEADERS | TOCSIN_MESSAGE_LAYERS_STRUCTURE)

/* One answer of a server brings all that is cheap; text is fetched when that did not decide, and
 * the whole message when nothing else did. */
static TocsinMessageLayers
cheapest (TocsinMessageLayers missing)
{
  if (missing & CHEAP)
    return missing & CHEAP;
  if (missing & TOCSIN_MESSAGE_LAYERS_TEXT)
    return TOCSIN_MESSAGE_LAYERS_TEXT;

  return missing;
}

/* What came of the children so far. */
typedef struct
{
  gboolean decided;
  gboolean open;
  TocsinMessageLayers missing;
} Tally;

/* Those @which are regular expressions or hold some, or the others. */
typedef enum
{
  CHILDREN_CHEAP,
  CHILDREN_COSTLY,
  CHILDREN_ALL,
} Children;

static void
ask_children (TocsinQueryMatcher *self,
              const TocsinQueryNode *node,
              Children which,
              TocsinQueryVerdict decisive,
              Tally *tally)
{
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      const TocsinQueryNode *child = tocsin_query_node_get_child (node, i);
      TocsinMessageLayers own = 0;
      TocsinQueryVerdict verdict;

      if (which != CHILDREN_ALL && child->costly != (which == CHILDREN_COSTLY))
        continue;
      verdict = tocsin_query_matcher_match (self, child, &own);
      tally->decided = tally->decided || verdict == decisive;
      if (tally->decided && which != CHILDREN_ALL)
        return;
      tally->open = tally->open || verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE;
      tally->missing |= own;
    }
}

/* Kleene's logic: one child with @decisive decides (NO for AND, YES for OR), else an open one
 * leaves it open. An open child with nothing missing can't be decided at all, but the others may do
 * it. Regular expressions are only tried where nothing else decides, unless somebody wants to see
 * all. */
static TocsinQueryVerdict
match_children (TocsinQueryMatcher *self,
                const TocsinQueryNode *node,
                TocsinQueryVerdict decisive,
                TocsinQueryVerdict otherwise,
                TocsinMessageLayers *missing)
{
  Tally tally = { FALSE };

  if (self->findings != NULL)
    ask_children (self, node, CHILDREN_ALL, decisive, &tally);
  else
    ask_children (self, node, CHILDREN_CHEAP, decisive, &tally);
  if (self->findings == NULL && !tally.decided && node->costly)
    ask_children (self, node, CHILDREN_COSTLY, decisive, &tally);
  if (tally.decided || !tally.open)
    return tally.decided ? decisive : otherwise;

  *missing = cheapest (tally.missing);
  return TOCSIN_QUERY_VERDICT_NEEDS_MORE;
}

static TocsinQueryVerdict
negate (TocsinQueryVerdict verdict)
{
  if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE)
    return verdict;

  return verdict == TOCSIN_QUERY_VERDICT_YES ? TOCSIN_QUERY_VERDICT_NO : TOCSIN_QUERY_VERDICT_YES;
}

static TocsinQueryVerdict
match_term (TocsinQueryMatcher *self, const TocsinQueryNode *term, TocsinMessageLayers *missing)
{
  TocsinQueryVerdict verdict = tocsin_query_term_match (self, term, missing);

  if (verdict == TOCSIN_QUERY_VERDICT_NEEDS_MORE)
    *missing = cheapest (*missing);

  return verdict;
}

static TocsinQueryVerdict
match_node (TocsinQueryMatcher *self, const TocsinQueryNode *node, TocsinMessageLayers *missing)
{
  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_AND:
      return match_children (self, node, TOCSIN_QUERY_VERDICT_NO, TOCSIN_QUERY_VERDICT_YES,
                             missing);

    case TOCSIN_QUERY_KIND_OR:
      return match_children (self, node, TOCSIN_QUERY_VERDICT_YES, TOCSIN_QUERY_VERDICT_NO,
                             missing);

    case TOCSIN_QUERY_KIND_NOT:
      return negate (
          tocsin_query_matcher_match (self, tocsin_query_node_get_child (node, 0), missing));

    case TOCSIN_QUERY_KIND_TERM:
      return match_term (self, node, missing);

    case TOCSIN_QUERY_KIND_ALL:
    default:
      return TOCSIN_QUERY_VERDICT_YES;
    }
}

/**
 * tocsin_query_matcher_match:
 * @self: what to match against
 * @node: a query's tree
 * @missing: (out): what to fetch next; untouched when the answer is yes or no, and when nothing
 *   that could be fetched would help
 *
 * Returns: whether the message matches.
 */
TocsinQueryVerdict
tocsin_query_matcher_match (TocsinQueryMatcher *self,
                            const TocsinQueryNode *node,
                            TocsinMessageLayers *missing)
{
  guint before = self->groups != NULL ? self->groups->len : 0;
  TocsinQueryVerdict verdict = match_node (self, node, missing);

  /* What a branch caught that does not match, or that is there to be absent, is nobody's. */
  if (self->groups != NULL
      && (verdict != TOCSIN_QUERY_VERDICT_YES
          || tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_NOT))
    g_ptr_array_set_size (self->groups, (int) before);

  return verdict;
}
