/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/chat-private.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "plugins/imap4/session/trouble.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

/* Of a line that is no answer at all, so much is shown. */
#define SHOWN_BYTES 200

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
  self->outstanding = g_ptr_array_new_with_free_func ((GDestroyNotify) imap4_sent_free);

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
                   _ ("the server announced a literal of %" PRIu64
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

/* Sets whether somebody waits for it. */
static gboolean
take_tag (Imap4Chat *self, Imap4Response *response, gboolean *awaited, GError **error)
{
  g_autofree char *shown = NULL;

  for (guint i = 0; i < self->outstanding->len; i++)
    {
      const Imap4Sent *sent = g_ptr_array_index (self->outstanding, i);

      if (!g_str_equal (sent->tag, response->tag))
        continue;
      response->command = g_strdup (sent->name);
      *awaited = !sent->aside;
      g_ptr_array_remove_index (self->outstanding, i);
      return TRUE;
    }

  shown = tocsin_text_escape (response->tag, -1, SHOWN_BYTES);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server answered a command that was not sent (tag “%s”)"), shown);
  return FALSE;
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
      gboolean awaited;

      if (response == NULL)
        return NULL;

      if (response->kind == IMAP4_RESPONSE_TAGGED)
        {
          if (!take_tag (self, response, &awaited, error)
              || !tell (&self->observer, response, error))
            return NULL;
          self->untagged = 0;
          if (!awaited)
            continue;
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
