/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/parser-fail.h"

#include "core/mail/query/character.h"
#include "core/mail/query/foreign.h"
#include "core/mail/query/term-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
fail (const TocsinQueryPlace *place, const char *message, const char *advice, GError **error)
{
  tocsin_query_mistake (error, place, "%s", message);
  tocsin_query_advise (error, "%s", advice);
}

/**
 * tocsin_query_fail_empty_brackets:
 * @open: the opening bracket
 * @close: the closing one
 * @can_go: whether a query remains without them
 * @error: where to put it
 */
void
tocsin_query_fail_empty_brackets (const TocsinQueryPlace *open,
                                  const TocsinQueryToken *close,
                                  gboolean can_go,
                                  GError **error)
{
  TocsinQueryPlace both = { open->text, open->begin, close->place.end };

  fail (open, _ ("there is nothing in these brackets: expected a term"),
        _ ("write what is looked for, or leave the brackets out"), error);
  if (can_go)
    tocsin_query_suggest (error, &both, "");
}

/**
 * tocsin_query_fail_unclosed_bracket:
 * @open: the opening bracket
 * @token: (nullable): where the closing one could stand, %NULL when there is nothing in it yet
 * @error: where to put it
 */
void
tocsin_query_fail_unclosed_bracket (const TocsinQueryPlace *open,
                                    const TocsinQueryToken *token,
                                    GError **error)
{
  fail (open, _ ("this bracket is never closed: a ) is missing"),
        _ ("put a ) behind the last term that belongs together"), error);
  if (token != NULL)
    tocsin_query_suggest (error, &token->place, ")");
}

/* Without what stands between two terms there is a query again, if it was one too many. */
static void
suggest_without (const TocsinQueryPlace *place, GError **error)
{
  TocsinQueryPlace gap = *place;

  while (*gap.end != '\0' && tocsin_query_at_blank (gap.end))
    gap.end = g_utf8_next_char (gap.end);
  while (*gap.end == ')' && gap.begin > gap.text && g_ascii_isspace (gap.begin[-1]))
    gap.begin--;
  tocsin_query_suggest (error, &gap, "");
}

static gboolean
is_in_brackets (const TocsinQueryPlace *place)
{
  int open = 0;

  for (const char *p = place->text; p < place->begin; p++)
    open += *p == '(' ? 1 : *p == ')' ? -1 : 0;

  return open > 0;
}

/**
 * tocsin_query_fail_term:
 * @token: what stands where a term should be, or the end
 * @joiner: (nullable): the AND or OR before it
 * @error: where to put it
 */
void
tocsin_query_fail_term (const TocsinQueryToken *token,
                        const TocsinQueryPlace *joiner,
                        GError **error)
{
  switch (token->kind)
    {
    case TOCSIN_QUERY_TOKEN_KIND_CLOSE:
      if (is_in_brackets (&token->place))
        fail (&token->place, _ ("expected a term before this )"),
              _ ("write what is looked for; AND, OR and NOT as words go in quotes"), error);
      else
        fail (&token->place, _ ("a ) without a (: expected a term, or the end"),
              _ ("leave it out, or write a ( where the terms begin that belong together"), error);
      break;

    case TOCSIN_QUERY_TOKEN_KIND_AND:
    case TOCSIN_QUERY_TOKEN_KIND_OR:
      fail (&token->place, _ ("expected a term before AND or OR"),
            _ ("AND and OR stand between two terms; the word itself goes in quotes"), error);
      break;

    default:
      fail (&token->place, _ ("expected a term here, but the query ends"),
            _ ("write what is looked for; AND, OR and NOT as words go in quotes"), error);
      break;
    }
  if (token->kind == TOCSIN_QUERY_TOKEN_KIND_AND || token->kind == TOCSIN_QUERY_TOKEN_KIND_OR)
    suggest_without (&token->place, error);
  else if (joiner != NULL)
    suggest_without (joiner, error);
  else if (token->kind == TOCSIN_QUERY_TOKEN_KIND_CLOSE)
    tocsin_query_suggest (error, &token->place, "");
}

/* What follows the colon of a field that is not known, up to the next blank when it can't be read
 * either. */
static TocsinQueryPlace
look_at_value (const TocsinQueryLexer *lexer)
{
  TocsinQueryLexer ahead = *lexer;
  TocsinQueryPlace place = tocsin_query_lexer_get_place (&ahead);
  g_auto (TocsinQueryToken) token = { 0 };

  if (tocsin_query_lexer_next_value (&ahead, &token, NULL)
      && token.kind != TOCSIN_QUERY_TOKEN_KIND_OPEN)
    place.end = token.place.end;
  else
    place.end = tocsin_query_find_blank (place.begin);

  return place;
}

/**
 * tocsin_query_fail_field:
 * @lexer: the lexer, right behind the colon
 * @token: the name of a field that there is not
 * @error: where to put it
 */
void
tocsin_query_fail_field (const TocsinQueryLexer *lexer,
                         const TocsinQueryToken *token,
                         GError **error)
{
  TocsinQueryPlace value = look_at_value (lexer);
  TocsinQueryPlace term = { value.text, token->place.begin, value.end };
  g_autofree char *typed = tocsin_query_place_read (&value);
  g_autofree char *whole = tocsin_query_place_read (&term);
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", whole);

  tocsin_query_mistake (error, &token->place,
                        _ ("unknown field “%s:”; expected a field such as from:, subject: or has:"),
                        token->text);
  tocsin_query_advise (error, _ ("a text with a colon in it goes in quotes"));
  if (strpbrk (whole, "\"\\(") == NULL)
    tocsin_query_suggest (error, &term, quoted);
  if (!g_str_has_prefix (typed, "//") && *typed != '\\')
    tocsin_query_foreign_help (error, &term, token->text, typed);
}

/**
 * tocsin_query_fail_nested_field:
 * @token: the name of a field in the brackets of another
 * @inner: that field
 * @outer: the other
 * @error: where to put it
 */
void
tocsin_query_fail_nested_field (const TocsinQueryToken *token,
                                const TocsinQueryFieldInfo *inner,
                                const TocsinQueryFieldInfo *outer,
                                GError **error)
{
  TocsinQueryPlace name = token->place;

  tocsin_query_mistake (error, &name,
                        _ ("no other field can stand in the brackets of “%s:”; expected a text"),
                        outer->name);
  tocsin_query_advise (error, _ ("write (%s:a OR %s:b); a text with a colon in it goes in quotes"),
                       outer->name, inner->name);
  name.end++;
  if (inner->field == outer->field)
    tocsin_query_suggest (error, &name, "");
}

/**
 * tocsin_query_token_begins_field:
 * @token: a token
 *
 * Returns: whether it is the begin of something other than a text.
 */
gboolean
tocsin_query_token_begins_field (const TocsinQueryToken *token)
{
  return token->kind == TOCSIN_QUERY_TOKEN_KIND_FIELD || token->kind == TOCSIN_QUERY_TOKEN_KIND_OPEN
         || token->kind == TOCSIN_QUERY_TOKEN_KIND_NOT;
}

/**
 * tocsin_query_suspect_torn:
 * @lexer: the lexer, right behind @token
 * @token: the value of a field
 * @info: the field
 * @error: where to put what was probably meant
 *
 * Returns: whether what follows was meant to belong to it, and must not be taken for a word of its
 *   own: `larger:5 M`, `newer:7 days`, `after:2026-11-01 08:00`.
 */
gboolean
tocsin_query_suspect_torn (const TocsinQueryLexer *lexer,
                           const TocsinQueryToken *token,
                           const TocsinQueryFieldInfo *info,
                           GError **error)
{
  TocsinQueryLexer ahead = *lexer;
  g_auto (TocsinQueryToken) next = { 0 };
  TocsinQueryPlace both = { token->place.text, token->term, NULL };
  g_autofree char *meant = NULL;

  if (token->kind != TOCSIN_QUERY_TOKEN_KIND_WORD || !tocsin_query_lexer_next (&ahead, &next, NULL)
      || next.kind != TOCSIN_QUERY_TOKEN_KIND_WORD)
    return FALSE;
  meant = tocsin_query_term_guess_torn (info, token->text, next.text);
  if (meant == NULL)
    return FALSE;

  tocsin_query_mistake (error, &next.place,
                        _ ("“%s” stands apart from its field: expected no blank in “%s %s”"),
                        next.text, token->text, next.text);
  tocsin_query_advise (error, _ ("a word to be looked for goes in quotes"));
  both.end = next.place.end;
  tocsin_query_suggest (error, &both, meant);
  return TRUE;
}

/**
 * tocsin_query_suspect_keyword:
 * @lexer: the lexer, right behind @token
 * @token: where a term may begin
 * @behind_field: whether a field or a bracket stands before it
 * @error: where to put what was probably meant
 *
 * Returns: whether it is a keyword in small letters: between fields, as in `from:ada or from:bob`,
 *   it is no word to be looked for.
 */
gboolean
tocsin_query_suspect_keyword (const TocsinQueryLexer *lexer,
                              const TocsinQueryToken *token,
                              gboolean behind_field,
                              GError **error)
{
  TocsinQueryLexer ahead = *lexer;
  g_auto (TocsinQueryToken) next = { 0 };
  g_autofree char *large = NULL;

  if (token->kind != TOCSIN_QUERY_TOKEN_KIND_WORD)
    return FALSE;
  large = g_ascii_strup (token->text, -1);
  if (!g_str_equal (large, "NOT")
      && (!behind_field || (!g_str_equal (large, "AND") && !g_str_equal (large, "OR"))))
    return FALSE;
  if (!tocsin_query_lexer_next (&ahead, &next, NULL)
      || !(
          tocsin_query_token_begins_field (&next)
          || (behind_field && g_ascii_strcasecmp (next.text != NULL ? next.text : "", "not") == 0)))
    return FALSE;

  tocsin_query_mistake (error, &token->place, _ ("expected %s in capital letters"), large);
  tocsin_query_advise (error, _ ("the word itself goes in quotes"));
  tocsin_query_suggest (error, &token->place, large);
  return TRUE;
}
