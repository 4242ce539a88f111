/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_HEADER_LINE_MAX_LENGTH:
 *
 * Bytes of any line of a message, without its end (RFC 5322, section 2.1.1).
 */
#define TOCSIN_HEADER_LINE_MAX_LENGTH 998

/**
 * TocsinHeaderLine:
 *
 * A header that is being written: words are put behind each other, and what does not fit goes to
 * the next line. On the stack; nothing in it is owned.
 */
typedef struct
{
  /*< private >*/
  GString *out;
  const char *charset;
  gsize limit;
  gsize begin;
  gboolean fresh;
} TocsinHeaderLine;

void tocsin_header_line_begin (
    TocsinHeaderLine *self, GString *out, const char *name, const char *charset, gsize limit);
void tocsin_header_line_add_word (TocsinHeaderLine *self, const char *blanks, const char *word);
void tocsin_header_line_add_encoded (TocsinHeaderLine *self,
                                     const char *before,
                                     const char *text,
                                     gsize length);
void tocsin_header_line_add_glued (TocsinHeaderLine *self, const char *text);
gboolean tocsin_header_line_fits (const TocsinHeaderLine *self, gsize length);
void tocsin_header_line_end (TocsinHeaderLine *self);

G_END_DECLS
