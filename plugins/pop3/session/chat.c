/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/session/chat.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a server's line, so much is shown. */
#define SHOWN_BYTES 200

struct _Pop3Chat
{
  TocsinLineStream *stream;
  gboolean unflushed;
};

/**
 * pop3_chat_new:
 * @stream: (transfer full): what it goes over
 *
 * Returns: (transfer full): a conversation in which nothing was said.
 */
Pop3Chat *
pop3_chat_new (TocsinLineStream *stream)
{
  Pop3Chat *self = g_new0 (Pop3Chat, 1);

  self->stream = stream;

  return self;
}

/**
 * pop3_chat_free:
 * @self: (transfer full): a conversation, over now
 */
void
pop3_chat_free (Pop3Chat *self)
{
  tocsin_line_stream_close (self->stream);
  g_object_unref (self->stream);
  g_free (self);
}

/**
 * pop3_chat_get_stream:
 * @self: a conversation
 *
 * Returns: (transfer none): what it goes over.
 */
TocsinLineStream *
pop3_chat_get_stream (Pop3Chat *self)
{
  return self->stream;
}

/**
 * pop3_chat_begin:
 * @self: a conversation
 * @bytes: how much the answers may bring
 *
 * Begins an exchange: from now on its deadline runs.
 */
void
pop3_chat_begin (Pop3Chat *self, guint64 bytes)
{
  tocsin_line_stream_begin (self->stream, bytes);
}

/**
 * pop3_chat_send:
 * @self: a conversation
 * @format: printf format of a command, without its end; nothing in it is secret
 *
 * Puts a command where pop3_chat_receive() sends it, so that several leave in one write.
 */
void
pop3_chat_send (Pop3Chat *self, const char *format, ...)
{
  g_autofree char *command = NULL;
  va_list args;

  va_start (args, format);
  command = g_strdup_vprintf (format, args);
  va_end (args);
  /* Whatever came from outside was looked at; this is the last look. */
  g_return_if_fail (tocsin_text_is_line_safe (command));

  tocsin_line_stream_printf (self->stream, "%s\r\n", command);
  self->unflushed = TRUE;
}

/**
 * pop3_chat_send_secret:
 * @self: a conversation
 * @words: what a transcript may show of the line
 * @secret: what follows and it may not
 */
void
pop3_chat_send_secret (Pop3Chat *self, const char *words, const char *secret)
{
  g_return_if_fail (tocsin_text_is_line_safe (words) && tocsin_text_is_line_safe (secret));

  tocsin_line_stream_put (self->stream, words, -1);
  tocsin_line_stream_put_secret (self->stream, secret, -1);
  tocsin_line_stream_put (self->stream, "\r\n", 2);
  self->unflushed = TRUE;
}

static gboolean
flush_now (Pop3Chat *self, GCancellable *cancellable, GError **error)
{
  if (!self->unflushed)
    return TRUE;
  self->unflushed = FALSE;

  return tocsin_line_stream_flush (self->stream, cancellable, error);
}

static void
fail_odd (const Pop3Reply *reply, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (reply->text, -1, SHOWN_BYTES);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server said neither +OK nor -ERR: %s"), shown);
  if (error != NULL)
    tocsin_error_set_server_text (*error, reply->text);
}

/**
 * pop3_chat_receive:
 * @self: a conversation
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_PROTOCOL_PARSE for what is no answer
 *
 * Sends what is still to be sent, then reads the first line of the next answer.
 *
 * Returns: (transfer full): yes, no or go on.
 */
Pop3Reply *
pop3_chat_receive (Pop3Chat *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (Pop3Reply) reply = NULL;
  const char *line;
  gsize length;

  if (!flush_now (self, cancellable, error))
    return NULL;
  line = tocsin_line_stream_read_line (self->stream, &length, cancellable, error);
  if (line == NULL)
    return NULL;

  reply = pop3_reply_parse (line, length);
  if (reply->kind != POP3_REPLY_ODD)
    return g_steal_pointer (&reply);
  fail_odd (reply, error);

  return NULL;
}

/**
 * pop3_chat_receive_lines:
 * @self: a conversation in which a command was answered with yes
 * @max_lines: more are an error
 * @func: (scope call): takes each line
 * @user_data: for @func
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Reads the rest of an answer of several lines (RFC 1939, section 3).
 *
 * Returns: whether all of it was read.
 */
gboolean
pop3_chat_receive_lines (Pop3Chat *self,
                         guint max_lines,
                         Pop3LineFunc func,
                         gpointer user_data,
                         GCancellable *cancellable,
                         GError **error)
{
  for (guint n = 0; n <= max_lines; n++)
    {
      const char *line = tocsin_line_stream_read_line (self->stream, NULL, cancellable, error);

      if (line == NULL)
        return FALSE;
      if (g_str_equal (line, "."))
        return TRUE;
      func (*line == '.' ? line + 1 : line, user_data);
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server sent more than %u lines in one answer"), max_lines);
  return FALSE;
}
