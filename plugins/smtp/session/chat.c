/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/session/chat.h"

#include <string.h>

struct _SmtpChat
{
  TocsinLineStream *stream;
  gboolean unflushed;
};

/**
 * smtp_chat_new:
 * @stream: (transfer full): a connected stream
 *
 * Returns: (transfer full): a conversation on it.
 */
SmtpChat *
smtp_chat_new (TocsinLineStream *stream)
{
  SmtpChat *self = g_new0 (SmtpChat, 1);

  self->stream = stream;

  return self;
}

/**
 * smtp_chat_free:
 * @self: (transfer full): a conversation; its stream is closed
 */
void
smtp_chat_free (SmtpChat *self)
{
  tocsin_line_stream_close (self->stream);
  g_object_unref (self->stream);
  g_free (self);
}

/**
 * smtp_chat_get_stream:
 * @self: a conversation
 *
 * Returns: (transfer none): what it goes over.
 */
TocsinLineStream *
smtp_chat_get_stream (SmtpChat *self)
{
  return self->stream;
}

/**
 * smtp_chat_begin:
 * @self: a conversation
 * @expected_bytes: how much will go over the line, both ways together
 *
 * Begins an exchange: from now on its deadline runs.
 */
void
smtp_chat_begin (SmtpChat *self, guint64 expected_bytes)
{
  tocsin_line_stream_begin (self->stream, expected_bytes);
}

/**
 * smtp_chat_put:
 * @self: a conversation
 * @lines: commands, each with its line end
 * @length: how many bytes
 *
 * They leave with the next read.
 */
void
smtp_chat_put (SmtpChat *self, const char *lines, gsize length)
{
  tocsin_line_stream_put (self->stream, lines, (gssize) length);
  self->unflushed = TRUE;
}

/**
 * smtp_chat_put_line:
 * @self: a conversation
 * @format: printf format of a command without its line end
 */
void
smtp_chat_put_line (SmtpChat *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  smtp_chat_put (self, line, strlen (line));
  smtp_chat_put (self, "\r\n", 2);
}

/**
 * smtp_chat_put_secret_line:
 * @self: a conversation
 * @open: what of it everybody may see
 * @secret: what nobody may
 */
void
smtp_chat_put_secret_line (SmtpChat *self, const char *open, const char *secret)
{
  smtp_chat_put (self, open, strlen (open));
  tocsin_line_stream_put_secret (self->stream, secret, -1);
  smtp_chat_put (self, "\r\n", 2);
}

/**
 * smtp_chat_read:
 * @self: a conversation
 * @reply: (out caller-allocates): the answer; all zero, or one that was read before
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Sends what is still to be sent, then reads all lines of one answer.
 *
 * Returns: whether one came, whatever it says.
 */
gboolean
smtp_chat_read (SmtpChat *self, SmtpReply *reply, GCancellable *cancellable, GError **error)
{
  gboolean more = TRUE;

  if (self->unflushed && !tocsin_line_stream_flush (self->stream, cancellable, error))
    return FALSE;
  self->unflushed = FALSE;
  smtp_reply_begin (reply);
  while (more)
    {
      gsize length;
      const char *line = tocsin_line_stream_read_line (self->stream, &length, cancellable, error);

      if (line == NULL || !smtp_reply_add_line (reply, line, length, &more, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * smtp_chat_ask:
 * @self: a conversation
 * @line: a command without its line end
 * @reply: (out caller-allocates): the answer
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * An exchange of its own: one command, one answer.
 *
 * Returns: whether an answer came, whatever it says.
 */
gboolean
smtp_chat_ask (
    SmtpChat *self, const char *line, SmtpReply *reply, GCancellable *cancellable, GError **error)
{
  smtp_chat_begin (self, 0);
  smtp_chat_put_line (self, "%s", line);

  return smtp_chat_read (self, reply, cancellable, error);
}
