/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Signing in as POP3 says it; what is said is decided in core/net/sign-in. */
#include "plugins/pop3/session/login.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/access-token.h"
#include "core/net/sign-in.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* RFC 5034, section 4: a command with its initial response has at most 255 bytes; AUTH, the longest
 * name of a mechanism (RFC 4422: 20), two blanks and the line end are off that. */
#define MAX_INITIAL (255 - 28)

/* Quirk 47: so many times in a row a server has to hang up on a password until it is taken for a
 * no; once may be the network. */
#define HANG_UPS 2

static Pop3Chat *
chat_of (TocsinPop3Session *session)
{
  return tocsin_pop3_session_get_chat (session);
}

/* RFC 3206, section 4: a server that has AUTH-RESP-CODE says [AUTH] when the name or the password
 * is wrong; without it, they are not. */
static void
weigh (TocsinPop3Session *session, const Pop3Reply *reply, GError *refusal)
{
  if (refusal->code != TOCSIN_ERROR_AUTH_REJECTED || reply->code != NULL
      || !tocsin_pop3_session_has (session, "AUTH-RESP-CODE"))
    return;

  refusal->code = TOCSIN_ERROR_AUTH_TEMPORARY;
  tocsin_error_set_hint (refusal, _ ("the server does not say that the password is wrong: it is "
                                     "tried again"));
}

static void
take_verdict (TocsinPop3Session *session, const Pop3Reply *reply, TocsinSignInReply *verdict)
{
  if (pop3_trouble_check (reply, POP3_PHASE_LOGIN, _ ("to sign in"), &verdict->refusal))
    return;
  pop3_memory_clear_hang_ups (tocsin_pop3_session_get_memory (session));
  weigh (session, reply, verdict->refusal);
  if (pop3_reply_has_code (reply, "LOGIN-DELAY"))
    {
      guint delay = 0;

      pop3_capabilities_get_number (tocsin_pop3_session_get_capabilities (session), "LOGIN-DELAY",
                                    &delay);
      tocsin_error_set_retry_after (verdict->refusal, MAX (delay, 1));
    }
}

/* Quirk 47: some servers hang up where others say no. A lost line is no wrong password; but one
 * that is lost at the same place again is one. */
static void
consider_hang_up (TocsinPop3Session *session, TocsinSignInReply *verdict, GError **error)
{
  if (!g_error_matches (*error, TOCSIN_ERROR, TOCSIN_ERROR_NET_CLOSED_EARLY))
    return;
  if (pop3_memory_count_hang_up (tocsin_pop3_session_get_memory (session)) < HANG_UPS)
    {
      tocsin_error_set_hint (*error, _ ("some servers hang up when the password is wrong: check "
                                        "authentication.username and authentication.password"));
      return;
    }

  g_clear_error (error);
  verdict->refusal =
      g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED,
                           _ ("the server hung up on the password, and did so before"));
  tocsin_error_set_hint (verdict->refusal,
                         _ ("check authentication.username and authentication.password"));
  tocsin_session_mark_broken (TOCSIN_SESSION (session));
}

static gboolean
receive (TocsinPop3Session *session,
         TocsinSignInReply *verdict,
         GCancellable *cancellable,
         GError **error)
{
  GError *reason = NULL;
  g_autoptr (Pop3Reply) reply = pop3_chat_receive (chat_of (session), cancellable, &reason);

  if (reply == NULL)
    {
      consider_hang_up (session, verdict, &reason);
      if (reason == NULL)
        return TRUE;
      g_propagate_error (error, reason);
      return FALSE;
    }
  if (reply->kind == POP3_REPLY_GO_ON)
    verdict->challenge = g_strdup (reply->text);
  else
    take_verdict (session, reply, verdict);

  return TRUE;
}

static gboolean
authenticate (gpointer user_data,
              const char *mechanism,
              TocsinSecret *initial,
              TocsinSignInReply *verdict,
              GCancellable *cancellable,
              GError **error)
{
  TocsinPop3Session *session = user_data;
  g_autofree char *command = g_strconcat ("AUTH ", mechanism, initial != NULL ? " " : NULL, NULL);

  pop3_chat_begin (chat_of (session), 0);
  if (initial == NULL)
    pop3_chat_send (chat_of (session), "%s", command);
  else
    /* RFC 5034: an empty response is said with an equals sign. */
    pop3_chat_send_secret (chat_of (session), command,
                           tocsin_secret_get_length (initial) > 0 ? tocsin_secret_peek (initial)
                                                                  : "=");

  return receive (session, verdict, cancellable, error);
}

static gboolean
respond (gpointer user_data,
         TocsinSecret *response,
         TocsinSignInReply *verdict,
         GCancellable *cancellable,
         GError **error)
{
  /* RFC 5034, section 4: a star ends the exchange; the server then says -ERR. */
  pop3_chat_send_secret (chat_of (user_data), "",
                         response != NULL ? tocsin_secret_peek (response) : "*");

  return receive (user_data, verdict, cancellable, error);
}

static gboolean
refuse_line_ends (const char *text, GError **error)
{
  if (tocsin_text_is_line_safe (text))
    return TRUE;

  g_set_error_literal (
      error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
      _ ("authentication.username and authentication.password must not hold a line "
         "break"));
  return FALSE;
}

static gboolean
expect_go_on (gboolean asked, TocsinSignInReply *verdict, GError **error)
{
  if (!asked || verdict->challenge == NULL)
    return asked;

  g_clear_pointer (&verdict->challenge, g_free);
  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                       _ ("the server asks for more of a command that is complete"));
  return FALSE;
}

/* Servers look at the name alone first; none is told the password unless it asks for it. */
static gboolean
log_in (gpointer user_data,
        const char *username,
        TocsinSecret *password,
        TocsinSignInReply *verdict,
        GCancellable *cancellable,
        GError **error)
{
  TocsinPop3Session *session = user_data;

  if (!refuse_line_ends (username, error)
      || !refuse_line_ends (tocsin_secret_peek (password), error))
    return FALSE;
  pop3_chat_begin (chat_of (session), 0);
  pop3_chat_send_secret (chat_of (session), "USER ", username);
  if (!expect_go_on (receive (session, verdict, cancellable, error), verdict, error))
    return FALSE;
  if (verdict->refusal != NULL)
    return TRUE;
  pop3_chat_send_secret (chat_of (session), "PASS ", tocsin_secret_peek (password));

  return expect_go_on (receive (session, verdict, cancellable, error), verdict, error);
}

static gboolean
prove (gpointer user_data,
       const char *username,
       TocsinSecret *digest,
       TocsinSignInReply *verdict,
       GCancellable *cancellable,
       GError **error)
{
  TocsinPop3Session *session = user_data;
  g_autofree char *words = NULL;

  if (!refuse_line_ends (username, error))
    return FALSE;
  words = g_strjoin (" ", username, tocsin_secret_peek (digest), NULL);
  pop3_chat_begin (chat_of (session), 0);
  pop3_chat_send_secret (chat_of (session), "APOP ", words);
  explicit_bzero (words, strlen (words));

  return expect_go_on (receive (session, verdict, cancellable, error), verdict, error);
}

static const TocsinSignInDialect dialect = { authenticate, respond, log_in, prove };

static gboolean
check_settings (TocsinPop3Session *session, GError **error)
{
  TocsinSnapshot *settings =
      TOCSIN_SNAPSHOT (tocsin_session_get_settings (TOCSIN_SESSION (session)));

  if (*tocsin_snapshot_get_string (settings, "authentication.mailbox") == '\0')
    return TRUE;

  g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                       _ ("authentication.mailbox is not supported by POP3 connections; where the "
                          "server has a user name for another mailbox, set that as "
                          "authentication.username"));
  return FALSE;
}

/* Quirk 47: some servers take XOAUTH2 and do not say so. Whoever has a token means it to be used.
 */
static GStrv
list_mechanisms (TocsinPop3Session *session)
{
  TocsinConnectionSettings *settings = tocsin_session_get_settings (TOCSIN_SESSION (session));
  GStrv told = pop3_capabilities_list_mechanisms (tocsin_pop3_session_get_capabilities (session));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!tocsin_access_token_is_set (settings))
    return told;
  for (gsize i = 0; told[i] != NULL; i++)
    if (g_ascii_strcasecmp (told[i], "XOAUTH2") == 0
        || g_ascii_strcasecmp (told[i], "OAUTHBEARER") == 0)
      return told;

  g_strv_builder_addv (builder, (const char **) told);
  g_strv_builder_add (builder, "XOAUTH2");
  g_strfreev (told);

  return g_strv_builder_end (builder);
}

static gboolean
sign_in (TocsinPop3Session *session, gboolean *again, GCancellable *cancellable, GError **error)
{
  TocsinLineStream *stream = pop3_chat_get_stream (chat_of (session));
  gboolean told = tocsin_pop3_session_get_capabilities (session) != NULL;
  gboolean own = tocsin_pop3_session_has (session, "USER");
  gboolean encrypted = tocsin_line_stream_is_encrypted (stream);
  g_auto (GStrv) mechanisms = list_mechanisms (session);
  const TocsinSignInOffer offer = {
    .mechanisms = (const char *const *) mechanisms,
    /* What a server does not tell it may have all the same, but for one that tells other ways. */
    .own = own || mechanisms[0] == NULL,
    .disabled = told && !own && !encrypted,
    .timestamp = tocsin_pop3_session_get_timestamp (session),
    .max_initial = MAX_INITIAL,
  };
  gboolean signed_in;

  /* A challenge holds what a password can be guessed against. */
  tocsin_line_stream_hide_lines (stream, "+");
  signed_in = tocsin_sign_in (TOCSIN_SESSION (session), tocsin_line_stream_get_tls (stream), &offer,
                              &dialect, session, again, cancellable, error);
  tocsin_line_stream_hide_lines (stream, NULL);

  return signed_in;
}

/* RFC 6856, section 2: it has to be said before signing in; that it is refused does not matter. */
static gboolean
ask_for_utf8 (TocsinPop3Session *session, GCancellable *cancellable, GError **error)
{
  g_autoptr (Pop3Reply) reply = NULL;

  if (!tocsin_pop3_session_has (session, "UTF8"))
    return TRUE;
  reply = tocsin_pop3_session_ask (session, "UTF8", cancellable, error);

  return reply != NULL;
}

static void
note_delay (TocsinPop3Session *session)
{
  guint delay = 0;

  pop3_capabilities_get_number (tocsin_pop3_session_get_capabilities (session), "LOGIN-DELAY",
                                &delay);
  pop3_memory_note_login (tocsin_pop3_session_get_memory (session), delay);
}

/**
 * pop3_login:
 * @session: a session whose line is as safe as it gets
 * @again: (out): set when another connection may do better
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong: one of the `auth.*` errors, or trouble on the way, which is
 *   never taken for a wrong password
 *
 * Signs in, and learns anew what the server can do for this user.
 *
 * Returns: whether the server knows who we are.
 */
gboolean
pop3_login (TocsinPop3Session *session, gboolean *again, GCancellable *cancellable, GError **error)
{
  tocsin_report_begin (tocsin_session_get_report (TOCSIN_SESSION (session)), TOCSIN_STEP_LOGIN);
  if (!check_settings (session, error) || !ask_for_utf8 (session, cancellable, error)
      || !sign_in (session, again, cancellable, error))
    return FALSE;

  pop3_memory_clear_hang_ups (tocsin_pop3_session_get_memory (session));
  if (tocsin_pop3_session_get_capabilities (session) != NULL
      && !tocsin_pop3_session_ask_capabilities (session, cancellable, error))
    return FALSE;
  note_delay (session);

  return TRUE;
}
