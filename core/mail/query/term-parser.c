/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/term-parser.h"

#include "core/mail/query/moment.h"
#include "core/mail/query/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static TocsinQueryNode *
parse_choice (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  const TocsinQueryChoice *choice = tocsin_query_choice_find (info->field, token->text);
  g_autofree char *list = NULL;

  if (choice != NULL)
    return tocsin_query_node_new_term (info->field, TOCSIN_QUERY_OPERATOR_IS, choice->word, NULL,
                                       0);

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
make_text (TocsinQueryField field,
           const char *header_name,
           const char *value,
           const TocsinQueryToken *token,
           GError **error)
{
  g_autoptr (TocsinQueryNode) node =
      tocsin_query_node_new_term (field, TOCSIN_QUERY_OPERATOR_IS, value, header_name, 0);

  if (*node->folded != '\0')
    return g_steal_pointer (&node);

  /* Nothing is in every text: the term would match all mail. */
  tocsin_query_set_error (error, token->column, _ ("expected some text"));
  return NULL;
}

/* Nobody types a star to look for one. */
static TocsinQueryNode *
parse_text (TocsinQueryField field,
            const char *header_name,
            const TocsinQueryToken *token,
            GError **error)
{
  if (token->kind == TOCSIN_QUERY_TOKEN_KIND_PHRASE || strchr (token->text, '*') == NULL)
    return make_text (field, header_name, token->text, token, error);

  tocsin_query_set_error (
      error, token->column,
      _ ("expected a text without *: it is found wherever it stands, within words, too (a * itself "
         "goes in quotes; the name of an attachment goes with filename:)"));
  return NULL;
}

/* An address may be copied with its angle brackets. */
static TocsinQueryNode *
parse_address (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  const char *text = token->text;
  gsize length = strlen (text);
  gboolean bare = length > 2 && text[0] == '<' && text[length - 1] == '>';
  g_autofree char *value = bare ? g_strndup (text + 1, length - 2) : g_strdup (text);

  if (!g_str_equal (value, "@") && !g_str_equal (value, "*@"))
    return make_text (info->field, NULL, value, token, error);

  tocsin_query_set_error (error, token->column,
                          _ ("expected a domain behind the @, as in @example.com"));
  return NULL;
}

/* `image/` would be the type of nothing. */
static TocsinQueryNode *
parse_type (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  const char *slash = strchr (token->text, '/');

  if (slash == NULL || (slash > token->text && slash[1] != '\0' && strchr (slash + 1, '/') == NULL))
    return make_text (info->field, NULL, token->text, token, error);

  tocsin_query_set_error (error, token->column,
                          _ ("“%s” is no MIME type; expected something like image/png, image/* or "
                             "pdf"),
                          token->text);
  return NULL;
}

static TocsinQueryNode *
parse_words (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  if (info->type == TOCSIN_QUERY_VALUE_TYPE_ADDRESS)
    return parse_address (info, token, error);
  if (info->field == TOCSIN_QUERY_FIELD_TYPE)
    return parse_type (info, token, error);
  if (tocsin_query_field_takes_glob (info->field))
    return make_text (info->field, NULL, token->text, token, error);

  return parse_text (info->field, NULL, token, error);
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
      return parse_words (info, token, error);
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
