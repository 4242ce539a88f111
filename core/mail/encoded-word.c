/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/encoded-word.h"

#include <string.h>

/* One encoded word (RFC 2047, section 2), as places in the header it stands in. */
typedef struct
{
  const char *begin;
  const char *kind;
  const char *text;
  const char *end;
} Word;

/* The first encoded word at or behind @p. */
static gboolean
find (const char *p, Word *word)
{
  for (p = strstr (p, "=?"); p != NULL; p = strstr (p + 2, "=?"))
    {
      const char *kind = p + 2 + strcspn (p + 2, "? ");
      const char *text = kind + 3;
      gsize length;

      if (kind[0] != '?' || kind[1] == '\0' || kind[2] != '?')
        continue;
      length = strcspn (text, "? ");
      if (text[length] != '?' || text[length + 1] != '=')
        continue;
      *word = (Word){ p, kind + 1, text, text + length };
      return TRUE;
    }

  return FALSE;
}

static gboolean
is_base64 (const Word *word)
{
  return *word->kind == 'B' || *word->kind == 'b';
}

static gboolean
is_padded (const Word *word)
{
  return is_base64 (word) && word->end > word->text && word->end[-1] == '=';
}

static gboolean
are_neighbours (const Word *first, const Word *second)
{
  const char *p = first->end + 2;

  return p + strspn (p, " \t\r\n") == second->begin;
}

static gboolean
has_trouble (const char *raw)
{
  Word word, next;

  if (!find (raw, &word))
    return FALSE;
  for (; find (word.end + 2, &next); word = next)
    if (is_padded (&word) && are_neighbours (&word, &next))
      return TRUE;

  return FALSE;
}

/* In the form in which it may stand anywhere, in a phrase too (RFC 2047, section 5, rule 3). */
static void
append_quoted (GString *out, const Word *word)
{
  g_autofree char *base64 = g_strndup (word->text, (gsize) (word->end - word->text));
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (base64, &length);

  g_string_append_len (out, word->begin, word->kind - word->begin);
  g_string_append (out, "Q?");
  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isalnum (bytes[i]))
        g_string_append_c (out, (char) bytes[i]);
      else
        g_string_append_printf (out, "=%02X", bytes[i]);
    }
  g_string_append (out, "?=");
}

/**
 * tocsin_encoded_word_mend:
 * @raw: a header's value as sent
 *
 * GMime 3.2 up to 3.2.13 reads neighbouring words of the same charset in base64 as one stream,
 * which ends where the first of them is padded: of a long subject only the beginning is left
 * (jstedfast/gmime#133). Said in the other encoding they are all read, and a character that some
 * sender cut in two between words is still put together.
 *
 * Returns: (transfer full) (nullable): the same in words that GMime reads, %NULL if they are that
 *   already.
 */
char *
tocsin_encoded_word_mend (const char *raw)
{
  GString *out;
  Word word;

  if (!has_trouble (raw))
    return NULL;

  out = g_string_sized_new (strlen (raw) * 2);
  for (; find (raw, &word); raw = word.end + 2)
    {
      g_string_append_len (out, raw, word.begin - raw);
      if (is_base64 (&word))
        append_quoted (out, &word);
      else
        g_string_append_len (out, word.begin, word.end + 2 - word.begin);
    }

  return g_string_free (g_string_append (out, raw), FALSE);
}
