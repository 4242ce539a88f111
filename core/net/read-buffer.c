/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/read-buffer.h"

#include <string.h>

/* One TLS record. */
#define CHUNK (16 * 1024)
/* A good bite of a literal: larger ones gain nothing. */
#define MAX_CHUNK (64 * 1024)

/**
 * tocsin_read_buffer_clear: (skip)
 * @self: a buffer
 *
 * Frees everything; the buffer may be used again.
 */
void
tocsin_read_buffer_clear (TocsinReadBuffer *self)
{
  g_free (self->bytes);
  *self = (TocsinReadBuffer){ 0 };
}

/**
 * tocsin_read_buffer_get_length: (skip)
 * @self: a buffer
 *
 * Returns: how many bytes wait in it.
 */
gsize
tocsin_read_buffer_get_length (const TocsinReadBuffer *self)
{
  return self->end - self->start;
}

/**
 * tocsin_read_buffer_peek: (skip)
 * @self: a buffer
 *
 * Returns: (transfer none): the first byte that waits.
 */
const char *
tocsin_read_buffer_peek (const TocsinReadBuffer *self)
{
  return self->bytes + self->start;
}

/**
 * tocsin_read_buffer_skip: (skip)
 * @self: a buffer
 * @length: how many bytes are done with; at most what it holds
 */
void
tocsin_read_buffer_skip (TocsinReadBuffer *self, gsize length)
{
  g_assert (length <= tocsin_read_buffer_get_length (self));

  self->start += length;
  self->scanned = MAX (self->scanned, self->start);
  if (self->start == self->end)
    self->start = self->end = self->scanned = 0;
}

static void
move_to_front (TocsinReadBuffer *self)
{
  if (self->start == 0)
    return;

  memmove (self->bytes, self->bytes + self->start, self->end - self->start);
  self->end -= self->start;
  self->scanned -= self->start;
  self->start = 0;
}

/**
 * tocsin_read_buffer_reserve: (skip)
 * @self: a buffer
 * @wanted: how many bytes are looked for; a wish
 * @room: (out): how many bytes may be put there, at least 1
 *
 * Makes room behind what waits. Lines lent by tocsin_read_buffer_take_line() are gone after it.
 *
 * Returns: (transfer none): where to put new bytes; then call tocsin_read_buffer_commit().
 */
char *
tocsin_read_buffer_reserve (TocsinReadBuffer *self, gsize wanted, gsize *room)
{
  gsize least = CLAMP (wanted, CHUNK / 2, MAX_CHUNK);

  if (self->size - self->end < least)
    move_to_front (self);
  while (self->size - self->end < least)
    {
      self->size = MAX (CHUNK, self->size * 2);
      self->bytes = g_realloc (self->bytes, self->size);
    }

  *room = self->size - self->end;
  return self->bytes + self->end;
}

/**
 * tocsin_read_buffer_commit: (skip)
 * @self: a buffer
 * @length: how many bytes were put where tocsin_read_buffer_reserve() said
 */
void
tocsin_read_buffer_commit (TocsinReadBuffer *self, gsize length)
{
  g_assert (length <= self->size - self->end);

  self->end += length;
}

static char *
find_end_of_line (TocsinReadBuffer *self)
{
  char *end;

  if (self->scanned == self->end)
    return NULL;

  /* A long line that drips in must not be searched from its beginning each time. */
  end = memchr (self->bytes + self->scanned, '\n', self->end - self->scanned);
  self->scanned = end != NULL ? (gsize) (end - self->bytes) : self->end;

  return end;
}

/**
 * tocsin_read_buffer_has_line: (skip)
 * @self: a buffer
 *
 * Returns: whether a whole line waits.
 */
gboolean
tocsin_read_buffer_has_line (TocsinReadBuffer *self)
{
  return find_end_of_line (self) != NULL;
}

/**
 * tocsin_read_buffer_take_line: (skip)
 * @self: a buffer
 * @length: (out): its length without the line end
 * @bare: (out): whether it ended with LF alone
 *
 * Returns: (transfer none) (nullable): the next line with a NUL behind it, until the next call that
 *   reads; %NULL if there is no whole one yet.
 */
const char *
tocsin_read_buffer_take_line (TocsinReadBuffer *self, gsize *length, gboolean *bare)
{
  char *end = find_end_of_line (self);
  char *line;
  gsize taken;

  if (end == NULL)
    return NULL;

  line = self->bytes + self->start;
  taken = (gsize) (end - line) + 1;
  *bare = end == line || end[-1] != '\r';
  *length = *bare ? taken - 1 : taken - 2;
  line[*length] = '\0';
  tocsin_read_buffer_skip (self, taken);

  return line;
}

/**
 * tocsin_read_buffer_shrink: (skip)
 * @self: a buffer
 *
 * Gives back all memory that what waits doesn't need.
 */
void
tocsin_read_buffer_shrink (TocsinReadBuffer *self)
{
  if (tocsin_read_buffer_get_length (self) == 0)
    {
      tocsin_read_buffer_clear (self);
      return;
    }

  move_to_front (self);
  self->size = self->end;
  self->bytes = g_realloc (self->bytes, self->size);
}
