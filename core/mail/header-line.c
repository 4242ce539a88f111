/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Folding is ours, not GMime's: that folds at 76 whatever is asked for, and leaves a word that is
 * too long for any line as it is. */
#include "core/mail/header-line.h"

#include "core/mail/encoded-word-write.h"

#include <string.h>

/* What may be glued to an encoded word: a comma, or a quote and a semicolon. */
#define CLOSING 2

static gsize
get_column (const TocsinHeaderLine *self)
{
  return self->out->len - self->begin;
}

static void
fold (TocsinHeaderLine *self)
{
  g_string_append (self->out, "\r\n");
  self->begin = self->out->len;
}

/**
 * tocsin_header_line_begin: (skip)
 * @self: a line
 * @out: the header block it is written to
 * @name: the header's name
 * @charset: the charset of its encoded words
 * @limit: bytes that a line should have at most, without its end
 *
 * Begins a header.
 */
void
tocsin_header_line_begin (
    TocsinHeaderLine *self, GString *out, const char *name, const char *charset, gsize limit)
{
  self->out = out;
  self->charset = charset;
  self->limit = limit;
  self->begin = out->len;
  self->fresh = TRUE;
  g_string_append (out, name);
  g_string_append_c (out, ':');
}

/**
 * tocsin_header_line_fits: (skip)
 * @self: a line
 * @length: bytes of a word
 *
 * Returns: whether a line of its own could hold the word.
 */
gboolean
tocsin_header_line_fits (const TocsinHeaderLine *self, gsize length)
{
  return length + 1 <= self->limit;
}

/**
 * tocsin_header_line_add_word: (skip)
 * @self: a line
 * @blanks: what stands before it, where the line may be folded; at least one blank
 * @word: what is not to be torn
 *
 * Adds a word, on the next line if this one is full. A line never holds blanks alone.
 */
void
tocsin_header_line_add_word (TocsinHeaderLine *self, const char *blanks, const char *word)
{
  gsize length = strlen (blanks) + strlen (word);
  gboolean helps = !self->fresh || length <= self->limit;

  if (get_column (self) + length > self->limit && helps)
    fold (self);
  g_string_append (self->out, blanks);
  g_string_append (self->out, word);
  self->fresh = FALSE;
}

static gsize
get_room (const TocsinHeaderLine *self, gsize before)
{
  gsize used = get_column (self) + before + CLOSING;

  return used < self->limit ? self->limit - used : 0;
}

/**
 * tocsin_header_line_add_encoded: (skip)
 * @self: a line
 * @before: what stands before it, where the line may be folded; begins with a blank
 * @text: valid UTF-8
 * @length: how many bytes of it
 *
 * Adds a text as encoded words, as many as it takes. Blanks between them belong to nobody
 * (RFC 2047, section 6.2), so those of the text are within.
 */
void
tocsin_header_line_add_encoded (TocsinHeaderLine *self,
                                const char *before,
                                const char *text,
                                gsize length)
{
  TocsinEncodedWordForm form = tocsin_encoded_word_choose (text, length, self->charset);
  const char *end = text + length;

  self->limit = MIN (self->limit, (gsize) TOCSIN_ENCODED_WORD_MAX_LINE);
  while (text < end)
    {
      g_autofree char *word = NULL;

      word = tocsin_encoded_word_write (&form, &text, end, get_room (self, strlen (before)));
      if (word == NULL)
        {
          fold (self);
          word = tocsin_encoded_word_write (&form, &text, end, get_room (self, strlen (before)));
        }
      if (word == NULL)
        word = tocsin_encoded_word_write (&form, &text, end, TOCSIN_ENCODED_WORD_MAX_LENGTH);
      if (word == NULL)
        return;
      g_string_append (self->out, before);
      g_string_append (self->out, word);
      self->fresh = FALSE;
      before = " ";
    }
}

/**
 * tocsin_header_line_add_glued: (skip)
 * @self: a line
 * @text: a byte or two that belong to the word before
 *
 * Adds what stands behind the last word without a blank.
 */
void
tocsin_header_line_add_glued (TocsinHeaderLine *self, const char *text)
{
  g_string_append (self->out, text);
}

/**
 * tocsin_header_line_end: (skip)
 * @self: a line
 *
 * Ends the header.
 */
void
tocsin_header_line_end (TocsinHeaderLine *self)
{
  g_string_append (self->out, "\r\n");
}
