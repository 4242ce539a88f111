/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"

#define MAX_SHOWN 200

static gboolean
fail_ended (TocsinLineStream *self, GError **error)
{
  GError *reason = NULL;

  self->ended = TRUE;
  tocsin_channel_set_ended (&self->channel, &reason);

  return tocsin_line_stream_break (self, reason, error);
}

/**
 * tocsin_line_stream_fill: (skip)
 * @self: a stream
 * @wanted: how many bytes are looked for; a wish
 * @cancellable: (nullable): ends the wait
 * @error: as tocsin_line_stream_read_line()
 *
 * Waits for at least one more byte.
 *
 * Returns: whether there is one.
 */
gboolean
tocsin_line_stream_fill (TocsinLineStream *self,
                         gsize wanted,
                         GCancellable *cancellable,
                         GError **error)
{
  gsize room;
  char *bytes;
  gssize n_read;
  GError *reason = NULL;

  if (self->ended)
    return fail_ended (self, error);
  if (!tocsin_line_stream_check_distrusted (self, error))
    return FALSE;

  bytes = tocsin_read_buffer_reserve (&self->input, wanted, &room);
  n_read = tocsin_channel_read (&self->channel, bytes, room, cancellable, &reason);
  if (n_read < 0)
    return tocsin_line_stream_fail (self, reason, error);
  if (n_read == 0)
    return fail_ended (self, error);

  tocsin_read_buffer_commit (&self->input, (gsize) n_read);
  return TRUE;
}

/**
 * tocsin_line_stream_fill_now: (skip)
 * @self: a stream
 * @error: why it failed
 *
 * Takes in what is there without waiting.
 *
 * Returns: as tocsin_channel_read_now().
 */
gssize
tocsin_line_stream_fill_now (TocsinLineStream *self, GError **error)
{
  gushort events;
  gsize room;
  char *bytes = tocsin_read_buffer_reserve (&self->input, 0, &room);
  gssize n_read = tocsin_channel_read_now (&self->channel, bytes, room, &events, error);

  if (n_read > 0)
    tocsin_read_buffer_commit (&self->input, (gsize) n_read);
  self->ended = self->ended || n_read == 0;

  return n_read;
}

static gsize
max_line_length (TocsinLineStream *self)
{
  return tocsin_endpoint_get_limits (self->endpoint)->max_line_length;
}

static gboolean
fail_long_line (TocsinLineStream *self, GError **error)
{
  g_autofree char *text = g_strndup (tocsin_read_buffer_peek (&self->input), MAX_SHOWN);
  GError *reason = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                                _ ("%s sends a line longer than limits.max-line-length, %zu bytes"),
                                tocsin_endpoint_to_string (self->endpoint), max_line_length (self));

  tocsin_error_set_server_text (reason, text);
  return tocsin_line_stream_break (self, reason, error);
}

static gboolean
is_hidden (TocsinLineStream *self, const char *line, gsize length)
{
  gsize prefix = self->hidden_prefix != NULL ? strlen (self->hidden_prefix) : 0;

  return prefix > 0 && length > prefix && strncmp (line, self->hidden_prefix, prefix) == 0
         && line[prefix] == ' ';
}

static void
show_line (TocsinLineStream *self, const char *line, gsize length)
{
  g_autofree char *shown = NULL;

  if (self->transcript == NULL)
    return;

  if (is_hidden (self, line, length))
    {
      shown = g_strdup_printf ("%s ***", self->hidden_prefix);
      line = shown;
      length = strlen (shown);
    }
  tocsin_transcript_add (self->transcript, TOCSIN_TRANSCRIPT_RECEIVED, self->channel.tls != NULL,
                         line, (gssize) length);
}

/**
 * tocsin_line_stream_read_line:
 * @self: a stream
 * @length: (out) (optional): how many bytes, without the line end; there may be NULs among them
 * @cancellable: (nullable): ends the wait
 * @error: `protocol.parse` if it is longer than `limits.max-line-length`; `net.*`, `tls.*`,
 *   `timeout.command` or `cancelled`
 *
 * Returns: (transfer none): the next line with a NUL behind it, until the next call on the stream;
 *   %NULL with @error. At the end, too: a server that closes without being asked is an error.
 */
const char *
tocsin_line_stream_read_line (TocsinLineStream *self,
                              gsize *length,
                              GCancellable *cancellable,
                              GError **error)
{
  gsize taken = 0;
  const char *line;

  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), NULL);

  if (!tocsin_line_stream_check_usable (self, error))
    return NULL;

  while ((line = tocsin_read_buffer_take_line (&self->input, &taken, &self->bare)) == NULL)
    {
      if (tocsin_read_buffer_get_length (&self->input) > max_line_length (self))
        {
          fail_long_line (self, error);
          return NULL;
        }
      if (!tocsin_line_stream_fill (self, 0, cancellable, error))
        return NULL;
    }

  show_line (self, line, taken);
  if (length != NULL)
    *length = taken;
  return line;
}

/**
 * tocsin_line_stream_was_bare:
 * @self: a stream
 *
 * Returns: whether the last line ended with LF alone. A format in which a line of the peer's data
 *   may look like its end must not take such a line for it.
 */
gboolean
tocsin_line_stream_was_bare (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  return self->bare;
}

/**
 * tocsin_line_stream_show_size: (skip)
 * @self: a stream
 * @length: how many bytes were read that the transcript does not show
 */
void
tocsin_line_stream_show_size (TocsinLineStream *self, guint64 length)
{
  g_autofree char *shown = NULL;

  if (self->transcript == NULL)
    return;

  shown = g_strdup_printf ("[%" G_GUINT64_FORMAT " bytes]", length);
  tocsin_transcript_add (self->transcript, TOCSIN_TRANSCRIPT_RECEIVED, self->channel.tls != NULL,
                         shown, -1);
}

/**
 * tocsin_line_stream_lose_step: (skip)
 * @self: a stream of which half an answer was taken
 * @reason: why not the rest
 *
 * Notes that nobody knows any more where the next line begins.
 */
void
tocsin_line_stream_lose_step (TocsinLineStream *self, const GError *reason)
{
  if (self->broken == NULL)
    self->broken = g_error_copy (reason);
}

static gboolean
fill_for_literal (TocsinLineStream *self, guint64 left, GCancellable *cancellable, GError **error)
{
  GError *reason = NULL;

  if (tocsin_read_buffer_get_length (&self->input) > 0)
    return TRUE;
  if (tocsin_line_stream_fill (self, (gsize) MIN (left, G_MAXUINT32), cancellable, &reason))
    return TRUE;

  tocsin_line_stream_lose_step (self, reason);
  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * tocsin_line_stream_read_literal:
 * @self: a stream
 * @length: how many bytes; to be limited by the caller, who knows what they are for
 * @sink: (nullable) (scope call): takes them, in pieces of up to 64 KiB; %NULL drops them
 * @user_data: the sink's
 * @cancellable: (nullable): ends the wait
 * @error: the sink's, or as tocsin_line_stream_read_line()
 *
 * Hands the next @length bytes to @sink without a copy. If the sink wants no more, the rest is
 * dropped and its error returned, and the stream is good for the next line.
 */
gboolean
tocsin_line_stream_read_literal (TocsinLineStream *self,
                                 guint64 length,
                                 TocsinSinkFunc sink,
                                 gpointer user_data,
                                 GCancellable *cancellable,
                                 GError **error)
{
  GError *refusal = NULL;

  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  if (!tocsin_line_stream_check_usable (self, error))
    return FALSE;

  tocsin_line_stream_show_size (self, length);
  for (guint64 left = length; left > 0;)
    {
      gsize piece;

      if (!fill_for_literal (self, left, cancellable, refusal == NULL ? error : NULL))
        break;
      piece = (gsize) MIN (tocsin_read_buffer_get_length (&self->input), left);
      if (sink != NULL && refusal == NULL)
        sink (tocsin_read_buffer_peek (&self->input), piece, user_data, &refusal);
      tocsin_read_buffer_skip (&self->input, piece);
      left -= piece;
    }

  if (refusal != NULL)
    g_propagate_error (error, refusal);

  return refusal == NULL && self->broken == NULL;
}

/**
 * tocsin_line_stream_has_line:
 * @self: a stream
 *
 * Returns: whether a whole line is here already.
 */
gboolean
tocsin_line_stream_has_line (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  return tocsin_read_buffer_has_line (&self->input);
}

/**
 * tocsin_line_stream_has_buffered:
 * @self: a stream
 *
 * Returns: whether anything was read and not yet asked for, be it half a line.
 */
gboolean
tocsin_line_stream_has_buffered (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  return tocsin_read_buffer_get_length (&self->input) > 0;
}

static gboolean
would_answer (TocsinLineStream *self)
{
  return self->ended || tocsin_read_buffer_has_line (&self->input)
         || tocsin_read_buffer_get_length (&self->input) > max_line_length (self);
}

/**
 * tocsin_line_stream_drain:
 * @self: a stream
 * @ready: (out): whether tocsin_line_stream_read_line() would answer without waiting, be it with
 *   the news that the server has closed
 * @error: `net.*` or `tls.*`
 *
 * Takes in, without waiting, what the socket and TLS hold. If nothing is @ready then, TLS holds
 * nothing decrypted, and the descriptor will become readable when the server speaks.
 */
gboolean
tocsin_line_stream_drain (TocsinLineStream *self, gboolean *ready, GError **error)
{
  gssize n_read = 1;
  GError *reason = NULL;

  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);
  g_return_val_if_fail (ready != NULL, FALSE);

  if (!tocsin_line_stream_check_usable (self, error))
    return FALSE;

  while (n_read > 0 && !would_answer (self))
    n_read = tocsin_line_stream_fill_now (self, &reason);
  if (n_read == -1)
    return tocsin_line_stream_fail (self, reason, error);

  *ready = would_answer (self);
  return TRUE;
}
