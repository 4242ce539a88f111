/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/raw-stream.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

struct _TocsinRawStream
{
  GInputStream parent_instance;

  TocsinRawSource *source;
  guint64 position;
};

static goffset
tell (GSeekable *seekable)
{
  return (goffset) TOCSIN_RAW_STREAM (seekable)->position;
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
  TocsinRawStream *self = TOCSIN_RAW_STREAM (seekable);
  goffset length = (goffset) tocsin_raw_source_get_length (self->source);
  goffset from = 0;

  if (type == G_SEEK_CUR)
    from = (goffset) self->position;
  else if (type == G_SEEK_END)
    from = length;
  if (offset < -from || offset > length - from)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                           _ ("The stored message has no such place"));
      return FALSE;
    }
  self->position = (guint64) (from + offset);

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

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinRawStream,
                               tocsin_raw_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE, seekable_init))

static gssize
read_bytes (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  TocsinRawStream *self = TOCSIN_RAW_STREAM (stream);
  gssize n = tocsin_raw_source_read (self->source, self->position, buffer, count, error);

  if (n > 0)
    self->position += (guint64) n;

  return n;
}

static void
tocsin_raw_stream_finalize (GObject *object)
{
  g_clear_pointer (&TOCSIN_RAW_STREAM (object)->source, tocsin_raw_source_unref);

  G_OBJECT_CLASS (tocsin_raw_stream_parent_class)->finalize (object);
}

static void
tocsin_raw_stream_class_init (TocsinRawStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_raw_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = read_bytes;
}

static void
tocsin_raw_stream_init (TocsinRawStream *self)
{
}

/**
 * tocsin_raw_stream_new: (skip)
 * @source: a raw message
 *
 * Returns: (transfer full): a #GSeekable stream over it, from its begin.
 */
GInputStream *
tocsin_raw_stream_new (TocsinRawSource *source)
{
  TocsinRawStream *self;

  g_return_val_if_fail (source != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_RAW_STREAM, NULL);
  self->source = tocsin_raw_source_ref (source);

  return G_INPUT_STREAM (self);
}
