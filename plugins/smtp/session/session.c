/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/session/session.h"

#include "core/base/error.h"
#include "plugins/smtp/session/checkup.h"
#include "plugins/smtp/session/hello.h"
#include "plugins/smtp/session/login.h"

#include <glib/gi18n-lib.h>

struct _TocsinSmtpSession
{
  TocsinSession parent_instance;

  SmtpChat *chat;
  SmtpExtensions extensions;
  guint n_mails;
  gboolean dirty;
  gboolean used;
};

G_DEFINE_FINAL_TYPE (TocsinSmtpSession, tocsin_smtp_session, TOCSIN_TYPE_SESSION)

static void
hang_up (TocsinSession *session)
{
  TocsinSmtpSession *self = TOCSIN_SMTP_SESSION (session);

  g_clear_pointer (&self->chat, smtp_chat_free);
  smtp_extensions_clear (&self->extensions);
}

static void
tocsin_smtp_session_finalize (GObject *object)
{
  hang_up (TOCSIN_SESSION (object));

  G_OBJECT_CLASS (tocsin_smtp_session_parent_class)->finalize (object);
}

static gboolean
open_once (TocsinSession *session, gboolean *again, GCancellable *cancellable, GError **error)
{
  TocsinSmtpSession *self = TOCSIN_SMTP_SESSION (session);
  TocsinLineStream *stream;

  if (!smtp_login_check_settings (self, error))
    return FALSE;
  stream = tocsin_session_connect_stream (session, cancellable, error);
  if (stream == NULL)
    return FALSE;
  self->chat = smtp_chat_new (stream);

  return smtp_hello_open (self, cancellable, error) && smtp_login (self, again, cancellable, error);
}

static gboolean
tocsin_smtp_session_open (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  return tocsin_session_open_in_tries (session, open_once, hang_up, cancellable, error);
}

static gboolean
tocsin_smtp_session_probe (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  TocsinSmtpSession *self = TOCSIN_SMTP_SESSION (session);
  g_auto (SmtpReply) reply = { 0 };

  self->used = TRUE;

  return smtp_chat_ask (self->chat, "NOOP", &reply, cancellable, error)
         && smtp_trouble_check (&reply, SMTP_PHASE_COMMAND, "NOOP", error);
}

static void
tocsin_smtp_session_close (TocsinSession *session, GCancellable *cancellable)
{
  TocsinSmtpSession *self = TOCSIN_SMTP_SESSION (session);
  guint linger = tocsin_snapshot_get_uint (TOCSIN_SNAPSHOT (tocsin_session_get_settings (session)),
                                           "limits.linger");

  if (self->chat != NULL && linger > 0
      && tocsin_session_get_state (session) != TOCSIN_SESSION_BROKEN)
    {
      g_auto (SmtpReply) reply = { 0 };

      smtp_chat_put_line (self->chat, "QUIT");
      tocsin_line_stream_set_deadline (smtp_chat_get_stream (self->chat),
                                       g_get_monotonic_time () + linger * G_USEC_PER_SEC);
      /* Quirk 55: some servers close instead of answering; we are leaving anyhow. */
      smtp_chat_read (self->chat, &reply, cancellable, NULL);
    }
  hang_up (session);
}

static void
tocsin_smtp_session_class_init (TocsinSmtpSessionClass *klass)
{
  TocsinSessionClass *session_class = TOCSIN_SESSION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_smtp_session_finalize;
  session_class->open = tocsin_smtp_session_open;
  session_class->probe = tocsin_smtp_session_probe;
  session_class->close = tocsin_smtp_session_close;
  session_class->look_at = smtp_checkup_look_at;
  session_class->describe = smtp_checkup_describe;
}

static void
tocsin_smtp_session_init (TocsinSmtpSession *self)
{
}

/**
 * tocsin_smtp_session_get_chat:
 * @self: a session
 *
 * Returns: (transfer none): the conversation.
 */
SmtpChat *
tocsin_smtp_session_get_chat (TocsinSmtpSession *self)
{
  return self->chat;
}

/**
 * tocsin_smtp_session_get_extensions:
 * @self: a session
 *
 * Returns: (transfer none): what the server can do, as far as it is known.
 */
SmtpExtensions *
tocsin_smtp_session_get_extensions (TocsinSmtpSession *self)
{
  return &self->extensions;
}

/**
 * tocsin_smtp_session_has:
 * @self: a session
 * @feature: something that servers can do
 *
 * Returns: whether this one can.
 */
gboolean
tocsin_smtp_session_has (TocsinSmtpSession *self, SmtpFeature feature)
{
  return (self->extensions.features & feature) != 0;
}

/**
 * tocsin_smtp_session_is_encrypted:
 * @self: an open session
 *
 * Returns: whether it is inside TLS.
 */
gboolean
tocsin_smtp_session_is_encrypted (TocsinSmtpSession *self)
{
  return tocsin_line_stream_is_encrypted (smtp_chat_get_stream (self->chat));
}

/**
 * tocsin_smtp_session_needs_reset:
 * @self: an open session
 *
 * Returns: whether the server has to be told to forget what it was told before: half a message, or
 *   a whole one if `smtp.reset-between` wants it so.
 */
gboolean
tocsin_smtp_session_needs_reset (TocsinSmtpSession *self)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (self)));

  return self->dirty
         || (self->n_mails > 0 && tocsin_snapshot_get_boolean (settings, "smtp.reset-between"));
}

/**
 * tocsin_smtp_session_was_used:
 * @self: an open session
 *
 * Returns: whether anything was asked of it before, so that the server may have had enough of it.
 */
gboolean
tocsin_smtp_session_was_used (TocsinSmtpSession *self)
{
  return self->used;
}

/**
 * tocsin_smtp_session_is_spent:
 * @self: an open session
 *
 * Returns: whether the server takes no more messages in it (RFC 9422, MAILMAX).
 */
gboolean
tocsin_smtp_session_is_spent (TocsinSmtpSession *self)
{
  return self->extensions.max_mails > 0 && self->n_mails >= self->extensions.max_mails;
}

/**
 * tocsin_smtp_session_note_begun:
 * @self: a session in which MAIL is being sent
 */
void
tocsin_smtp_session_note_begun (TocsinSmtpSession *self)
{
  self->dirty = TRUE;
  self->n_mails++;
}

/**
 * tocsin_smtp_session_note_reset:
 * @self: a session in which the server has forgotten what it was told, or has judged a whole
 *   message
 */
void
tocsin_smtp_session_note_reset (TocsinSmtpSession *self)
{
  self->dirty = FALSE;
}

/**
 * tocsin_smtp_session_read:
 * @self: an open session
 * @reply: (out caller-allocates): an answer
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Reads an answer as smtp_chat_read() does. Without one, and behind 421, which may come in place of
 * any answer (RFC 5321, section 3.8), the session is of no more use.
 *
 * Returns: whether one came, whatever it says.
 */
gboolean
tocsin_smtp_session_read (TocsinSmtpSession *self,
                          SmtpReply *reply,
                          GCancellable *cancellable,
                          GError **error)
{
  gboolean came = smtp_chat_read (self->chat, reply, cancellable, error);

  self->used = TRUE;
  if (!came || smtp_reply_is_goodbye (reply))
    tocsin_session_mark_broken (TOCSIN_SESSION (self));

  return came;
}
