/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */

#include "core/net/write-buffer.h"

#include <string.h>

#define FIRST_SIZE 512
/* Kept for the next command; what grew larger is given back. */
#define KEPT_SIZE (16 * 1024)

/* Only a buffer that held a secret is wiped: wiping every FETCH would cost and hide nothing. */
static void
free_bytes (TocsinWriteBuffer *self)
{
  if (self->secret && self->bytes != NULL)
    explicit_bzero (self->bytes, self->size);
  g_clear_pointer (&self->bytes, g_free);
  self->size = 0;
}

/**
 * tocsin_write_buffer_clear: (skip)
 * @self: a buffer
 *
 * Frees everything, secrets wiped; the buffer may be used again.
 */
void
tocsin_write_buffer_clear (TocsinWriteBuffer *self)
{
  free_bytes (self);
  if (self->shown != NULL)
    g_string_free (self->shown, TRUE);
  *self = (TocsinWriteBuffer){ 0 };
}

/**
 * tocsin_write_buffer_get_length: (skip)
 * @self: a buffer
 *
 * Returns: how many bytes wait to be sent.
 */
gsize
tocsin_write_buffer_get_length (const TocsinWriteBuffer *self)
{
  return self->end - self->start;
}

/**
 * tocsin_write_buffer_peek: (skip)
 * @self: a buffer
 *
 * Returns: (transfer none): the first byte that waits.
 */
const char *
tocsin_write_buffer_peek (const TocsinWriteBuffer *self)
{
  return self->bytes + self->start;
}

static void
forget_sent (TocsinWriteBuffer *self)
{
  if (self->secret || self->size > KEPT_SIZE)
    free_bytes (self);
  self->start = self->end = 0;
  self->secret = FALSE;
}

/**
 * tocsin_write_buffer_skip: (skip)
 * @self: a buffer
 * @length: how many bytes were sent; at most what it holds
 */
void
tocsin_write_buffer_skip (TocsinWriteBuffer *self, gsize length)
{
  g_assert (length <= tocsin_write_buffer_get_length (self));

  self->start += length;
  if (self->start == self->end)
    forget_sent (self);
}

/* Not realloc: it may leave a copy of a secret behind. */
static void
reserve (TocsinWriteBuffer *self, gsize length)
{
  gsize size = MAX (self->size, FIRST_SIZE);
  char *bytes;

  if (self->size - self->end >= length && self->bytes != NULL)
    return;

  while (size - self->end < length)
    size *= 2;
  bytes = g_malloc (size);
  if (self->end > 0)
    memcpy (bytes, self->bytes, self->end);
  free_bytes (self);
  self->bytes = bytes;
  self->size = size;
}

/**
 * tocsin_write_buffer_add: (skip)
 * @self: a buffer
 * @bytes: what to send; copied
 * @length: how many bytes
 *
 * Adds bytes that the transcript doesn't see unless tocsin_write_buffer_show() says so.
 */
void
tocsin_write_buffer_add (TocsinWriteBuffer *self, const char *bytes, gsize length)
{
  if (length == 0)
    return;

  reserve (self, length);
  memcpy (self->bytes + self->end, bytes, length);
  self->end += length;
}

/**
 * tocsin_write_buffer_add_secret: (skip)
 * @self: a buffer
 * @bytes: what to send; copied
 * @length: how many bytes
 *
 * Adds bytes that nobody may see; they are wiped when they have been sent.
 */
void
tocsin_write_buffer_add_secret (TocsinWriteBuffer *self, const char *bytes, gsize length)
{
  self->secret = TRUE;
  tocsin_write_buffer_add (self, bytes, length);
}

/**
 * tocsin_write_buffer_show: (skip)
 * @self: a buffer
 * @bytes: what the transcript shows
 * @length: how many bytes
 */
void
tocsin_write_buffer_show (TocsinWriteBuffer *self, const char *bytes, gsize length)
{
  if (self->shown == NULL)
    self->shown = g_string_new (NULL);
  g_string_append_len (self->shown, bytes, (gssize) length);
}

/* Returns the length of the first whole line without its CRLF, or -1; @next is behind it. */
static gssize
find_line (const char *text, gsize length, gsize *next)
{
  const char *end = memchr (text, '\n', length);

  if (end == NULL)
    return -1;

  *next = (gsize) (end - text) + 1;
  return end > text && end[-1] == '\r' ? end - text - 1 : end - text;
}

/**
 * tocsin_write_buffer_report: (skip)
 * @self: a buffer
 * @transcript: where to
 * @encrypted: whether the bytes leave inside TLS
 *
 * Hands the whole lines shown so far to the transcript; half a line waits for its end.
 */
void
tocsin_write_buffer_report (TocsinWriteBuffer *self,
                            TocsinTranscript *transcript,
                            gboolean encrypted)
{
  gsize done = 0;
  gsize next = 0;
  gssize length;

  if (self->shown == NULL)
    return;

  while ((length = find_line (self->shown->str + done, self->shown->len - done, &next)) >= 0)
    {
      tocsin_transcript_add (transcript, TOCSIN_TRANSCRIPT_SENT, encrypted, self->shown->str + done,
                             length);
      done += next;
    }
  g_string_erase (self->shown, 0, (gssize) done);
}

/**
 * tocsin_write_buffer_release: (skip)
 * @self: a buffer
 *
 * Gives the memory back if nothing waits.
 */
void
tocsin_write_buffer_release (TocsinWriteBuffer *self)
{
  if (tocsin_write_buffer_get_length (self) == 0)
    free_bytes (self);
  if (self->shown != NULL && self->shown->len == 0)
    g_string_free (g_steal_pointer (&self->shown), TRUE);
}
