/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/line-stream.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_HTTP_STREAM (tocsin_http_stream_get_type ())

/**
 * TocsinHttpStream:
 *
 * One of our connections as libsoup wants it: the bytes behind a #TocsinLineStream as a #GIOStream,
 * which waits by poll() and keeps to the deadline of that. Private to core/net.
 */
G_DECLARE_FINAL_TYPE (TocsinHttpStream, tocsin_http_stream, TOCSIN, HTTP_STREAM, GIOStream)

GIOStream *tocsin_http_stream_new (TocsinLineStream *line);
gboolean tocsin_http_stream_is_silent (TocsinHttpStream *self);
void tocsin_http_stream_begin (TocsinHttpStream *self);
void tocsin_http_stream_set_patience (TocsinHttpStream *self, guint seconds);
gboolean tocsin_http_stream_was_heard (TocsinHttpStream *self);
gboolean tocsin_http_stream_has_ended (TocsinHttpStream *self);
GError *tocsin_http_stream_take_reason (TocsinHttpStream *self);

G_END_DECLS
