/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/line-reader.h"

#include <string.h>

#define BUFFER_SIZE (64 * 1024)

struct _TocsinLineReader
{
  TocsinRawSource *source;
  char *buffer;
  gsize capacity;
  gsize used;
  gsize filled;
  guint64 base;
  gboolean mid_line;
  gboolean failed;
};

/**
 * tocsin_line_reader_new:
 * @source: a raw message
 *
 * Returns: (transfer full): a reader at its begin.
 */
TocsinLineReader *
tocsin_line_reader_new (TocsinRawSource *source)
{
  TocsinLineReader *self = g_new0 (TocsinLineReader, 1);

  self->source = tocsin_raw_source_ref (source);
  self->capacity = CLAMP (tocsin_raw_source_get_length (source), 1, BUFFER_SIZE);
  self->buffer = g_malloc (self->capacity);

  return self;
}

/**
 * tocsin_line_reader_free:
 * @self: (transfer full): a reader
 */
void
tocsin_line_reader_free (TocsinLineReader *self)
{
  tocsin_raw_source_unref (self->source);
  g_free (self->buffer);
  g_free (self);
}

static gboolean
fill (TocsinLineReader *self)
{
  gssize n;

  memmove (self->buffer, self->buffer + self->used, self->filled - self->used);
  self->base += self->used;
  self->filled -= self->used;
  self->used = 0;
  n = tocsin_raw_source_read (self->source, self->base + self->filled, self->buffer + self->filled,
                              self->capacity - self->filled, NULL);
  if (n <= 0)
    {
      self->failed = self->base + self->filled < tocsin_raw_source_get_length (self->source);
      return FALSE;
    }
  self->filled += n;

  return TRUE;
}

/**
 * tocsin_line_reader_next:
 * @self: a reader
 * @line: (out): the next line, or the next piece of a long one
 *
 * Returns: whether there was one.
 */
gboolean
tocsin_line_reader_next (TocsinLineReader *self, TocsinLine *line)
{
  const char *start, *newline;
  gsize available, seen = 0;

  for (;;)
    {
      start = self->buffer + self->used;
      available = self->filled - self->used;
      newline = memchr (start + seen, '\n', available - seen);
      if (newline != NULL || available == self->capacity)
        break;
      seen = available;
      if (!fill (self))
        break;
    }
  if (available == 0)
    return FALSE;

  start = self->buffer + self->used;
  line->text = start;
  line->length = newline != NULL ? (gsize) (newline + 1 - start) : available;
  line->offset = self->base + self->used;
  line->continued = self->mid_line;
  self->used += line->length;
  self->mid_line = newline == NULL;

  return TRUE;
}

/**
 * tocsin_line_reader_seek:
 * @self: a reader
 * @offset: where a line begins
 */
void
tocsin_line_reader_seek (TocsinLineReader *self, guint64 offset)
{
  if (offset >= self->base && offset <= self->base + self->filled)
    self->used = offset - self->base;
  else
    {
      self->base = offset;
      self->used = self->filled = 0;
    }
  self->mid_line = FALSE;
}

/**
 * tocsin_line_reader_tell:
 * @self: a reader
 *
 * Returns: where the next line begins.
 */
guint64
tocsin_line_reader_tell (const TocsinLineReader *self)
{
  return self->base + self->used;
}

/**
 * tocsin_line_reader_has_failed:
 * @self: a reader
 *
 * Returns: whether the file could not be read to the end of the message.
 */
gboolean
tocsin_line_reader_has_failed (const TocsinLineReader *self)
{
  return self->failed;
}
