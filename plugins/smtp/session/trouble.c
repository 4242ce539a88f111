/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/smtp/session/trouble.h"

#include "core/base/text.h"
#include "core/base/trouble.h"
#include "core/net/first-words.h"
#include "core/net/server-words.h"
#include "core/net/starttls.h"
#include "plugins/smtp/session/trouble-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a server's line, so much is shown. */
#define SHOWN_BYTES 200

static TocsinError
meaning_of_later (const SmtpReply *reply, SmtpPhase phase)
{
  switch (phase)
    {
    case SMTP_PHASE_LOGIN:
      /* RFC 4954 has 454 for a failure that passes; who hangs up has counted our tries. */
      return smtp_reply_is_goodbye (reply) ? TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS
                                           : TOCSIN_ERROR_AUTH_TEMPORARY;
    case SMTP_PHASE_SENDER:
    case SMTP_PHASE_RECIPIENT:
    case SMTP_PHASE_CONTENT:
      if (smtp_reply_is_goodbye (reply))
        return TOCSIN_ERROR_SERVER_BUSY;
      /* RFC 3463: policy, which for a refusal for now is one of too much, if not of a grey list. */
      return g_str_has_prefix (reply->enhanced, "4.7.") ? TOCSIN_ERROR_SEND_RATE_LIMITED
                                                        : TOCSIN_ERROR_SEND_DEFERRED;
    case SMTP_PHASE_PLAIN:
    case SMTP_PHASE_HELLO:
    case SMTP_PHASE_COMMAND:
    default:
      return TOCSIN_ERROR_SERVER_BUSY;
    }
}

/* RFC 5321, section 4.2.4: what the server did not understand. */
static gboolean
is_about_syntax (const SmtpReply *reply)
{
  return reply->code >= 500 && reply->code <= 504;
}

static TocsinError
meaning_of_never (const SmtpReply *reply, SmtpPhase phase)
{
  switch (phase)
    {
    case SMTP_PHASE_LOGIN:
      return TOCSIN_ERROR_AUTH_REJECTED;
    case SMTP_PHASE_SENDER:
      return is_about_syntax (reply) ? TOCSIN_ERROR_SERVER_BAD : TOCSIN_ERROR_SEND_SENDER_REFUSED;
    case SMTP_PHASE_RECIPIENT:
      return TOCSIN_ERROR_SEND_RECIPIENT_REFUSED;
    case SMTP_PHASE_CONTENT:
      return is_about_syntax (reply) ? TOCSIN_ERROR_SERVER_BAD : TOCSIN_ERROR_SEND_CONTENT_REFUSED;
    case SMTP_PHASE_COMMAND:
      return is_about_syntax (reply) ? TOCSIN_ERROR_SERVER_BAD : TOCSIN_ERROR_SERVER_NO;
    case SMTP_PHASE_PLAIN:
    case SMTP_PHASE_HELLO:
    default:
      return TOCSIN_ERROR_SERVER_REFUSED;
    }
}

static TocsinError
meaning_of (const SmtpReply *reply, SmtpPhase phase)
{
  TocsinError meaning;

  if (!smtp_reply_is_no (reply))
    return TOCSIN_ERROR_PROTOCOL_PARSE;
  if (phase == SMTP_PHASE_PLAIN)
    return smtp_reply_is_later (reply) ? TOCSIN_ERROR_SERVER_BUSY : TOCSIN_ERROR_SERVER_REFUSED;
  if (smtp_trouble_words_find (reply, phase, &meaning))
    return meaning;

  return smtp_reply_is_later (reply) ? meaning_of_later (reply, phase)
                                     : meaning_of_never (reply, phase);
}

/* What a person can do, by what it means. */
static const struct
{
  TocsinError meaning;
  const char *hint;
} hints[] = {
  { TOCSIN_ERROR_SEND_AUTH_REQUIRED,
    N_ ("set authentication.username and authentication.password") },
  { TOCSIN_ERROR_SEND_SENDER_REFUSED,
    N_ ("send from an address that this account may use (smtp.from, smtp.return-path)") },
  { TOCSIN_ERROR_SEND_RECIPIENT_REFUSED, N_ ("check the address") },
  { TOCSIN_ERROR_SEND_RELAY_DENIED,
    N_ ("sign in (authentication.username), or send through the provider of your own address") },
  { TOCSIN_ERROR_SEND_CONTENT_REFUSED,
    N_ ("the server does not like what is in the message: what it says tells why") },
  { TOCSIN_ERROR_SEND_RATE_LIMITED,
    N_ ("too much mail in too little time: try later; the outbox does so by itself") },
  { TOCSIN_ERROR_SEND_DEFERRED,
    N_ ("the server asks for patience: try later; the outbox does so by itself") },
};

static void
set_hint (GError *error, const SmtpReply *reply, SmtpPhase phase)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    if (error->code == (int) hints[i].meaning)
      {
        tocsin_error_set_hint (error, "%s", _ (hints[i].hint));
        return;
      }
  /* Nobody is sent to an address that anybody on the way could have written. */
  tocsin_server_words_set_hint (error, "SMTP",
                                phase == SMTP_PHASE_PLAIN ? NULL : smtp_reply_get_text (reply));
}

static GError *
make_error (const SmtpReply *reply, SmtpPhase phase, const char *command, TocsinError meaning)
{
  g_autofree char *words = smtp_reply_to_string (reply);
  g_autofree char *shown = tocsin_text_escape (words, -1, SHOWN_BYTES);
  g_autofree char *labelled = NULL;
  GError *error;

  if (phase == SMTP_PHASE_PLAIN)
    error = g_error_new (TOCSIN_ERROR, (int) meaning, _ ("the server refused %s before TLS began"),
                         command);
  else if (meaning == TOCSIN_ERROR_PROTOCOL_PARSE)
    error = g_error_new (TOCSIN_ERROR, (int) meaning,
                         _ ("the server answered %s with neither yes nor no: %s"), command, shown);
  else
    error =
        g_error_new (TOCSIN_ERROR, (int) meaning, _ ("the server refused %s: %s"), command, shown);
  labelled = g_strconcat (phase == SMTP_PHASE_PLAIN ? TOCSIN_STARTTLS_LABEL : "", words, NULL);
  tocsin_error_set_server_text (error, labelled);
  tocsin_error_set_command (error, command);
  if (phase != SMTP_PHASE_PLAIN && reply->enhanced[0] != '\0')
    tocsin_error_set_response_code (error, reply->enhanced);
  set_hint (error, reply, phase);

  return error;
}

/**
 * smtp_trouble_check:
 * @reply: an answer
 * @phase: what it answers
 * @command: the command that it answers, for people; nothing secret
 * @error: where to put what a refusal means
 *
 * The one place where an answer becomes an error.
 *
 * Returns: whether it is a yes. Only 2yz is.
 */
gboolean
smtp_trouble_check (const SmtpReply *reply, SmtpPhase phase, const char *command, GError **error)
{
  if (smtp_reply_is_yes (reply))
    return TRUE;
  g_propagate_error (error, make_error (reply, phase, command, meaning_of (reply, phase)));

  return FALSE;
}

/**
 * smtp_trouble_set_odd:
 * @reply: an answer that nobody can give here, be it a yes
 * @phase: what it answers
 * @command: the command that it answers, for people; nothing secret
 * @error: where to put that
 */
void
smtp_trouble_set_odd (const SmtpReply *reply, SmtpPhase phase, const char *command, GError **error)
{
  g_propagate_error (error, make_error (reply, phase, command, TOCSIN_ERROR_PROTOCOL_PARSE));
}

/**
 * smtp_trouble_is_for_good:
 * @error: why a message was not sent
 *
 * Returns: whether trying again can't help.
 */
gboolean
smtp_trouble_is_for_good (const GError *error)
{
  return tocsin_trouble_judge (error, 1) == TOCSIN_TROUBLE_GIVE_UP;
}

/**
 * smtp_trouble_is_overflow:
 * @reply: the refusal of a recipient
 *
 * Returns: whether it only means that the others before it were enough for one message (RFC 5321,
 *   section 4.5.3.1.10); some say so with a 5.
 */
gboolean
smtp_trouble_is_overflow (const SmtpReply *reply)
{
  g_autofree char *lower = NULL;

  if (g_str_has_suffix (reply->enhanced, ".5.3"))
    return TRUE;
  if (reply->code != 452 && reply->code != 451 && reply->code != 552)
    return FALSE;
  lower = g_ascii_strdown (smtp_reply_get_text (reply), -1);

  return strstr (lower, "too many recipients") != NULL || strstr (lower, "too many rcpt") != NULL;
}

/**
 * smtp_trouble_is_stale:
 * @error: why the first words of a message were not taken by a session that had been used before
 *
 * Returns: whether the server has only had enough of this session: it closes those that are idle or
 *   have brought many messages, and some at RSET (quirk 54).
 */
gboolean
smtp_trouble_is_stale (const GError *error)
{
  return error->code == TOCSIN_ERROR_NET_CLOSED_EARLY || error->code == TOCSIN_ERROR_NET_RESET
         || error->code == TOCSIN_ERROR_TLS_TRUNCATED || error->code == TOCSIN_ERROR_SERVER_BUSY;
}

/**
 * smtp_trouble_set_foreign_greeting:
 * @endpoint: where to
 * @line: the first line of a server that is no SMTP server
 * @error: where to put what it means
 */
void
smtp_trouble_set_foreign_greeting (TocsinEndpoint *endpoint, const char *line, GError **error)
{
  g_autofree char *shown = NULL;
  GError *foreign = tocsin_first_words_explain (endpoint, FALSE, line, strlen (line));

  if (foreign == NULL)
    {
      shown = tocsin_text_escape (line, -1, SHOWN_BYTES);
      foreign = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                             _ ("the server did not greet as an SMTP server does: %s"), shown);
      tocsin_error_set_server_text (foreign, line);
    }
  g_propagate_error (error, foreign);
}
