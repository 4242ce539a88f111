/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/http-stream.h"

#include "core/base/error.h"
#include "core/net/line-stream-private.h"

/* What both directions share; the streams hold it as long as libsoup holds them. */
typedef struct
{
  gatomicrefcount references;
  TocsinLineStream *line;
  GError *reason; /* why reading failed, in our own words */
  GError *cut;    /* why writing did */
  gboolean ended;
  gboolean heard; /* whether anything came since the last request began */
} Wire;

static Wire *
wire_ref (Wire *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

static void
wire_unref (Wire *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  tocsin_line_stream_close (self->line);
  g_object_unref (self->line);
  g_clear_error (&self->reason);
  g_clear_error (&self->cut);
  g_free (self);
}

/* The input. */

#define TYPE_INPUT (tocsin_http_input_get_type ())
G_DECLARE_FINAL_TYPE (TocsinHttpInput, tocsin_http_input, TOCSIN, HTTP_INPUT, GInputStream)

struct _TocsinHttpInput
{
  GInputStream parent_instance;

  Wire *wire;
};

static gssize
note_read (Wire *wire, gssize n_read, GError *reason, GError **error)
{
  wire->heard = wire->heard || n_read > 0;
  if (n_read == 0 && !wire->heard)
    tocsin_channel_set_ended (&wire->line->channel, &reason);
  wire->ended = n_read == 0;
  if (reason == NULL)
    return n_read;

  g_clear_error (&wire->reason);
  wire->reason = g_error_copy (reason);
  g_propagate_error (error, reason);
  return -1;
}

static gssize
input_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  Wire *wire = TOCSIN_HTTP_INPUT (stream)->wire;
  GError *reason = NULL;
  gssize n_read = tocsin_channel_read (&wire->line->channel, buffer, count, cancellable, &reason);

  return note_read (wire, n_read, reason, error);
}

static gboolean
input_can_poll (GPollableInputStream *stream)
{
  return TRUE;
}

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  GPollFD fd = { .fd = TOCSIN_HTTP_INPUT (stream)->wire->line->channel.fd, .events = G_IO_IN };

  return fd.fd < 0 || g_poll (&fd, 1, 0) > 0;
}

static gssize
input_read_nonblocking (GPollableInputStream *stream, void *buffer, gsize count, GError **error)
{
  Wire *wire = TOCSIN_HTTP_INPUT (stream)->wire;
  GError *reason = NULL;
  gushort events;
  gssize n_read = tocsin_channel_read_now (&wire->line->channel, buffer, count, &events, &reason);

  if (n_read != TOCSIN_CHANNEL_AGAIN)
    return note_read (wire, n_read, reason, error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK, "");
  return -1;
}

static void
input_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = input_can_poll;
  iface->is_readable = input_is_readable;
  iface->read_nonblocking = input_read_nonblocking;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinHttpInput,
                               tocsin_http_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      input_pollable_init))

static void
tocsin_http_input_finalize (GObject *object)
{
  wire_unref (TOCSIN_HTTP_INPUT (object)->wire);

  G_OBJECT_CLASS (tocsin_http_input_parent_class)->finalize (object);
}

static void
tocsin_http_input_class_init (TocsinHttpInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_http_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
tocsin_http_input_init (TocsinHttpInput *self)
{
}

/* The output. */

#define TYPE_OUTPUT (tocsin_http_output_get_type ())
G_DECLARE_FINAL_TYPE (TocsinHttpOutput, tocsin_http_output, TOCSIN, HTTP_OUTPUT, GOutputStream)

struct _TocsinHttpOutput
{
  GOutputStream parent_instance;

  Wire *wire;
};

static gssize
write_or_wait (TocsinChannel *channel,
               const char *bytes,
               gsize length,
               GCancellable *cancellable,
               GError **error)
{
  for (;;)
    {
      gushort events;
      gssize n_written = tocsin_channel_write (channel, bytes, length, &events, cancellable, error);

      if (n_written != TOCSIN_CHANNEL_AGAIN)
        return n_written;
      if (!tocsin_channel_wait (channel, &events, cancellable, error))
        return -1;
    }
}

/* We gave up, not the server. */
static gboolean
is_ours_to_end (const GError *reason)
{
  return reason->code == TOCSIN_ERROR_CANCELLED || reason->code == TOCSIN_ERROR_TIMEOUT_COMMAND;
}

/* A server may refuse before it has all (413) and close: what it said is worth more than that the
 * rest could not be sent (RFC 9110, section 15.5.14). So that it is read, the rest is let go. */
static gssize
output_write (GOutputStream *stream,
              const void *buffer,
              gsize count,
              GCancellable *cancellable,
              GError **error)
{
  Wire *wire = TOCSIN_HTTP_OUTPUT (stream)->wire;
  GError *reason = NULL;
  gssize n_written;

  if (wire->cut != NULL)
    return (gssize) count;

  n_written = write_or_wait (&wire->line->channel, buffer, count, cancellable, &reason);
  if (n_written >= 0)
    return n_written;
  if (is_ours_to_end (reason))
    {
      g_clear_error (&wire->reason);
      wire->reason = g_error_copy (reason);
      g_propagate_error (error, reason);
      return -1;
    }

  wire->cut = reason;
  return (gssize) count;
}

G_DEFINE_FINAL_TYPE (TocsinHttpOutput, tocsin_http_output, G_TYPE_OUTPUT_STREAM)

static void
tocsin_http_output_finalize (GObject *object)
{
  wire_unref (TOCSIN_HTTP_OUTPUT (object)->wire);

  G_OBJECT_CLASS (tocsin_http_output_parent_class)->finalize (object);
}

static void
tocsin_http_output_class_init (TocsinHttpOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_http_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
tocsin_http_output_init (TocsinHttpOutput *self)
{
}

/* Both. */

struct _TocsinHttpStream
{
  GIOStream parent_instance;

  Wire *wire;
  TocsinHttpInput *input;
  TocsinHttpOutput *output;
};

G_DEFINE_FINAL_TYPE (TocsinHttpStream, tocsin_http_stream, G_TYPE_IO_STREAM)

static GInputStream *
get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (TOCSIN_HTTP_STREAM (stream)->input);
}

static GOutputStream *
get_output (GIOStream *stream)
{
  return G_OUTPUT_STREAM (TOCSIN_HTTP_STREAM (stream)->output);
}

static void
tocsin_http_stream_finalize (GObject *object)
{
  TocsinHttpStream *self = TOCSIN_HTTP_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  wire_unref (self->wire);

  G_OBJECT_CLASS (tocsin_http_stream_parent_class)->finalize (object);
}

static void
tocsin_http_stream_class_init (TocsinHttpStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_http_stream_finalize;
  stream_class->get_input_stream = get_input;
  stream_class->get_output_stream = get_output;
}

static void
tocsin_http_stream_init (TocsinHttpStream *self)
{
}

/**
 * tocsin_http_stream_new: (skip)
 * @line: (transfer full): a connection on which nothing has been said; closed with the stream
 *
 * Returns: (transfer full): its bytes.
 */
GIOStream *
tocsin_http_stream_new (TocsinLineStream *line)
{
  TocsinHttpStream *self = g_object_new (TOCSIN_TYPE_HTTP_STREAM, NULL);

  self->wire = g_new0 (Wire, 1);
  g_atomic_ref_count_init (&self->wire->references);
  self->wire->line = line;
  /* In HTTP it is the client who speaks first: silence is no missing greeting. */
  line->channel.heard = TRUE;
  self->input = g_object_new (TYPE_INPUT, NULL);
  self->input->wire = wire_ref (self->wire);
  self->output = g_object_new (TYPE_OUTPUT, NULL);
  self->output->wire = wire_ref (self->wire);

  return G_IO_STREAM (self);
}

/**
 * tocsin_http_stream_is_silent: (skip)
 * @self: a stream nobody uses just now
 *
 * Returns: whether the server has neither closed nor said anything without being asked.
 */
gboolean
tocsin_http_stream_is_silent (TocsinHttpStream *self)
{
  char byte;
  gushort events;

  return tocsin_channel_read_now (&self->wire->line->channel, &byte, 1, &events, NULL)
         == TOCSIN_CHANNEL_AGAIN;
}

/**
 * tocsin_http_stream_begin: (skip)
 * @self: a stream nobody uses just now
 *
 * A request follows: what is remembered from now on is about it.
 */
void
tocsin_http_stream_begin (TocsinHttpStream *self)
{
  self->wire->heard = FALSE;
  self->wire->line->channel.active = g_get_monotonic_time ();
}

/**
 * tocsin_http_stream_set_patience: (skip)
 * @self: a stream
 * @seconds: how long to wait for the next bytes
 */
void
tocsin_http_stream_set_patience (TocsinHttpStream *self, guint seconds)
{
  TocsinChannel *channel = &self->wire->line->channel;

  channel->active = g_get_monotonic_time ();
  channel->deadline = 0;
  channel->silence = seconds;
}

/**
 * tocsin_http_stream_was_heard: (skip)
 * @self: a stream
 *
 * Returns: whether the server said anything since tocsin_http_stream_begin().
 */
gboolean
tocsin_http_stream_was_heard (TocsinHttpStream *self)
{
  return self->wire->heard;
}

/**
 * tocsin_http_stream_has_ended: (skip)
 * @self: a stream
 *
 * Returns: whether the server has closed, and that was noticed by reading.
 */
gboolean
tocsin_http_stream_has_ended (TocsinHttpStream *self)
{
  return self->wire->ended;
}

/**
 * tocsin_http_stream_take_reason: (skip)
 * @self: a stream that failed
 *
 * Returns: (nullable) (transfer full): why, if it was the connection; better than what libsoup
 *   makes of it.
 */
GError *
tocsin_http_stream_take_reason (TocsinHttpStream *self)
{
  Wire *wire = self->wire;

  if (wire->reason == NULL)
    wire->reason = g_steal_pointer (&wire->cut);
  /* In the middle of something, or else it would be no failure. */
  if (wire->reason == NULL && wire->ended)
    tocsin_channel_set_ended (&wire->line->channel, &wire->reason);

  return g_steal_pointer (&wire->reason);
}
