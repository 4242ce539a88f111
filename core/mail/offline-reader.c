/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-reader.h"

#include "core/base/temporary.h"
#include "core/mail/line-ends.h"
#include "core/mail/line-reader.h"

#include <unistd.h>

/* So much of a header block is looked at: more than is kept of it, for what is too large in it is
 * left out and what follows is not. */
#define MOST_HEADER_BYTES (8 * TOCSIN_MESSAGE_MAX_HEADER_BYTES)

static gboolean
is_blank (const TocsinLine *line)
{
  return !line->continued
         && (line->text[0] == '\n'
             || (line->length == 2 && line->text[0] == '\r' && line->text[1] == '\n'));
}

static gboolean
read_headers (int fd, TocsinMessage *message, GError **error)
{
  g_autoptr (TocsinRawSource) source = tocsin_raw_source_new_from_fd (fd, 0, G_MAXUINT64, error);
  g_autoptr (TocsinLineReader) reader = NULL;
  g_autoptr (GByteArray) block = NULL;
  g_autoptr (GBytes) bytes = NULL;
  TocsinLine line;

  if (source == NULL)
    return FALSE;

  block = g_byte_array_new ();
  reader = tocsin_line_reader_new (source);
  while (block->len < MOST_HEADER_BYTES && tocsin_line_reader_next (reader, &line)
         && !is_blank (&line))
    g_byte_array_append (block, (const guint8 *) line.text, line.length);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&block));
  tocsin_message_set_headers (message, bytes);

  return TRUE;
}

static gboolean
keep (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  return tocsin_temporary_write (*(int *) user_data, bytes, length, error);
}

/* The message as it goes over a line: sizes of its parts count their line ends. */
static TocsinMessage *
load_whole (int fd, int *copy, GCancellable *cancellable, GError **error)
{
  g_autoptr (TocsinMessage) whole = tocsin_message_new ();

  *copy = tocsin_temporary_open (error);
  if (*copy < 0 || !tocsin_line_ends_read (fd, keep, copy, cancellable, error)
      || !tocsin_message_load_fd (whole, *copy, 0, G_MAXUINT64, error))
    return NULL;

  return g_steal_pointer (&whole);
}

static gboolean
read_structure (int fd, TocsinMessage *message, GCancellable *cancellable, GError **error)
{
  int copy;
  g_autoptr (TocsinMessage) whole = load_whole (fd, &copy, cancellable, error);
  TocsinPart *root = whole != NULL ? tocsin_message_get_structure (whole) : NULL;

  if (copy >= 0)
    close (copy);
  if (root != NULL)
    tocsin_message_set_structure (message, tocsin_part_ref (root));

  return whole != NULL;
}

static gboolean
pass_on (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  const TocsinMailSink *sink = user_data;

  return sink->write == NULL || sink->write (bytes, length, sink->user_data, error);
}

static gboolean
read_raw (int fd,
          TocsinMessageRef *ref,
          TocsinMessage *message,
          const TocsinMailSink *sink,
          GCancellable *cancellable,
          GError **error)
{
  if (sink->begin != NULL
      && !sink->begin (ref, tocsin_message_get_size (message), sink->user_data, error))
    return FALSE;

  return tocsin_line_ends_read (fd, pass_on, (gpointer) sink, cancellable, error);
}

/**
 * tocsin_offline_read:
 * @fd: a file with the message
 * @ref: the message
 * @message: is given what @parts ask for, and its size
 * @parts: what to read
 * @sink: where the raw message goes
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all of it was read.
 */
gboolean
tocsin_offline_read (int fd,
                     TocsinMessageRef *ref,
                     TocsinMessage *message,
                     TocsinMailParts parts,
                     const TocsinMailSink *sink,
                     GCancellable *cancellable,
                     GError **error)
{
  guint64 size = tocsin_message_get_size (message);

  g_return_val_if_fail (fd >= 0 && message != NULL && sink != NULL, FALSE);

  if (size == 0 && !tocsin_line_ends_measure (fd, &size, cancellable, error))
    return FALSE;
  tocsin_message_set_size (message, size);

  if (parts & TOCSIN_MAIL_PARTS_HEADERS && !read_headers (fd, message, error))
    return FALSE;
  if (parts & TOCSIN_MAIL_PARTS_STRUCTURE && !read_structure (fd, message, cancellable, error))
    return FALSE;

  return !(parts & TOCSIN_MAIL_PARTS_RAW) || read_raw (fd, ref, message, sink, cancellable, error);
}

static gboolean
give_content (int fd, const TocsinPart *part, TocsinMessage *message, GError **error)
{
  g_autoptr (TocsinRawSource) source =
      tocsin_raw_source_new_from_fd (fd, part->begin, part->end - part->begin, error);
  gsize most = MIN (part->end - part->begin, TOCSIN_MESSAGE_MAX_TEXT);
  g_autofree char *bytes = g_malloc (most);
  g_autoptr (GBytes) content = NULL;
  gsize length = 0;
  gssize n = 0;

  if (source == NULL)
    return FALSE;
  while (length < most
         && (n = tocsin_raw_source_read (source, length, bytes + length, most - length, error)) > 0)
    length += (gsize) n;
  if (n < 0)
    return FALSE;
  content = g_bytes_new (bytes, length);
  tocsin_message_set_content (message, part->section, content);

  return TRUE;
}

/**
 * tocsin_offline_read_text:
 * @fd: a file with the message
 * @message: what is known of it; is given the content of the parts that a reader is shown
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all of it was read.
 */
gboolean
tocsin_offline_read_text (int fd, TocsinMessage *message, GCancellable *cancellable, GError **error)
{
  int copy;
  g_autoptr (TocsinMessage) whole = load_whole (fd, &copy, cancellable, error);
  GPtrArray *parts = whole != NULL ? tocsin_message_get_text_parts (whole) : NULL;
  gboolean read = parts != NULL;

  for (guint i = 0; read && i < parts->len; i++)
    read = give_content (copy, g_ptr_array_index (parts, i), message, error);
  if (copy >= 0)
    close (copy);

  return read;
}
