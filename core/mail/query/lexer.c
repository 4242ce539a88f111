/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/lexer.h"

#include "core/mail/query/character.h"
#include "core/mail/query/lexer-fail.h"
#include "core/mail/query/suspect.h"

#include <string.h>

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
 * tocsin_query_lexer_get_place:
 * @self: a lexer
 *
 * Returns: where it stands.
 */
TocsinQueryPlace
tocsin_query_lexer_get_place (const TocsinQueryLexer *self)
{
  return (TocsinQueryPlace){ self->text, self->next, self->next };
}

static void
skip_blanks (TocsinQueryLexer *self)
{
  while (*self->next != '\0' && tocsin_query_at_blank (self->next))
    self->next = g_utf8_next_char (self->next);
}

static gboolean
at_end_of_word (const char *p)
{
  return *p == '\0' || *p == '(' || *p == ')' || *p == '"' || tocsin_query_at_blank (p);
}

/* What follows a closed token must be set apart from it, or else two readings are possible. */
static gboolean
ends_well (const TocsinQueryLexer *self)
{
  return *self->next == '\0' || *self->next == ')' || tocsin_query_at_blank (self->next);
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
        return tocsin_query_lexer_fail_unclosed_phrase (self, begin, error);
      if (tocsin_query_at_blank (self->next))
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
    return tocsin_query_lexer_fail_empty_phrase (self, begin, error);

  token->kind = TOCSIN_QUERY_TOKEN_KIND_PHRASE;
  token->text = g_string_free (g_steal_pointer (&text), FALSE);

  return ends_well (self) || tocsin_query_lexer_fail_behind_phrase (self, error);
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
        return tocsin_query_lexer_fail_unclosed_regex (self, begin, error);
    }
  if (end == begin + 1)
    return tocsin_query_lexer_fail_empty_regex (self, begin, error);

  n = strspn (end + 1, "is");
  token->kind = TOCSIN_QUERY_TOKEN_KIND_REGEX;
  token->text = g_strndup (begin + 1, end - begin - 1);
  token->flags = g_strndup (end + 1, n);
  self->next = end + 1 + n;

  return ends_well (self) || tocsin_query_lexer_fail_behind_regex (self, begin, end + 1, error);
}

static gboolean
read_word (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  const char *begin = self->next;

  while (!at_end_of_word (self->next))
    self->next = g_utf8_next_char (self->next);
  token->kind = TOCSIN_QUERY_TOKEN_KIND_WORD;
  token->text = g_strndup (begin, self->next - begin);

  return ends_well (self) || tocsin_query_lexer_fail_behind_word (self, begin, error);
}

static gboolean
read_text (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  if (*self->next == '"')
    return read_phrase (self, token, error);
  if (*self->next == '/')
    return read_regex (self, token, error);
  if (tocsin_query_is_fancy_quote (g_utf8_get_char (self->next)))
    return tocsin_query_lexer_fail_fancy_quotes (self, error);

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
read_minus (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  const char *behind = self->next + 1;

  if (at_end_of_word (behind) && *behind != '(' && *behind != '"')
    return tocsin_query_lexer_fail_minus (self, error);

  return read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_NOT);
}

static gboolean
read_any (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  gsize n = tocsin_query_field_length (self->next);

  switch (*self->next)
    {
    case '\0':
      return TRUE;
    case '(':
      return read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_OPEN);
    case ')':
      return read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_CLOSE);
    case '-':
      return read_minus (self, token, error);
    default:
      break;
    }
  if (n > 0)
    {
      token->kind = TOCSIN_QUERY_TOKEN_KIND_FIELD;
      token->text = g_strndup (self->next, n);
      self->next += n;
      return TRUE;
    }
  if (!read_text (self, token, error))
    return FALSE;
  find_keyword (token);

  return TRUE;
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
  tocsin_query_token_clear (token);
  skip_blanks (self);
  token->place = tocsin_query_lexer_get_place (self);
  token->term = self->next;
  if (!read_any (self, token, error))
    return FALSE;
  token->place.end = self->next;
  if (token->kind == TOCSIN_QUERY_TOKEN_KIND_FIELD)
    self->next++;

  return token->kind != TOCSIN_QUERY_TOKEN_KIND_WORD || !tocsin_query_suspect_word (token, error);
}

/**
 * tocsin_query_lexer_next_value:
 * @self: a lexer right behind a colon
 * @token: (inout): its former content, a field's name, is freed; a word, a phrase, a regular
 *   expression or an opening bracket is put in, or the end when there is no value
 * @error: where to put what is wrong
 *
 * Returns: whether there was a token.
 */
gboolean
tocsin_query_lexer_next_value (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error)
{
  tocsin_query_token_clear (token);
  token->place = tocsin_query_lexer_get_place (self);
  if (*self->next == '(')
    read_single (self, token, TOCSIN_QUERY_TOKEN_KIND_OPEN);
  else if ((*self->next == '"' || !at_end_of_word (self->next)) && !read_text (self, token, error))
    return FALSE;
  token->place.end = self->next;

  return TRUE;
}

/* RFC 5322, section 2.2, in quotes; without them only what names are made of in fact, so that
 * `header:X-Spam!=yes` is none. */
static gboolean
at_header_name (const char *p, gboolean quoted)
{
  if (quoted)
    return *p > ' ' && *p < 0x7f && strchr ("=:()\"/\\", *p) == NULL;

  return g_ascii_isalnum (*p) || (*p != '\0' && strchr ("-_.$%&#+", *p) != NULL);
}

/**
 * tocsin_query_lexer_is_plain_header: (skip)
 * @name: the name of a header
 *
 * Returns: whether it is read whole without quotes.
 */
gboolean
tocsin_query_lexer_is_plain_header (const char *name)
{
  while (at_header_name (name, FALSE))
    name++;

  return *name == '\0';
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

  while (at_header_name (end, quoted))
    end++;
  self->next = quoted && *end == '"' ? end + 1 : end;
  *has_value = *self->next == '=';
  if (end == begin || (quoted && *end != '"') || (!*has_value && !ends_well (self)))
    {
      tocsin_query_lexer_fail_header (self, begin, end, error);
      return NULL;
    }
  if (*has_value)
    self->next++;

  return g_strndup (begin, end - begin);
}
