/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/body-stream.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of content in a piece: three become four, without a rest but at the end. */
#define PIECE (3 * 8192)

struct _EwsBodyStream
{
  GInputStream parent_instance;

  GBytes *before;
  GInputStream *content;
  goffset start; /* where the content begins in its stream */
  guint64 size;
  GBytes *after;

  guint stage;   /* 0 before, 1 content, 2 after, 3 the end */
  guint64 left;  /* of the content, still to be read */
  GBytes *piece; /* what is being given out */
  gsize given;   /* of it */
  guint64 position;
};

static goffset
tell (GSeekable *seekable)
{
  return (goffset) EWS_BODY_STREAM (seekable)->position;
}

static gboolean
can_seek (GSeekable *seekable)
{
  return G_IS_SEEKABLE (EWS_BODY_STREAM (seekable)->content);
}

static void
rewind_all (EwsBodyStream *self)
{
  self->stage = 0;
  self->left = self->size;
  g_clear_pointer (&self->piece, g_bytes_unref);
  self->piece = g_bytes_ref (self->before);
  self->given = 0;
  self->position = 0;
}

/* Back to the beginning is all that sending again needs. */
static gboolean
seek (
    GSeekable *seekable, goffset offset, GSeekType type, GCancellable *cancellable, GError **error)
{
  EwsBodyStream *self = EWS_BODY_STREAM (seekable);

  if (type != G_SEEK_SET || offset != 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                           _ ("what is to be sent can only be read from its beginning"));
      return FALSE;
    }
  if (self->left < self->size
      && !g_seekable_seek (G_SEEKABLE (self->content), self->start, G_SEEK_SET, cancellable, error))
    return FALSE;
  rewind_all (self);

  return TRUE;
}

static gboolean
can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static void
seekable_init (GSeekableIface *iface)
{
  iface->tell = tell;
  iface->can_seek = can_seek;
  iface->seek = seek;
  iface->can_truncate = can_truncate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (EwsBodyStream,
                               ews_body_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, seekable_init))

static void
give (EwsBodyStream *self, GBytes *piece)
{
  g_clear_pointer (&self->piece, g_bytes_unref);
  self->piece = piece;
  self->given = 0;
}

static gboolean
encode_more (EwsBodyStream *self, GCancellable *cancellable, GError **error)
{
  gsize wanted = (gsize) MIN (self->left, PIECE);
  g_autofree guchar *bytes = g_malloc (wanted);
  char *encoded;
  gsize got;

  if (!g_input_stream_read_all (self->content, bytes, wanted, &got, cancellable, error))
    return FALSE;
  /* Even a failed try may have moved the content. */
  self->left -= got;
  if (got < wanted)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                           _ ("the message to be sent is shorter than its size says"));
      return FALSE;
    }
  encoded = g_base64_encode (bytes, got);
  give (self, g_bytes_new_take (encoded, strlen (encoded)));

  return TRUE;
}

/* Makes the next piece; at the end there is none. */
static gboolean
advance (EwsBodyStream *self, GCancellable *cancellable, GError **error)
{
  if (self->stage == 0)
    self->stage = 1;
  if (self->stage == 1 && self->left > 0)
    return encode_more (self, cancellable, error);
  if (self->stage == 1)
    give (self, g_bytes_ref (self->after));
  self->stage = self->stage == 1 ? 2 : 3;

  return TRUE;
}

static gssize
read_bytes (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  EwsBodyStream *self = EWS_BODY_STREAM (stream);
  const char *bytes;
  gsize size;

  while (self->given == g_bytes_get_size (self->piece) && self->stage < 3)
    if (!advance (self, cancellable, error))
      return -1;

  bytes = g_bytes_get_data (self->piece, &size);
  count = MIN (count, size - self->given);
  if (count > 0)
    memcpy (buffer, bytes + self->given, count);
  self->given += count;
  self->position += count;

  return (gssize) count;
}

static void
ews_body_stream_finalize (GObject *object)
{
  EwsBodyStream *self = EWS_BODY_STREAM (object);

  g_bytes_unref (self->before);
  g_bytes_unref (self->after);
  g_bytes_unref (self->piece);
  g_object_unref (self->content);

  G_OBJECT_CLASS (ews_body_stream_parent_class)->finalize (object);
}

static void
ews_body_stream_class_init (EwsBodyStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ews_body_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = read_bytes;
}

static void
ews_body_stream_init (EwsBodyStream *self)
{
}

/**
 * ews_body_stream_new:
 * @before: (transfer full): what stands before the content
 * @content: (transfer none): the content, from where it stands now; #GSeekable if it may have to be
 *   sent again
 * @size: how many bytes of it
 * @after: (transfer full): what stands behind it
 * @length: (out): how many bytes the stream has
 *
 * Returns: (transfer full): a stream of all three, the content in base64.
 */
GInputStream *
ews_body_stream_new (
    GBytes *before, GInputStream *content, guint64 size, GBytes *after, guint64 *length)
{
  EwsBodyStream *self = g_object_new (EWS_TYPE_BODY_STREAM, NULL);

  self->before = before;
  self->content = g_object_ref (content);
  self->start = G_IS_SEEKABLE (content) ? g_seekable_tell (G_SEEKABLE (content)) : 0;
  self->size = size;
  self->after = after;
  rewind_all (self);
  *length = g_bytes_get_size (before) + (size + 2) / 3 * 4 + g_bytes_get_size (after);

  return G_INPUT_STREAM (self);
}
