/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/lexer-fail.h"

#include "core/mail/query/character.h"
#include "core/mail/query/field-info.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
fail (const TocsinQueryLexer *self,
      const char *begin,
      const char *end,
      const char *message,
      GError **error)
{
  TocsinQueryPlace place = { self->text, begin, end };

  tocsin_query_mistake (error, &place, "%s", message);
  return FALSE;
}

static void
suggest (const TocsinQueryLexer *self,
         const char *begin,
         const char *end,
         const char *replacement,
         GError **error)
{
  TocsinQueryPlace place = { self->text, begin, end };

  tocsin_query_suggest (error, &place, replacement);
}

static gboolean
at_known_field (const char *p)
{
  g_autofree char *name = g_strndup (p, tocsin_query_field_length (p));

  return tocsin_query_field_find (name) != NULL;
}

static int
count_open_brackets (const char *p, const char *end)
{
  int open = 0;

  for (; p < end; p++)
    open += *p == '(' ? 1 : *p == ')' ? -1 : 0;

  return MAX (open, 0);
}

/* Where the missing quote was probably meant to stand: before the next field, or before brackets
 * that close at the end, or at the end. */
static const char *
guess_end_of_phrase (const TocsinQueryLexer *self, const char *begin)
{
  int open = count_open_brackets (self->text, begin);
  const char *end = begin + strlen (begin);

  for (const char *p = begin + 1; *p != '\0'; p++)
    if (g_ascii_isspace (p[-1]) && at_known_field (p))
      {
        end = p;
        break;
      }
  for (; end > begin + 1 && (g_ascii_isspace (end[-1]) || (open > 0 && end[-1] == ')')); end--)
    open -= end[-1] == ')' ? 1 : 0;

  return end;
}

static const char *
find_fancy_quote (const char *p)
{
  while (*p != '\0' && !tocsin_query_is_fancy_quote (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);

  return p;
}

/**
 * tocsin_query_lexer_fail_unclosed_phrase:
 * @self: a lexer
 * @begin: its opening quote
 * @error: where to put it
 *
 * A text in quotes that goes on to the end.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_unclosed_phrase (const TocsinQueryLexer *self,
                                         const char *begin,
                                         GError **error)
{
  const char *end = guess_end_of_phrase (self, begin);
  const char *fancy = find_fancy_quote (begin);

  fail (self, begin, end, _ ("this quote is never closed: a \" is missing at the end"), error);
  tocsin_query_advise (error, _ ("put a \" behind the last word that belongs to the text"));
  if (*fancy != '\0')
    suggest (self, fancy, g_utf8_next_char (fancy), "\"", error);
  else if (end == begin + 1)
    suggest (self, begin, end, "", error);
  else
    suggest (self, end, end, "\"", error);

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_behind_phrase:
 * @self: a lexer
 * @error: where to put it
 *
 * Something right behind a closing quote.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_behind_phrase (const TocsinQueryLexer *self, GError **error)
{
  fail (self, self->next, self->next, _ ("expected a blank behind the closing quote"), error);
  tocsin_query_advise (error, _ ("a \" that belongs to the text is written \\\""));
  suggest (self, self->next, self->next, " ", error);

  return FALSE;
}

static void
suggest_quotes (const TocsinQueryLexer *self, const char *begin, const char *end, GError **error)
{
  g_autofree char *bare = g_strndup (begin, (gsize) (end - begin));
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", bare);

  if (strpbrk (bare, "\"\\") == NULL)
    suggest (self, begin, end, quoted, error);
}

/**
 * tocsin_query_lexer_fail_unclosed_regex:
 * @self: a lexer
 * @begin: its opening slash
 * @error: where to put it
 *
 * A regular expression that goes on to the end. A path begins with a slash, too; what has one of
 * these in it was meant as an expression.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_unclosed_regex (const TocsinQueryLexer *self,
                                        const char *begin,
                                        GError **error)
{
  fail (self, begin, begin + strlen (begin),
        _ ("this regular expression is never closed: expected a / behind it"), error);
  tocsin_query_advise (error, _ ("a text that begins with a slash goes in quotes"));
  if (strpbrk (begin, "\\[]*+?^$|{}") != NULL)
    suggest (self, begin + strlen (begin), begin + strlen (begin), "/", error);
  else
    suggest_quotes (self, begin, tocsin_query_find_blank (begin), error);

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_behind_regex:
 * @self: a lexer
 * @begin: its opening slash
 * @flags: what stands behind its closing one
 * @error: where to put it
 *
 * Something right behind a regular expression that is no flag of it. Letters that other programs
 * know as flags can be left out; what has more behind the second slash is a path.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_behind_regex (const TocsinQueryLexer *self,
                                      const char *begin,
                                      const char *flags,
                                      GError **error)
{
  const char *end = tocsin_query_find_blank (flags);
  g_autoptr (GString) known = g_string_new (NULL);

  fail (self, self->next, end, _ ("expected i, s or a blank behind the regular expression"), error);
  tocsin_query_advise (error, _ ("a text that begins with a slash goes in quotes"));
  for (const char *p = flags; p < end; p++)
    {
      if (strchr ("gimsuxAU", *p) == NULL)
        {
          suggest_quotes (self, begin, end, error);
          return FALSE;
        }
      if ((*p == 'i' || *p == 's') && strchr (known->str, *p) == NULL)
        g_string_append_c (known, *p);
    }
  suggest (self, flags, end, known->str, error);

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_behind_word:
 * @self: a lexer
 * @begin: where the word began
 * @error: where to put it
 *
 * A quote or a bracket in a word. A quote or a bracket in the middle of a word: the colon before
 * it was forgotten, or a blank, or the quote is one too many.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_behind_word (const TocsinQueryLexer *self,
                                     const char *begin,
                                     GError **error)
{
  const char *end = begin + strcspn (begin, "=<>!~\"( ");
  g_autofree char *word = g_strndup (begin, (gsize) (end - begin));
  gboolean is_field = tocsin_query_field_find (word) != NULL;
  gboolean is_last =
      *self->next == '"'
      && (self->next[1] == '\0' || self->next[1] == ')' || tocsin_query_at_blank (self->next + 1));

  fail (self, self->next, self->next, _ ("expected a blank here, or quotes around the whole text"),
        error);
  tocsin_query_advise (error, _ ("a text with a quote or a bracket in it goes in quotes"));
  if (is_last && !is_field)
    suggest (self, self->next, self->next + 1, "", error);
  else
    suggest (self, is_field ? end : self->next, self->next, is_field ? ":" : " ", error);

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_fancy_quotes:
 * @self: a lexer
 * @error: where to put it
 *
 * Quotes that are none. A word processor's quotes look like quotes and are none: better to say so
 * than to search for them.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_fancy_quotes (const TocsinQueryLexer *self, GError **error)
{
  g_autoptr (GString) straight = g_string_new (NULL);

  for (const char *p = self->next; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (
        straight, tocsin_query_is_fancy_quote (g_utf8_get_char (p)) ? '"' : g_utf8_get_char (p));
  fail (self, self->next, g_utf8_next_char (self->next),
        _ ("expected straight quotes (\") instead of curved ones"), error);
  tocsin_query_advise (error, _ ("a curved quote that belongs to the text goes in straight ones"));
  suggest (self, self->next, self->next + strlen (self->next), straight->str, error);

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_empty_phrase:
 * @self: a lexer
 * @begin: its opening quote
 * @error: where to put it
 *
 * Nothing in quotes.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_empty_phrase (const TocsinQueryLexer *self,
                                      const char *begin,
                                      GError **error)
{
  fail (self, begin, self->next, _ ("there is nothing in these quotes: expected some text"), error);
  tocsin_query_advise (error, _ ("write what is looked for, or leave the term out"));
  /* A quote typed twice. */
  if (*self->next != '\0' && *self->next != ')' && !tocsin_query_at_blank (self->next))
    suggest (self, begin, begin + 1, "", error);

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_empty_regex:
 * @self: a lexer
 * @begin: its opening slash
 * @error: where to put it
 *
 * Nothing between slashes.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_empty_regex (const TocsinQueryLexer *self,
                                     const char *begin,
                                     GError **error)
{
  fail (self, begin, begin + 2,
        _ ("there is nothing between these slashes: expected a regular expression"), error);
  tocsin_query_advise (error, _ ("a text that begins with a slash goes in quotes"));

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_minus:
 * @self: a lexer
 * @error: where to put it
 *
 * A minus with nothing to negate. Between two words it is a dash, and not meant to negate the
 * second.
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_minus (const TocsinQueryLexer *self, GError **error)
{
  fail (self, self->next, self->next + 1, _ ("expected a term right behind the minus"), error);
  tocsin_query_advise (
      error, _ ("to leave something out write the minus right before it; a dash itself goes in "
                "quotes"));

  return FALSE;
}

/**
 * tocsin_query_lexer_fail_header:
 * @self: a lexer right behind what could be read of the name of a header
 * @begin: where that began
 * @end: where it ended
 * @error: where to put it
 *
 * Returns: %FALSE.
 */
gboolean
tocsin_query_lexer_fail_header (const TocsinQueryLexer *self,
                                const char *begin,
                                const char *end,
                                GError **error)
{
  const char *sign = self->next + strspn (self->next, ":!~=");
  const char *term = begin - strlen ("header:");
  g_autofree char *name = g_strndup (begin, (gsize) (end - begin));
  g_autofree char *meant = NULL;

  if (begin == end || begin[-1] == '"')
    fail (self, end, end,
          _ ("expected the name of a header, as in header:X-Spam-Flag or header:X-Spam-Flag=yes"),
          error);
  else
    fail (self, end, end, _ ("expected = and a value behind the name of a header, or a blank"),
          error);
  tocsin_query_advise (error,
                       _ ("a header's name has only letters, digits, - and _ in it; its value "
                          "stands behind an equals sign"));
  if (begin == end || begin[-1] == '"' || sign == self->next)
    return FALSE;
  meant = g_strdup_printf ("%sheader:%s=", *self->next == '!' ? "-" : "", name);
  while (*sign != '\0' && tocsin_query_at_blank (sign))
    sign = g_utf8_next_char (sign);
  suggest (self, term, sign, meant, error);

  return FALSE;
}
