/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_ENCODED_WORD_MAX_LENGTH:
 *
 * Bytes of an encoded word (RFC 2047, section 2).
 */
#define TOCSIN_ENCODED_WORD_MAX_LENGTH 75

/**
 * TOCSIN_ENCODED_WORD_MAX_LINE:
 *
 * Bytes of a header line that holds an encoded word (RFC 2047, section 2).
 */
#define TOCSIN_ENCODED_WORD_MAX_LINE 76

/**
 * TocsinEncodedWordForm:
 * @charset: the charset of the words
 * @encoding: `Q` or `B`
 *
 * How a text is written as encoded words. What comes out may stand anywhere, in a phrase too.
 */
typedef struct
{
  const char *charset;
  char encoding;
} TocsinEncodedWordForm;

TocsinEncodedWordForm
tocsin_encoded_word_choose (const char *text, gsize length, const char *charset);
char *tocsin_encoded_word_write (const TocsinEncodedWordForm *form,
                                 const char **text,
                                 const char *end,
                                 gsize room);

G_END_DECLS
