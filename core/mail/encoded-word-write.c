/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/encoded-word-write.h"

#include "core/mail/charset-encode.h"

#include <string.h>

/* Bytes of a word beside its charset and text: =?, ?Q?, ?= . */
#define FRAME 7

/* RFC 2047, section 5, rule 3: what may stand for itself in a phrase, and so anywhere. */
static gboolean
is_plain (char byte)
{
  return g_ascii_isalnum (byte) || (byte != '\0' && strchr ("!*+-/", byte) != NULL);
}

static gsize
measure_q (const char *bytes, gsize length)
{
  gsize size = 0;

  for (gsize i = 0; i < length; i++)
    size += is_plain (bytes[i]) || bytes[i] == ' ' ? 1 : 3;

  return size;
}

static gsize
measure (const TocsinEncodedWordForm *form, const char *bytes, gsize length)
{
  gsize size = form->encoding == 'Q' ? measure_q (bytes, length) : (length + 2) / 3 * 4;

  return FRAME + strlen (form->charset) + size;
}

static void
append_q (GString *out, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] == ' ')
      g_string_append_c (out, '_');
    else if (is_plain (bytes[i]))
      g_string_append_c (out, bytes[i]);
    else
      g_string_append_printf (out, "=%02X", (guchar) bytes[i]);
}

/**
 * tocsin_encoded_word_choose: (skip)
 * @text: UTF-8
 * @length: how many bytes of it
 * @charset: the charset that a person wants
 *
 * Returns: the form in which @text gets shortest; in UTF-8 if @charset can't say it.
 */
TocsinEncodedWordForm
tocsin_encoded_word_choose (const char *text, gsize length, const char *charset)
{
  TocsinEncodedWordForm form = { charset, 'Q' };
  g_autofree char *bytes = NULL;
  gsize n = 0;

  bytes = tocsin_charset_from_utf8 (text, length, charset, &n);
  if (bytes == NULL)
    {
      form.charset = "UTF-8";
      bytes = g_strndup (text, length);
      n = length;
    }
  if (measure_q (bytes, n) > (n + 2) / 3 * 4)
    form.encoding = 'B';

  return form;
}

/* How many bytes of @text, whole characters, make a word of at most @room. */
static gsize
measure_piece (const TocsinEncodedWordForm *form, const char *text, const char *end, gsize room)
{
  const char *last = text;

  while (last < end)
    {
      const char *next = g_utf8_next_char (last);
      g_autofree char *bytes = NULL;
      gsize n = 0;

      bytes = tocsin_charset_from_utf8 (text, next - text, form->charset, &n);
      if (bytes == NULL || measure (form, bytes, n) > room)
        break;
      last = next;
    }

  return last - text;
}

/**
 * tocsin_encoded_word_write: (skip)
 * @form: how it is written
 * @text: (inout): valid UTF-8; moved behind what was written
 * @end: where it ends
 * @room: bytes that the word may have, at most %TOCSIN_ENCODED_WORD_MAX_LENGTH
 *
 * Writes the next encoded word, of as many characters as there is room for: none is ever cut.
 *
 * Returns: (transfer full) (nullable): the word, or %NULL when there is room for no character.
 */
char *
tocsin_encoded_word_write (const TocsinEncodedWordForm *form,
                           const char **text,
                           const char *end,
                           gsize room)
{
  gsize length =
      measure_piece (form, *text, end, MIN (room, (gsize) TOCSIN_ENCODED_WORD_MAX_LENGTH));
  g_autofree char *bytes = NULL;
  GString *out;
  gsize n = 0;

  if (length == 0)
    return NULL;

  bytes = tocsin_charset_from_utf8 (*text, length, form->charset, &n);
  out = g_string_new (NULL);
  g_string_append_printf (out, "=?%s?%c?", form->charset, form->encoding);
  if (form->encoding == 'Q')
    append_q (out, bytes, n);
  else
    {
      g_autofree char *encoded = g_base64_encode ((const guchar *) bytes, n);

      g_string_append (out, encoded);
    }
  g_string_append (out, "?=");
  *text += length;

  return g_string_free (out, FALSE);
}
