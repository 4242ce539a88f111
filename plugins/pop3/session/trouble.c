/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a no means: by its code (RFC 2449, RFC 3206) and, for most servers have none, by its words
 * (core/net/server-words for those that are not about POP3). */
#include "plugins/pop3/session/trouble.h"

#include "core/base/text.h"
#include "core/net/first-words.h"
#include "core/net/server-words.h"
#include "core/net/starttls.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a server's line, so much is shown. */
#define SHOWN_BYTES 200

static const struct
{
  const char *code;
  TocsinError at_greeting;
  TocsinError at_login;
  TocsinError elsewhere;
} codes[] = {
  { "IN-USE", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_BUSY },
  { "LOGIN-DELAY", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_BUSY },
  { "SYS/TEMP", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_AUTH_TEMPORARY, TOCSIN_ERROR_SERVER_BUSY },
  { "SYS/PERM", TOCSIN_ERROR_SERVER_REFUSED, TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED,
    TOCSIN_ERROR_SERVER_NO },
  { "AUTH", TOCSIN_ERROR_SERVER_REFUSED, TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_REJECTED },
};

/* In lower case; the first that is found counts. */
static const struct
{
  gboolean only_login;
  const char *words;
  TocsinError meaning;
} precise[] = {
  { TRUE, "pop access is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "pop3 access is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "not enabled for pop", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "pop is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "pop3 is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "pop disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "pop3 disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "enable pop", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  /* Somebody else has the mailbox: qpopper, UW, Cyrus, Exchange and others, each in its words. */
  { FALSE, "lock busy", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "is locked by", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "already locked", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "mailbox is locked", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "mailbox locked", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "maildrop locked", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "unable to lock", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "can't lock", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "cannot lock", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "could not lock", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "already in use", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "mailbox in use", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "maildrop in use", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "another session", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "another pop", TOCSIN_ERROR_SERVER_BUSY },
};

static TocsinError
meaning_by_phase (Pop3Phase phase)
{
  switch (phase)
    {
    case POP3_PHASE_LOGIN:
      return TOCSIN_ERROR_AUTH_REJECTED;
    case POP3_PHASE_PLAIN:
    case POP3_PHASE_GREETING:
      return TOCSIN_ERROR_SERVER_BUSY;
    case POP3_PHASE_COMMAND:
    default:
      return TOCSIN_ERROR_SERVER_NO;
    }
}

static gboolean
find_code (const Pop3Reply *reply, Pop3Phase phase, TocsinError *meaning)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (pop3_reply_has_code (reply, codes[i].code))
      {
        *meaning = phase == POP3_PHASE_LOGIN      ? codes[i].at_login
                   : phase == POP3_PHASE_GREETING ? codes[i].at_greeting
                                                  : codes[i].elsewhere;
        return TRUE;
      }

  return FALSE;
}

static gboolean
find_words (const char *text, Pop3Phase phase, TocsinError *meaning)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (precise); i++)
    if ((!precise[i].only_login || phase == POP3_PHASE_LOGIN)
        && strstr (lower, precise[i].words) != NULL)
      {
        *meaning = precise[i].meaning;
        return TRUE;
      }

  return tocsin_server_words_find (text, phase == POP3_PHASE_LOGIN, meaning);
}

static TocsinError
find_meaning (const Pop3Reply *reply, Pop3Phase phase)
{
  TocsinError meaning;

  /* Before TLS no code and no word counts: anybody could have sent it. */
  if (phase == POP3_PHASE_PLAIN)
    return meaning_by_phase (phase);
  if (find_words (reply->text, phase, &meaning) || find_code (reply, phase, &meaning)
      || tocsin_server_words_guess (reply->text, phase == POP3_PHASE_LOGIN, &meaning))
    return meaning;
  if (phase == POP3_PHASE_GREETING && tocsin_server_words_is_policy (reply->text))
    return TOCSIN_ERROR_SERVER_REFUSED;

  return meaning_by_phase (phase);
}

/**
 * pop3_trouble_new:
 * @reply: a no
 * @phase: what was being done
 * @what: the command or the thing it was about, for the message
 *
 * Returns: (transfer full): what it means.
 */
GError *
pop3_trouble_new (const Pop3Reply *reply, Pop3Phase phase, const char *what)
{
  g_autofree char *text = tocsin_text_escape (reply->text, -1, SHOWN_BYTES);
  g_autofree char *line = pop3_reply_print (reply);
  g_autofree char *words =
      g_strconcat (phase == POP3_PHASE_PLAIN ? TOCSIN_STARTTLS_LABEL : "", line, NULL);
  TocsinError meaning = find_meaning (reply, phase);
  GError *error;

  if (phase == POP3_PHASE_PLAIN || *text == '\0')
    error = g_error_new (TOCSIN_ERROR, meaning, _ ("the server refused %s"), what);
  else
    error = g_error_new (TOCSIN_ERROR, meaning, _ ("the server refused %s: %s"), what, text);
  tocsin_error_set_server_text (error, words);
  if (phase != POP3_PHASE_PLAIN)
    tocsin_error_set_response_code (error, reply->code);
  tocsin_server_words_set_hint (error, "POP3", phase != POP3_PHASE_PLAIN ? reply->text : NULL);
  if (meaning == TOCSIN_ERROR_SERVER_BUSY && pop3_reply_has_code (reply, "IN-USE"))
    tocsin_error_set_hint (error, _ ("another program has the mailbox open; it is tried again when "
                                     "that one is done"));

  return error;
}

/**
 * pop3_trouble_check:
 * @reply: an answer
 * @phase: what was being done
 * @what: the command or the thing it was about, for the message
 * @error: where to put what it means
 *
 * Returns: whether the answer is yes.
 */
gboolean
pop3_trouble_check (const Pop3Reply *reply, Pop3Phase phase, const char *what, GError **error)
{
  if (reply->kind == POP3_REPLY_OK)
    return TRUE;
  if (reply->kind == POP3_REPLY_ERR)
    {
      g_propagate_error (error, pop3_trouble_new (reply, phase, what));
      return FALSE;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server asks for more of a command that is complete"));
  return FALSE;
}

/**
 * pop3_trouble_set_foreign_greeting:
 * @endpoint: where to
 * @line: the first line of a server that is no POP3 server
 * @error: where to put what it means
 */
void
pop3_trouble_set_foreign_greeting (TocsinEndpoint *endpoint, const char *line, GError **error)
{
  GError *foreign = tocsin_first_words_explain (endpoint, FALSE, line, strlen (line));

  if (foreign == NULL)
    {
      g_autofree char *shown = tocsin_text_escape (line, -1, SHOWN_BYTES);

      foreign = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                             _ ("the server did not greet as a POP3 server does: %s"), shown);
      tocsin_error_set_server_text (foreign, line);
    }
  g_propagate_error (error, foreign);
}
