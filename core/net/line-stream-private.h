/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/channel.h"
#include "core/net/line-stream.h"
#include "core/net/read-buffer.h"
#include "core/net/tls-context.h"
#include "core/net/write-buffer.h"

G_BEGIN_DECLS

/* The stream is written in five pieces: writing and the rest in line-stream.c, reading in
 * line-reader.c and line-dotted.c, the way there in connect.c, the time before TLS in
 * line-distrust.c. Private to
 * them and to starttls.c. */

struct _TocsinLineStream
{
  GObject parent_instance;

  TocsinEndpoint *endpoint;
  TocsinTlsContext *context;
  TocsinTranscript *transcript;
  TocsinChannel channel;
  TocsinReadBuffer input;
  TocsinWriteBuffer output;
  char *hidden_prefix;
  gboolean bare;
  gboolean ended;
  guint64 distrusted_end; /* 0 unless TLS is still to come; in bytes read */
  GError *broken;
};

gboolean tocsin_line_stream_check_usable (TocsinLineStream *self, GError **error);
gboolean tocsin_line_stream_fail (TocsinLineStream *self, GError *reason, GError **error);
gboolean tocsin_line_stream_break (TocsinLineStream *self, GError *reason, GError **error);
gboolean tocsin_line_stream_check_distrusted (TocsinLineStream *self, GError **error);
gssize tocsin_line_stream_fill_now (TocsinLineStream *self, GError **error);
gboolean tocsin_line_stream_fill (TocsinLineStream *self,
                                  gsize wanted,
                                  GCancellable *cancellable,
                                  GError **error);
void tocsin_line_stream_show_size (TocsinLineStream *self, guint64 length);
void tocsin_line_stream_lose_step (TocsinLineStream *self, const GError *reason);

G_END_DECLS
