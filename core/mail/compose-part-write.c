/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/mail/compose-part.h"
#include "core/mail/mime.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK (64 * 1024)
/* Bytes that make a line of base64, and how long it is (RFC 2045, section 6.8). */
#define LINE_BYTES 57
#define LINE_LENGTH 76
#define BASE64_BLOCK (LINE_BYTES * 1024)
/* Neither quoted-printable nor base64 ever holds these two beside each other (RFC 2045, section
 * 6.7). */
#define BOUNDARY_PREFIX "=_"
#define BOUNDARY_LENGTH 32
/* Content that holds so many of them knows them beforehand, which nobody can. */
#define MAX_BOUNDARIES 100

typedef struct
{
  const char *charset;
  guint max_header_length;
  GOutputStream *stream;
  GCancellable *cancellable;
  GError **error;
} Writer;

static gboolean
put (Writer *self, const char *bytes, gsize length)
{
  return g_output_stream_write_all (self->stream, bytes, length, NULL, self->cancellable,
                                    self->error);
}

static gboolean
put_text (Writer *self, const char *text)
{
  return put (self, text, strlen (text));
}

static gssize
read_block (Writer *self, const TocsinComposePart *part, guint64 position, char *buffer, gsize size)
{
  gsize length = 0;
  gssize n;

  do
    {
      n = tocsin_raw_source_read (part->content, position + length, buffer + length, size - length,
                                  self->error);
      length += n > 0 ? (gsize) n : 0;
    }
  while (n > 0 && length < size);
  if (n >= 0)
    return (gssize) length;

  tocsin_error_translate (self->error, _ ("Reading “%s”"),
                          part->name != NULL ? part->name : part->type);
  return -1;
}

/* Line by line, several times as fast as GMime's encoder and its line ends behind it. */
static gboolean
put_base64 (Writer *self, const TocsinComposePart *part)
{
  g_autofree char *buffer = g_malloc (BASE64_BLOCK);
  g_autofree char *encoded = g_malloc (BASE64_BLOCK / LINE_BYTES * (LINE_LENGTH + 2));
  gssize n;

  for (guint64 position = 0; (n = read_block (self, part, position, buffer, BASE64_BLOCK)) > 0;
       position += (guint64) n)
    {
      gsize length = 0;

      for (gssize i = 0; i < n; i += LINE_BYTES)
        {
          int state = 0, save = 0;

          length += g_base64_encode_step ((const guchar *) buffer + i, MIN (LINE_BYTES, n - i),
                                          FALSE, encoded + length, &state, &save);
          length += g_base64_encode_close (FALSE, encoded + length, &state, &save);
          memcpy (encoded + length, "\r\n", 2);
          length += 2;
        }
      if (!put (self, encoded, length))
        return FALSE;
    }

  return n == 0;
}

static GMimeFilter *
make_encoder (TocsinTransfer transfer)
{
  tocsin_mime_init ();

  return transfer == TOCSIN_TRANSFER_QUOTED_PRINTABLE
             ? g_mime_filter_basic_new (GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, TRUE)
             : NULL;
}

/* Old mail stores put a > before a line that begins like this, which breaks signatures. */
static GMimeFilter *
make_armour (TocsinTransfer transfer)
{
  return transfer == TOCSIN_TRANSFER_QUOTED_PRINTABLE
             ? g_mime_filter_from_new (GMIME_FILTER_FROM_MODE_ARMOR)
             : NULL;
}

static void
run (GMimeFilter *filter, char **bytes, gsize *length, gboolean last)
{
  gsize prespace;

  if (filter != NULL && last)
    g_mime_filter_complete (filter, *bytes, *length, 0, bytes, length, &prespace);
  else if (filter != NULL)
    g_mime_filter_filter (filter, *bytes, *length, 0, bytes, length, &prespace);
}

static gboolean
put_content (Writer *self, const TocsinComposePart *part)
{
  g_autoptr (GMimeFilter) encoder = make_encoder (part->transfer);
  g_autoptr (GMimeFilter) armour = make_armour (part->transfer);
  g_autoptr (GMimeFilter) line_ends = g_mime_filter_unix2dos_new (FALSE);
  g_autofree char *buffer = g_malloc (BLOCK);
  guint64 position = 0;

  if (part->transfer == TOCSIN_TRANSFER_BASE64)
    return put_base64 (self, part);

  for (gboolean more = TRUE; more;)
    {
      gssize n = read_block (self, part, position, buffer, BLOCK);
      char *bytes = buffer;
      gsize length = (gsize) n;

      if (n < 0)
        return FALSE;
      more = n > 0;
      position += (guint64) n;
      run (encoder, &bytes, &length, !more);
      run (armour, &bytes, &length, !more);
      run (line_ends, &bytes, &length, !more);
      if (!put (self, bytes, length))
        return FALSE;
    }

  return TRUE;
}

static gboolean put_part (Writer *self, const TocsinComposePart *part);

/* The line end before a boundary belongs to it (RFC 2046, section 5.1.1). Base64 has one of its
 * own, which belongs to nobody. */
static gboolean
put_child (Writer *self, const TocsinComposePart *child, const char *boundary)
{
  g_autoptr (TocsinHeaderWriter) headers =
      tocsin_header_writer_new (self->charset, self->max_header_length);
  gboolean ended = child->children != NULL || child->transfer == TOCSIN_TRANSFER_BASE64;

  tocsin_compose_part_write_headers (child, headers);

  return put_text (self, "--") && put_text (self, boundary) && put_text (self, "\r\n")
         && put_text (self, tocsin_header_writer_get_block (headers)) && put_text (self, "\r\n")
         && put_part (self, child) && (ended || put_text (self, "\r\n"));
}

static gboolean
put_part (Writer *self, const TocsinComposePart *part)
{
  if (part->content != NULL)
    return put_content (self, part);

  for (guint i = 0; part->children != NULL && i < part->children->len; i++)
    if (!put_child (self, g_ptr_array_index (part->children, i), part->boundary))
      return FALSE;

  return part->children == NULL
         || (put_text (self, "--") && put_text (self, part->boundary) && put_text (self, "--\r\n"));
}

/**
 * tocsin_compose_part_write_content: (skip)
 * @self: a part whose boundaries are chosen
 * @charset: for the headers of parts within it
 * @max_header_length: for the same
 * @stream: where to write it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Writes what stands behind the part's headers and the blank line, with CR LF at the end of lines.
 *
 * Returns: whether it was written.
 */
gboolean
tocsin_compose_part_write_content (const TocsinComposePart *self,
                                   const char *charset,
                                   guint max_header_length,
                                   GOutputStream *stream,
                                   GCancellable *cancellable,
                                   GError **error)
{
  Writer writer = { charset, max_header_length, stream, cancellable, error };

  return put_part (&writer, self);
}

/* What may hold a boundary is what is written as it is. Blocks overlap by one byte less than the
 * boundary, so that none escapes between two. */
static gboolean
find_in_content (const TocsinComposePart *self,
                 const char *boundary,
                 gboolean *found,
                 GCancellable *cancellable,
                 GError **error)
{
  gsize overlap = strlen (boundary) - 1;
  g_autofree char *buffer = g_malloc (overlap + BLOCK);
  guint64 position = 0;
  gsize kept = 0;
  gssize n;

  if (self->transfer != TOCSIN_TRANSFER_7BIT && self->transfer != TOCSIN_TRANSFER_8BIT)
    return TRUE;

  while ((n = tocsin_raw_source_read (self->content, position, buffer + kept, BLOCK, error)) > 0)
    {
      gsize length = kept + (gsize) n;

      *found = *found || memmem (buffer, length, boundary, overlap + 1) != NULL;
      if (*found || g_cancellable_set_error_if_cancelled (cancellable, error))
        return *found;
      kept = MIN (overlap, length);
      memmove (buffer, buffer + length - kept, kept);
      position += (guint64) n;
    }

  return n == 0;
}

static gboolean
find_boundary (const TocsinComposePart *self,
               const char *boundary,
               gboolean *found,
               GCancellable *cancellable,
               GError **error)
{
  if (self->content != NULL)
    return find_in_content (self, boundary, found, cancellable, error);

  for (guint i = 0; self->children != NULL && i < self->children->len && !*found; i++)
    if (!find_boundary (g_ptr_array_index (self->children, i), boundary, found, cancellable, error))
      return FALSE;

  return TRUE;
}

static char *
make_boundary (const char *seed, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u %s", number, seed);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf (BOUNDARY_PREFIX "%.*s", BOUNDARY_LENGTH, hash);
}

static gboolean
choose (TocsinComposePart *self,
        const char *seed,
        guint *number,
        GCancellable *cancellable,
        GError **error)
{
  gboolean found = TRUE;

  if (self->children == NULL)
    return TRUE;

  while (found && *number < MAX_BOUNDARIES)
    {
      found = FALSE;
      g_free (self->boundary);
      self->boundary = make_boundary (seed, (*number)++);
      if (!find_boundary (self, self->boundary, &found, cancellable, error))
        return FALSE;
    }
  if (found)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                           _ ("No boundary could be found that the message does not hold"));
      return FALSE;
    }
  for (guint i = 0; i < self->children->len; i++)
    if (!choose (g_ptr_array_index (self->children, i), seed, number, cancellable, error))
      return FALSE;

  return TRUE;
}

/**
 * tocsin_compose_part_choose_boundaries: (skip)
 * @self: a part
 * @seed: what the boundaries are made from
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Gives each multipart a boundary (RFC 2046, section 5.1.1) that nothing within it holds. The same
 * seed and content give the same boundaries.
 *
 * Returns: whether all could be read.
 */
gboolean
tocsin_compose_part_choose_boundaries (TocsinComposePart *self,
                                       const char *seed,
                                       GCancellable *cancellable,
                                       GError **error)
{
  guint number = 0;

  return choose (self, seed, &number, cancellable, error);
}
