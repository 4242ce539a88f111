/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/part-content.h"

#include "core/base/error.h"
#include "core/base/write-all.h"
#include "core/mail/mime.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#define CHUNK (64 * 1024)

/* Base64 is decoded by GLib, which goes on behind padding: what a server appended in base64 of its
 * own is read, too. GMime stops there. */
typedef struct
{
  GMimeFilter *filter;
  gboolean base64;
  int state;
  guint save;
  TocsinPartContentFunc func;
  gpointer user_data;
} Decoder;

static void
decoder_init (Decoder *self, const char *encoding)
{
  GMimeContentEncoding kind = GMIME_CONTENT_ENCODING_DEFAULT;

  tocsin_mime_init ();
  if (encoding != NULL)
    kind = g_mime_content_encoding_from_string (encoding);
  if (kind == GMIME_CONTENT_ENCODING_BASE64)
    self->base64 = TRUE;
  else if (kind == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
           || kind == GMIME_CONTENT_ENCODING_UUENCODE)
    self->filter = g_mime_filter_basic_new (kind, FALSE);
}

static gboolean
decode (Decoder *self, char *bytes, gsize length, gboolean last, GError **error)
{
  g_autofree char *decoded = NULL;
  gsize prespace;

  if (self->base64)
    {
      decoded = g_malloc (length / 4 * 3 + 6);
      length = g_base64_decode_step (bytes, length, (guchar *) decoded, &self->state, &self->save);
      bytes = decoded;
    }
  else if (self->filter != NULL && last)
    g_mime_filter_complete (self->filter, bytes, length, 0, &bytes, &length, &prespace);
  else if (self->filter != NULL)
    g_mime_filter_filter (self->filter, bytes, length, 0, &bytes, &length, &prespace);

  return length == 0 || self->func (bytes, length, self->user_data, error);
}

/* Base64 that was cut off, or written without padding, would lose its last bytes. */
static gboolean
finish (Decoder *self, GError **error)
{
  char padding[] = "==";

  return decode (self, padding, self->base64 && self->state != 0 ? 2 : 0, TRUE, error);
}

/**
 * tocsin_part_content_decode:
 * @source: a raw message
 * @begin: where the content begins
 * @end: where it ends
 * @encoding: (nullable): its transfer encoding; one that nobody knows is passed as it is
 * @func: gets the decoded bytes, piece by piece
 * @user_data: for @func
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all was read, or @func wanted no more.
 */
gboolean
tocsin_part_content_decode (TocsinRawSource *source,
                            guint64 begin,
                            guint64 end,
                            const char *encoding,
                            TocsinPartContentFunc func,
                            gpointer user_data,
                            GCancellable *cancellable,
                            GError **error)
{
  Decoder decoder = { .func = func, .user_data = user_data };
  g_autofree char *buffer = g_malloc (CHUNK);
  GError *local = NULL;

  decoder_init (&decoder, encoding);

  for (gboolean more = TRUE; more;)
    {
      gssize n = 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, &local))
        {
          tocsin_error_translate (&local, _ ("Reading a message part"));
          break;
        }
      if (begin < end)
        n = tocsin_raw_source_read (source, begin, buffer, MIN (CHUNK, end - begin), &local);
      if (n < 0)
        break;
      begin += n;
      more = n > 0 && decode (&decoder, buffer, n, FALSE, &local);
      if (n == 0)
        finish (&decoder, &local);
    }
  g_clear_object (&decoder.filter);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, local);
  return FALSE;
}

typedef struct
{
  GByteArray *bytes;
  gsize limit;
} Collector;

static gboolean
collect (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Collector *self = user_data;

  length = MIN (length, self->limit - self->bytes->len);
  g_byte_array_append (self->bytes, (const guint8 *) bytes, length);

  return self->bytes->len < self->limit;
}

/**
 * tocsin_part_content_read:
 * @source: a raw message
 * @begin: where the content begins
 * @end: where it ends
 * @encoding: (nullable): its transfer encoding
 * @limit: the most bytes to return
 *
 * Returns: (transfer full): the decoded content, as far as it can be read.
 */
GByteArray *
tocsin_part_content_read (
    TocsinRawSource *source, guint64 begin, guint64 end, const char *encoding, gsize limit)
{
  Collector collector = { g_byte_array_new (), limit };

  tocsin_part_content_decode (source, begin, end, encoding, collect, &collector, NULL, NULL);

  return collector.bytes;
}

typedef struct
{
  guint64 size;
  GChecksum *checksum;
} Measure;

static gboolean
measure (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Measure *self = user_data;

  self->size += length;
  if (self->checksum != NULL)
    g_checksum_update (self->checksum, (const guchar *) bytes, length);

  return TRUE;
}

/**
 * tocsin_part_content_measure:
 * @source: a raw message
 * @part: a leaf of it
 * @size: (out) (optional): bytes once decoded
 * @sha256: (out) (optional) (transfer full): their SHA-256, in hexadecimal
 * @error: where to put what went wrong
 *
 * Returns: whether it could be read.
 */
gboolean
tocsin_part_content_measure (
    TocsinRawSource *source, const TocsinPart *part, guint64 *size, char **sha256, GError **error)
{
  g_autoptr (GChecksum) checksum = sha256 != NULL ? g_checksum_new (G_CHECKSUM_SHA256) : NULL;
  Measure result = { 0, checksum };

  if (!tocsin_part_content_decode (source, part->begin, part->end, part->encoding, measure, &result,
                                   NULL, error))
    return FALSE;

  if (size != NULL)
    *size = result.size;
  if (sha256 != NULL)
    *sha256 = g_strdup (g_checksum_get_string (checksum));

  return TRUE;
}

static gboolean
write_some (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  if (tocsin_write_all (GPOINTER_TO_INT (user_data), bytes, length))
    return TRUE;
  tocsin_error_set_errno (error, errno, _ ("The content of a message can't be written"));

  return FALSE;
}

/**
 * tocsin_part_content_write:
 * @source: a raw message
 * @begin: where the content begins
 * @end: where it ends
 * @encoding: (nullable): its transfer encoding
 * @fd: where to write it, at the descriptor's position
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether all of it is written.
 */
gboolean
tocsin_part_content_write (TocsinRawSource *source,
                           guint64 begin,
                           guint64 end,
                           const char *encoding,
                           int fd,
                           GCancellable *cancellable,
                           GError **error)
{
  return tocsin_part_content_decode (source, begin, end, encoding, write_some, GINT_TO_POINTER (fd),
                                     cancellable, error);
}
