/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What servers mean by their codes (RFC 5530 and others) and, where they have none, by their words
 * (core/net/server-words for those that are not about IMAP). */
#include "plugins/imap4/session/trouble-words.h"

#include "core/net/server-words.h"

#include <string.h>

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
  { "SERVERBUG", TOCSIN_ERROR_AUTH_TEMPORARY, TOCSIN_ERROR_SERVER_NO },
  { "PRIVACYREQUIRED", TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
    TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS },
  { "EXPIRED", TOCSIN_ERROR_AUTH_EXPIRED, TOCSIN_ERROR_AUTH_EXPIRED },
  { "CONTACTADMIN", TOCSIN_ERROR_AUTH_CONTACT_ADMIN, TOCSIN_ERROR_AUTH_CONTACT_ADMIN },
  { "WEBALERT", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED, TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { "REFERRAL", TOCSIN_ERROR_SERVER_REFUSED, TOCSIN_ERROR_SERVER_REFUSED },
  { "NONEXISTENT", TOCSIN_ERROR_MAILBOX_MISSING, TOCSIN_ERROR_MAILBOX_MISSING },
  { "TRYCREATE", TOCSIN_ERROR_MAILBOX_MISSING, TOCSIN_ERROR_MAILBOX_MISSING },
  { "NOPERM", TOCSIN_ERROR_AUTH_CONTACT_ADMIN, TOCSIN_ERROR_MAILBOX_NO_PERMISSION },
  { "OVERQUOTA", TOCSIN_ERROR_QUOTA_EXCEEDED, TOCSIN_ERROR_QUOTA_EXCEEDED },
  { "EXPUNGEISSUED", TOCSIN_ERROR_MESSAGE_GONE, TOCSIN_ERROR_MESSAGE_GONE },
};

/* In lower case, besides what servers of every protocol say; the first that is found counts. */
static const struct
{
  gboolean only_login;
  const char *words;
  TocsinError meaning;
} precise[] = {
  /* Quirk 1: what Exchange says to every command of an account whose mailbox it can't reach. */
  { FALSE, "authenticated but not connected", TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  /* Yandex and QQ do not say which of them it is: the hint names all. */
  { TRUE, "invalid credentials or imap is disabled", TOCSIN_ERROR_AUTH_REJECTED },
  { TRUE, "password is incorrect", TOCSIN_ERROR_AUTH_REJECTED },
  { TRUE, "imap access is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "not enabled for imap", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "imap is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "imap disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "enable imap", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
};

static gboolean
find_code (const Imap4Response *answer, Imap4Phase phase, TocsinError *meaning)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (imap4_response_has_code (answer, codes[i].code))
      {
        *meaning = phase == IMAP4_PHASE_LOGIN ? codes[i].at_login : codes[i].elsewhere;
        return TRUE;
      }

  return FALSE;
}

static gboolean
find_text (const char *text, gboolean signing_in, TocsinError *meaning)
{
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (precise); i++)
    if ((!precise[i].only_login || signing_in) && strstr (lower, precise[i].words) != NULL)
      {
        *meaning = precise[i].meaning;
        return TRUE;
      }

  return FALSE;
}

/**
 * imap4_trouble_words_find:
 * @answer: a refusal
 * @phase: what was being done
 * @meaning: (out): what it means
 *
 * Returns: whether its code or its words say what it means.
 */
gboolean
imap4_trouble_words_find (const Imap4Response *answer, Imap4Phase phase, TocsinError *meaning)
{
  gboolean signing_in = phase == IMAP4_PHASE_LOGIN;

  return find_text (answer->text, signing_in, meaning)
         || tocsin_server_words_find (answer->text, signing_in, meaning)
         || find_code (answer, phase, meaning)
         || tocsin_server_words_guess (answer->text, signing_in, meaning);
}
