/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What servers mean by their codes (RFC 5530 and others) and, where they have none, by their words:
 * those that providers were seen to send. */
#include "plugins/imap4/session/trouble-words.h"

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

typedef struct
{
  gboolean only_login;
  const char *words;
  TocsinError meaning;
} TextMeaning;

/* In lower case; the first that is found counts. These say more than any code beside them, which is
 * AUTHENTICATIONFAILED, ALERT or UNAVAILABLE then. */
static const TextMeaning precise[] = {
  /* Quirk 1: what Exchange says to every command of an account whose mailbox it can't reach. */
  { FALSE, "authenticated but not connected", TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  /* Dovecot, with UNAVAILABLE; Gmail, with ALERT. */
  { FALSE, "maximum number of connections", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "too many simultaneous", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "too many concurrent", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "too many connections", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "command or bandwidth limits", TOCSIN_ERROR_SERVER_BUSY },
  /* NetEase (163, 126), when the program did not say who it is; also when a folder is opened. */
  { FALSE, "unsafe login", TOCSIN_ERROR_AUTH_CONTACT_ADMIN },
  { FALSE, "over quota", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { FALSE, "quota exceeded", TOCSIN_ERROR_QUOTA_EXCEEDED },
  { TRUE, "application-specific password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { TRUE, "application specific password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { TRUE, "app-specific password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { TRUE, "application password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  /* Dovecot lets a client without a certificate speak first. */
  { TRUE, "valid ssl certificate", TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED },
  { TRUE, "app password", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { TRUE, "authorization code", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  { TRUE, "authorized code", TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED },
  /* Quirk 18: Gmail, when it wants to see a person first; Outlook.com likewise. */
  { TRUE, "via your web browser", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "via a web browser", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "web login required", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "verify your identity", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "basic authentication is disabled", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { TRUE, "basicauthblocked", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  /* Yandex and QQ do not say which of them it is: the hint names all. */
  { TRUE, "invalid credentials or imap is disabled", TOCSIN_ERROR_AUTH_REJECTED },
  { TRUE, "password is incorrect", TOCSIN_ERROR_AUTH_REJECTED },
  { TRUE, "imap access is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "not enabled for imap", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "imap is disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "imap disabled", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "enable imap", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "not activated", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "nicht aktiviert", TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED },
  { TRUE, "too many login", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "too many failed", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "too many invalid", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "too many auth", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "too many attempts", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "too many unsuccessful", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "rate limit", TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS },
  { TRUE, "password has expired", TOCSIN_ERROR_AUTH_EXPIRED },
  { TRUE, "password is expired", TOCSIN_ERROR_AUTH_EXPIRED },
  { TRUE, "password expired", TOCSIN_ERROR_AUTH_EXPIRED },
  { TRUE, "change your password", TOCSIN_ERROR_AUTH_EXPIRED },
  { TRUE, "two-factor", TOCSIN_ERROR_AUTH_SECOND_FACTOR },
  { TRUE, "two factor", TOCSIN_ERROR_AUTH_SECOND_FACTOR },
  { TRUE, "2-step", TOCSIN_ERROR_AUTH_SECOND_FACTOR },
  { TRUE, "two-step", TOCSIN_ERROR_AUTH_SECOND_FACTOR },
  { TRUE, "second factor", TOCSIN_ERROR_AUTH_SECOND_FACTOR },
  { TRUE, "multi-factor", TOCSIN_ERROR_AUTH_SECOND_FACTOR },
  { TRUE, "multifactor", TOCSIN_ERROR_AUTH_SECOND_FACTOR },
  { TRUE, "account is locked", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "account locked", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "account has been locked", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "account is blocked", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "account is disabled", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "account disabled", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "account has been disabled", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "suspended", TOCSIN_ERROR_AUTH_LOCKED },
  { TRUE, "contact your administrator", TOCSIN_ERROR_AUTH_CONTACT_ADMIN },
  { TRUE, "contact your system administrator", TOCSIN_ERROR_AUTH_CONTACT_ADMIN },
};

/* Where neither words nor a code have said more. */
static const TextMeaning vague[] = {
  { TRUE, "temporar", TOCSIN_ERROR_AUTH_TEMPORARY },
  { TRUE, "try again later", TOCSIN_ERROR_AUTH_TEMPORARY },
  /* Cyrus, of a mechanism that it offers and can't do: no password was looked at. */
  { TRUE, "bad protocol / cancel", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { TRUE, "no mechanism available", TOCSIN_ERROR_AUTH_MECHANISM_FAILED },
  { TRUE, "server unavailable", TOCSIN_ERROR_AUTH_TEMPORARY },
  { FALSE, "temporar", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "try again later", TOCSIN_ERROR_SERVER_BUSY },
  { FALSE, "server unavailable", TOCSIN_ERROR_SERVER_BUSY },
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
find_text (const TextMeaning *texts,
           gsize n_texts,
           const char *lower,
           Imap4Phase phase,
           TocsinError *meaning)
{
  for (gsize i = 0; i < n_texts; i++)
    if ((!texts[i].only_login || phase == IMAP4_PHASE_LOGIN)
        && strstr (lower, texts[i].words) != NULL)
      {
        *meaning = texts[i].meaning;
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
  g_autofree char *lower = g_ascii_strdown (answer->text != NULL ? answer->text : "", -1);

  return find_text (precise, G_N_ELEMENTS (precise), lower, phase, meaning)
         || find_code (answer, phase, meaning)
         || find_text (vague, G_N_ELEMENTS (vague), lower, phase, meaning);
}

/**
 * imap4_trouble_words_is_policy:
 * @answer: a BYE
 *
 * Returns: whether it means to say: not you.
 */
gboolean
imap4_trouble_words_is_policy (const Imap4Response *answer)
{
  static const char *const words[] = { "blocked", "blacklist", "blocklist", "denied", "not allowed",
                                       "policy",  "banned",    "rbl",       "refused" };
  g_autofree char *lower = g_ascii_strdown (answer->text != NULL ? answer->text : "", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;

  return FALSE;
}
