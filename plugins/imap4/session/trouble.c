/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/imap4/session/trouble.h"

#include "core/base/text.h"
#include "core/net/first-words.h"
#include "core/net/server-words.h"
#include "core/net/starttls.h"
#include "plugins/imap4/session/trouble-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a server's line, so much is shown. */
#define SHOWN_BYTES 200

static TocsinError
meaning_by_phase (const Imap4Response *answer, Imap4Phase phase)
{
  gboolean bad = answer->status == IMAP4_STATUS_BAD;

  switch (phase)
    {
    case IMAP4_PHASE_LOGIN:
      return bad ? TOCSIN_ERROR_AUTH_MECHANISM_FAILED : TOCSIN_ERROR_AUTH_REJECTED;
    case IMAP4_PHASE_FOLDER:
      /* RFC 9051, section 6.3.2: NO means "no such mailbox, can't access mailbox". */
      return bad ? TOCSIN_ERROR_SERVER_BAD : TOCSIN_ERROR_MAILBOX_MISSING;
    case IMAP4_PHASE_PLAIN:
    case IMAP4_PHASE_COMMAND:
    default:
      return bad ? TOCSIN_ERROR_SERVER_BAD : TOCSIN_ERROR_SERVER_NO;
    }
}

/* Nobody is sent to an address that anybody on the way could have written. */
static void
add_hint (GError *error, const Imap4Response *answer, Imap4Phase phase)
{
  g_autofree char *words =
      phase != IMAP4_PHASE_PLAIN
          ? g_strjoin (" ", answer->code_text != NULL ? answer->code_text : "", answer->text, NULL)
          : NULL;

  tocsin_server_words_set_hint (error, "IMAP", words);
}

static void
set_words (GError *error, const Imap4Response *answer, Imap4Phase phase)
{
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;

  if (answer->code != NULL)
    code = g_strdup_printf ("[%s%s%s] ", answer->code, answer->code_text != NULL ? " " : "",
                            answer->code_text != NULL ? answer->code_text : "");
  text = g_strconcat (
      /* Anybody on the way could have said it. */
      phase == IMAP4_PHASE_PLAIN ? TOCSIN_STARTTLS_LABEL : "",
      imap4_status_to_string (answer->status), " ", code != NULL ? code : "",
      answer->text != NULL ? answer->text : "", NULL);
  tocsin_error_set_server_text (error, text);
  if (phase != IMAP4_PHASE_PLAIN)
    tocsin_error_set_response_code (error, answer->code);
  tocsin_error_set_command (error, answer->command);
}

/**
 * imap4_trouble_check:
 * @answer: a tagged response
 * @phase: what was being done
 * @what: the command or the thing it was about, for the message
 * @error: where to put what it means
 *
 * Returns: whether the answer is OK.
 */
gboolean
imap4_trouble_check (const Imap4Response *answer,
                     Imap4Phase phase,
                     const char *what,
                     GError **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autofree char *text = NULL;
  TocsinError meaning;

  if (answer->status == IMAP4_STATUS_OK)
    return TRUE;

  /* Before TLS only our own words are used, and no code counts: anybody could have sent it. */
  if (phase == IMAP4_PHASE_PLAIN || !imap4_trouble_words_find (answer, phase, &meaning))
    meaning = meaning_by_phase (answer, phase);

  text = tocsin_text_escape (answer->text != NULL ? answer->text : "", -1, SHOWN_BYTES);
  if (phase == IMAP4_PHASE_PLAIN || *text == '\0')
    g_set_error (&refusal, TOCSIN_ERROR, meaning, _ ("the server refused %s"), what);
  else
    g_set_error (&refusal, TOCSIN_ERROR, meaning, _ ("the server refused %s: %s"), what, text);
  set_words (refusal, answer, phase);
  add_hint (refusal, answer, phase);
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

static TocsinError
meaning_of_goodbye (const Imap4Response *response)
{
  TocsinError meaning;

  if (imap4_trouble_words_find (response, IMAP4_PHASE_LOGIN, &meaning))
    /* Signing in was not what it said goodbye to. */
    return meaning == TOCSIN_ERROR_AUTH_TEMPORARY ? TOCSIN_ERROR_SERVER_BUSY : meaning;

  return tocsin_server_words_is_policy (response->text) ? TOCSIN_ERROR_SERVER_REFUSED
                                                        : TOCSIN_ERROR_SERVER_BUSY;
}

/**
 * imap4_trouble_set_goodbye:
 * @response: a BYE that was not asked for
 * @phase: %IMAP4_PHASE_PLAIN if anybody could have sent it
 * @error: where to put what it means
 */
void
imap4_trouble_set_goodbye (const Imap4Response *response, Imap4Phase phase, GError **error)
{
  g_autoptr (GError) goodbye = NULL;
  g_autofree char *text =
      tocsin_text_escape (response->text != NULL ? response->text : "", -1, SHOWN_BYTES);

  if (phase == IMAP4_PHASE_PLAIN)
    g_set_error_literal (&goodbye, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
                         _ ("the server ended the session before TLS began"));
  else
    g_set_error (&goodbye, TOCSIN_ERROR, meaning_of_goodbye (response),
                 _ ("the server ended the session: %s"), text);
  set_words (goodbye, response, phase);
  add_hint (goodbye, response, phase);
  g_propagate_error (error, g_steal_pointer (&goodbye));
}

/**
 * imap4_trouble_add_alert:
 * @error: why something was refused
 * @alert: what the server said beside the refusal, which a person has to see
 */
void
imap4_trouble_add_alert (GError *error, const char *alert)
{
  g_autofree char *text = NULL;
  const char *sofar = tocsin_error_get_server_text (error);

  text = g_strjoin ("\n", alert, sofar, NULL);
  tocsin_error_set_server_text (error, text);
}

/**
 * imap4_trouble_set_web_address:
 * @error: why signing in failed
 * @address: where the server wants to see a person first
 */
void
imap4_trouble_set_web_address (GError *error, const char *address)
{
  g_autofree char *shown = tocsin_text_escape (address, -1, SHOWN_BYTES);

  if (error->code != TOCSIN_ERROR_AUTH_REJECTED
      && error->code != TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED)
    return;

  error->code = TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED;
  tocsin_error_set_hint (error, _ ("sign in with a web browser first: %s"), shown);
}

/**
 * imap4_trouble_consider_host:
 * @error: why signing in with a password failed
 * @host: where
 *
 * Microsoft's own servers refuse every password with the same two words, since they take none.
 */
void
imap4_trouble_consider_host (GError *error, const char *host)
{
  static const char *const hosts[] = { "outlook.com", "office365.com", "office365.us", "outlook.cn",
                                       "hotmail.com" };

  if (error->code != TOCSIN_ERROR_AUTH_REJECTED)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      gsize length = strlen (host), tail = strlen (hosts[i]);

      if (length < tail || g_ascii_strcasecmp (host + length - tail, hosts[i]) != 0
          || (length > tail && host[length - tail - 1] != '.'))
        continue;
      error->code = TOCSIN_ERROR_AUTH_BASIC_DISABLED;
      tocsin_error_set_hint (error, _ ("this provider takes no passwords any more: set "
                                       "authentication.method=oauth2"));
    }
}

/**
 * imap4_trouble_set_foreign_greeting:
 * @endpoint: where to
 * @line: the first line of a server that is no IMAP server
 * @error: where to put what it means
 */
void
imap4_trouble_set_foreign_greeting (TocsinEndpoint *endpoint, const char *line, GError **error)
{
  g_autofree char *shown = NULL;
  GError *foreign = tocsin_first_words_explain (endpoint, FALSE, line, strlen (line));

  if (foreign == NULL)
    {
      shown = tocsin_text_escape (line, -1, SHOWN_BYTES);
      foreign = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                             _ ("the server did not greet as an IMAP server does: %s"), shown);
      tocsin_error_set_server_text (foreign, line);
    }
  g_propagate_error (error, foreign);
}
