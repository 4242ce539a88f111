/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/pop3/session/session-private.h"

#include "core/base/error.h"
#include "plugins/pop3/session/login.h"
#include "plugins/pop3/session/starttls.h"
#include "plugins/pop3/session/survey.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (TocsinPop3Session, tocsin_pop3_session, TOCSIN_TYPE_SESSION)

static void
hang_up (TocsinSession *session)
{
  TocsinPop3Session *self = TOCSIN_POP3_SESSION (session);

  g_clear_pointer (&self->chat, pop3_chat_free);
  g_clear_pointer (&self->capabilities, pop3_capabilities_free);
  g_clear_pointer (&self->maildrop, pop3_maildrop_free);
  g_clear_pointer (&self->timestamp, g_free);
  g_clear_pointer (&self->server, g_free);
  self->retrieved = FALSE;
}

static void
tocsin_pop3_session_finalize (GObject *object)
{
  hang_up (TOCSIN_SESSION (object));

  G_OBJECT_CLASS (tocsin_pop3_session_parent_class)->finalize (object);
}

/* RFC 2449, section 6.5: who comes back too early is refused, or locked out. */
static gboolean
check_delay (TocsinPop3Session *self, GError **error)
{
  guint wait = pop3_memory_get_wait (tocsin_pop3_session_get_memory (self));
  GError *early;

  if (wait == 0)
    return TRUE;
  early = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
                       _ ("the server lets nobody sign in again so soon (LOGIN-DELAY)"));
  tocsin_error_set_retry_after (early, wait);
  tocsin_error_set_hint (early, _ ("it is tried again in %u seconds"), wait);
  g_propagate_error (error, early);

  return FALSE;
}

static gboolean
open_once (TocsinSession *session, gboolean *again, GCancellable *cancellable, GError **error)
{
  TocsinPop3Session *self = TOCSIN_POP3_SESSION (session);
  TocsinLineStream *stream = tocsin_session_connect_stream (session, cancellable, error);

  if (stream == NULL)
    return FALSE;
  self->chat = pop3_chat_new (stream);
  if (!pop3_starttls_open (self, cancellable, error)
      || !pop3_login (self, again, cancellable, error))
    return FALSE;
  self->opened = g_get_monotonic_time ();

  return TRUE;
}

static gboolean
tocsin_pop3_session_open (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  if (!check_delay (TOCSIN_POP3_SESSION (session), error))
    return FALSE;

  return tocsin_session_open_in_tries (session, open_once, hang_up, cancellable, error);
}

static gboolean
tocsin_pop3_session_probe (TocsinSession *session, GCancellable *cancellable, GError **error)
{
  return tocsin_pop3_session_run (TOCSIN_POP3_SESSION (session), "NOOP", cancellable, error);
}

/* RFC 1939, section 6: QUIT is what makes a server remove messages, and one that keeps nothing for
 * long (EXPIRE 0) may take reading for a wish to remove. Nothing is removed that nobody asked for:
 * such a session is cut. */
static gboolean
may_say_goodbye (TocsinPop3Session *self)
{
  return self->chat != NULL
         && tocsin_session_get_state (TOCSIN_SESSION (self)) != TOCSIN_SESSION_BROKEN
         && !(self->retrieved && tocsin_pop3_session_deletes_what_was_read (self));
}

static void
tocsin_pop3_session_close (TocsinSession *session, GCancellable *cancellable)
{
  TocsinPop3Session *self = TOCSIN_POP3_SESSION (session);
  guint linger = tocsin_endpoint_get_limits (tocsin_session_get_endpoint (session))->linger;

  if (linger > 0 && may_say_goodbye (self))
    {
      g_autoptr (Pop3Reply) answer = NULL;

      tocsin_line_stream_set_deadline (pop3_chat_get_stream (self->chat),
                                       g_get_monotonic_time () + linger * G_USEC_PER_SEC);
      pop3_chat_send (self->chat, "QUIT");
      answer = pop3_chat_receive (self->chat, cancellable, NULL);
    }
  hang_up (session);
}

static void
tocsin_pop3_session_class_init (TocsinPop3SessionClass *klass)
{
  TocsinSessionClass *session_class = TOCSIN_SESSION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_pop3_session_finalize;
  session_class->open = tocsin_pop3_session_open;
  session_class->probe = tocsin_pop3_session_probe;
  session_class->close = tocsin_pop3_session_close;
  session_class->look_at = pop3_survey_look_at;
  session_class->describe = pop3_survey_describe;
}

static void
tocsin_pop3_session_init (TocsinPop3Session *self)
{
}

/**
 * tocsin_pop3_session_give_up:
 * @self: a session
 * @command: where the conversation broke off
 * @reason: (transfer full): why
 * @error: where @reason goes
 *
 * Nothing can be said any more: nobody knows which answer belongs to which command.
 */
void
tocsin_pop3_session_give_up (TocsinPop3Session *self,
                             const char *command,
                             GError *reason,
                             GError **error)
{
  tocsin_session_mark_broken (TOCSIN_SESSION (self));
  if (tocsin_error_get_command (reason) == NULL && reason->code != TOCSIN_ERROR_CANCELLED)
    {
      g_autofree char *name = g_strndup (command, strcspn (command, " "));

      tocsin_error_set_command (reason, name);
    }
  g_propagate_error (error, reason);
}

/**
 * tocsin_pop3_session_ask:
 * @self: a session
 * @command: what to ask; nothing in it is secret
 * @cancellable: (nullable): to stop it; the session is of no more use then
 * @error: where to put what went wrong with the conversation
 *
 * Returns: (transfer full): the answer's first line, yes or no.
 */
Pop3Reply *
tocsin_pop3_session_ask (TocsinPop3Session *self,
                         const char *command,
                         GCancellable *cancellable,
                         GError **error)
{
  Pop3Reply *reply;
  GError *reason = NULL;

  if (self->chat == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY,
                           _ ("the session is closed"));
      return NULL;
    }
  pop3_chat_begin (self->chat, 0);
  pop3_chat_send (self->chat, "%s", command);
  reply = pop3_chat_receive (self->chat, cancellable, &reason);
  if (reply == NULL)
    tocsin_pop3_session_give_up (self, command, reason, error);

  return reply;
}

/**
 * tocsin_pop3_session_run:
 * @self: an open session
 * @command: what to do
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, or what the refusal means
 *
 * Returns: whether the server did it.
 */
gboolean
tocsin_pop3_session_run (TocsinPop3Session *self,
                         const char *command,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (Pop3Reply) reply = tocsin_pop3_session_ask (self, command, cancellable, error);

  return reply != NULL && pop3_trouble_check (reply, POP3_PHASE_COMMAND, command, error);
}

static void
take_capability (const char *line, gpointer capabilities)
{
  pop3_capabilities_add (capabilities, line);
}

/**
 * tocsin_pop3_session_ask_capabilities:
 * @self: a session
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong with the conversation
 *
 * Asks what the server can do (RFC 2449). That it does not tell is no failure.
 *
 * Returns: whether the conversation goes on.
 */
gboolean
tocsin_pop3_session_ask_capabilities (TocsinPop3Session *self,
                                      GCancellable *cancellable,
                                      GError **error)
{
  g_autoptr (Pop3Capabilities) capabilities = pop3_capabilities_new ();
  g_autoptr (Pop3Reply) reply = tocsin_pop3_session_ask (self, "CAPA", cancellable, error);
  GError *reason = NULL;

  if (reply == NULL)
    return FALSE;
  if (reply->kind != POP3_REPLY_OK)
    {
      tocsin_pop3_session_set_capabilities (self, NULL);
      return TRUE;
    }
  if (!pop3_chat_receive_lines (self->chat, POP3_CAPABILITIES_MAX, take_capability, capabilities,
                                cancellable, &reason))
    {
      tocsin_pop3_session_give_up (self, "CAPA", reason, error);
      return FALSE;
    }
  tocsin_pop3_session_set_capabilities (self, g_steal_pointer (&capabilities));

  return TRUE;
}

/**
 * tocsin_pop3_session_commit:
 * @self: a session in which messages were marked with DELE
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong; then nobody knows whether they are removed, and to ask for
 *   it again does no harm
 *
 * Ends the session, which makes the server do what was asked of it (RFC 1939, section 6). The
 * session is of no more use.
 *
 * Returns: whether the server says that it is done.
 */
gboolean
tocsin_pop3_session_commit (TocsinPop3Session *self, GCancellable *cancellable, GError **error)
{
  gboolean done = tocsin_pop3_session_run (self, "QUIT", cancellable, error);

  tocsin_session_mark_broken (TOCSIN_SESSION (self));

  return done;
}
