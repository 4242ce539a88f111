/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/raw-source.h"

G_BEGIN_DECLS

/**
 * TocsinLine:
 * @text: the bytes, with the LF; not terminated; valid until the next line is read
 * @length: how many
 * @offset: of the first, in the message
 * @continued: whether these are further bytes of a line that was too long for one piece
 */
typedef struct
{
  const char *text;
  gsize length;
  guint64 offset;
  gboolean continued;
} TocsinLine;

/**
 * TocsinLineReader:
 *
 * Reads a raw message line by line through a buffer of fixed size: a line of any length costs no
 * more memory than that. A file that can't be read further ends there;
 * tocsin_line_reader_has_failed() tells.
 */
typedef struct _TocsinLineReader TocsinLineReader;

TocsinLineReader *tocsin_line_reader_new (TocsinRawSource *source);
void tocsin_line_reader_free (TocsinLineReader *self);
gboolean tocsin_line_reader_next (TocsinLineReader *self, TocsinLine *line);
void tocsin_line_reader_seek (TocsinLineReader *self, guint64 offset);
guint64 tocsin_line_reader_tell (const TocsinLineReader *self);
gboolean tocsin_line_reader_has_failed (const TocsinLineReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinLineReader, tocsin_line_reader_free)

G_END_DECLS
