/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/term-parser.h"

#include "core/mail/query/foreign.h"
#include "core/mail/query/guess.h"
#include "core/mail/query/moment.h"
#include "core/mail/query/number.h"
#include "core/mail/query/suspect.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The whole term, from its field's name on. */
static TocsinQueryPlace
get_term (const TocsinQueryToken *token)
{
  return (TocsinQueryPlace){ token->place.text, token->term, token->place.end };
}

static void
suggest_term (const TocsinQueryToken *token, char *meant, GError **error)
{
  TocsinQueryPlace term = get_term (token);
  g_autofree char *owned = meant;

  if (owned != NULL)
    tocsin_query_suggest (error, &term, owned);
}

static TocsinQueryNode *
parse_choice (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  const TocsinQueryChoice *choice = tocsin_query_choice_find (info->field, token->text);
  TocsinQueryPlace term = get_term (token);
  g_autofree char *list = NULL;

  if (choice != NULL)
    return tocsin_query_node_new_term (info->field, TOCSIN_QUERY_OPERATOR_IS, choice->word, NULL,
                                       0);

  list = tocsin_query_choice_list (info->field);
  tocsin_query_mistake (error, &token->place, _ ("“%s” does not fit “%s:”; expected one of %s"),
                        token->text, info->name, list);
  tocsin_query_advise (error, _ ("a text is looked for with subject:, body: or text:"));
  tocsin_query_foreign_help (error, &term, info->name, token->text);
  return NULL;
}

static void
refuse_number (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  TocsinQueryPlace term = get_term (token);

  switch (info->type)
    {
    case TOCSIN_QUERY_VALUE_TYPE_COMPARED_COUNT:
      tocsin_query_mistake (error, &token->place,
                            _ ("“%s” is no number of attachments; expected something like 2 or "
                               ">=2"),
                            token->text);
      tocsin_query_advise (error, _ ("whether there is one at all is has:attachment; a name goes "
                                     "with filename:"));
      break;

    case TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES:
      tocsin_query_mistake (error, &token->place,
                            _ ("“%s” is no size; expected something like >5M or <=100K"),
                            token->text);
      tocsin_query_advise (error, _ ("a name goes with filename:, as in filename:*.pdf"));
      break;

    default:
      tocsin_query_mistake (error, &token->place,
                            _ ("“%s” is no size; expected a number with K, M or G, such as 5M"),
                            token->text);
      tocsin_query_advise (error, _ ("sizes are whole numbers: 1536K for one and a half M"));
      break;
    }
  suggest_term (token, tocsin_query_guess_number (info, token->text), error);
  tocsin_query_foreign_help_value (error, &term, info->name, token->text);
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
  if (!tocsin_query_number_parse (text, bytes, &number))
    {
      refuse_number (info, token, error);
      return NULL;
    }
  value = tocsin_query_number_to_string (number, bytes);

  return tocsin_query_node_new_term (info->field, op, value, NULL, number);
}

static TocsinQueryNode *
parse_date (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 begin, end;

  if (tocsin_moment_parse (token->text, utc, &begin, &end))
    return tocsin_query_node_new_term (info->field, TOCSIN_QUERY_OPERATOR_IS, token->text, NULL, 0);

  tocsin_query_mistake (error, &token->place,
                        _ ("“%s” is no date; expected 2026-11-01, 2026-11-01T08:00 or "
                           "2026-11-01T08:00+01:00"),
                        token->text);
  tocsin_query_advise (error, _ ("a day is written year-month-day, a stretch of time newer:7d or "
                                 "older:7d"));
  suggest_term (token, tocsin_query_guess_date (info, token->text), error);
  return NULL;
}

static TocsinQueryNode *
parse_age (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  gint64 moment;

  if (tocsin_moment_parse_age (token->text, 0, utc, &moment))
    return tocsin_query_node_new_term (info->field, TOCSIN_QUERY_OPERATOR_IS, token->text, NULL, 0);

  tocsin_query_mistake (error, &token->place,
                        _ ("“%s” is no age; expected a number with m, h, d, w, mo or y, such as "
                           "7d"),
                        token->text);
  tocsin_query_advise (error, _ ("a day of the calendar goes with after: or before:"));
  suggest_term (token, tocsin_query_guess_age (info, token->text), error);
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

  if (*node->folded != '\0' && *node->shown != '\0')
    return g_steal_pointer (&node);

  /* Nothing is in every text: the term would match all mail. */
  tocsin_query_mistake (error, &token->place, _ ("expected some text"));
  tocsin_query_advise (error, _ ("write what is looked for, or leave the term out"));
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

  tocsin_query_mistake (error, &token->place,
                        _ ("expected a domain behind the @, as in @example.com"));
  tocsin_query_advise (error, _ ("whether there is an address at all is asked by header:NAME"));
  return NULL;
}

/* `image/` would be the type of nothing. */
static TocsinQueryNode *
parse_type (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  const char *slash = strchr (token->text, '/');
  g_autofree char *any = NULL;

  if (slash == NULL || (slash > token->text && slash[1] != '\0' && strchr (slash + 1, '/') == NULL))
    return make_text (info->field, NULL, token->text, token, error);

  tocsin_query_mistake (error, &token->place,
                        _ ("“%s” is no MIME type; expected something like image/png, image/* or "
                           "pdf"),
                        token->text);
  tocsin_query_advise (error, _ ("a type is two words with a slash between them, or one of them"));
  any = g_strconcat (token->text, "*", NULL);
  if (slash > token->text && slash[1] == '\0')
    tocsin_query_suggest (error, &token->place, any);
  return NULL;
}

static TocsinQueryNode *
parse_words (const TocsinQueryFieldInfo *info, const TocsinQueryToken *token, GError **error)
{
  if (tocsin_query_suspect_value (info, token, error))
    return NULL;
  if (info->type == TOCSIN_QUERY_VALUE_TYPE_ADDRESS)
    return parse_address (info, token, error);
  if (info->field == TOCSIN_QUERY_FIELD_TYPE)
    return parse_type (info, token, error);

  return make_text (info->field, NULL, token->text, token, error);
}

/* PCRE2 counts in bytes, and does not know of the slash in front. */
static TocsinQueryPlace
get_place_in_regex (const TocsinQueryToken *token, gsize offset)
{
  gsize length = strlen (token->text);
  glong letters = g_utf8_strlen (token->text, (gssize) MIN (offset, length));
  const char *begin = g_utf8_offset_to_pointer (token->place.begin + 1, letters);

  return (TocsinQueryPlace){ token->place.text, begin, begin };
}

static TocsinQueryNode *
parse_regex (TocsinQueryField field,
             const char *header_name,
             const TocsinQueryToken *token,
             GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gsize offset = 0;
  TocsinQueryPlace place;
  TocsinQueryRegex *regex =
      tocsin_query_regex_new (token->text, token->flags, &offset, &local_error);

  if (regex != NULL)
    return tocsin_query_node_new_regex (field, regex, token->text, header_name);

  place = get_place_in_regex (token, offset);
  tocsin_query_mistake (error, &place, "%s", local_error->message);
  tocsin_query_advise (error, _ ("a sign that stands for itself has a backslash before it; a text "
                                 "goes in quotes instead of slashes"));
  /* A star as in the names of files. */
  place.begin = place.end = token->place.begin + 1;
  if (*token->text == '*')
    tocsin_query_suggest (error, &place, ".");
  return NULL;
}

/* Where a value should be there is none: it is missing, or a blank stands before it. */
static void
refuse_empty (const TocsinQueryToken *token, const char *name, GError **error)
{
  TocsinQueryPlace gap = token->place;
  TocsinQueryLexer ahead = { token->place.text, token->place.end };
  g_auto (TocsinQueryToken) next = { 0 };

  tocsin_query_mistake (error, &token->place, _ ("expected a value right behind “%s”"), name);
  tocsin_query_advise (error, _ ("write what is looked for, without a blank before it"));
  if (!tocsin_query_lexer_next (&ahead, &next, NULL)
      || (next.kind != TOCSIN_QUERY_TOKEN_KIND_WORD && next.kind != TOCSIN_QUERY_TOKEN_KIND_PHRASE
          && next.kind != TOCSIN_QUERY_TOKEN_KIND_REGEX
          && next.kind != TOCSIN_QUERY_TOKEN_KIND_OPEN))
    return;
  gap.end = next.place.begin;
  tocsin_query_suggest (error, &gap, "");
}

static gboolean
has_value (const TocsinQueryToken *token, const char *name, GError **error)
{
  if (token->kind == TOCSIN_QUERY_TOKEN_KIND_WORD || token->kind == TOCSIN_QUERY_TOKEN_KIND_PHRASE
      || token->kind == TOCSIN_QUERY_TOKEN_KIND_REGEX)
    return TRUE;

  refuse_empty (token, name, error);
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
      tocsin_query_mistake (error, &token->place,
                            _ ("a regular expression does not fit “%s”, which holds no text"),
                            name);
      tocsin_query_advise (error, _ ("write the value without slashes"));
      tocsin_query_suggest (error, &token->place, token->text);
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

  if (tocsin_query_suspect_value (tocsin_query_field_get_info (TOCSIN_QUERY_FIELD_HEADER), token,
                                  error))
    return NULL;

  return make_text (TOCSIN_QUERY_FIELD_HEADER, name, token->text, token, error);
}

/* Whether @next looks like the rest of a time, a size or an age. */
static gboolean
is_rest (const TocsinQueryFieldInfo *info, const char *next)
{
  switch (info->type)
    {
    case TOCSIN_QUERY_VALUE_TYPE_DATE:
      return g_ascii_isdigit (next[0]) && strchr (next, ':') != NULL;
    case TOCSIN_QUERY_VALUE_TYPE_BYTES:
    case TOCSIN_QUERY_VALUE_TYPE_COMPARED_BYTES:
    case TOCSIN_QUERY_VALUE_TYPE_AGE:
      return g_ascii_isalnum (next[0]);
    default:
      return FALSE;
    }
}

static char *
guess (const TocsinQueryFieldInfo *info, const char *value)
{
  switch (info->type)
    {
    case TOCSIN_QUERY_VALUE_TYPE_DATE:
      return tocsin_query_guess_date (info, value);
    case TOCSIN_QUERY_VALUE_TYPE_AGE:
      return tocsin_query_guess_age (info, value);
    default:
      return tocsin_query_guess_number (info, value);
    }
}

/**
 * tocsin_query_term_guess_torn:
 * @info: a field
 * @value: its value
 * @next: the word behind it
 *
 * Returns: (transfer full) (nullable): the term that both were probably meant to be.
 */
char *
tocsin_query_term_guess_torn (const TocsinQueryFieldInfo *info, const char *value, const char *next)
{
  g_autofree char *joined = NULL;
  gsize n = strlen (value);

  if (n == 0 || !g_ascii_isdigit (value[n - 1]) || !is_rest (info, next))
    return NULL;
  joined = g_strdup_printf ("%s %s", value, next);

  return guess (info, joined);
}
