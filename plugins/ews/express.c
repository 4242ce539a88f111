/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A term as a condition for FindItem.
 *
 * Asked for at least what a term means, a condition holds for all messages that match it, whatever
 * they are; asked for at most that, for no others. Flags and times are compared with the very
 * properties that they are read from (plugins/ews/properties). */
#include "plugins/ews/express.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "plugins/ews/express-text.h"
#include "plugins/ews/properties.h"
#include "plugins/ews/wire/node.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* Times are told by the second, and nobody says whether cut or rounded. */
#define TIME_SLACK SECOND

static EwsRestriction *
compare_integer (const EwsProperty *property, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  return ews_restriction_new_compare (EWS_RELATION_EQUAL, property, text);
}

static EwsRestriction *
express_answered (void)
{
  EwsRestriction *any = ews_restriction_new_or ();

  ews_restriction_add (any, compare_integer (&ews_property_last_verb, EWS_VERB_REPLIED));
  ews_restriction_add (any, compare_integer (&ews_property_last_verb, EWS_VERB_REPLIED_TO_ALL));

  return any;
}

/* Excludes holds where none of the bits is set. */
static EwsRestriction *
express_bit (guint32 bit, gboolean set)
{
  EwsRestriction *unset = ews_restriction_new_excludes (&ews_property_message_flags, bit);

  return set ? ews_restriction_new_not (unset) : unset;
}

/* Exactly: none is both under a negation and missing. */
static EwsRestriction *
express_state (const TocsinQueryNode *term)
{
  const char *word = tocsin_query_node_get_value (term);

  if (g_ascii_strcasecmp (word, "unread") == 0)
    return express_bit (EWS_MESSAGE_FLAG_READ, FALSE);
  if (g_ascii_strcasecmp (word, "read") == 0)
    return express_bit (EWS_MESSAGE_FLAG_READ, TRUE);
  if (g_ascii_strcasecmp (word, "draft") == 0)
    return express_bit (EWS_MESSAGE_FLAG_UNSENT, TRUE);
  if (g_ascii_strcasecmp (word, "flagged") == 0)
    return compare_integer (&ews_property_flag_status, EWS_FLAG_STATUS_FLAGGED);
  if (g_ascii_strcasecmp (word, "answered") == 0)
    return express_answered ();

  return NULL;
}

/* Far enough from both ends of what servers can count: years of four digits. */
static gboolean
is_bound (gint64 moment)
{
  return moment > 0 && moment < G_GINT64_CONSTANT (253370764800) * SECOND;
}

static EwsRestriction *
compare_received (EwsRelation relation, gint64 moment)
{
  g_autofree char *time = ews_time_format (moment);

  return ews_restriction_new_compare (relation, &ews_property_received, time);
}

static EwsRestriction *
express_received (const TocsinQueryNode *term, gint64 now, gboolean at_least)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (EwsRestriction) all = ews_restriction_new_and ();
  gint64 slack = at_least ? TIME_SLACK : -TIME_SLACK;
  gint64 from = G_MININT64, until = G_MAXINT64;

  tocsin_query_node_get_range (term, now, zone, &from, &until);
  /* A bound that can't be said leaves more; under a negation that would be too much. */
  if (!at_least
      && ((from != G_MININT64 && !is_bound (from)) || (until != G_MAXINT64 && !is_bound (until))))
    return NULL;
  if (is_bound (from))
    ews_restriction_add (all, compare_received (EWS_RELATION_AT_LEAST, from - slack));
  if (is_bound (until))
    ews_restriction_add (all, compare_received (EWS_RELATION_LESS, until + slack));

  return ews_restriction_is_empty (all) ? NULL : g_steal_pointer (&all);
}

/* Categories are compared here without the case of letters, too; what the server takes for the same
 * besides is sorted out. */
static EwsRestriction *
express_keyword (const TocsinQueryNode *term)
{
  const char *keyword = tocsin_query_node_get_value (term);

  if (tocsin_query_node_get_operator (term) != TOCSIN_QUERY_OPERATOR_IS || keyword == NULL
      || *keyword == '\0' || !g_str_is_ascii (keyword) || !ews_xml_can_carry (keyword))
    return NULL;

  return ews_restriction_new_contains (&ews_property_categories, EWS_CONTAINMENT_SUBSTRING,
                                       EWS_COMPARISON_IGNORE_CASE_AND_MARKS, keyword);
}

static gboolean
is_state (const TocsinQueryNode *term)
{
  g_autoptr (EwsRestriction) state = NULL;

  if (tocsin_query_node_get_field (term) == TOCSIN_QUERY_FIELD_IS)
    state = express_state (term);

  return state != NULL;
}

/**
 * ews_express:
 * @term: a term of a query
 * @now: microseconds since 1970, for ages
 * @at_least: whether to find all that match it, and perhaps more; else only such, and perhaps not
 *   all
 *
 * Returns: (transfer full) (nullable): the condition, %NULL when there is none.
 */
EwsRestriction *
ews_express (const TocsinQueryNode *term, gint64 now, gboolean at_least)
{
  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_AFTER:
    case TOCSIN_QUERY_FIELD_BEFORE:
    case TOCSIN_QUERY_FIELD_ON:
    case TOCSIN_QUERY_FIELD_NEWER:
    case TOCSIN_QUERY_FIELD_OLDER:
      return express_received (term, now, at_least);

    case TOCSIN_QUERY_FIELD_IS:
      return express_state (term);

    case TOCSIN_QUERY_FIELD_KEYWORD:
      return at_least ? express_keyword (term) : NULL;

    default:
      return at_least ? ews_express_text (term) : NULL;
    }
}

static const char *
say_why_not (const TocsinQueryNode *term)
{
  switch (tocsin_query_node_get_field (term))
    {
    case TOCSIN_QUERY_FIELD_LARGER:
    case TOCSIN_QUERY_FIELD_SMALLER:
      return _ ("the server counts bytes as it keeps them; sizes come along anyhow");
    case TOCSIN_QUERY_FIELD_SENT_AFTER:
    case TOCSIN_QUERY_FIELD_SENT_BEFORE:
      return _ ("servers read dates that are written wrongly in ways of their own");
    case TOCSIN_QUERY_FIELD_ANY:
    case TOCSIN_QUERY_FIELD_BODY:
    case TOCSIN_QUERY_FIELD_TEXT:
      return _ ("the server searches in texts as it keeps them, not as they are read");
    case TOCSIN_QUERY_FIELD_HAS:
    case TOCSIN_QUERY_FIELD_FILENAME:
    case TOCSIN_QUERY_FIELD_TYPE:
    case TOCSIN_QUERY_FIELD_ATTACHMENT:
    case TOCSIN_QUERY_FIELD_ATTACHMENTS:
      return _ ("what the server takes for an attachment is less than what is meant");
    case TOCSIN_QUERY_FIELD_IMPORTANCE:
    case TOCSIN_QUERY_FIELD_SENSITIVITY:
      return _ ("the server makes it out from other headers than is done here");
    default:
      return _ ("no part of it surely stands in every message that matches");
    }
}

/**
 * ews_express_rate:
 * @term: a term of a query
 * @now: microseconds since 1970, for ages
 * @why: (out) (nullable) (transfer none): for people: why it is not expressed exactly
 *
 * Returns: how well the server can express it.
 */
TocsinPushDown
ews_express_rate (const TocsinQueryNode *term, gint64 now, const char **why)
{
  g_autoptr (EwsRestriction) above = ews_express (term, now, TRUE);
  g_autoptr (EwsRestriction) below = ews_express (term, now, FALSE);

  *why = NULL;
  if (above == NULL)
    {
      *why = say_why_not (term);
      return TOCSIN_PUSH_DOWN_NO;
    }
  if (is_state (term))
    return TOCSIN_PUSH_DOWN_EXACT;
  *why = below != NULL ? _ ("the server tells times by the second")
                       : _ ("the server is asked for parts that are sure");

  return below != NULL ? TOCSIN_PUSH_DOWN_BOUNDED : TOCSIN_PUSH_DOWN_SUPERSET;
}
