/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/base/transcript.h"
#include "core/net/endpoint.h"
#include "core/net/tls.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_LINE_STREAM (tocsin_line_stream_get_type ())

/**
 * TocsinLineStream:
 *
 * Lines and literals to and from a server, over TCP with or without TLS. It blocks, by poll() on a
 * non-blocking descriptor, and belongs to one owner at a time; it may be handed to another thread
 * but has no locks.
 *
 * Writing: tocsin_line_stream_put() and its sisters only fill a buffer; one
 * tocsin_line_stream_flush() sends it all, so that pipelined commands leave in one write. While it
 * waits to send, it takes in what the server says, so that neither side blocks the other.
 *
 * Reading: a line ends at LF, one CR before it is taken off. A bare LF is accepted, since servers
 * exist that send it, and tocsin_line_stream_was_bare() tells, for formats where it matters. Bytes
 * are borrowed until the next call on the stream.
 *
 * Time: tocsin_line_stream_begin() starts an exchange with one deadline for the whole of it,
 * however slowly bytes drip; besides, the server may not be silent longer than `protocol-timeout`.
 * After tocsin_line_stream_connect() the deadline still is that of `timeout`, so the greeting
 * falls under it.
 *
 * Errors: a cancelled or timed out call may be repeated, but for one: when a literal was cut short
 * the stream is out of step and every later call fails, as it does when the line is dead
 * (tocsin_line_stream_is_broken()).
 *
 * Parking: call tocsin_line_stream_drain(); if it says that a line is ready, read on. Else call
 * tocsin_line_stream_release_buffers() and wait for tocsin_line_stream_get_fd() to become readable.
 */
G_DECLARE_FINAL_TYPE (TocsinLineStream, tocsin_line_stream, TOCSIN, LINE_STREAM, GObject)

/**
 * TocsinSinkFunc:
 * @bytes: the next bytes of a literal, borrowed
 * @length: how many
 * @user_data: the caller's
 * @error: why they could not be taken
 *
 * Returns: %FALSE with @error set if the rest is not wanted. The rest is then read and dropped, so
 *   that the stream stays in step.
 */
typedef gboolean (*TocsinSinkFunc) (const char *bytes,
                                    gsize length,
                                    gpointer user_data,
                                    GError **error);

TocsinLineStream *tocsin_line_stream_connect (TocsinEndpoint *endpoint,
                                              TocsinTranscript *transcript,
                                              TocsinReport *report,
                                              GCancellable *cancellable,
                                              GError **error);
TocsinLineStream *
tocsin_line_stream_new_for_fd (TocsinEndpoint *endpoint, int fd, TocsinTranscript *transcript);

gboolean tocsin_line_stream_start_tls (TocsinLineStream *self,
                                       TocsinReport *report,
                                       GCancellable *cancellable,
                                       GError **error);
void tocsin_line_stream_set_distrusted (TocsinLineStream *self, guint64 max_bytes);
gboolean tocsin_line_stream_is_distrusted (TocsinLineStream *self);
gboolean tocsin_line_stream_check_silent (TocsinLineStream *self, GError **error);
gboolean tocsin_line_stream_is_encrypted (TocsinLineStream *self);
TocsinTls *tocsin_line_stream_get_tls (TocsinLineStream *self);

void tocsin_line_stream_begin (TocsinLineStream *self, guint64 expected_bytes);
void tocsin_line_stream_set_deadline (TocsinLineStream *self, gint64 deadline);
void tocsin_line_stream_hide_lines (TocsinLineStream *self, const char *prefix);

void tocsin_line_stream_put (TocsinLineStream *self, const char *bytes, gssize length);
void
tocsin_line_stream_printf (TocsinLineStream *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_line_stream_put_secret (TocsinLineStream *self, const char *bytes, gssize length);
void tocsin_line_stream_put_data (TocsinLineStream *self, const char *bytes, gsize length);
gboolean
tocsin_line_stream_flush (TocsinLineStream *self, GCancellable *cancellable, GError **error);

const char *tocsin_line_stream_read_line (TocsinLineStream *self,
                                          gsize *length,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean tocsin_line_stream_was_bare (TocsinLineStream *self);
gboolean tocsin_line_stream_read_literal (TocsinLineStream *self,
                                          guint64 length,
                                          TocsinSinkFunc sink,
                                          gpointer user_data,
                                          GCancellable *cancellable,
                                          GError **error);
gboolean tocsin_line_stream_read_dotted (TocsinLineStream *self,
                                         guint64 max_bytes,
                                         TocsinSinkFunc sink,
                                         gpointer user_data,
                                         GCancellable *cancellable,
                                         GError **error);

gboolean tocsin_line_stream_drain (TocsinLineStream *self, gboolean *ready, GError **error);
gboolean tocsin_line_stream_has_line (TocsinLineStream *self);
gboolean tocsin_line_stream_has_buffered (TocsinLineStream *self);
void tocsin_line_stream_release_buffers (TocsinLineStream *self);
int tocsin_line_stream_get_fd (TocsinLineStream *self);
gboolean tocsin_line_stream_is_broken (TocsinLineStream *self);
guint64 tocsin_line_stream_get_bytes_read (TocsinLineStream *self);
guint64 tocsin_line_stream_get_bytes_written (TocsinLineStream *self);
TocsinTranscript *tocsin_line_stream_get_transcript (TocsinLineStream *self);
void tocsin_line_stream_close (TocsinLineStream *self);

G_END_DECLS
