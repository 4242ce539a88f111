/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/line-stream-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/error.h"

/* While it waits to send, so much of what the server says is taken in. */
#define MAX_READ_WHILE_WRITING (4 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (TocsinLineStream, tocsin_line_stream, G_TYPE_OBJECT)

static void
tocsin_line_stream_finalize (GObject *object)
{
  TocsinLineStream *self = TOCSIN_LINE_STREAM (object);

  tocsin_channel_close (&self->channel);
  tocsin_read_buffer_clear (&self->input);
  tocsin_write_buffer_clear (&self->output);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->context);
  g_clear_object (&self->transcript);
  g_clear_pointer (&self->hidden_prefix, g_free);
  g_clear_error (&self->broken);

  G_OBJECT_CLASS (tocsin_line_stream_parent_class)->finalize (object);
}

static void
tocsin_line_stream_class_init (TocsinLineStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_line_stream_finalize;
}

static void
tocsin_line_stream_init (TocsinLineStream *self)
{
  self->channel.fd = -1;
}

/* What a caller may simply repeat doesn't break the stream. */
static gboolean
is_repeatable (const GError *error)
{
  return error->code == TOCSIN_ERROR_CANCELLED || error->code == TOCSIN_ERROR_TIMEOUT_COMMAND
         || error->code == TOCSIN_ERROR_NET_GREETING_TIMEOUT;
}

/**
 * tocsin_line_stream_break: (skip)
 * @self: a stream
 * @reason: (transfer full): why it is of no more use
 * @error: where @reason goes
 *
 * Returns: %FALSE
 */
gboolean
tocsin_line_stream_break (TocsinLineStream *self, GError *reason, GError **error)
{
  if (self->broken == NULL)
    self->broken = g_error_copy (reason);
  g_propagate_error (error, reason);

  return FALSE;
}

/**
 * tocsin_line_stream_fail: (skip)
 * @self: a stream
 * @reason: (transfer full): what went wrong; breaks the stream unless the call may be repeated
 * @error: where @reason goes
 *
 * Returns: %FALSE
 */
gboolean
tocsin_line_stream_fail (TocsinLineStream *self, GError *reason, GError **error)
{
  if (!is_repeatable (reason))
    return tocsin_line_stream_break (self, reason, error);

  g_propagate_error (error, reason);
  return FALSE;
}

/**
 * tocsin_line_stream_check_usable: (skip)
 * @self: a stream
 * @error: why not
 *
 * Returns: whether it is neither broken nor closed.
 */
gboolean
tocsin_line_stream_check_usable (TocsinLineStream *self, GError **error)
{
  if (self->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (self->broken));
      return FALSE;
    }
  if (self->channel.fd >= 0)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
               _ ("The connection is closed already"));
  return FALSE;
}

/**
 * tocsin_line_stream_new_for_fd:
 * @endpoint: where @fd leads
 * @fd: a connected stream socket; becomes the stream's
 * @transcript: (nullable): where to write down what is said
 *
 * Returns: (transfer full): a stream without TLS and without a deadline.
 */
TocsinLineStream *
tocsin_line_stream_new_for_fd (TocsinEndpoint *endpoint, int fd, TocsinTranscript *transcript)
{
  TocsinLineStream *self;

  g_return_val_if_fail (TOCSIN_IS_ENDPOINT (endpoint), NULL);
  g_return_val_if_fail (fd >= 0, NULL);

  self = g_object_new (TOCSIN_TYPE_LINE_STREAM, NULL);
  self->endpoint = g_object_ref (endpoint);
  g_set_object (&self->transcript, transcript);
  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
  tocsin_channel_init (&self->channel, endpoint, fd);

  return self;
}

/**
 * tocsin_line_stream_is_encrypted:
 * @self: a stream
 *
 * Returns: whether it is inside TLS.
 */
gboolean
tocsin_line_stream_is_encrypted (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  return self->channel.tls != NULL;
}

/**
 * tocsin_line_stream_get_tls:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable): its TLS session, for facts and channel bindings.
 */
TocsinTls *
tocsin_line_stream_get_tls (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), NULL);

  return self->channel.tls;
}

/**
 * tocsin_line_stream_begin:
 * @self: a stream
 * @expected_bytes: how much the answers may hold, as far as known; 0 for a few lines
 *
 * Begins an exchange: from now on it has `limits.command-timeout`, or else the silence allowed and
 * the time that @expected_bytes take on a bad line, and at `limits.max-transfer-rate`.
 */
void
tocsin_line_stream_begin (TocsinLineStream *self, guint64 expected_bytes)
{
  guint64 seconds;

  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  seconds = tocsin_endpoint_limits_get_patience (tocsin_endpoint_get_limits (self->endpoint),
                                                 expected_bytes);
  self->channel.active = g_get_monotonic_time ();
  if (self->distrusted_end != 0)
    return;
  self->channel.deadline = self->channel.active + (gint64) seconds * G_TIME_SPAN_SECOND;
}

/**
 * tocsin_line_stream_set_deadline:
 * @self: a stream
 * @deadline: until when everything must be done, in g_get_monotonic_time() units; 0 for no limit
 *   but the silence allowed
 */
void
tocsin_line_stream_set_deadline (TocsinLineStream *self, gint64 deadline)
{
  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  self->channel.deadline = deadline;
}

/**
 * tocsin_line_stream_hide_lines:
 * @self: a stream
 * @prefix: (nullable): the first word of lines whose rest the transcript must not show, "+" or
 *   "334" during authentication; %NULL when that is over
 */
void
tocsin_line_stream_hide_lines (TocsinLineStream *self, const char *prefix)
{
  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  g_free (self->hidden_prefix);
  self->hidden_prefix = g_strdup (prefix);
}

/**
 * tocsin_line_stream_put:
 * @self: a stream
 * @bytes: what to send; copied
 * @length: how many, or -1 up to the NUL
 *
 * Adds to what tocsin_line_stream_flush() sends. Nothing is checked here: it is the protocol's duty
 * that no CR, LF or NUL of a setting or a message becomes part of a line.
 */
void
tocsin_line_stream_put (TocsinLineStream *self, const char *bytes, gssize length)
{
  gsize size;

  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  size = length < 0 ? strlen (bytes) : (gsize) length;
  tocsin_write_buffer_add (&self->output, bytes, size);
  if (self->transcript != NULL)
    tocsin_write_buffer_show (&self->output, bytes, size);
}

/**
 * tocsin_line_stream_printf:
 * @self: a stream
 * @format: printf format of what to send; never a secret
 */
void
tocsin_line_stream_printf (TocsinLineStream *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  tocsin_line_stream_put (self, text, -1);
}

/**
 * tocsin_line_stream_put_secret:
 * @self: a stream
 * @bytes: what to send; copied, and the copy is wiped when it has been sent
 * @length: how many, or -1 up to the NUL
 *
 * As tocsin_line_stream_put(), but the transcript shows three asterisks, whatever the length.
 */
void
tocsin_line_stream_put_secret (TocsinLineStream *self, const char *bytes, gssize length)
{
  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  tocsin_write_buffer_add_secret (&self->output, bytes,
                                  length < 0 ? strlen (bytes) : (gsize) length);
  if (self->transcript != NULL)
    tocsin_write_buffer_show (&self->output, "***", 3);
}

/**
 * tocsin_line_stream_put_data:
 * @self: a stream
 * @bytes: what to send; copied
 * @length: how many
 *
 * As tocsin_line_stream_put(), but the transcript only says how much it was: for literals.
 */
void
tocsin_line_stream_put_data (TocsinLineStream *self, const char *bytes, gsize length)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  tocsin_write_buffer_add (&self->output, bytes, length);
  if (self->transcript == NULL)
    return;

  shown = g_strdup_printf ("[%" G_GSIZE_FORMAT " bytes]", length);
  tocsin_write_buffer_show (&self->output, shown, strlen (shown));
}

/* A server that sends answers to pipelined commands and waits for us to read them would never read
 * what we still want to send: both sides would wait for ever. */
static gboolean
read_while_writing (TocsinLineStream *self, GError **error)
{
  GError *reason = NULL;
  gssize n_read = tocsin_line_stream_fill_now (self, &reason);

  if (n_read == -1)
    return tocsin_line_stream_fail (self, reason, error);

  return TRUE;
}

static gboolean
wait_to_write (TocsinLineStream *self, gushort events, GCancellable *cancellable, GError **error)
{
  gboolean take_in =
      !self->ended && tocsin_read_buffer_get_length (&self->input) < MAX_READ_WHILE_WRITING;
  GError *reason = NULL;

  if (take_in)
    events |= G_IO_IN;
  if (!tocsin_channel_wait (&self->channel, &events, cancellable, &reason))
    return tocsin_line_stream_fail (self, reason, error);
  if (take_in && (events & G_IO_IN) != 0)
    return read_while_writing (self, error);

  return TRUE;
}

/* A server that has closed may have said why, and its word is worth more than "broken pipe". */
static gboolean
has_last_words (TocsinLineStream *self, GError **alert)
{
  gssize n_read;

  do
    n_read = tocsin_line_stream_fill_now (self, alert);
  while (n_read > 0 && tocsin_read_buffer_get_length (&self->input) < MAX_READ_WHILE_WRITING);

  return tocsin_read_buffer_has_line (&self->input);
}

static gboolean
fail_write (TocsinLineStream *self, GError *reason, GError **error)
{
  g_autoptr (GError) broken = reason;
  g_autoptr (GError) alert = NULL;

  if (reason->code != TOCSIN_ERROR_NET_RESET)
    return tocsin_line_stream_fail (self, g_steal_pointer (&broken), error);
  if (!has_last_words (self, &alert))
    {
      /* TLS 1.3 refuses a client after its handshake. */
      gboolean refused = alert != NULL && alert->code != TOCSIN_ERROR_TLS_TRUNCATED;

      return tocsin_line_stream_fail (
          self, refused ? g_steal_pointer (&alert) : g_steal_pointer (&broken), error);
    }

  tocsin_write_buffer_clear (&self->output);
  self->ended = TRUE;
  return TRUE;
}

/**
 * tocsin_line_stream_flush:
 * @self: a stream
 * @cancellable: (nullable): ends the wait
 * @error: `net.*`, `tls.*`, `timeout.command` or `cancelled`
 *
 * Sends all that was put. If the server has closed, but said something before that waits to be
 * read, this is a success: tocsin_line_stream_read_line() tells first what it said and then that it
 * is gone.
 */
gboolean
tocsin_line_stream_flush (TocsinLineStream *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  if (!tocsin_line_stream_check_usable (self, error))
    return FALSE;

  tocsin_write_buffer_report (&self->output, self->transcript, self->channel.tls != NULL);
  while (tocsin_write_buffer_get_length (&self->output) > 0)
    {
      gushort events;
      GError *reason = NULL;
      gssize n_written = tocsin_channel_write (
          &self->channel, tocsin_write_buffer_peek (&self->output),
          tocsin_write_buffer_get_length (&self->output), &events, cancellable, &reason);

      if (n_written == -1)
        return fail_write (self, reason, error);
      if (n_written > 0)
        tocsin_write_buffer_skip (&self->output, (gsize) n_written);
      else if (!wait_to_write (self, events, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_line_stream_release_buffers:
 * @self: a stream that is about to be parked
 *
 * Gives back all memory but that of half a line.
 */
void
tocsin_line_stream_release_buffers (TocsinLineStream *self)
{
  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  tocsin_read_buffer_shrink (&self->input);
  tocsin_write_buffer_release (&self->output);
}

/**
 * tocsin_line_stream_get_fd:
 * @self: a stream
 *
 * Returns: the descriptor, to watch for input while the stream is parked; -1 when closed.
 */
int
tocsin_line_stream_get_fd (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), -1);

  return self->channel.fd;
}

/**
 * tocsin_line_stream_is_broken:
 * @self: a stream
 *
 * Returns: whether every further call would fail: the line is dead or out of step.
 */
gboolean
tocsin_line_stream_is_broken (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), TRUE);

  return self->broken != NULL || self->channel.fd < 0;
}

/**
 * tocsin_line_stream_get_bytes_read:
 * @self: a stream
 *
 * Returns: how many bytes came so far, decrypted.
 */
guint64
tocsin_line_stream_get_bytes_read (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), 0);

  return self->channel.n_read;
}

/**
 * tocsin_line_stream_get_bytes_written:
 * @self: a stream
 *
 * Returns: how many bytes left so far, before encryption.
 */
guint64
tocsin_line_stream_get_bytes_written (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), 0);

  return self->channel.n_written;
}

/**
 * tocsin_line_stream_get_transcript:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable): where it writes down what is said.
 */
TocsinTranscript *
tocsin_line_stream_get_transcript (TocsinLineStream *self)
{
  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), NULL);

  return self->transcript;
}

/**
 * tocsin_line_stream_close:
 * @self: a stream
 *
 * Says goodbye inside TLS if that can be sent at once, and closes. Idempotent.
 */
void
tocsin_line_stream_close (TocsinLineStream *self)
{
  g_return_if_fail (TOCSIN_IS_LINE_STREAM (self));

  tocsin_channel_close (&self->channel);
}
