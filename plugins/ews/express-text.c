/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Terms about headers.
 *
 * What a server makes of a header (a name from the directory, one of several addresses, a subject
 * cut at 255 characters) is less than the header. So it is asked for the header block as it was
 * sent, in which whatever is decided here stands letter by letter, but where it is encoded
 * (RFC 2047), in another alphabet (RFC 3492) or quoted (RFC 5322): then the message is looked at,
 * as is one that has no such block. Parts of a value are asked for that stand in every text that
 * matches it (core/mail/query/pieces). */
#include "plugins/ews/express-text.h"

#include <string.h>

#include "core/mail/query/pieces.h"
#include "plugins/ews/properties.h"

/* Longer than any sensible value of a condition. */
#define MAX_ID 400

static EwsRestriction *
contains (const EwsProperty *property, const char *text)
{
  return ews_restriction_new_contains (property, EWS_CONTAINMENT_SUBSTRING,
                                       EWS_COMPARISON_IGNORE_CASE_AND_MARKS, text);
}

static EwsRestriction *
contains_all (const EwsProperty *property, const char *const *pieces)
{
  EwsRestriction *all = ews_restriction_new_and ();

  for (gsize i = 0; pieces[i] != NULL; i++)
    ews_restriction_add (all, contains (property, pieces[i]));

  return all;
}

/* Whether there is no header block as it was sent: of drafts, and of what was made on the server.
 */
static EwsRestriction *
has_no_block (void)
{
  return ews_restriction_new_not (ews_restriction_new_exists (&ews_property_transport_headers));
}

/* For what a server puts a U+FFFD, it read in another way than is done here. */
static EwsRestriction *
in_block (const char *const *pieces, TocsinQueryPiecesKind kind)
{
  EwsRestriction *any = ews_restriction_new_or ();

  ews_restriction_add (any, contains_all (&ews_property_transport_headers, pieces));
  ews_restriction_add (any, contains (&ews_property_transport_headers, "=?"));
  ews_restriction_add (any, contains (&ews_property_transport_headers, "\xef\xbf\xbd"));
  if (kind == TOCSIN_QUERY_PIECES_ADDRESS)
    {
      ews_restriction_add (any, contains (&ews_property_transport_headers, "xn--"));
      ews_restriction_add (any, contains (&ews_property_transport_headers, "\\"));
    }
  ews_restriction_add (any, has_no_block ());

  return any;
}

/* The subject is kept decoded, so that encoded words elsewhere don't matter: only those that the
 * server could not read, and a subject that is longer than what it keeps. */
static EwsRestriction *
in_subject (const char *const *pieces)
{
  EwsRestriction *any = ews_restriction_new_or ();

  ews_restriction_add (any, contains_all (&ews_property_subject, pieces));
  ews_restriction_add (any, contains (&ews_property_subject, "=?"));
  ews_restriction_add (any, contains (&ews_property_subject, "\xef\xbf\xbd"));
  ews_restriction_add (any, contains_all (&ews_property_transport_headers, pieces));

  return any;
}

static TocsinQueryPiecesKind
kind_of (TocsinQueryField field)
{
  switch (field)
    {
    case TOCSIN_QUERY_FIELD_SUBJECT:
    case TOCSIN_QUERY_FIELD_HEADER:
    case TOCSIN_QUERY_FIELD_LIST:
    case TOCSIN_QUERY_FIELD_MESSAGE_ID:
      return TOCSIN_QUERY_PIECES_HEADER;
    default:
      return TOCSIN_QUERY_PIECES_ADDRESS;
    }
}

static gboolean
is_about_headers (TocsinQueryField field)
{
  switch (field)
    {
    case TOCSIN_QUERY_FIELD_FROM:
    case TOCSIN_QUERY_FIELD_TO:
    case TOCSIN_QUERY_FIELD_CC:
    case TOCSIN_QUERY_FIELD_BCC:
    case TOCSIN_QUERY_FIELD_REPLY_TO:
    case TOCSIN_QUERY_FIELD_PARTICIPANTS:
    case TOCSIN_QUERY_FIELD_DELIVERED_TO:
    case TOCSIN_QUERY_FIELD_SUBJECT:
    case TOCSIN_QUERY_FIELD_HEADER:
    case TOCSIN_QUERY_FIELD_LIST:
    case TOCSIN_QUERY_FIELD_MESSAGE_ID:
      return TRUE;
    default:
      return FALSE;
    }
}

/* The id between angle brackets, of letters that mean nothing to anybody who reads a header. */
static char *
get_whole_id (const TocsinQueryNode *term)
{
  const char *value = tocsin_query_node_get_value (term);
  gsize length = value != NULL ? strlen (value) : 0;

  if (tocsin_query_node_get_field (term) != TOCSIN_QUERY_FIELD_MESSAGE_ID || length < 3
      || length > MAX_ID || value[0] != '<' || value[length - 1] != '>')
    return NULL;
  for (gsize i = 1; i + 1 < length; i++)
    if (!g_ascii_isalnum (value[i]) && strchr ("@.-_+=$", value[i]) == NULL)
      return NULL;

  return g_strndup (value + 1, length - 2);
}

/* One message among all: what it is known by is kept of every one, and quickly found. */
static EwsRestriction *
express_whole_id (const char *id)
{
  EwsRestriction *any = ews_restriction_new_or ();

  ews_restriction_add (any, contains (&ews_property_message_id, id));
  ews_restriction_add (any, contains (&ews_property_transport_headers, id));

  return any;
}

/**
 * ews_express_text:
 * @term: a term of a query
 *
 * Returns: (transfer full) (nullable): a condition that holds for all messages that match it, %NULL
 *   when there is none.
 */
EwsRestriction *
ews_express_text (const TocsinQueryNode *term)
{
  TocsinQueryField field = tocsin_query_node_get_field (term);
  g_autofree char *id = NULL;
  g_auto (GStrv) pieces = NULL;

  if (tocsin_query_node_get_operator (term) != TOCSIN_QUERY_OPERATOR_IS
      || !is_about_headers (field))
    return NULL;
  id = get_whole_id (term);
  if (id != NULL)
    return express_whole_id (id);
  pieces = tocsin_query_pieces_split (tocsin_query_node_get_value (term), kind_of (field), FALSE);
  if (pieces[0] == NULL)
    return NULL;

  return field == TOCSIN_QUERY_FIELD_SUBJECT
             ? in_subject ((const char *const *) pieces)
             : in_block ((const char *const *) pieces, kind_of (field));
}
