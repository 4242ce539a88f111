/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Signing in as SMTP says it (RFC 4954); what is said is decided in core/net/sign-in. */
#include "plugins/smtp/session/login.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/sasl-choice.h"
#include "core/net/sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 5321, section 4.5.3.1.4, leaves a command 512 bytes; what is longer waits for the first
 * challenge. */
#define MAX_INITIAL 480

/* The server goes on. */
#define GO_ON 334

static TocsinSnapshot *
settings_of (TocsinSmtpSession *session)
{
  return TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session)));
}

static gboolean
take (TocsinSmtpSession *session,
      TocsinSignInReply *verdict,
      GCancellable *cancellable,
      GError **error)
{
  g_auto (SmtpReply) reply = { 0 };

  if (!smtp_chat_read (tocsin_smtp_session_get_chat (session), &reply, cancellable, error))
    return FALSE;
  if (reply.code == GO_ON)
    verdict->challenge = g_strdup (smtp_reply_get_text (&reply));
  else
    smtp_trouble_check (&reply, SMTP_PHASE_LOGIN, _ ("to sign in"), &verdict->refusal);

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
  SmtpChat *chat = tocsin_smtp_session_get_chat (user_data);
  g_autofree char *command = g_strdup_printf ("AUTH %s ", mechanism);

  smtp_chat_begin (chat, 0);
  if (initial == NULL)
    smtp_chat_put_line (chat, "AUTH %s", mechanism);
  else
    /* RFC 4954, section 4: an empty response is said with an equals sign. */
    smtp_chat_put_secret_line (
        chat, command, tocsin_secret_get_length (initial) > 0 ? tocsin_secret_peek (initial) : "=");

  return take (user_data, reply, cancellable, error);
}

static gboolean
respond (gpointer user_data,
         TocsinSecret *response,
         TocsinSignInReply *reply,
         GCancellable *cancellable,
         GError **error)
{
  /* RFC 4954, section 4: a star ends the exchange; the server then says 501. */
  smtp_chat_put_secret_line (tocsin_smtp_session_get_chat (user_data), "",
                             response != NULL ? tocsin_secret_peek (response) : "*");

  return take (user_data, reply, cancellable, error);
}

static const TocsinSignInDialect dialect = { authenticate, respond, NULL, NULL };

/* Many servers offer nothing on a line that others can listen to; that is the reason then. */
static gboolean
check_secrecy (TocsinSmtpSession *session, GError **error)
{
  TocsinLineStream *stream = smtp_chat_get_stream (tocsin_smtp_session_get_chat (session));
  TocsinSaslPolicy policy;

  tocsin_sasl_policy_init (&policy, tocsin_session_get_endpoint (TOCSIN_SESSION (session)),
                           tocsin_line_stream_get_tls (stream));

  return tocsin_sasl_policy_check_plain (&policy, error);
}

/**
 * smtp_login_is_wanted:
 * @session: a session
 *
 * Returns: whether the settings name somebody to sign in as, or a way that needs no name. Some
 *   servers take mail from anybody (`authentication.username` is empty then).
 */
gboolean
smtp_login_is_wanted (TocsinSmtpSession *session)
{
  TocsinSnapshot *settings = settings_of (session);
  const char *method = tocsin_snapshot_get_string (settings, "authentication.method");

  if (g_str_equal (method, "none"))
    return FALSE;

  return *tocsin_snapshot_get_string (settings, "authentication.username") != '\0'
         || !g_str_equal (method, "auto")
         || *tocsin_snapshot_get_strv (settings, "authentication.mechanisms") != NULL
         || tocsin_snapshot_has_secret (settings, "authentication.bearer-token");
}

/**
 * smtp_login_check_settings:
 * @session: a session
 * @error: %TOCSIN_ERROR_CONFIG_INVALID or %TOCSIN_ERROR_CONFIG_NOT_SUPPORTED naming the key
 *
 * Returns: whether what the settings say of greeting and signing in can be done at all.
 */
gboolean
smtp_login_check_settings (TocsinSmtpSession *session, GError **error)
{
  TocsinSnapshot *settings = settings_of (session);
  const char *hello = tocsin_snapshot_get_string (settings, "smtp.hello");
  TocsinEncryption mode =
      tocsin_endpoint_get_encryption (tocsin_session_get_endpoint (TOCSIN_SESSION (session)));
  g_autofree char *ascii = g_hostname_to_ascii (hello);
  g_autofree char *shown = tocsin_text_escape (hello, -1, 100);

  if (*tocsin_snapshot_get_string (settings, "authentication.mailbox") != '\0')
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                         _ ("authentication.mailbox is not supported by SMTP connections; to send "
                            "for somebody else, set smtp.from"));
  else if (ascii == NULL || !tocsin_text_is_line_safe (hello)
           || hello[strcspn (hello, " \t<>")] != '\0')
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("smtp.hello: “%s” is no host name"), shown);
  else if (smtp_login_is_wanted (session)
           && !tocsin_snapshot_get_boolean (settings, "smtp.extensions"))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("smtp.extensions=false leaves no way to sign in; leave "
                            "authentication.username empty"));
  else if (!tocsin_snapshot_get_boolean (settings, "smtp.extensions")
           && mode == TOCSIN_ENCRYPTION_STARTTLS)
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("smtp.extensions=false leaves no way to begin TLS by STARTTLS"));
  else
    return TRUE;

  return FALSE;
}

/**
 * smtp_login:
 * @session: a session whose line is as safe as it gets
 * @again: (out): set when another connection may do better
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong: one of the `auth.*` errors, or trouble on the way, which is
 *   never taken for a wrong password
 *
 * Signs in, where that is wanted.
 *
 * Returns: whether the server knows who we are, or does not have to.
 */
gboolean
smtp_login (TocsinSmtpSession *session, gboolean *again, GCancellable *cancellable, GError **error)
{
  TocsinLineStream *stream = smtp_chat_get_stream (tocsin_smtp_session_get_chat (session));
  g_auto (GStrv) mechanisms =
      smtp_extensions_list_mechanisms (tocsin_smtp_session_get_extensions (session));
  const TocsinSignInOffer offer = {
    .mechanisms = (const char *const *) mechanisms,
    .max_initial = MAX_INITIAL,
  };
  gboolean signed_in;

  if (!smtp_login_is_wanted (session))
    return TRUE;
  tocsin_report_begin (tocsin_session_get_report (TOCSIN_SESSION (session)), TOCSIN_STEP_LOGIN);
  if (*mechanisms == NULL && !check_secrecy (session, error))
    return FALSE;

  /* A challenge holds what a password can be guessed against. */
  tocsin_line_stream_hide_lines (stream, "334");
  signed_in = tocsin_sign_in (TOCSIN_SESSION (session), tocsin_line_stream_get_tls (stream), &offer,
                              &dialect, session, again, cancellable, error);
  tocsin_line_stream_hide_lines (stream, NULL);

  return signed_in;
}
