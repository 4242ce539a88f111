/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* TOP and RETR (RFC 1939, sections 5 and 7), many at once where the server can take that. */
#include "plugins/pop3/session/retrieve.h"

#include "core/base/error.h"

/* Of whole messages so many are asked for ahead: enough to hide the way there and back. */
#define WHOLE_WINDOW 8

/* About so much is a header block. */
#define HEADER_BYTES (8 * 1024)

/* Octet counts are wrong (quirk 46): so much more than one says is granted the time that it takes.
 */
#define FURTHER_BYTES (1024 * 1024)

typedef struct
{
  TocsinPop3Session *session;
  GPtrArray *messages;
  gboolean whole;
  const Pop3RetrieveSink *sink;
  guint64 most;
  guint64 granted;
  guint64 taken;
  guint sent;
  gboolean unwanted; /* by the sink */
} Retrieval;

static const Pop3Message *
message_at (const Retrieval *self, guint index)
{
  return g_ptr_array_index (self->messages, index);
}

/* Ahead of the answers, and then again when half of them have come: so commands leave together. */
static void
send_some (Retrieval *self, guint answered)
{
  Pop3Chat *chat = tocsin_pop3_session_get_chat (self->session);
  guint window = tocsin_pop3_session_get_window (self->session);

  if (self->whole)
    window = MIN (window, WHOLE_WINDOW);
  if (self->sent - answered > window / 2)
    return;
  while (self->sent < self->messages->len && self->sent - answered < window)
    {
      guint32 number = message_at (self, self->sent++)->number;

      if (self->whole)
        pop3_chat_send (chat, "RETR %u", number);
      else
        pop3_chat_send (chat, "TOP %u 0", number);
    }
}

static gboolean
take_bytes (const char *bytes, gsize length, gpointer user_data, GError **error)
{
  Retrieval *self = user_data;

  self->taken += length;
  if (self->taken > self->granted)
    {
      self->granted = self->taken + FURTHER_BYTES;
      pop3_chat_begin (tocsin_pop3_session_get_chat (self->session), FURTHER_BYTES);
    }

  self->unwanted = !self->sink->write (bytes, length, self->sink->user_data, error);

  return !self->unwanted;
}

static gboolean
take_text (Retrieval *self, guint index, GCancellable *cancellable, GError **error)
{
  TocsinLineStream *stream = pop3_chat_get_stream (tocsin_pop3_session_get_chat (self->session));
  const Pop3RetrieveSink *sink = self->sink;

  if (self->whole)
    tocsin_pop3_session_note_retrieved (self->session);
  self->unwanted = sink->begin != NULL && !sink->begin (index, sink->user_data, error);
  if (self->unwanted
      || !tocsin_line_stream_read_dotted (stream, self->most, take_bytes, self, cancellable, error))
    return FALSE;
  self->unwanted = sink->end != NULL && !sink->end (index, sink->user_data, error);

  return !self->unwanted;
}

static gboolean
take_answer (Retrieval *self, guint index, GCancellable *cancellable, GError **error)
{
  Pop3Chat *chat = tocsin_pop3_session_get_chat (self->session);
  g_autoptr (Pop3Reply) reply = NULL;

  self->taken = 0;
  self->granted = self->whole ? message_at (self, index)->size : HEADER_BYTES;
  pop3_chat_begin (chat, self->granted);
  reply = pop3_chat_receive (chat, cancellable, error);
  if (reply == NULL)
    return FALSE;
  if (reply->kind == POP3_REPLY_OK)
    return take_text (self, index, cancellable, error);
  if (reply->kind != POP3_REPLY_ERR)
    return pop3_trouble_check (reply, POP3_PHASE_COMMAND, "RETR", error);
  self->unwanted = !self->sink->refused (index, reply, self->sink->user_data, error);

  return !self->unwanted;
}

/* No message is larger than what the settings take; a line more or less, and what the server's
 * count may err (quirk 46), is room. */
static guint64
most_bytes (TocsinPop3Session *session)
{
  guint64 limit =
      tocsin_endpoint_get_limits (tocsin_session_get_endpoint (TOCSIN_SESSION (session)))
          ->max_message_size;

  return limit == 0 || limit > G_MAXINT64 / 4 ? limit : 2 * limit + FURTHER_BYTES;
}

/**
 * pop3_retrieve:
 * @session: an open session
 * @messages: (element-type Pop3Message): which ones
 * @whole: whether with their bodies, or their headers alone
 * @sink: where to
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong with the conversation, or the sink's
 *
 * A failure ends the session: there are answers on the way that nobody reads.
 *
 * Returns: whether all were answered, with yes or no.
 */
gboolean
pop3_retrieve (TocsinPop3Session *session,
               GPtrArray *messages,
               gboolean whole,
               const Pop3RetrieveSink *sink,
               GCancellable *cancellable,
               GError **error)
{
  Retrieval self = { session, messages, whole, sink, .most = most_bytes (session) };

  for (guint i = 0; i < messages->len; i++)
    {
      GError *reason = NULL;

      send_some (&self, i);
      if (take_answer (&self, i, cancellable, &reason))
        continue;
      tocsin_session_mark_broken (TOCSIN_SESSION (session));
      if (self.unwanted)
        g_propagate_error (error, reason);
      else
        tocsin_pop3_session_give_up (session, whole ? "RETR" : "TOP", reason, error);
      return FALSE;
    }

  return TRUE;
}
