/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A query in the words of $filter. What is asked may find more than the query means, never less;
 * it is decided here, on the message.
 *
 * So texts are not asked for. $search finds words by their beginnings (KQL), where a query means
 * any part of a text; it reads HTML, attachments and names of its own address book; it stops at
 * 1000 results, stands beside no $filter, and looks into an index that is behind. contains() reads
 * a subject that Exchange has normalized. Categories compare by the case of letters, keywords do
 * not. Sizes and headers can't be asked for. */
#include "plugins/office365/wire/filter.h"

#include <glib/gi18n-lib.h>

#define SECOND ((gint64) G_USEC_PER_SEC)

/* Exchange keeps finer times than it tells. */
#define CLOCK_SLACK (2 * SECOND)

/* What years of four digits can say, with room at both ends. */
#define FIRST_MOMENT (-G_GINT64_CONSTANT (62000000000) * SECOND)
#define LAST_MOMENT (G_GINT64_CONSTANT (253000000000) * SECOND)

static const char *
flag_words (const TocsinQueryNode *term)
{
  static const char *const words[][2] = { { "unread", "isRead eq false" },
                                          { "read", "isRead eq true" },
                                          { "flagged", "flag/flagStatus eq 'flagged'" },
                                          { "draft", "isDraft eq true" } };
  const char *value = tocsin_query_node_get_value (term);

  for (gsize i = 0; value != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (value, words[i][0]) == 0)
      return words[i][1];

  return NULL;
}

static gboolean
is_bound (gint64 moment)
{
  return moment > FIRST_MOMENT && moment < LAST_MOMENT;
}

static char *
compare_time (const char *operator, gint64 moment)
{
  gint64 seconds = moment / SECOND - (moment % SECOND < 0);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;

  return text != NULL ? g_strdup_printf ("receivedDateTime %s %s", operator, text) : NULL;
}

/* At least the range, or at most. */
static char *
time_words (const TocsinQueryNode *term, gint64 now, gboolean at_least)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  gint64 slack = at_least ? CLOCK_SLACK : -CLOCK_SLACK;
  gint64 from = G_MININT64, until = G_MAXINT64;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  tocsin_query_node_get_range (term, now, zone, &from, &until);
  if (!at_least
      && ((from != G_MININT64 && !is_bound (from)) || (until != G_MAXINT64 && !is_bound (until))))
    return NULL;
  if (is_bound (from))
    first = compare_time ("ge", from - slack);
  if (is_bound (until))
    last = compare_time ("lt", until + slack);
  if (first != NULL && last != NULL)
    return g_strdup_printf ("(%s and %s)", first, last);

  return first != NULL ? g_steal_pointer (&first) : g_steal_pointer (&last);
}

/* NULL when there are no words for it. */
static char *
express (const TocsinQueryNode *term, gint64 now, gboolean at_least)
{
  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_IS:
      return g_strdup (flag_words (term));
    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_ON:
    case TOCSIN_QUERY_FIELD_NEWER:
    case TOCSIN_QUERY_FIELD_OLDER:
      return time_words (term, now, at_least);
    default:
      return NULL;
    }
}

static TocsinPushDown
rate (const TocsinQueryNode *term, gpointer now)
{
  g_autofree char *above = express (term, *(gint64 *) now, TRUE);
  g_autofree char *below = express (term, *(gint64 *) now, FALSE);

  if (above == NULL)
    return TOCSIN_PUSH_DOWN_NO;
  if (tocsin_query_node_get_field (term) == TOCSIN_QUERY_FIELD_IS)
    return TOCSIN_PUSH_DOWN_EXACT;

  return below != NULL ? TOCSIN_PUSH_DOWN_BOUNDED : TOCSIN_PUSH_DOWN_SUPERSET;
}

/* Of a query of which tocsin_query_push_down() left only what can be expressed. */
static char *
build (const TocsinQueryNode *node, gint64 now, gboolean at_least)
{
  gboolean is_and = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_AND;
  g_autoptr (GString) text = g_string_new (NULL);

  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_TERM)
    return express (node, now, at_least);
  if (tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_NOT)
    {
      g_autofree char *inner = build (tocsin_query_node_get_child (node, 0), now, !at_least);

      return g_strdup_printf ("not (%s)", inner);
    }
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      g_autofree char *inner = build (tocsin_query_node_get_child (node, i), now, at_least);

      g_string_append_printf (text, "%s%s", i == 0 ? "(" : is_and ? " and " : " or ", inner);
    }
  g_string_append_c (text, ')');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * graph_filter_new:
 * @query: (nullable): which mail is wanted, %NULL for all
 * @now: microseconds since 1970, for ages
 *
 * Returns: (transfer full) (nullable): what to ask for, %NULL for everything.
 */
char *
graph_filter_new (TocsinQuery *query, gint64 now)
{
  g_autoptr (TocsinQuery) pushed =
      query != NULL ? tocsin_query_push_down (query, rate, &now) : NULL;
  const TocsinQueryNode *root = pushed != NULL ? tocsin_query_get_root (pushed) : NULL;

  if (root == NULL || tocsin_query_node_get_kind (root) == TOCSIN_QUERY_KIND_ALL)
    return NULL;

  return build (root, now, TRUE);
}

static const char *
say_why_not (const TocsinQueryNode *term)
{
  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_IS:
    case TOCSIN_QUERY_FIELD_SENT_AFTER:
    case TOCSIN_QUERY_FIELD_SENT_BEFORE:
    case TOCSIN_QUERY_FIELD_IMPORTANCE:
    case TOCSIN_QUERY_FIELD_SENSITIVITY:
    case TOCSIN_QUERY_FIELD_HEADER:
      return _ ("Graph has no word for it, or reads the headers in ways of its own");
    case TOCSIN_QUERY_FIELD_LARGER:
    case TOCSIN_QUERY_FIELD_SMALLER:
      return _ ("Graph can't be asked for the size of a message as it was sent");
    case TOCSIN_QUERY_FIELD_KEYWORD:
      return _ ("Graph minds the case of a category's letters");
    default:
      return _ ("Graph finds words by their beginnings, and no more than 1000 messages: less than "
                "what is meant");
    }
}

static TocsinPushDown
explain_term (const TocsinQueryNode *term, char **words, char **why, gpointer now)
{
  TocsinPushDown how = rate (term, now);

  if (words != NULL)
    *words = express (term, *(gint64 *) now, TRUE);
  if (why != NULL)
    *why = how == TOCSIN_PUSH_DOWN_EXACT ? NULL
           : how == TOCSIN_PUSH_DOWN_NO
               ? g_strdup (say_why_not (term))
               : g_strdup (_ ("Exchange keeps finer times than Graph tells"));

  return how;
}

/**
 * graph_filter_explain:
 * @query: which mail is wanted
 * @now: microseconds since 1970, for ages
 *
 * Returns: (transfer full): what would be asked for, term by term.
 */
TocsinMailExplanation *
graph_filter_explain (TocsinQuery *query, gint64 now)
{
  TocsinMailExplanation *self = tocsin_mail_explanation_new (query, explain_term, &now);
  g_autofree char *filter = graph_filter_new (query, now);
  g_autofree char *command = filter != NULL ? g_strconcat ("$filter=", filter, NULL) : NULL;

  if (command != NULL)
    tocsin_mail_explanation_add_command (self, command);

  return self;
}
