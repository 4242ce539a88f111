/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/lexer.h"

#include "core/base/error.h"
#include "core/mail/query/typo.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * tocsin_query_set_error:
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 * @column: where in the query, in characters from 1
 * @format: printf format of what is wrong and what was expected
 */
void
tocsin_query_set_error (GError **error, guint column, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("Query, column %u: %s"), column,
               message);
}

/**
 * tocsin_query_token_clear:
 * @token: a token
 */
void
tocsin_query_token_clear (TocsinQueryToken *token)
{
  g_clear_pointer (&token->text, g_free);
  g_clear_pointer (&token->flags, g_free);
  token->kind = TOCSIN_QUERY_TOKEN_KIND_END;
}

/**
 * tocsin_query_lexer_get_column:
 * @self: a lexer
 * @position: somewhere in its text
 *
 * Returns: the column, in characters from 1.
 */
guint
tocsin_query_lexer_get_column (const TocsinQueryLexer *self, const char *position)
{
  return (guint) g_utf8_pointer_to_offset (self->text, position) + 1;
}

static gboolean
fail (const TocsinQueryLexer *self, const char *position, const char *message, GError **error)
{
  tocsin_query_set_error (error, tocsin_query_lexer_get_column (self, position), "%s", message);
  return FALSE;
}

static gboolean
at_blank (const char *p)
{
  return g_unichar_isspace (g_utf8_get_char (p));
}

static void
skip_blanks (TocsinQueryLexer *self)
{
  while (*self->next != '\0' && at_blank (self->next))
    self->next = g_utf8_next_char (self->next);
}

static gboolean
at_end_of_word (const char *p)
{
  return *p == '\0' || *p == '(' || *p == ')' || *p == '"' || at_blank (p);
}

/* What follows a closed token must be set apart from it, or else two readings are possible. */
static gboolean
ends_well (const TocsinQueryLexer *self, const char *after, GError **error)
{
  if (*self->next == '\0' || *self->next == ')' || at_blank (self->next))
    return TRUE;

  return fail (self, self->next, after, error);
}

/* Blanks in a phrase stand for any blanks: the text it is found in may be folded anywhere. */
static gboolean
read_phrase (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  const char *begin = self->next;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean blank = FALSE;

  for (self->next++; *self->next != '"'; self->next = g_utf8_next_char (self->next))
    {
      if (*self->next == '\\' && (self->next[1] == '"' || self->next[1] == '\\'))
        self->next++;
      if (*self->next == '\0')
        return fail (self, begin, _ ("this quote is never closed: a \" is missing at the end"),
                     error);
      if (at_blank (self->next))
        {
          blank = TRUE;
          continue;
        }
      if (blank && text->len > 0)
        g_string_append_c (text, ' ');
      blank = FALSE;
      g_string_append_unichar (text, g_utf8_get_char (self->next));
    }
  self->next++;
  if (text->len == 0)
    return fail (self, begin, _ ("there is nothing in these quotes: expected some text"), error);

  token->kind = TOCSIN_QUERY_TOKEN_KIND_PHRASE;
  token->text = g_string_free (g_steal_pointer (&text), FALSE);

  return ends_well (self, _ ("expected a blank behind the closing quote"), error);
}

static gboolean
read_regex (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  const char *begin = self->next, *end = begin + 1;
  gsize n;

  for (; *end != '/'; end++)
    {
      if (*end == '\\' && end[1] != '\0')
        end++;
      if (*end == '\0')
        return fail (
            self, begin,
            _ ("this regular expression is never closed: expected a / behind it, or quotes "
               "around a text that begins with a slash"),
            error);
    }
  if (end == begin + 1)
    return fail (self, begin, _ ("there is nothing between these slashes"), error);

  n = strspn (end + 1, "is");
  token->kind = TOCSIN_QUERY_TOKEN_KIND_REGEX;
  token->text = g_strndup (begin + 1, end - begin - 1);
  token->flags = g_strndup (end + 1, n);
  self->next = end + 1 + n;

  return ends_well (self,
                    _ ("expected i, s or a blank behind the regular expression, or quotes around a "
                       "text that begins with a slash"),
                    error);
}

static gboolean
read_word (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  const char *begin = self->next;

  while (!at_end_of_word (self->next))
    self->next = g_utf8_next_char (self->next);
  token->kind = TOCSIN_QUERY_TOKEN_KIND_WORD;
  token->text = g_strndup (begin, self->next - begin);

  return ends_well (self, _ ("expected a blank here, or quotes around the whole text"), error);
}

/* The length of a field's name at @p, 0 when there is none with a colon behind it. */
static gsize
field_length (const char *p)
{
  gsize n = 0;

  if (!g_ascii_isalpha (*p))
    return 0;
  while (g_ascii_isalnum (p[n]) || p[n] == '-' || p[n] == '_')
    n++;

  return p[n] == ':' ? n : 0;
}

static gboolean
read_text (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  const char *explanation;

  if (*self->next == '"')
    return read_phrase (self, token, error);
  if (*self->next == '/')
    return read_regex (self, token, error);
  explanation = tocsin_query_typo_explain_begin (self->next);
  if (explanation != NULL)
    return fail (self, self->next, explanation, error);

  return read_word (self, token, error);
}

static gboolean
read_single (TocsinQueryLexer *self, TocsinQueryToken *token, TocsinQueryTokenKind kind)
{
  token->kind = kind;
  self->next++;

  return TRUE;
}

static void
find_keyword (TocsinQueryToken *token)
{
  if (token->kind != TOCSIN_QUERY_TOKEN_KIND_WORD)
    return;
  if (g_str_equal (token->text, "AND"))
    token->kind = TOCSIN_QUERY_TOKEN_KIND_AND;
  else if (g_str_equal (token->text, "OR"))
    token->kind = TOCSIN_QUERY_TOKEN_KIND_OR;
  else if (g_str_equal (token->text, "NOT"))
    token->kind = TOCSIN_QUERY_TOKEN_KIND_NOT;
}

static gboolean
is_no_typo (const TocsinQueryToken *token, GError **error)
{
  g_autofree char *explanation = tocsin_query_typo_explain_word (token->text);

  if (explanation == NULL)
    return TRUE;

  tocsin_query_set_error (error, token->column, "%s", explanation);
  return FALSE;
}

/**
 * tocsin_query_lexer_next:
 * @self: a lexer
 * @token: (inout): its former content is freed, the next token put in
 * @error: where to put what is wrong
 *
 * Reads what may stand where a term begins.
 *
 * Returns: whether there was a token, be it the end.
 */
gboolean
tocsin_query_lexer_next (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  gsize n;

  tocsin_query_token_clear (token);
  skip_blanks (self);
  token->column = tocsin_query_lexer_get_column (self, self->next);
  switch (*self->next)
    {
    case '\0':
      return TRUE;
    case '(':
      return read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_OPEN);
    case ')':
      return read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_CLOSE);
    case '-':
      /* A dash between two words is not meant to negate the second. */
      if (at_end_of_word (self->next + 1) && self->next[1] != '(' && self->next[1] != '"')
        return fail (self, self->next,
                     _ ("expected a term right behind the minus (a dash itself goes in quotes)"),
                     error);
      return read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_NOT);
    default:
      break;
    }
  n = field_length (self->next);
  if (n > 0)
    {
      token->kind = TOCSIN_QUERY_TOKEN_KIND_FIELD;
      token->text = g_strndup (self->next, n);
      self->next += n + 1;
      return TRUE;
    }
  if (!read_text (self, token, error))
    return FALSE;
  find_keyword (token);

  return token->kind != TOCSIN_QUERY_TOKEN_KIND_WORD || is_no_typo (token, error);
}

/**
 * tocsin_query_lexer_next_value:
 * @self: a lexer right behind a colon
 * @token: (inout): its former content is freed; a word, a phrase, a regular expression or an
 * opening bracket is put in, or the end when there is no value
 * @error: where to put what is wrong
 *
 * Returns: whether there was a token.
 */
gboolean
tocsin_query_lexer_next_value (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  tocsin_query_token_clear (token);
  token->column = tocsin_query_lexer_get_column (self, self->next);
  if (*self->next == '(')
    return read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_OPEN);
  if (*self->next != '"' && at_end_of_word (self->next))
    return TRUE;

  return read_text (self, token, error);
}

/* RFC 5322, section 2.2, without what has a meaning in a query. */
static gboolean
at_header_name (const char *p)
{
  return *p > ' ' && *p < 0x7f && strchr ("=:()\"/\\", *p) == NULL;
}

/**
 * tocsin_query_lexer_next_header:
 * @self: a lexer right behind the colon of `header:`
 * @has_value: (out): whether an equals sign followed, which is read, too
 * @error: where to put what is wrong
 *
 * Returns: (transfer full): the name of a header, in quotes or not.
 */
char *
tocsin_query_lexer_next_header (TocsinQueryLexer *self, gboolean *has_value, GError **error)
{
  gboolean quoted = *self->next == '"';
  const char *begin = self->next + (quoted ? 1 : 0), *end = begin;

  while (at_header_name (end))
    end++;
  self->next = quoted && *end == '"' ? end + 1 : end;
  if (end == begin || (quoted && *end != '"'))
    {
      fail (self, end,
            _ ("expected the name of a header, as in header:X-Spam-Flag or "
               "header:X-Spam-Flag=yes"),
            error);
      return NULL;
    }
  *has_value = *self->next == '=';
  if (*has_value)
    self->next++;
  else if (!ends_well (self, _ ("expected = and a value behind the name of a header, or a blank"),
                       error))
    return NULL;

  return g_strndup (begin, end - begin);
}
