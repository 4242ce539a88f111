/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What servers of every protocol mean by their words, where they have no code for it: those that
 * providers were seen to send, whatever they are asked in. */
#include "core/net/server-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/text.h"

/* Of a server's line, so much is shown. */
#define SHOWN_BYTES 200

typedef struct
{
  gboolean only_login;
  const char *words;
  TocsinError meaning;
} TextMeaning;

/* In lower case; the first that is found counts. These say more than any code beside them, which
 * only means "no", "look at this" or "not now" then. */
static const TextMeaning precise[] = {
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
  /* Gmail, when it wants to see a person first; Outlook.com likewise. */
  { TRUE, "via your web browser", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "via a web browser", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "web login required", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "verify your identity", TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED },
  { TRUE, "basic authentication is disabled", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { TRUE, "basicauthblocked", TOCSIN_ERROR_AUTH_BASIC_DISABLED },
  { TRUE, "password is incorrect", TOCSIN_ERROR_AUTH_REJECTED },
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

/* What a person can do, by what it means. */
static const struct
{
  TocsinError meaning;
  const char *hint;
} hints[] = {
  { TOCSIN_ERROR_AUTH_REJECTED,
    N_ ("check authentication.username and authentication.password; some providers want an app "
        "password here, or %s to be switched on first") },
  { TOCSIN_ERROR_AUTH_TEMPORARY, N_ ("not the password's fault: it is tried again") },
  { TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED,
    N_ ("make an app password at the provider and set it as authentication.password") },
  { TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED,
    N_ ("set encryption.client-certificate and encryption.client-key to a certificate that the "
        "server believes") },
  { TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED,
    N_ ("sign in at the provider's web site once, then retry") },
  { TOCSIN_ERROR_AUTH_BASIC_DISABLED,
    N_ ("this provider takes no passwords any more: set authentication.method=oauth2") },
  { TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED, N_ ("switch %s on in the provider's settings") },
  { TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
    N_ ("set encryption.mode to implicit or starttls") },
  { TOCSIN_ERROR_AUTH_NOT_CONNECTED,
    N_ ("the password is right, but the account has no mailbox or licence, or the name of a shared "
        "mailbox is wrong") },
  { TOCSIN_ERROR_AUTH_EXPIRED,
    N_ ("set a new password at the provider, and as authentication.password") },
  { TOCSIN_ERROR_AUTH_LOCKED, N_ ("have the provider unlock the account, then retry") },
  { TOCSIN_ERROR_AUTH_CONTACT_ADMIN,
    N_ ("ask whoever runs the server; some let in only programs that say who they are "
        "(identify=true)") },
  { TOCSIN_ERROR_AUTH_SECOND_FACTOR,
    N_ ("a program can't give a second factor: make an app password at the provider and set it as "
        "authentication.password") },
  { TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS,
    N_ ("wait: more tries may lock the account. Meanwhile check authentication.password") },
  { TOCSIN_ERROR_SERVER_BUSY,
    N_ ("it is tried again; if it lasts, fewer sessions at once may help (limits.pool-size)") },
  { TOCSIN_ERROR_SERVER_REFUSED,
    N_ ("the server does not want to speak with this machine: ask whoever runs it") },
  { TOCSIN_ERROR_QUOTA_EXCEEDED, N_ ("make room in the mailbox") },
  { TOCSIN_ERROR_MAILBOX_NO_PERMISSION,
    N_ ("have the user given the right to do that; actions that need it can't work there") },
  { TOCSIN_ERROR_MAILBOX_MISSING, N_ ("“tocsin mail folders” lists the folders that there are") },
};

static gboolean
find (const TextMeaning *texts,
      gsize n_texts,
      const char *text,
      gboolean signing_in,
      TocsinError *meaning)
{
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  for (gsize i = 0; i < n_texts; i++)
    if ((!texts[i].only_login || signing_in) && strstr (lower, texts[i].words) != NULL)
      {
        *meaning = texts[i].meaning;
        return TRUE;
      }

  return FALSE;
}

/**
 * tocsin_server_words_find:
 * @text: (nullable): what a server said when it refused something
 * @signing_in: whether that was to sign in
 * @meaning: (out): what it means
 *
 * To be asked before any code beside the words.
 *
 * Returns: whether the words say what it means.
 */
gboolean
tocsin_server_words_find (const char *text, gboolean signing_in, TocsinError *meaning)
{
  return find (precise, G_N_ELEMENTS (precise), text, signing_in, meaning);
}

/**
 * tocsin_server_words_guess:
 * @text: (nullable): what a server said when it refused something
 * @signing_in: whether that was to sign in
 * @meaning: (out): what it means
 *
 * To be asked when neither tocsin_server_words_find() nor a code has said more.
 *
 * Returns: whether the words hint at what it means.
 */
gboolean
tocsin_server_words_guess (const char *text, gboolean signing_in, TocsinError *meaning)
{
  return find (vague, G_N_ELEMENTS (vague), text, signing_in, meaning);
}

/**
 * tocsin_server_words_is_policy:
 * @text: (nullable): with what a server sent us away
 *
 * Returns: whether it means to say: not you.
 */
gboolean
tocsin_server_words_is_policy (const char *text)
{
  static const char *const words[] = { "blocked", "blacklist", "blocklist", "denied", "not allowed",
                                       "policy",  "banned",    "rbl",       "refused" };
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

/* Providers that say where to go do so in their words. */
static char *
find_address (const char *text)
{
  const char *start = text != NULL ? strstr (text, "https://") : NULL;

  return start != NULL
             ? tocsin_text_escape (start, (gssize) strcspn (start, " <>()[]\"\r\n"), SHOWN_BYTES)
             : NULL;
}

/**
 * tocsin_server_words_set_hint:
 * @error: what a server refused
 * @protocol: what the protocol is called
 * @text: (nullable): its words, which may name an address to go to; %NULL where anybody on the way
 *   could have written them
 *
 * Says what a person can do, if there is anything to say.
 */
void
tocsin_server_words_set_hint (GError *error, const char *protocol, const char *text)
{
  g_autofree char *address = find_address (text);

  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      g_autoptr (GString) hint = NULL;

      if (error->code != (int) hints[i].meaning)
        continue;
      hint = g_string_new (_ (hints[i].hint));
      g_string_replace (hint, "%s", protocol, 1);
      if (address != NULL)
        g_string_append_printf (hint, ": %s", address);
      tocsin_error_set_hint (error, "%s", hint->str);
      return;
    }
}
