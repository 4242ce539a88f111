/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/upload-stream.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes that are encoded at once; divisible by three, so that only the last have padding. */
#define CHUNK (48 * 1024)

struct _GraphUploadStream
{
  GInputStream parent_instance;

  GBytes *head;
  GInputStream *source; /* nullable */
  guint64 offset;       /* of what follows @head in @source */
  guint64 size;         /* of that */
  gboolean is_plain;
  GraphUploadHooks *hooks;
  guint64 done; /* bytes that were encoded */
  char *encoded;
  gsize n_encoded;
  gsize taken;
};

static guint64
count_all (GraphUploadStream *self)
{
  return g_bytes_get_size (self->head) + self->size;
}

static guint64
encode_length (GraphUploadStream *self, guint64 n_bytes)
{
  return self->is_plain ? n_bytes : (n_bytes + 2) / 3 * 4;
}

static gboolean
read_source (
    GraphUploadStream *self, char *buffer, gsize length, GCancellable *cancellable, GError **error)
{
  gsize n_read;

  if (!g_input_stream_read_all (self->source, buffer, length, &n_read, cancellable, error))
    {
      tocsin_error_translate (error, _ ("reading the message"));
      return FALSE;
    }
  if (n_read == length)
    return TRUE;
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                       _ ("the message is shorter than was said"));

  return FALSE;
}

/* From @head, and then from @source. */
static gboolean
read_raw (
    GraphUploadStream *self, char *buffer, gsize length, GCancellable *cancellable, GError **error)
{
  gsize head_size;
  const char *head = g_bytes_get_data (self->head, &head_size);
  gsize n_head = self->done < head_size ? MIN (length, head_size - (gsize) self->done) : 0;

  if (n_head > 0)
    memcpy (buffer, head + self->done, n_head);

  return n_head == length
         || read_source (self, buffer + n_head, length - n_head, cancellable, error);
}

static gboolean
tell_end (GraphUploadStream *self, GError **error)
{
  GraphUploadHooks *hooks = self->hooks;

  if (hooks == NULL || hooks->ended)
    return TRUE;
  hooks->ended = hooks->end == NULL || hooks->end (hooks->user_data, error);

  return hooks->ended;
}

static gboolean
encode_more (GraphUploadStream *self, GCancellable *cancellable, GError **error)
{
  guint64 all = count_all (self);
  gsize length = (gsize) MIN (all - self->done, CHUNK);
  g_autofree char *raw = g_malloc (CHUNK);

  if (!read_raw (self, raw, length, cancellable, error))
    return FALSE;
  if (self->done + length == all && !tell_end (self, error))
    return FALSE;
  g_free (self->encoded);
  self->n_encoded =
      (gsize) (encode_length (self, self->done + length) - encode_length (self, self->done));
  self->encoded =
      self->is_plain ? g_steal_pointer (&raw) : g_base64_encode ((const guchar *) raw, length);
  self->taken = 0;
  self->done += length;
  if (self->hooks != NULL && self->hooks->progress != NULL)
    self->hooks->progress (self->done, all, self->hooks->user_data);

  return TRUE;
}

static gssize
graph_upload_stream_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  GraphUploadStream *self = GRAPH_UPLOAD_STREAM (stream);
  gsize length;

  if (self->taken == self->n_encoded && self->done < count_all (self)
      && !encode_more (self, cancellable, error))
    return -1;
  length = MIN (count, self->n_encoded - self->taken);
  if (length > 0)
    memcpy (buffer, self->encoded + self->taken, length);
  self->taken += length;

  return (gssize) length;
}

static goffset
tell (GSeekable *seekable)
{
  GraphUploadStream *self = GRAPH_UPLOAD_STREAM (seekable);

  return (goffset) (encode_length (self, self->done) - self->n_encoded + self->taken);
}

static gboolean
can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
seek (
    GSeekable *seekable, goffset offset, GSeekType type, GCancellable *cancellable, GError **error)
{
  GraphUploadStream *self = GRAPH_UPLOAD_STREAM (seekable);

  if (offset != 0 || type != G_SEEK_SET)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "only the begin can be gone to");
      return FALSE;
    }
  self->done = 0;
  self->n_encoded = self->taken = 0;

  return self->source == NULL
         || g_seekable_seek (G_SEEKABLE (self->source), (goffset) self->offset, G_SEEK_SET,
                             cancellable, error);
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

G_DEFINE_FINAL_TYPE_WITH_CODE (GraphUploadStream,
                               graph_upload_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, seekable_init))

static void
graph_upload_stream_finalize (GObject *object)
{
  GraphUploadStream *self = GRAPH_UPLOAD_STREAM (object);

  g_clear_pointer (&self->head, g_bytes_unref);
  g_clear_object (&self->source);
  g_free (self->encoded);

  G_OBJECT_CLASS (graph_upload_stream_parent_class)->finalize (object);
}

static void
graph_upload_stream_class_init (GraphUploadStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = graph_upload_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = graph_upload_stream_read;
}

static void
graph_upload_stream_init (GraphUploadStream *self)
{
}

/**
 * graph_upload_stream_new:
 * @head: (nullable): bytes in front
 * @source: what follows them; can be sought in, and stands at @offset
 * @offset: where that begins
 * @size: how many bytes it has
 * @hooks: (nullable): who is told
 *
 * Returns: (transfer full): both, in base64.
 */
GInputStream *
graph_upload_stream_new (
    GBytes *head, GInputStream *source, guint64 offset, guint64 size, GraphUploadHooks *hooks)
{
  GraphUploadStream *self = g_object_new (GRAPH_TYPE_UPLOAD_STREAM, NULL);

  self->head = head != NULL ? g_bytes_ref (head) : g_bytes_new (NULL, 0);
  self->source = g_object_ref (source);
  self->offset = offset;
  self->size = size;
  self->hooks = hooks;

  return G_INPUT_STREAM (self);
}

/**
 * graph_upload_stream_new_plain:
 * @bytes: what is to be said
 * @hooks: (nullable): who is told
 *
 * Returns: (transfer full): the same.
 */
GInputStream *
graph_upload_stream_new_plain (GBytes *bytes, GraphUploadHooks *hooks)
{
  GraphUploadStream *self = g_object_new (GRAPH_TYPE_UPLOAD_STREAM, NULL);

  self->is_plain = TRUE;
  self->head = g_bytes_ref (bytes);
  self->hooks = hooks;

  return G_INPUT_STREAM (self);
}

/**
 * graph_upload_stream_get_length:
 * @self: a stream
 *
 * Returns: how many bytes it has.
 */
guint64
graph_upload_stream_get_length (GraphUploadStream *self)
{
  return encode_length (self, count_all (self));
}
