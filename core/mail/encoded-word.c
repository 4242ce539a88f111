/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* RFC 2047 as mail is written in fact: characters cut in two between words, words without a blank
 * between them, base64 without its padding, charsets that are missing, wrong or unknown. GMime
 * drops such words or answers with question marks; and it would judge charsets by other rules than
 * those of a message's text. */
#include "core/mail/encoded-word.h"

#include "core/mail/charset.h"

#include <string.h>

#define BLANKS " \t\r\n"

/* A word, as it stands in the text. */
typedef struct
{
  const char *charset;
  gsize charset_length;
  char encoding;
  const char *text;
  gsize length;
  const char *end;
} Word;

typedef struct
{
  const char *code_page;
  gboolean rewrite;
  GString *out;
  /* There is no further "?=", so nobody needs to look for one. */
  gboolean no_end;
} Reader;

/* Not strstr(), which sanitizers make measure the whole rest of the text each time. */
static const char *
find (const char *p, char first, char second)
{
  for (; *p != '\0'; p++)
    if (p[0] == first && p[1] == second)
      return p;

  return NULL;
}

/* Whether a word begins at @p. */
static gboolean
read_word (Reader *self, const char *p, Word *word)
{
  const char *end;

  if (p[0] != '=' || p[1] != '?' || self->no_end)
    return FALSE;
  word->charset = p + 2;
  word->charset_length = strcspn (word->charset, "? \t\r\n\"");
  p = word->charset + word->charset_length;
  if (word->charset_length == 0 || word->charset_length > TOCSIN_ENCODED_WORD_MAX_CHARSET
      || p[0] != '?' || p[1] == '\0' || strchr ("bBqQ", p[1]) == NULL || p[2] != '?')
    return FALSE;

  word->encoding = g_ascii_tolower (p[1]);
  word->text = p + 3;
  end = find (word->text, '?', '=');
  self->no_end = end == NULL;
  if (end == NULL)
    return FALSE;

  word->length = end - word->text;
  word->end = end + 2;

  return TRUE;
}

static void
append_q (GByteArray *bytes, const Word *word)
{
  for (gsize i = 0; i < word->length; i++)
    {
      guint8 byte = (guint8) word->text[i];

      if (byte == '_')
        byte = ' ';
      else if (byte == '=' && i + 2 < word->length && g_ascii_isxdigit (word->text[i + 1])
               && g_ascii_isxdigit (word->text[i + 2]))
        {
          byte = (guint8) (g_ascii_xdigit_value (word->text[i + 1]) * 16
                           + g_ascii_xdigit_value (word->text[i + 2]));
          i += 2;
        }
      g_byte_array_append (bytes, &byte, 1);
    }
}

/* Padding, which GLib waits for, may be missing or stand in the middle. */
static void
append_b (GByteArray *bytes, const Word *word)
{
  g_autofree guchar *decoded = g_malloc (word->length / 4 * 3 + 6);
  int state = 0;
  guint save = 0;
  gsize n = g_base64_decode_step (word->text, word->length, decoded, &state, &save);

  n += g_base64_decode_step ("==", state == 0 ? 0 : 2, decoded + n, &state, &save);
  g_byte_array_append (bytes, decoded, n);
}

static gboolean
is_same_charset (const Word *a, const Word *b)
{
  return a->charset_length == b->charset_length
         && g_ascii_strncasecmp (a->charset, b->charset, a->charset_length) == 0;
}

/* In the form in which it may stand anywhere, in a phrase too (RFC 2047, section 5, rule 3). Not in
 * base64: GMime 3.2 up to 3.2.13 reads neighbouring words of that as one stream, which ends where
 * the first of them is padded (jstedfast/gmime#133). */
static void
append_quoted (GString *out, const char *text)
{
  g_string_append (out, "=?utf-8?q?");
  for (; *text != '\0'; text++)
    {
      if (g_ascii_isalnum (*text))
        g_string_append_c (out, *text);
      else
        g_string_append_printf (out, "=%02X", (guchar) *text);
    }
  g_string_append (out, "?=");
}

/* Words side by side in one charset, for one may hold half a character. Returns where they end. */
static const char *
read_words (Reader *self, const Word *first)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *charset = g_strndup (first->charset, first->charset_length);
  g_autofree char *text = NULL;
  Word word = *first;
  const char *end;

  do
    {
      if (word.encoding == 'q')
        append_q (bytes, &word);
      else
        append_b (bytes, &word);
      end = word.end;
    }
  while (read_word (self, end + strspn (end, BLANKS), &word) && is_same_charset (&word, first));

  /* RFC 2231, section 5: behind a star stands the language. */
  charset[strcspn (charset, "*")] = '\0';
  text = tocsin_charset_to_utf8 ((const char *) bytes->data, bytes->len, FALSE, charset,
                                 self->code_page);
  if (self->rewrite)
    append_quoted (self->out, text);
  else
    g_string_append (self->out, text);

  return end;
}

/* What is no word is text without a declaration. */
static void
append_plain (Reader *self, const char *text, gsize length)
{
  g_autofree char *utf8 = NULL;

  if (self->rewrite)
    {
      g_string_append_len (self->out, text, length);
      return;
    }
  utf8 = tocsin_charset_to_utf8 (text, length, FALSE, NULL, self->code_page);
  g_string_append (self->out, utf8);
}

static char *
read_text (const char *text, const char *code_page, gboolean rewrite)
{
  Reader self = { code_page, rewrite, g_string_sized_new (strlen (text)), FALSE };
  const char *plain = text;
  const char *p = text;
  const char *last_end = NULL;
  Word word;

  while ((p = find (p, '=', '?')) != NULL)
    {
      if (!read_word (&self, p, &word))
        {
          p += 2;
          continue;
        }
      /* Blanks between two words do not count (RFC 2047, section 6.2). */
      if (plain != last_end || plain + strspn (plain, BLANKS) != p)
        append_plain (&self, plain, p - plain);
      else if (rewrite)
        g_string_append_c (self.out, ' ');
      p = plain = last_end = read_words (&self, &word);
    }
  append_plain (&self, plain, strlen (plain));

  return g_string_free (self.out, FALSE);
}

/**
 * tocsin_encoded_word_decode:
 * @text: an unfolded header value as sent
 * @code_page: (nullable): charset of what declares none or a wrong one
 *
 * Returns: (transfer full): it decoded (RFC 2047), valid UTF-8; an encoded word can hold anything,
 *   line breaks too.
 */
char *
tocsin_encoded_word_decode (const char *text, const char *code_page)
{
  return read_text (text, code_page, FALSE);
}

/**
 * tocsin_encoded_word_rewrite:
 * @text: a header value as sent
 * @code_page: (nullable): charset of what declares a wrong one
 *
 * For values that have a syntax of their own, which GMime reads.
 *
 * Returns: (transfer full): @text with all encoded words in UTF-8 and flawless.
 */
char *
tocsin_encoded_word_rewrite (const char *text, const char *code_page)
{
  return read_text (text, code_page, TRUE);
}
