/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * GraphUploadHooks:
 * @end: (nullable): called once, before the last bytes are given out
 * @progress: (nullable): called now and then with how many bytes of the message were given out, and
 *   how many it has
 * @user_data: for both
 * @ended: whether @end was called and said yes; starts as %FALSE
 *
 * Who is told how far a message is. Outlives the stream.
 */
typedef struct
{
  gboolean (*end) (gpointer user_data, GError **error);
  void (*progress) (guint64 done, guint64 size, gpointer user_data);
  gpointer user_data;
  gboolean ended;
} GraphUploadHooks;

#define GRAPH_TYPE_UPLOAD_STREAM (graph_upload_stream_get_type ())

/**
 * GraphUploadStream:
 *
 * What a request says, told to somebody as it goes out: a message in base64, encoded while it is
 * read, with other headers in front if need be; or bytes as they are. Can be read again from its
 * begin.
 */
G_DECLARE_FINAL_TYPE (GraphUploadStream, graph_upload_stream, GRAPH, UPLOAD_STREAM, GInputStream)

GInputStream *graph_upload_stream_new (
    GBytes *head, GInputStream *source, guint64 offset, guint64 size, GraphUploadHooks *hooks);
GInputStream *graph_upload_stream_new_plain (GBytes *bytes, GraphUploadHooks *hooks);
guint64 graph_upload_stream_get_length (GraphUploadStream *self);

G_END_DECLS
