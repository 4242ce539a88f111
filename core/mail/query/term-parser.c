/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/term-parser.h"

#include "core/mail/query/moment.h"
#include "core/mail/query/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static TocsinQueryNode *
not_yet (const TocsinQueryToken *token, const char *what, GError **error)
{
  tocsin_query_set_error (error, token->column, _ ("%s is not supported yet"), what);
  return NULL;
}

static TocsinQueryNode *
parse_choice (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  const TocsinQueryChoice *choice = tocsin_query_choice_find (info->field, token->text);
  g_autofree char *list = NULL;

  if (choice != NULL && choice->supported)
    return tocsin_query_node_new_term (info->field, TOCSIN_QUERY_OPERATOR_IS, choice->word, NULL,
                                       0);
  if (choice != NULL)
    {
      g_autofree char *what = g_strdup_printf ("%s:%s", info->name, choice->word);

      return not_yet (token, what, error);
    }
  list = tocsin_query_choice_list (info->field);
  tocsin_query_set_error (error, token->column, _ ("“%s” does not fit “%s:”; expected one of %s"),
                          token->text, info->name, list);
  return NULL;
}

static TocsinQueryNode *
parse_number (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  TocsinQueryOperator op = TOCSIN_QUERY_OPERATOR_IS;
  gboolean compared = info->type != TOCSIN_QUERY_VALUE_TYPE_BYTES;
  gboolean bytes = info->type != TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT;
  const char *text = token->text;
  g_autofree char *value = NULL;
  guint64 number;

  if (compared)
    text = tocsin_query_number_parse_operator (text, &op);
  if (tocsin_query_number_parse (text, bytes, &number))
    {
      value = tocsin_query_number_to_string (number, bytes);
      return tocsin_query_node_new_term (info->field, op, value, NULL, number);
    }
  if (!bytes)
    tocsin_query_set_error (
        error, token->column,
        _ ("“%s” is no number of attachments; expected something like 2 or >=2"), token->text);
  else if (compared)
    tocsin_query_set_error (
        error, token->column,
        _ ("“%s” is no size; expected something like >5M or <=100K (a name goes "
           "with filename:)"),
        token->text);
  else
    tocsin_query_set_error (error, token->column,
                            _ ("“%s” is no size; expected a number with K, M or G, such as 5M"),
                            token->text);
  return NULL;
}

static TocsinQueryNode *
parse_date (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 begin, end;

  if (tocsin_moment_parse (token->text, utc, &begin, &end))
    return tocsin_query_node_new_term (info->field, TOCSIN_QUERY_OPERATOR_IS, token->text, NULL, 0);

  tocsin_query_set_error (error, token->column,
                          _ ("“%s” is no date; expected 2026-11-01, 2026-11-01T08:00 or "
                             "2026-11-01T08:00+01:00"),
                          token->text);
  return NULL;
}

static TocsinQueryNode *
parse_age (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 moment;

  if (tocsin_moment_parse_age (token->text, 0, utc, &moment))
    return tocsin_query_node_new_term (info->field, TOCSIN_QUERY_OPERATOR_IS, token->text, NULL, 0);

  tocsin_query_set_error (error, token->column,
                          _ ("“%s” is no age; expected a number with m, h, d, w, mo or y, such as "
                             "7d"),
                          token->text);
  return NULL;
}

static TocsinQueryNode *
parse_text (TocsinQueryField field,
            const char *header_name,
            const TocsinQueryToken *token,
            GError **error)
{
  g_autoptr (TocsinQueryNode) node = NULL;

  node = tocsin_query_node_new_term (field, TOCSIN_QUERY_OPERATOR_IS, token->text, header_name, 0);
  if (*node->folded != '\0')
    return g_steal_pointer (&node);

  /* Nothing is in every text: the term would match all mail. */
  tocsin_query_set_error (error, token->column, _ ("expected some text"));
  return NULL;
}

/* PCRE2 counts in bytes, and does not know of the slash in front. */
static guint
get_column (const TocsinQueryToken *token, gsize offset)
{
  gsize length = strlen (token->text);

  return token->column + 1 + (guint) g_utf8_strlen (token->text, (gssize) MIN (offset, length));
}

static TocsinQueryNode *
parse_regex (TocsinQueryField field,
             const char *header_name,
             const TocsinQueryToken *token,
             GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize offset = 0;
  TocsinQueryRegex *regex =
      tocsin_query_regex_new (token->text, token->flags, &offset, &local_error);

  if (regex != NULL)
    return tocsin_query_node_new_regex (field, regex, token->text, header_name);

  tocsin_query_set_error (error, get_column (token, offset), "%s", local_error->message);
  return NULL;
}

static gboolean
has_value (const TocsinQueryToken *token, const char *name, GError **error)
{
  if (token->kind == TOCSIN_QUERY_TOKEN_KIND_WORD || token->kind == TOCSIN_QUERY_TOKEN_KIND_PHRASE
      || token->kind == TOCSIN_QUERY_TOKEN_KIND_REGEX)
    return TRUE;

  tocsin_query_set_error (error, token->column, _ ("expected a value right behind “%s”"), name);
  return FALSE;
}

static gboolean
takes_text (const TocsinQueryFieldInfo *info)
{
  return info->type == TOCSIN_QUERY_VALUE_TYPE_TEXT
         || info->type == TOCSIN_QUERY_VALUE_TYPE_ADDRESS;
}

/**
 * tocsin_query_term_parse:
 * @info: a field
 * @token: its value
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the term.
 */
TocsinQueryNode *
tocsin_query_term_parse (const TocsinQueryFieldInfo *info,
                         const TocsinQueryToken *token,
                         GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s:", info->name);

  if (!has_value (token, name, error))
    return NULL;
  if (!info->supported)
    return not_yet (token, name, error);
  if (token->kind == TOCSIN_QUERY_TOKEN_KIND_REGEX)
    {
      if (takes_text (info))
        return parse_regex (info->field, NULL, token, error);
      tocsin_query_set_error (error, token->column,
                              _ ("a regular expression does not fit “%s”, which holds no text"),
                              name);
      return NULL;
    }

  switch (info->type)
    {
    case TOCSIN_QUERY_VALUE_TYPE_CHOICE:
      return parse_choice (info, token, error);

    case TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES:
    case TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT:
    case TOCSIN_QUERY_VALUE_TYPE_BYTES:
      return parse_number (info, token, error);

    case TOCSIN_QUERY_VALUE_TYPE_DATE:
      return parse_date (info, token, error);

    case TOCSIN_QUERY_VALUE_TYPE_AGE:
      return parse_age (info, token, error);

    case TOCSIN_QUERY_VALUE_TYPE_TEXT:
    case TOCSIN_QUERY_VALUE_TYPE_ADDRESS:
    case TOCSIN_QUERY_VALUE_TYPE_HEADER:
    default:
      return parse_text (info->field, NULL, token, error);
    }
}

/**
 * tocsin_query_term_parse_header:
 * @name: the name of a header
 * @token: what stood behind the equals sign
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the term.
 */
TocsinQueryNode *
tocsin_query_term_parse_header (const char *name, const TocsinQueryToken *token, GError **error)
{
  g_autofree char *before = g_strdup_printf ("header:%s=", name);

  if (!has_value (token, before, error))
    return NULL;
  if (token->kind == TOCSIN_QUERY_TOKEN_KIND_REGEX)
    return parse_regex (TOCSIN_QUERY_FIELD_HEADER, name, token, error);

  return parse_text (TOCSIN_QUERY_FIELD_HEADER, name, token, error);
}
