/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Signing in as IMAP says it; what is said is decided in core/net/sign-in. */
#include "plugins/imap4/session/login.h"

#include "core/base/error.h"
#include "core/net/sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Servers cut longer command lines (quirk 35); what is longer waits for the first challenge. */
#define MAX_INITIAL 7500

typedef struct
{
  TocsinImap4Session *session;
  char *alert;
} Login;

static void
login_clear (Login *self)
{
  g_clear_pointer (&self->alert, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Login, login_clear)

static Imap4Chat *
chat_of (const Login *self)
{
  return tocsin_imap4_session_get_chat (self->session);
}

/* Quirk 18: Gmail sends what a person has to do beside its refusal, not in it. */
static gboolean
take_alert (const Imap4Response *response, gpointer user_data, GError **error)
{
  Login *self = user_data;

  if (response->kind == IMAP4_RESPONSE_STATUS && imap4_response_has_code (response, "WEBALERT"))
    {
      g_free (self->alert);
      self->alert =
          g_strdup_printf ("%s [WEBALERT %s] %s", imap4_status_to_string (response->status),
                           response->code_text != NULL ? response->code_text : "", response->text);
    }

  return TRUE;
}

static void
take_verdict (Login *self, const Imap4Response *answer, TocsinSignInReply *reply)
{
  if (imap4_trouble_check (answer, IMAP4_PHASE_LOGIN, _ ("to sign in"), &reply->refusal))
    {
      /* RFC 2221 would have us go elsewhere; whoever wants our password could say so. */
      if (imap4_response_has_code (answer, "REFERRAL"))
        g_set_error_literal (&reply->refusal, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_REFUSED,
                             _ ("the server refers us to another server, which is not followed"));
      return;
    }
  if (self->alert == NULL)
    return;
  reply->refusal->code = TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED;
  imap4_trouble_add_alert (reply->refusal, self->alert);
}

static gboolean
receive (Login *self, TocsinSignInReply *reply, GCancellable *cancellable, GError **error)
{
  Imap4Listener listener = { take_alert, NULL, self };
  g_autoptr (Imap4Response) answer =
      imap4_chat_receive (chat_of (self), &listener, TRUE, cancellable, error);

  if (answer == NULL)
    return FALSE;
  if (answer->kind == IMAP4_RESPONSE_TAGGED)
    take_verdict (self, answer, reply);
  else
    reply->challenge = g_strdup (answer->text != NULL ? answer->text : "");

  return TRUE;
}

static gboolean
authenticate (gpointer user_data,
              const char *mechanism,
              TocsinSecret *initial,
              TocsinSignInReply *reply,
              GCancellable *cancellable,
              GError **error)
{
  Login *self = user_data;
  Imap4Listener listener = { take_alert, NULL, self };
  g_autoptr (Imap4Command) command = imap4_command_new ("AUTHENTICATE %s", mechanism);
  g_autoptr (Imap4Response) refusal = NULL;

  if (initial != NULL)
    {
      imap4_command_add (command, " ");
      /* RFC 4959: an empty response is said with an equals sign. */
      imap4_command_add_secret_word (
          command, tocsin_secret_get_length (initial) > 0 ? tocsin_secret_peek (initial) : "=");
    }
  tocsin_line_stream_begin (imap4_chat_get_stream (chat_of (self)), 0);

  return imap4_chat_send (chat_of (self), command, &listener, &refusal, cancellable, error)
         && receive (self, reply, cancellable, error);
}

static gboolean
respond (gpointer user_data,
         TocsinSecret *response,
         TocsinSignInReply *reply,
         GCancellable *cancellable,
         GError **error)
{
  Login *self = user_data;

  /* RFC 9051, section 6.2.2: a star ends the exchange; the server then says NO or BAD. */
  imap4_chat_send_line (chat_of (self), response != NULL ? tocsin_secret_peek (response) : "*",
                        TRUE);

  return receive (self, reply, cancellable, error);
}

static gboolean
log_in (gpointer user_data,
        const char *username,
        TocsinSecret *password,
        TocsinSignInReply *reply,
        GCancellable *cancellable,
        GError **error)
{
  Login *self = user_data;
  Imap4Listener listener = { take_alert, NULL, self };
  g_autoptr (Imap4Command) command = imap4_command_new ("LOGIN ");
  g_autoptr (Imap4Response) answer = NULL;

  imap4_command_add_secret (command, username, strlen (username));
  imap4_command_add (command, " ");
  imap4_command_add_secret (command, tocsin_secret_peek (password),
                            tocsin_secret_get_length (password));
  answer = tocsin_imap4_session_ask (self->session, command, &listener, cancellable, error);
  if (answer == NULL)
    return FALSE;
  take_verdict (self, answer, reply);

  return TRUE;
}

static const TocsinSignInDialect dialect = { authenticate, respond, log_in, NULL };

static gboolean
check_settings (TocsinImap4Session *session, GError **error)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session)));

  if (*tocsin_snapshot_get_string (settings, "authentication.mailbox") == '\0')
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("authentication.mailbox is not supported by IMAP connections; where the "
                          "server has a user name for another mailbox, set that as "
                          "authentication.username"));
  return FALSE;
}

static gboolean
sign_in (TocsinImap4Session *session, gboolean *again, GCancellable *cancellable, GError **error)
{
  TocsinLineStream *stream = imap4_chat_get_stream (tocsin_imap4_session_get_chat (session));
  g_auto (GStrv) mechanisms = tocsin_imap4_session_list_mechanisms (session);
  gboolean disabled = tocsin_imap4_session_has (session, "LOGINDISABLED");
  const TocsinSignInOffer offer = {
    .mechanisms = (const char *const *) mechanisms,
    .own = !disabled,
    .disabled = disabled,
    .max_initial = tocsin_imap4_session_has (session, "SASL-IR") ? MAX_INITIAL : 0,
  };
  g_auto (Login) login = { session, NULL };
  gboolean signed_in;

  /* A challenge holds what a password can be guessed against. */
  tocsin_line_stream_hide_lines (stream, "+");
  signed_in = tocsin_sign_in (TOCSIN_SESSION (session), tocsin_line_stream_get_tls (stream), &offer,
                              &dialect, &login, again, cancellable, error);
  tocsin_line_stream_hide_lines (stream, NULL);

  return signed_in;
}

/**
 * imap4_login:
 * @session: a session whose line is as safe as it gets
 * @again: (out): set when another connection may do better
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong: one of the `auth.*` errors, or trouble on the way, which is
 *   never taken for a wrong password
 *
 * Signs in, and learns anew what the server can do (quirk 3).
 *
 * Returns: whether the server knows who we are.
 */
gboolean
imap4_login (TocsinImap4Session *session,
             gboolean *again,
             GCancellable *cancellable,
             GError **error)
{
  guint told;

  tocsin_report_begin (tocsin_session_get_report (TOCSIN_SESSION (session)), TOCSIN_STEP_LOGIN);
  if (tocsin_imap4_session_is_preauthenticated (session))
    return TRUE;

  told = tocsin_imap4_session_count_capabilities (session);
  if (!check_settings (session, error) || !sign_in (session, again, cancellable, error))
    return FALSE;
  /* The answer may have brought the new list along; the old one is of no use any more. */
  if (tocsin_imap4_session_count_capabilities (session) == told)
    tocsin_imap4_session_drop_capabilities (session);

  return tocsin_imap4_session_ensure_capabilities (session, cancellable, error);
}
