/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Text that ends with a line of a single dot, in which every other line that begins with a dot has
 * one more (RFC 1939, section 3). Lines of any length: nothing is collected.
 *
 * A line ends with CR LF alone here. A server that does not take a bare LF of a letter for the end
 * of a line adds no dot behind it, and whoever wrote the letter could end it where he likes, and go
 * on in the name of the server. */
#include "core/net/line-stream-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "core/base/error.h"

typedef struct
{
  TocsinSinkFunc sink;
  gpointer user_data;
  gboolean bare;     /* LF alone ends a line: the server has no others */
  gboolean at_start; /* of a line */
  gboolean after_cr;
  gboolean done;
  guint64 length;
  GError *refusal;
} Dotted;

static void
hand_over (Dotted *self, const char *bytes, gsize length)
{
  self->length += length;
  if (length > 0 && self->sink != NULL && self->refusal == NULL)
    self->sink (bytes, length, self->user_data, &self->refusal);
}

/* What a dot at the start of a line is. 0: half of an end perhaps; 1: one too many; else the length
 * of the end. */
static gsize
measure_dot (const Dotted *self, const char *bytes, gsize length)
{
  if (length >= 3 && bytes[1] == '\r' && bytes[2] == '\n')
    return 3;
  if (self->bare && length >= 2 && bytes[1] == '\n')
    return 2;

  return length == 1 || (length == 2 && bytes[1] == '\r') ? 0 : 1;
}

/* Up to the end of the line that holds @at, or of what is there. */
static gsize
pass_line (Dotted *self, const char *bytes, gsize at, gsize length)
{
  const char *end = memchr (bytes + at, '\n', length - at);
  gsize next;

  self->at_start = FALSE;
  if (end == NULL)
    {
      self->after_cr = bytes[length - 1] == '\r';
      return length;
    }
  next = (gsize) (end - bytes) + 1;
  self->at_start = self->bare || (next > 1 ? bytes[next - 2] == '\r' : self->after_cr);
  self->after_cr = FALSE;

  return next;
}

/* Returns how many of the bytes are done with. */
static gsize
take (Dotted *self, const char *bytes, gsize length)
{
  gsize begin = 0, at = 0;

  while (at < length)
    {
      if (self->at_start && bytes[at] == '.')
        {
          gsize dot = measure_dot (self, bytes + at, length - at);

          hand_over (self, bytes + begin, at - begin);
          self->done = dot > 1;
          if (dot != 1)
            return at + dot;
          begin = ++at;
        }
      at = pass_line (self, bytes, at, length);
    }
  hand_over (self, bytes + begin, at - begin);

  return at;
}

static gboolean
check_length (TocsinLineStream *self, const Dotted *dotted, guint64 max_bytes, GError **error)
{
  if (max_bytes == 0 || dotted->length <= max_bytes)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("%s sends more than %" PRIu64 " bytes in one answer"),
               tocsin_endpoint_to_string (self->endpoint), max_bytes);
  return FALSE;
}

static gboolean
read_all (TocsinLineStream *self,
          Dotted *dotted,
          guint64 max_bytes,
          GCancellable *cancellable,
          GError **error)
{
  gsize waiting = 0;

  while (!dotted->done)
    {
      if (tocsin_read_buffer_get_length (&self->input) == waiting
          && !tocsin_line_stream_fill (self, G_MAXUINT16, cancellable, error))
        return FALSE;
      tocsin_read_buffer_skip (&self->input, take (dotted, tocsin_read_buffer_peek (&self->input),
                                                   tocsin_read_buffer_get_length (&self->input)));
      waiting = tocsin_read_buffer_get_length (&self->input);
      if (!check_length (self, dotted, max_bytes, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * tocsin_line_stream_read_dotted:
 * @self: a stream of which the line before this text was just read
 * @max_bytes: the most that is taken, whatever the server says; 0 for no limit
 * @sink: (nullable) (scope call): takes the text without the added dots, with its line ends, in
 *   pieces of up to 64 KiB; %NULL drops it
 * @user_data: the sink's
 * @cancellable: (nullable): ends the wait
 * @error: the sink's, `protocol.parse` if it is too long, or as tocsin_line_stream_read_line()
 *
 * Reads text up to the line with a single dot (RFC 1939, section 3). If the sink wants no more, the
 * rest is dropped and its error returned, and the stream is good for the next line. After any other
 * failure it is of no more use.
 */
gboolean
tocsin_line_stream_read_dotted (TocsinLineStream *self,
                                guint64 max_bytes,
                                TocsinSinkFunc sink,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error)
{
  Dotted dotted = { .sink = sink, .user_data = user_data, .at_start = TRUE };
  GError *reason = NULL;

  g_return_val_if_fail (TOCSIN_IS_LINE_STREAM (self), FALSE);

  if (!tocsin_line_stream_check_usable (self, error))
    return FALSE;

  dotted.bare = self->bare;
  if (!read_all (self, &dotted, max_bytes, cancellable, &reason))
    {
      g_clear_error (&dotted.refusal);
      tocsin_line_stream_lose_step (self, reason);
      g_propagate_error (error, reason);
      return FALSE;
    }
  tocsin_line_stream_show_size (self, dotted.length);
  if (dotted.refusal == NULL)
    return TRUE;
  g_propagate_error (error, dotted.refusal);

  return FALSE;
}
