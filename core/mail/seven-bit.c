/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A message as every server takes it: in ASCII and in lines that are not too long. Only what has to
 * be is written anew; all else, and all that is signed, is copied byte by byte. */
#include "core/mail/seven-bit.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/message.h"
#include "core/mail/mime-scanner.h"
#include "core/mail/part-content.h"
#include "core/mail/raw-stream.h"
#include "core/mail/seven-bit-header.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

/* Of a text that does not say what it is written in, so much is looked at. */
#define PROBE (256 * 1024)

typedef struct
{
  TocsinRawSource *source;
  guint64 done; /* of it */
  gboolean header;
  gboolean body;
  guint depth;
  int fd;
  GString *out;
  GCancellable *cancellable;
} Conversion;

static gboolean
write_out (Conversion *self, gsize most, GError **error)
{
  if (self->out->len <= most)
    return TRUE;
  if (!tocsin_temporary_write (self->fd, self->out->str, self->out->len, error))
    return FALSE;
  g_string_truncate (self->out, 0);

  return TRUE;
}

static gboolean
read_some (const Conversion *self, guint64 position, char *block, gsize *length, GError **error)
{
  gssize got = tocsin_raw_source_read (self->source, position, block, *length, error);

  if (got > 0)
    {
      *length = (gsize) got;
      return TRUE;
    }
  if (got == 0)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                         _ ("the message ends early"));

  return FALSE;
}

static gboolean
copy (Conversion *self, guint64 end, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);

  while (self->done < end)
    {
      gsize length = (gsize) MIN (end - self->done, BLOCK);

      if (!read_some (self, self->done, block, &length, error))
        return FALSE;
      g_string_append_len (self->out, block, (gssize) length);
      self->done += length;
      if (!write_out (self, BLOCK, error))
        return FALSE;
    }

  return TRUE;
}

/* Whether what is there has to be encoded. */
static gboolean
look_through (const Conversion *self, guint64 begin, guint64 end, gboolean *bad, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  gsize line = 0;

  *bad = FALSE;
  while (begin < end && !*bad)
    {
      gsize length = (gsize) MIN (end - begin, BLOCK);

      if (!read_some (self, begin, block, &length, error))
        return FALSE;
      for (gsize i = 0; i < length; i++)
        {
          line = block[i] == '\n' ? 0 : line + 1;
          if (line > TOCSIN_SEVEN_BIT_MAX_LINE || (self->body && (guchar) block[i] >= 0x80))
            *bad = TRUE;
        }
      begin += length;
    }

  return TRUE;
}

/* The last header block before @end, behind a delimiter if there is one. */
static gboolean
write_header (Conversion *self, const TocsinSevenBitHeader *header, guint64 end, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = (gsize) (end - self->done);
  gsize got = 0;
  gsize start = 0;

  if (length > TOCSIN_MESSAGE_MAX_HEADER_BYTES * 2)
    return copy (self, end, error);
  text = g_malloc (length + 1);
  while (got < length)
    {
      gsize more = length - got;

      if (!read_some (self, self->done + got, text + got, &more, error))
        return FALSE;
      got += more;
    }
  if (self->done > 0)
    for (gsize i = 0; i + 2 < length; i++)
      if ((i == 0 || text[i - 1] == '\n') && text[i] == '-' && text[i + 1] == '-')
        {
          const char *lf = memchr (text + i, '\n', length - i);

          start = lf != NULL ? (gsize) (lf - text) + 1 : length;
        }
  g_string_append_len (self->out, text, (gssize) start);
  tocsin_seven_bit_header_write (header, text + start, length - start, self->out);
  self->done = end;

  return write_out (self, BLOCK, error);
}

typedef struct
{
  Conversion *conversion;
  GMimeEncoding state;
} Encoder;

static gboolean
encode (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Encoder *self = user_data;
  g_autofree char *out = g_malloc (g_mime_encoding_outlen (&self->state, length));
  gsize n = g_mime_encoding_step (&self->state, bytes, length, out);

  g_string_append_len (self->conversion->out, out, (gssize) n);

  return write_out (self->conversion, BLOCK, error);
}

static gboolean
write_encoded (Conversion *self, const TocsinPart *part, gboolean text, GError **error)
{
  Encoder encoder = { .conversion = self };
  g_autofree char *rest = NULL;

  g_mime_encoding_init_encode (&encoder.state, text ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
                                                    : GMIME_CONTENT_ENCODING_BASE64);
  if (!tocsin_part_content_decode (self->source, part->begin, part->end, part->encoding, encode,
                                   &encoder, self->cancellable, error))
    return FALSE;
  rest = g_malloc (g_mime_encoding_outlen (&encoder.state, 0));
  g_string_append_len (self->out, rest,
                       (gssize) g_mime_encoding_flush (&encoder.state, "", 0, rest));
  self->done = part->end;

  return write_out (self, BLOCK, error);
}

static const char *
name_charset (const Conversion *self, const TocsinPart *part)
{
  g_autoptr (GByteArray) begin =
      tocsin_part_content_read (self->source, part->begin, part->end, part->encoding, PROBE);
  const char *end;

  /* RFC 1428: what nobody has named. A letter may be cut at the end of what is looked at. */
  return g_utf8_validate_len ((const char *) begin->data, begin->len, &end)
                 || (begin->len >= PROBE && (const char *) begin->data + begin->len - end < 4)
             ? "utf-8"
             : "unknown-8bit";
}

static gboolean convert_message (Conversion *self, gboolean top, GError **error);

/* An attached message can't be encoded as a whole (RFC 2046, section 5.2.1), but what is in it. */
static gboolean
convert_attached (Conversion *self, const TocsinPart *part, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GByteArray) raw = tocsin_part_content_read (self->source, part->begin, part->end, NULL,
                                                         (gsize) (part->end - part->begin));
  g_autoptr (TocsinRawSource) outer = self->source;
  TocsinSevenBitHeader header = { .encode = self->body, .encoding = self->body ? "" : NULL };
  gboolean converted;

  tocsin_raw_source_ref (outer);
  if (!write_header (self, &header, part->begin, error))
    return FALSE;
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&raw));
  self->source = tocsin_raw_source_new_from_bytes (bytes);
  self->done = 0;
  self->depth++;
  converted = convert_message (self, FALSE, error);
  self->depth--;
  tocsin_raw_source_unref (self->source);
  self->source = outer;
  self->done = part->end;

  return converted;
}

static gboolean
convert_leaf (Conversion *self, const TocsinPart *part, gboolean root, GError **error)
{
  TocsinSevenBitHeader header = { .encode = root ? self->header : self->body };
  gboolean text = g_str_has_prefix (part->type, "text/");
  gboolean bad;

  if (!look_through (self, part->begin, part->end, &bad, error))
    return FALSE;
  if (!bad)
    return write_header (self, &header, part->begin, error) && copy (self, part->end, error);
  if (tocsin_part_is_message (part) && self->depth < TOCSIN_MESSAGE_MAX_DEPTH)
    return convert_attached (self, part, error);

  header.encoding = text ? "quoted-printable" : "base64";
  header.charset = root ? name_charset (self, part) : NULL;

  return write_header (self, &header, part->begin, error)
         && write_encoded (self, part, text, error);
}

static gboolean
convert_part (Conversion *self, const TocsinPart *part, gboolean root, GError **error)
{
  if (part->children == NULL)
    return convert_leaf (self, part, root, error);
  /* Who signs signs the bytes (RFC 1847, section 2.1). */
  if (g_str_equal (part->type, "multipart/signed"))
    return TRUE;
  for (guint i = 0; i < part->children->len; i++)
    if (!convert_part (self, g_ptr_array_index (part->children, i), FALSE, error))
      return FALSE;

  return TRUE;
}

static gboolean
convert_message (Conversion *self, gboolean top, GError **error)
{
  g_autoptr (TocsinHeaderBlock) headers = NULL;
  g_autoptr (TocsinPart) root = NULL;
  gboolean truncated;
  gboolean own = self->header;
  gboolean converted = TRUE;
  guint64 body;

  self->header = top ? self->header : self->body;
  headers = tocsin_mime_scan_headers (self->source, &body, &truncated);
  root = tocsin_mime_scan_structure (self->source, headers, body, NULL, &truncated);
  if (root->children != NULL)
    {
      /* What is 8-bit in it says so itself. */
      TocsinSevenBitHeader header = {
        .encode = self->header,
        .encoding = self->body && !g_str_equal (root->type, "multipart/signed") ? "" : NULL,
      };

      converted = write_header (self, &header, body, error);
    }
  /* What is too intricate to be read is left as it is. */
  converted = converted && (truncated || convert_part (self, root, root->children == NULL, error))
              && copy (self, tocsin_raw_source_get_length (self->source), error);
  self->header = own;

  return converted;
}

static int
store (GInputStream *message, guint64 size, GCancellable *cancellable, GError **error)
{
  g_autofree char *block = g_malloc (BLOCK);
  int fd = tocsin_temporary_open (error);

  while (fd >= 0 && size > 0)
    {
      gssize got =
          g_input_stream_read (message, block, (gsize) MIN (size, BLOCK), cancellable, error);

      if (got < 0)
        tocsin_error_translate (error, _ ("reading the message"));
      else if (got == 0)
        g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                             _ ("the message is shorter than its size says"));
      if (got <= 0 || !tocsin_temporary_write (fd, block, (gsize) got, error))
        {
          close (fd);
          return -1;
        }
      size -= (guint64) got;
    }

  return fd;
}

static TocsinRawSource *
make_source (int fd, guint64 size, GError **error)
{
  TocsinRawSource *source = tocsin_raw_source_new_from_fd (fd, 0, size, error);

  close (fd);

  return source;
}

/**
 * tocsin_seven_bit_convert: (skip)
 * @message: a message, where it begins
 * @size: its size in bytes
 * @header: whether its own headers are made ASCII
 * @body: whether all behind them is made ASCII
 * @new_size: (out): the size of what is returned
 * @cancellable: (nullable): to stop it
 * @error: where to put why it can't be read or written
 *
 * Writes a message so that a server can take it that knows neither 8-bit text (RFC 6152) nor UTF-8
 * in headers (RFC 6532): parts become quoted-printable or base64, headers encoded words; lines that
 * are too long are broken, whatever is asked for. Signed parts and addresses that have no form in
 * ASCII stay as they are: look whether it was enough.
 *
 * Returns: (transfer full): the message anew, seekable.
 */
GInputStream *
tocsin_seven_bit_convert (GInputStream *message,
                          guint64 size,
                          gboolean header,
                          gboolean body,
                          guint64 *new_size,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (TocsinRawSource) source = NULL;
  g_autoptr (TocsinRawSource) made = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  int fd = store (message, size, cancellable, error);
  Conversion self = { .header = header, .body = body, .out = out, .cancellable = cancellable };

  if (fd < 0)
    return NULL;
  source = self.source = make_source (fd, size, error);
  self.fd = source != NULL ? tocsin_temporary_open (error) : -1;
  if (self.fd < 0)
    return NULL;
  tocsin_mime_init ();
  if (!convert_message (&self, TRUE, error) || !write_out (&self, 0, error))
    {
      close (self.fd);
      return NULL;
    }
  *new_size = (guint64) lseek (self.fd, 0, SEEK_END);
  made = make_source (self.fd, *new_size, error);

  return made != NULL ? tocsin_raw_stream_new (made) : NULL;
}
