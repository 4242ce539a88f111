/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/offline-reader.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/body.h"
#include "core/mail/line-ends.h"
#include "core/mail/line-reader.h"
#include "core/mail/mime-scanner.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

/* So much of a header block is looked at: more than is kept of it, for what is too large in it is
 * left out and what follows is not. */
#define MOST_HEADER_BYTES (8 * TOCSIN_MESSAGE_MAX_HEADER_BYTES)

/* A message up to so many bytes is read at once and kept in memory; a larger one stays on disk. */
#define SMALL (256 * 1024)

static gboolean
is_blank (const TocsinLine *line)
{
  return !line->continued
         && (line->text[0] == '\n'
             || (line->length == 2 && line->text[0] == '\r' && line->text[1] == '\n'));
}

static void
read_headers (TocsinRawSource *source, TocsinMessage *message)
{
  g_autoptr (TocsinLineReader) reader = tocsin_line_reader_new (source);
  g_autoptr (GByteArray) block = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  TocsinLine line;

  while (block->len < MOST_HEADER_BYTES && tocsin_line_reader_next (reader, &line)
         && !is_blank (&line))
    g_byte_array_append (block, (const guint8 *) line.text, line.length);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&block));
  tocsin_message_set_headers (message, bytes);
}

static gboolean
collect (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  g_byte_array_append (user_data, (const guint8 *) bytes, length);

  return TRUE;
}

static gboolean
keep (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  return tocsin_temporary_write (*(int *) user_data, bytes, length, error);
}

static TocsinRawSource *
read_into_memory (int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (!tocsin_line_ends_read (fd, collect, array, cancellable, error))
    return NULL;
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&array));

  return tocsin_raw_source_new_from_bytes (bytes);
}

static TocsinRawSource *
read_into_file (int fd, GCancellable *cancellable, GError **error)
{
  int copy = tocsin_temporary_open (error);
  TocsinRawSource *source = NULL;

  if (copy < 0)
    return NULL;
  if (tocsin_line_ends_read (fd, keep, &copy, cancellable, error))
    source = tocsin_raw_source_new_from_fd (copy, 0, G_MAXUINT64, error);
  close (copy);

  return source;
}

/* The message as it goes over a line: its size and those of its parts count their line ends. %NULL
 * without an error when it is large and @always does not ask for it. */
static TocsinRawSource *
read_whole (int fd, gboolean always, GCancellable *cancellable, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    {
      tocsin_error_set_errno (error, errno, _ ("The stored message can't be read"));
      return NULL;
    }
  if (info.st_size <= SMALL)
    return read_into_memory (fd, cancellable, error);

  return always ? read_into_file (fd, cancellable, error) : NULL;
}

static TocsinPart *
read_structure (TocsinRawSource *whole, const char *code_page)
{
  gboolean truncated = FALSE;
  guint64 body;
  g_autoptr (TocsinHeaderBlock) headers = tocsin_mime_scan_headers (whole, &body, &truncated);

  return tocsin_mime_scan_structure (whole, headers, body, code_page, &truncated);
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
          guint64 size,
          const TocsinMailSink *sink,
          GCancellable *cancellable,
          GError **error)
{
  if (sink->begin != NULL && !sink->begin (ref, size, sink->user_data, error))
    return FALSE;

  return tocsin_line_ends_read (fd, pass_on, (gpointer) sink, cancellable, error);
}

/* What is asked for but the raw message itself. @whole is %NULL for a large one whose structure
 * nobody wants. */
static gboolean
give (int fd,
      TocsinRawSource *whole,
      TocsinMessage *message,
      TocsinMailParts parts,
      const char *code_page,
      GError **error)
{
  g_autoptr (TocsinRawSource) source = NULL;
  TocsinPart *root;

  source = whole != NULL ? tocsin_raw_source_ref (whole)
                         : tocsin_raw_source_new_from_fd (fd, 0, G_MAXUINT64, error);
  if (source == NULL)
    return FALSE;

  if (parts & TOCSIN_MAIL_PARTS_HEADERS)
    read_headers (source, message);
  if (!(parts & TOCSIN_MAIL_PARTS_STRUCTURE))
    return TRUE;
  root = read_structure (source, code_page);
  if (root != NULL)
    tocsin_message_set_structure (message, root);

  return TRUE;
}

/**
 * tocsin_offline_read:
 * @fd: a file with the message
 * @ref: the message
 * @message: is given what @parts ask for, and its size if it does not know that
 * @parts: what to read
 * @code_page: (nullable): charset of names that declare none
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
                     const char *code_page,
                     const TocsinMailSink *sink,
                     GCancellable *cancellable,
                     GError **error)
{
  gboolean structure = (parts & TOCSIN_MAIL_PARTS_STRUCTURE) != 0;
  guint64 size = tocsin_message_get_size (message);
  g_autoptr (TocsinRawSource) whole = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (fd >= 0 && message != NULL && sink != NULL, FALSE);

  whole = read_whole (fd, structure, cancellable, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (size == 0 && whole != NULL)
    size = tocsin_raw_source_get_length (whole);
  else if (size == 0 && !tocsin_line_ends_measure (fd, &size, cancellable, error))
    return FALSE;
  tocsin_message_set_size (message, size);
  if (!give (fd, whole, message, parts, code_page, error))
    return FALSE;

  return !(parts & TOCSIN_MAIL_PARTS_RAW) || read_raw (fd, ref, size, sink, cancellable, error);
}

static gboolean
give_content (TocsinRawSource *whole,
              const TocsinPart *part,
              TocsinMessage *message,
              GError **error)
{
  gsize most = MIN (part->end - part->begin, TOCSIN_MESSAGE_MAX_TEXT);
  g_autofree char *bytes = g_malloc (most);
  g_autoptr (GBytes) content = NULL;
  gsize length = 0;
  gssize n = 0;

  while (length < most
         && (n = tocsin_raw_source_read (whole, part->begin + length, bytes + length, most - length,
                                         error))
                > 0)
    length += (gsize) n;
  if (n < 0)
    return FALSE;
  content = g_bytes_new_take (g_steal_pointer (&bytes), length);
  tocsin_message_set_content (message, part->section, content);

  return TRUE;
}

/**
 * tocsin_offline_read_text:
 * @fd: a file with the message
 * @message: what is known of it; is given the content of the parts that a reader is shown
 * @code_page: (nullable): charset of names that declare none
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all of it was read.
 */
gboolean
tocsin_offline_read_text (int fd,
                          TocsinMessage *message,
                          const char *code_page,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (TocsinRawSource) whole = read_whole (fd, TRUE, cancellable, error);
  g_autoptr (TocsinPart) root = NULL;
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  g_autoptr (GPtrArray) attachments = g_ptr_array_new ();
  gboolean has_html;

  if (whole == NULL)
    return FALSE;
  root = read_structure (whole, code_page);
  if (root != NULL)
    tocsin_body_choose (root, shown, attachments, &has_html);
  for (guint i = 0; i < shown->len; i++)
    if (!give_content (whole, g_ptr_array_index (shown, i), message, error))
      return FALSE;

  return TRUE;
}
