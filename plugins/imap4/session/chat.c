/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/chat.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/imap4/session/trouble.h"
#include "plugins/imap4/session/upload.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/random.h>

/* So many letters, new ones for each command, that nobody on the line answers one before it is
 * sent: 2^50 to guess from. */
#define TAG_LETTERS 10

/* Of a line that is no answer at all, so much is shown. */
#define SHOWN_BYTES 200

struct _Imap4Chat
{
  TocsinLineStream *stream;
  guint64 max_literal;
  Imap4Listener observer;
  gboolean literal_plus;
  gboolean literal_minus;
  GPtrArray *outstanding;
  guint untagged;
  gboolean unflushed;
  guint64 expected;
};

/**
 * imap4_chat_new:
 * @stream: (transfer full): a connected stream
 * @max_literal: the largest literal taken, in bytes
 *
 * Returns: (transfer full): a conversation on it.
 */
Imap4Chat *
imap4_chat_new (TocsinLineStream *stream, guint64 max_literal)
{
  Imap4Chat *self = g_new0 (Imap4Chat, 1);

  self->stream = stream;
  self->max_literal = max_literal;
  self->outstanding = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * imap4_chat_free:
 * @self: (transfer full): a conversation; its stream is closed
 */
void
imap4_chat_free (Imap4Chat *self)
{
  tocsin_line_stream_close (self->stream);
  g_object_unref (self->stream);
  g_ptr_array_unref (self->outstanding);
  g_free (self);
}

/**
 * imap4_chat_set_observer:
 * @self: a conversation
 * @observer: who hears all untagged and tagged responses first; copied
 */
void
imap4_chat_set_observer (Imap4Chat *self, const Imap4Listener *observer)
{
  self->observer = *observer;
}

/**
 * imap4_chat_set_literals:
 * @self: a conversation
 * @plus: whether the server takes literals unasked (RFC 7888)
 * @minus: whether it takes small ones so
 */
void
imap4_chat_set_literals (Imap4Chat *self, gboolean plus, gboolean minus)
{
  self->literal_plus = plus;
  self->literal_minus = minus;
}

/**
 * imap4_chat_reset:
 * @self: a conversation
 *
 * Forgets every command under way: to be called when TLS begins, before which nothing counts.
 */
void
imap4_chat_reset (Imap4Chat *self)
{
  g_ptr_array_set_size (self->outstanding, 0);
  self->literal_plus = FALSE;
  self->literal_minus = FALSE;
}

/**
 * imap4_chat_get_stream:
 * @self: a conversation
 *
 * Returns: (transfer none): what it goes over.
 */
TocsinLineStream *
imap4_chat_get_stream (Imap4Chat *self)
{
  return self->stream;
}

/**
 * imap4_chat_expect:
 * @self: a conversation
 * @bytes: how much will go over the line with the next exchange, both ways together
 *
 * The deadline of an exchange grows with what it moves.
 */
void
imap4_chat_expect (Imap4Chat *self, guint64 bytes)
{
  self->expected = bytes;
}

/**
 * imap4_chat_begin:
 * @self: a conversation
 *
 * Begins an exchange: from now on its deadline runs.
 */
void
imap4_chat_begin (Imap4Chat *self)
{
  tocsin_line_stream_begin (self->stream, self->expected);
  self->expected = 0;
}

static gboolean
collect (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  imap4_frame_add_bytes (user_data, bytes, length);

  return TRUE;
}

static gboolean
read_literal (Imap4Chat *self,
              Imap4Frame *frame,
              const Imap4Listener *listener,
              GCancellable *cancellable,
              GError **error)
{
  guint64 size = imap4_frame_get_announced (frame);
  Imap4BodyAnnouncement body;
  TocsinSinkFunc sink = NULL;
  gpointer sink_data = NULL;

  if (size > self->max_literal)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                   _ ("the server announced a literal of %" G_GUINT64_FORMAT
                      " bytes, more than any message that is fetched"),
                   size);
      tocsin_error_set_hint (*error, _ ("limits.max-message-size says how large a message may be"));
      return FALSE;
    }
  if (listener == NULL || listener->body == NULL || !imap4_fetched_announces_body (frame, &body)
      || !listener->body (&body, &sink, &sink_data, listener->user_data))
    return tocsin_line_stream_read_literal (self->stream, size, collect, frame, cancellable, error);

  imap4_frame_send_elsewhere (frame);

  return tocsin_line_stream_read_literal (self->stream, size, sink, sink_data, cancellable, error);
}

static Imap4Response *
read_response (Imap4Chat *self,
               const Imap4Listener *listener,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (Imap4Frame) frame = imap4_frame_new ();
  gboolean more = TRUE;

  while (more)
    {
      gsize length;
      const char *line = tocsin_line_stream_read_line (self->stream, &length, cancellable, error);

      if (line == NULL || !imap4_frame_add_line (frame, line, length, &more, error))
        return NULL;
      if (more && !read_literal (self, frame, listener, cancellable, error))
        return NULL;
    }

  return imap4_response_parse (g_steal_pointer (&frame), error);
}

static gboolean
tell (const Imap4Listener *listener, const Imap4Response *response, GError **error)
{
  return listener == NULL || listener->data == NULL
         || listener->data (response, listener->user_data, error);
}

static gboolean
count_untagged (Imap4Chat *self, GError **error)
{
  if (++self->untagged <= IMAP4_CHAT_MAX_UNTAGGED)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server sent more than %d lines that answer nothing"),
               IMAP4_CHAT_MAX_UNTAGGED);
  return FALSE;
}

static gboolean
take_untagged (Imap4Chat *self,
               const Imap4Response *response,
               const Imap4Listener *listener,
               GError **error)
{
  /* Quirk 38: Yandex repeats its BYE until the client closes. After the first nothing is answered.
   */
  if (response->kind == IMAP4_RESPONSE_STATUS && response->status == IMAP4_STATUS_BYE)
    {
      imap4_trouble_set_goodbye (
          response,
          tocsin_line_stream_is_distrusted (self->stream) ? IMAP4_PHASE_PLAIN : IMAP4_PHASE_COMMAND,
          error);
      return FALSE;
    }

  return count_untagged (self, error) && tell (&self->observer, response, error)
         && tell (listener, response, error);
}

static gboolean
take_tag (Imap4Chat *self, const char *tag, GError **error)
{
  g_autofree char *shown = NULL;

  for (guint i = 0; i < self->outstanding->len; i++)
    if (g_str_equal (g_ptr_array_index (self->outstanding, i), tag))
      {
        g_ptr_array_remove_index (self->outstanding, i);
        return TRUE;
      }

  shown = tocsin_text_escape (tag, -1, SHOWN_BYTES);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server answered a command that was not sent (tag “%s”)"), shown);
  return FALSE;
}

static void
flush_later (Imap4Chat *self)
{
  self->unflushed = TRUE;
}

static gboolean
flush_now (Imap4Chat *self, GCancellable *cancellable, GError **error)
{
  if (!self->unflushed)
    return TRUE;
  self->unflushed = FALSE;

  return tocsin_line_stream_flush (self->stream, cancellable, error);
}

/**
 * imap4_chat_receive:
 * @self: a conversation
 * @listener: (nullable): who takes untagged responses
 * @want_continuation: whether the server may ask for more
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Sends what is still to be sent, then reads until a command ends.
 *
 * Returns: (transfer full): the tagged response, or the continuation.
 */
Imap4Response *
imap4_chat_receive (Imap4Chat *self,
                    const Imap4Listener *listener,
                    gboolean want_continuation,
                    GCancellable *cancellable,
                    GError **error)
{
  if (!flush_now (self, cancellable, error))
    return NULL;

  for (;;)
    {
      g_autoptr (Imap4Response) response = read_response (self, listener, cancellable, error);

      if (response == NULL)
        return NULL;

      if (response->kind == IMAP4_RESPONSE_TAGGED)
        {
          if (!take_tag (self, response->tag, error) || !tell (&self->observer, response, error))
            return NULL;
          self->untagged = 0;
          return g_steal_pointer (&response);
        }
      if (response->kind == IMAP4_RESPONSE_CONTINUATION)
        {
          if (want_continuation)
            return g_steal_pointer (&response);
          g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                               _ ("the server asks for more of a command that is complete"));
          return NULL;
        }
      if (!take_untagged (self, response, listener, error))
        return NULL;
    }
}

/**
 * imap4_chat_receive_unasked:
 * @self: a conversation with a line ready to be read
 * @listener: (nullable): who takes it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Takes one untagged response while the session waits (RFC 2177, RFC 5465).
 *
 * Returns: whether it was one.
 */
gboolean
imap4_chat_receive_unasked (Imap4Chat *self,
                            const Imap4Listener *listener,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (Imap4Response) response = read_response (self, listener, cancellable, error);

  if (response == NULL)
    return FALSE;
  if (response->kind == IMAP4_RESPONSE_TAGGED || response->kind == IMAP4_RESPONSE_CONTINUATION)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the server ended the wait for mail on its own"));
      return FALSE;
    }
  /* The wait has no end of its own, so neither has the number of what may come. */
  self->untagged = 0;

  return take_untagged (self, response, listener, error);
}

static gboolean
await_consent (Imap4Chat *self,
               const Imap4Listener *listener,
               Imap4Response **refusal,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (Imap4Response) response = NULL;

  flush_later (self);
  response = imap4_chat_receive (self, listener, TRUE, cancellable, error);
  if (response == NULL)
    return FALSE;
  if (response->kind == IMAP4_RESPONSE_TAGGED)
    *refusal = g_steal_pointer (&response);

  return TRUE;
}

static gboolean
send_literal (Imap4Chat *self,
              const Imap4Piece *piece,
              const Imap4Listener *listener,
              Imap4Response **refusal,
              GCancellable *cancellable,
              GError **error)
{
  gboolean unasked =
      self->literal_plus || (self->literal_minus && piece->size <= IMAP4_LITERAL_MINUS_MAX);

  tocsin_line_stream_printf (self->stream, "{%" G_GUINT64_FORMAT "%s}\r\n", piece->size,
                             unasked ? "+" : "");
  if (!unasked && !await_consent (self, listener, refusal, cancellable, error))
    return FALSE;
  if (*refusal != NULL)
    return TRUE;

  if (piece->kind == IMAP4_PIECE_STREAM)
    return imap4_upload (self->stream, piece->stream, piece->size, cancellable, error);
  if (piece->secret)
    tocsin_line_stream_put_secret (self->stream, piece->bytes->str, (gssize) piece->bytes->len);
  else
    tocsin_line_stream_put (self->stream, piece->bytes->str, (gssize) piece->bytes->len);

  return TRUE;
}

static void
put_text (Imap4Chat *self, const Imap4Piece *piece)
{
  /* Whatever came from outside went through an encoder; this is the last look at it. */
  g_return_if_fail (strpbrk (piece->bytes->str, "\r\n") == NULL);

  if (piece->secret)
    tocsin_line_stream_put_secret (self->stream, piece->bytes->str, (gssize) piece->bytes->len);
  else
    tocsin_line_stream_put (self->stream, piece->bytes->str, (gssize) piece->bytes->len);
}

static char *
make_tag (void)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
  guchar random[TAG_LETTERS];
  char tag[TAG_LETTERS + 1] = "";

  if (getrandom (random, sizeof random, 0) != sizeof random)
    for (guint i = 0; i < TAG_LETTERS; i++)
      random[i] = (guchar) g_random_int_range (0, 256);
  for (guint i = 0; i < TAG_LETTERS; i++)
    tag[i] = letters[random[i] % (sizeof letters - 1)];

  return g_strdup (tag);
}

/**
 * imap4_chat_send:
 * @self: a conversation
 * @command: what to send; its tag is added here
 * @listener: (nullable): who takes what comes before the server agrees to a literal
 * @refusal: (out) (transfer full) (nullable): the tagged response, if the server refused a literal
 *   and so ended the command before it was complete
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Puts the command into the buffer, from where imap4_chat_receive() sends it; so commands that need
 * no consent leave in one write.
 *
 * Returns: whether the conversation goes on.
 */
gboolean
imap4_chat_send (Imap4Chat *self,
                 const Imap4Command *command,
                 const Imap4Listener *listener,
                 Imap4Response **refusal,
                 GCancellable *cancellable,
                 GError **error)
{
  char *tag = make_tag ();

  *refusal = NULL;
  g_ptr_array_add (self->outstanding, tag);
  tocsin_line_stream_printf (self->stream, "%s ", tag);

  for (guint i = 0; i < imap4_command_get_n_pieces (command); i++)
    {
      const Imap4Piece *piece = imap4_command_get_piece (command, i);

      if (piece->kind == IMAP4_PIECE_TEXT)
        put_text (self, piece);
      else if (!send_literal (self, piece, listener, refusal, cancellable, error))
        return FALSE;
      if (*refusal != NULL)
        return TRUE;
    }
  imap4_chat_send_line (self, "", FALSE);

  return TRUE;
}

/**
 * imap4_chat_send_line:
 * @self: a conversation in the middle of a command
 * @line: what belongs into the next line
 * @secret: whether the transcript must not show it
 */
void
imap4_chat_send_line (Imap4Chat *self, const char *line, gboolean secret)
{
  g_return_if_fail (tocsin_text_is_line_safe (line));

  if (secret)
    tocsin_line_stream_put_secret (self->stream, line, -1);
  else
    tocsin_line_stream_put (self->stream, line, -1);
  tocsin_line_stream_put (self->stream, "\r\n", 2);
  flush_later (self);
}
