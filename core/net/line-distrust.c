/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The time before TLS, in which anybody on the way may be the one who speaks. */
#include "core/net/line-stream-private.h"

#include <glib/gi18n-lib.h>

#include "core/base/error.h"

/**
 * tocsin_line_stream_set_distrusted:
 * @self: a stream without TLS
 * @max_bytes: how much may still be read while it is distrusted; 0 when that is over
 *
 * Notes that TLS is still to come, so that nothing that is read proves anything. Meanwhile
 * tocsin_line_stream_begin() leaves the deadline as it is: that of `timeout`.
 */
void
tocsin_line_stream_set_distrusted (TocsinLineStream *self, guint64 max_bytes)
{
  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  self->distrusted_end = max_bytes > 0 ? self->channel.n_read + max_bytes : 0;
  if (max_bytes > 0 && self->channel.deadline == 0)
    self->channel.deadline =
        g_get_monotonic_time ()
        + tocsin_endpoint_get_limits (self->endpoint)->timeout * G_TIME_SPAN_SECOND;
}

/**
 * tocsin_line_stream_is_distrusted:
 * @self: a stream
 *
 * Returns: whether TLS is still to come: what the server says may be anybody's word. It must not be
 *   shown as the server's, and no state may come of it.
 */
gboolean
tocsin_line_stream_is_distrusted (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  return self->distrusted_end != 0;
}

/**
 * tocsin_line_stream_check_distrusted: (skip)
 * @self: a stream about to read
 * @error: `protocol.parse`
 *
 * Returns: whether it may read on: nobody who has not shown a certificate keeps us busy.
 */
gboolean
tocsin_line_stream_check_distrusted (TocsinLineStream *self, GError **error)
{
  if (self->distrusted_end == 0 || self->channel.n_read < self->distrusted_end)
    return TRUE;

  return tocsin_line_stream_break (
      self,
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("%s sends more than any server has to say before TLS begins"),
                   tocsin_endpoint_to_string (self->endpoint)),
      error);
}

/**
 * tocsin_line_stream_check_silent:
 * @self: a stream without TLS, before a command is sent
 * @error: `protocol.parse`
 *
 * Returns: whether nothing waits to be read that could be taken for the answer.
 */
gboolean
tocsin_line_stream_check_silent (TocsinLineStream *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  if (!tocsin_line_stream_check_usable (self, error))
    return FALSE;
  if (tocsin_read_buffer_get_length (&self->input) == 0
      && tocsin_channel_is_silent (&self->channel))
    return TRUE;

  return tocsin_line_stream_break (self,
                                   g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                                                _ ("%s answered a command that was not sent"),
                                                tocsin_endpoint_to_string (self->endpoint)),
                                   error);
}
