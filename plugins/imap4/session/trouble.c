/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Where every refusal of an IMAP server becomes an error that callers act on, and the only such
 * place. A code in brackets (RFC 5530) is what the server means; only without one its words are
 * looked at; only without a hint there the phase decides. */
#include "plugins/imap4/session/trouble.h"

#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of a server's line, so much is shown. */
#define SHOWN_BYTES 200

typedef struct
{
  const char *code;
  TocsinError at_login;
  TocsinError elsewhere;
} CodeMeaning;

static const CodeMeaning codes[] = {
  { "AUTHENTICATIONFAILED", TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_AUTH_REJECTED },
  { "AUTHORIZATIONFAILED", TOCSIN_ERROR_AUTH_REJECTED, TOCSIN_ERROR_MAILBOX_NO_PERMISSION },
  { "UNAVAILABLE", TOCSIN_ERROR_AUTH_TEMPORARY, TOCSIN_ERROR_SERVER_BUSY },
  { "INUSE", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_BUSY },
  { "LIMIT", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_BUSY },
  { "THROTTLED", TOCSIN_ERROR_SERVER_BUSY, TOCSIN_ERROR_SERVER_BUSY },
  { "PRIVACYREQUIRED", TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "EXPIRED", TOCSIN_ERROR_AUTH_EXPIRED, TOCSIN_ERROR_AUTH_EXPIRED },
  { "CONTACTADMIN", TOCSIN_ERROR_AUTH_CONTACT_ADMIN, TOCSIN_ERROR_AUTH_CONTACT_ADMIN },
  { "WEBALERT", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED, TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { "REFERRAL", TOCSIN_ERROR_SERVER_REFUSED, TOCSIN_ERROR_SERVER_REFUSED },
  { "NONEXISTENT", TOCSIN_ERROR_MAILBOX_MISSING, TOCSIN_ERROR_MAILBOX_MISSING },
  { "TRYCREATE", TOCSIN_ERROR_MAILBOX_MISSING, TOCSIN_ERROR_MAILBOX_MISSING },
  { "NOPERM", TOCSIN_ERROR_MAILBOX_NO_PERMISSION, TOCSIN_ERROR_MAILBOX_NO_PERMISSION },
  { "OVERQUOTA", TOCSIN_ERROR_QUOTA_EXCEEDED, TOCSIN_ERROR_QUOTA_EXCEEDED },
  { "EXPUNGEISSUED", TOCSIN_ERROR_MESSAGE_GONE, TOCSIN_ERROR_MESSAGE_GONE },
};

typedef struct
{
  gboolean only_login;
  const char *words;
  TocsinError meaning;
} TextMeaning;

/* In lower case; the first that is found counts. */
static const TextMeaning texts[] = {
  /* Quirk 1: what Exchange says to every command of an account whose mailbox it can't reach. */
  { FALSE, "authenticated but not connected", TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  { TRUE, "application-specific password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { TRUE, "app-specific password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { TRUE, "app password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  /* Quirk 18: Gmail, when it wants to see a person first. */
  { TRUE, "log in via your web browser", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "web login required", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "basic authentication is disabled", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { TRUE, "basicauthblocked", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { TRUE, "imap access is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "not enabled for imap", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "imap is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "not activated", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "too many login", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "too many failed", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "too many invalid", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "temporar", TOCSIN_ERROR_AUTH_TEMPORARY },
  { TRUE, "try again later", TOCSIN_ERROR_AUTH_TEMPORARY },
  { FALSE, "too many simultaneous", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "too many connections", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "over quota", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { FALSE, "quota exceeded", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { FALSE, "temporar", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "try again later", TOCSIN_ERROR_SERVER_BUSY },
};

static gboolean
find_code (const Imap4Response *answer, Imap4Phase phase, TocsinError *meaning)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (imap4_response_has_code (answer, codes[i].code))
      {
        *meaning = phase == IMAP4_PHASE_LOGIN ? codes[i].at_login : codes[i].elsewhere;
        return TRUE;
      }

  return FALSE;
}

static gboolean
find_text (const Imap4Response *answer, Imap4Phase phase, TocsinError *meaning)
{
  g_autofree char *lower = g_ascii_strdown (answer->text != NULL ? answer->text : "", -1);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if ((!texts[i].only_login || phase == IMAP4_PHASE_LOGIN)
        && strstr (lower, texts[i].words) != NULL)
      {
        *meaning = texts[i].meaning;
        return TRUE;
      }

  return FALSE;
}

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

static void
add_hint (GError *error, const Imap4Response *answer)
{
  switch (error->code)
    {
    case TOCSIN_ERROR_AUTH_REJECTED:
      tocsin_error_set_hint (
          error, _ ("check authentication.username and authentication.password; some providers "
                    "want an app password here"));
      break;
    case TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED:
      tocsin_error_set_hint (error, _ ("make an app password at the provider and set it as "
                                       "authentication.password"));
      break;
    case TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED:
      if (imap4_response_has_code (answer, "WEBALERT") && answer->code_text != NULL)
        {
          g_autofree char *address = tocsin_text_escape (answer->code_text, -1, SHOWN_BYTES);

          tocsin_error_set_hint (error, _ ("sign in with a web browser first: %s"), address);
        }
      else
        tocsin_error_set_hint (error, _ ("sign in at the provider's web site once, then retry"));
      break;
    case TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS:
      tocsin_error_set_hint (error, _ ("set encryption.mode to implicit or starttls"));
      break;
    case TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED:
      tocsin_error_set_hint (error, _ ("switch IMAP on in the provider's settings"));
      break;
    case TOCSIN_ERROR_AUTH_NOT_CONNECTED:
      tocsin_error_set_hint (error, _ ("the password is right, but the account has no mailbox or "
                                       "licence, or the name of a shared mailbox is wrong"));
      break;
    default:
      break;
    }
}

static void
set_server_text (GError *error, const Imap4Response *answer, Imap4Phase phase)
{
  g_autofree char *code = NULL;
  g_autofree char *text = NULL;

  if (answer->code != NULL)
    code = g_strdup_printf ("[%s%s%s] ", answer->code, answer->code_text != NULL ? " " : "",
                            answer->code_text != NULL ? answer->code_text : "");
  text = g_strconcat (
      /* Anybody on the way could have said it. */
      phase == IMAP4_PHASE_PLAIN ? "(before TLS, unauthenticated) " : "",
      imap4_status_to_string (answer->status), " ", code != NULL ? code : "",
      answer->text != NULL ? answer->text : "", NULL);
  tocsin_error_set_server_text (error, text);
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
  if (phase == IMAP4_PHASE_PLAIN
      || (!find_code (answer, phase, &meaning) && !find_text (answer, phase, &meaning)))
    meaning = meaning_by_phase (answer, phase);

  text = tocsin_text_escape (answer->text != NULL ? answer->text : "", -1, SHOWN_BYTES);
  if (phase == IMAP4_PHASE_PLAIN || *text == '\0')
    g_set_error (&refusal, TOCSIN_ERROR, meaning, _ ("the server refused %s"), what);
  else
    g_set_error (&refusal, TOCSIN_ERROR, meaning, _ ("the server refused %s: %s"), what, text);
  set_server_text (refusal, answer, phase);
  add_hint (refusal, answer);
  g_propagate_error (error, g_steal_pointer (&refusal));

  return FALSE;
}

/* A BYE with one of these means to say: not you. */
static gboolean
is_policy (const char *lower)
{
  static const char *const words[] = { "blocked", "blacklist", "denied", "not allowed",
                                       "policy",  "banned",    "rbl" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

static TocsinError
meaning_of_goodbye (const Imap4Response *response)
{
  g_autofree char *lower = g_ascii_strdown (response->text != NULL ? response->text : "", -1);
  TocsinError meaning;

  if (find_code (response, IMAP4_PHASE_COMMAND, &meaning)
      || find_text (response, IMAP4_PHASE_LOGIN, &meaning))
    /* Signing in was not what it said goodbye to. */
    return meaning == TOCSIN_ERROR_AUTH_TEMPORARY ? TOCSIN_ERROR_SERVER_BUSY : meaning;

  return is_policy (lower) ? TOCSIN_ERROR_SERVER_REFUSED : TOCSIN_ERROR_SERVER_BUSY;
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
  set_server_text (goodbye, response, phase);
  add_hint (goodbye, response);
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

static const char *
guess_protocol (const char *line)
{
  static const struct
  {
    const char *prefix;
    const char *protocol;
  } known[] = { { "220", "SMTP" },  { "554", "SMTP" },   { "421", "SMTP" }, { "+OK", "POP3" },
                { "-ERR", "POP3" }, { "HTTP/", "HTTP" }, { "SSH-", "SSH" } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (line, known[i].prefix))
      return known[i].protocol;

  return NULL;
}

/**
 * imap4_trouble_set_foreign_greeting:
 * @line: the first line of a server that is no IMAP server
 * @error: where to put what it means
 */
void
imap4_trouble_set_foreign_greeting (const char *line, GError **error)
{
  const char *protocol = guess_protocol (line);
  g_autofree char *shown = tocsin_text_escape (line, -1, SHOWN_BYTES);
  g_autoptr (GError) foreign = NULL;

  if (protocol != NULL)
    {
      g_set_error (&foreign, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
                   _ ("this is no IMAP server but one for %s"), protocol);
      tocsin_error_set_hint (foreign, _ ("check address and port; IMAP is at 993 or 143"));
    }
  else
    g_set_error (&foreign, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                 _ ("the server did not greet as an IMAP server does: %s"), shown);
  tocsin_error_set_server_text (foreign, line);
  g_propagate_error (error, g_steal_pointer (&foreign));
}
