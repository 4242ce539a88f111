/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The message itself, by DATA (RFC 5321, section 4.1.1.4) or BDAT (RFC 3030), and the answer to it.
 */
#include "plugins/smtp/session/upload.h"

#include "core/base/error.h"
#include "plugins/smtp/wire/dots.h"

#include <glib/gi18n-lib.h>

/* So much is collected before it is sent. */
#define WRITE_BYTES (64 * 1024)

/* Seconds for the answer to a message when nobody waits for us any more. */
#define LAST_PATIENCE 10

typedef struct
{
  TocsinSmtpSession *session;
  SmtpMessage *message;
  SmtpUpload *upload;
  TocsinLineStream *stream;
  guint64 size;
  guint64 done; /* of the message */
  gboolean chunking;
  SmtpDots dots;
  GString *wire;
  gsize unflushed;
} Run;

/* The end: with DATA the last line end and the dot, with BDAT the last byte, and for a message of
 * none the command itself. */
static gsize
length_of_end (const Run *self)
{
  if (self->size == 0)
    return 0;

  return self->chunking ? 1 : 2;
}

static void
put_command (Run *self)
{
  smtp_chat_put_line (tocsin_smtp_session_get_chat (self->session),
                      "BDAT %" G_GUINT64_FORMAT " LAST", self->size);
}

static void
put_data (Run *self, const char *bytes, gsize length)
{
  tocsin_line_stream_put_data (self->stream, bytes, length);
  self->unflushed += length;
  self->upload->n_sent += length;
}

static void
put_lines (Run *self, const char *bytes, gsize length)
{
  if (self->chunking)
    {
      put_data (self, bytes, length);
      return;
    }
  g_string_truncate (self->wire, 0);
  smtp_dots_add (&self->dots, bytes, length, self->wire);
  put_data (self, self->wire->str, self->wire->len);
}

static void
put_end (Run *self)
{
  if (self->chunking && self->size == 0)
    put_command (self);
  else if (self->chunking)
    tocsin_line_stream_put (self->stream, "\n", 1);
  else
    tocsin_line_stream_put (self->stream, self->size > 0 ? "\r\n.\r\n" : ".\r\n", -1);
  self->upload->n_sent += length_of_end (self);
}

/* A server that has seen enough says so before the end, which then never comes. */
static gboolean
check_silence (Run *self, SmtpReply *verdict, GCancellable *cancellable, GError **error)
{
  gboolean ready = FALSE;

  if (!tocsin_line_stream_drain (self->stream, &ready, error))
    return FALSE;
  if (!ready)
    return TRUE;
  if (!tocsin_smtp_session_read (self->session, verdict, cancellable, error))
    return FALSE;
  if (smtp_reply_is_no (verdict))
    smtp_trouble_check (verdict, SMTP_PHASE_CONTENT, _ ("the message"), error);
  else
    smtp_trouble_set_odd (verdict, SMTP_PHASE_CONTENT, _ ("the message"), error);

  return FALSE;
}

static gboolean
flush (Run *self, SmtpReply *verdict, GCancellable *cancellable, GError **error)
{
  if (self->unflushed < WRITE_BYTES)
    return TRUE;
  self->unflushed = 0;
  if (!tocsin_line_stream_flush (self->stream, cancellable, error))
    return FALSE;
  if (self->upload->progress != NULL)
    self->upload->progress (self->done, self->size, self->upload->user_data);

  return check_silence (self, verdict, cancellable, error);
}

static gboolean
fail_changed (GError **error)
{
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
                       _ ("the message was changed while it was being sent"));
  return FALSE;
}

/* All but the end. */
static gboolean
send_body (Run *self, SmtpReply *verdict, GCancellable *cancellable, GError **error)
{
  guint64 most = self->size - length_of_end (self);
  const char *bytes;
  gsize length;

  if (!smtp_message_rewind (self->message, cancellable, error))
    return FALSE;
  if (self->chunking && self->size > 0)
    put_command (self);
  for (;;)
    {
      if (!smtp_message_read (self->message, &bytes, &length, cancellable, error))
        return FALSE;
      if (length == 0)
        break;
      if (length > self->size - self->done)
        return fail_changed (error);
      if (self->done < most)
        put_lines (self, bytes, (gsize) MIN (length, most - self->done));
      self->done += length;
      if (!flush (self, verdict, cancellable, error))
        return FALSE;
    }

  return self->done == self->size || fail_changed (error);
}

static gboolean
commit (Run *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      tocsin_error_translate (error, _ ("sending the message"));
      return FALSE;
    }

  return self->upload->commit == NULL || self->upload->commit (self->upload->user_data, error);
}

static gboolean
uses_default_patience (const Run *self)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (self->session)));

  return tocsin_snapshot_get_uint (settings, "protocol-timeout") == 0;
}

/* RFC 5321, section 4.5.3.2.6: ten minutes, twice the usual silence, since who gives up too early
 * never learns whether the message went. For the same reason a cancelled wait goes on for a bit. */
static gboolean
may_wait_on (Run *self, const SmtpReply *verdict, guint waits, const GError *failure)
{
  if (waits > 0 || verdict->n_lines > 0)
    return FALSE;
  if (failure->code == TOCSIN_ERROR_TIMEOUT_COMMAND)
    return uses_default_patience (self);

  return failure->code == TOCSIN_ERROR_CANCELLED;
}

static gboolean
read_verdict (Run *self, SmtpReply *verdict, GCancellable *cancellable, GError **error)
{
  SmtpChat *chat = tocsin_smtp_session_get_chat (self->session);

  for (guint waits = 0;; waits++)
    {
      g_autoptr (GError) failure = NULL;

      if (smtp_chat_read (chat, verdict, cancellable, &failure))
        return TRUE;
      if (!may_wait_on (self, verdict, waits, failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      smtp_chat_begin (chat, 0);
      if (failure->code == TOCSIN_ERROR_CANCELLED)
        tocsin_line_stream_set_deadline (self->stream,
                                         g_get_monotonic_time () + LAST_PATIENCE * G_USEC_PER_SEC);
      cancellable = NULL;
    }
}

static gboolean
run (Run *self, SmtpReply *verdict, GCancellable *cancellable, GError **error)
{
  smtp_chat_begin (tocsin_smtp_session_get_chat (self->session), self->size);
  /* More answers than questions: what came for an answer may have been another's. */
  if (tocsin_line_stream_has_buffered (self->stream)
      && !check_silence (self, verdict, cancellable, error))
    return FALSE;
  if (!send_body (self, verdict, cancellable, error) || !commit (self, cancellable, error))
    return FALSE;
  self->upload->ended = TRUE;
  put_end (self);
  if (!tocsin_line_stream_flush (self->stream, NULL, error)
      || !read_verdict (self, verdict, cancellable, error))
    return FALSE;
  if (self->upload->progress != NULL)
    self->upload->progress (self->size, self->size, self->upload->user_data);

  return TRUE;
}

/**
 * smtp_upload:
 * @session: a session in which a message was offered and may be sent
 * @message: the message
 * @upload: who is told, and what became of it
 * @verdict: (out caller-allocates): the server's answer
 * @cancellable: (nullable): to stop it; once the end is sent the answer is waited for a bit longer
 * @error: why there is no answer; the session is of no more use then
 *
 * Sends a message. Before its end is sent nothing of it counts.
 *
 * Returns: whether the server has answered, whatever it said.
 */
gboolean
smtp_upload (TocsinSmtpSession *session,
             SmtpMessage *message,
             SmtpUpload *upload,
             SmtpReply *verdict,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GString) wire = g_string_new (NULL);
  Run self = {
    .session = session,
    .message = message,
    .upload = upload,
    .stream = smtp_chat_get_stream (tocsin_smtp_session_get_chat (session)),
    .size = smtp_message_get_survey (message)->size,
    .chunking = tocsin_smtp_session_has (session, SMTP_FEATURE_CHUNKING),
    .wire = wire,
  };
  gboolean answered;

  answered = run (&self, verdict, cancellable, error);
  if (!answered || smtp_reply_is_goodbye (verdict) || tocsin_line_stream_has_buffered (self.stream))
    tocsin_session_mark_broken (TOCSIN_SESSION (session));
  else
    tocsin_smtp_session_note_reset (session);

  return answered;
}
