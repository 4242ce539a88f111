/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/cause.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n.h>

/* As much of a server's words as a person reads. */
#define MAX_WORDS 500

/* The error's own message says where and what; this says in one plain sentence what it means. */
static const char *const titles[TOCSIN_ERROR_LAST + 1] = {
  [TOCSIN_ERROR_INTERNAL] = N_ ("Tocsin made a mistake"),
  [TOCSIN_ERROR_CANCELLED] = N_ ("It was stopped"),
  [TOCSIN_ERROR_CONFIG_INVALID] = N_ ("A setting is not right"),
  [TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH] = N_ ("Port and encryption do not match"),
  [TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL] = N_ ("This is another kind of server"),
  [TOCSIN_ERROR_CONFIG_NOT_SUPPORTED] = N_ ("This kind of connection can not do that"),
  [TOCSIN_ERROR_CONFIG_NOT_FOUND] = N_ ("It is not in the settings"),
  [TOCSIN_ERROR_DNS_NOT_FOUND] = N_ ("There is no server of that name"),
  [TOCSIN_ERROR_DNS_TEMPORARY] = N_ ("The server's name can not be looked up at the moment"),
  [TOCSIN_ERROR_DNS_NO_ADDRESS] = N_ ("The server's name has no address"),
  [TOCSIN_ERROR_NET_REFUSED] = N_ ("The server does not answer on this port"),
  [TOCSIN_ERROR_NET_TIMEOUT] = N_ ("The server does not answer"),
  [TOCSIN_ERROR_NET_UNREACHABLE] = N_ ("There is no way to the server"),
  [TOCSIN_ERROR_NET_RESET] = N_ ("The connection broke"),
  [TOCSIN_ERROR_NET_CLOSED_EARLY] = N_ ("The server hung up"),
  [TOCSIN_ERROR_NET_GREETING_TIMEOUT] = N_ ("The server stays silent"),
  [TOCSIN_ERROR_SERVER_BUSY] = N_ ("The server is busy"),
  [TOCSIN_ERROR_SERVER_REFUSED] = N_ ("The server does not want to talk to us"),
  [TOCSIN_ERROR_SERVER_NO] = N_ ("The server said no"),
  [TOCSIN_ERROR_SERVER_BAD] = N_ ("The server did not understand"),
  [TOCSIN_ERROR_PROTOCOL_PARSE] = N_ ("The server's answer makes no sense"),
  [TOCSIN_ERROR_TLS_UNAVAILABLE] = N_ ("The server offers no encryption here"),
  [TOCSIN_ERROR_TLS_REFUSED] = N_ ("The server refused to encrypt"),
  [TOCSIN_ERROR_TLS_INJECTED] = N_ ("Somebody may be tampering with the connection"),
  [TOCSIN_ERROR_TLS_PREAUTH] = N_ ("Somebody may be tampering with the connection"),
  [TOCSIN_ERROR_TLS_HANDSHAKE] = N_ ("No encryption could be agreed on"),
  [TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD] = N_ ("The server's encryption is out of date"),
  [TOCSIN_ERROR_TLS_TRUNCATED] = N_ ("The encrypted connection was cut off"),
  [TOCSIN_ERROR_TLS_CERT_EXPIRED] = N_ ("The server's certificate has expired"),
  [TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID] = N_ ("The server's certificate is not valid yet"),
  [TOCSIN_ERROR_TLS_CERT_HOSTNAME] = N_ ("The certificate is for another server"),
  [TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER] = N_ ("The server's certificate is not trusted"),
  [TOCSIN_ERROR_TLS_CERT_SELF_SIGNED] = N_ ("Nobody vouches for the server's certificate"),
  [TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN] = N_ ("The server's certificate chain has a gap"),
  [TOCSIN_ERROR_TLS_CERT_REVOKED] = N_ ("The server's certificate has been revoked"),
  [TOCSIN_ERROR_TLS_CERT_WEAK] = N_ ("The server's certificate could be forged"),
  [TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE] = N_ ("The server's certificate is for another purpose"),
  [TOCSIN_ERROR_TLS_CERT_UNPROVEN] = N_ ("It is not certain that the certificate is still good"),
  [TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED] = N_ ("The server wants a certificate of yours"),
  [TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM] = N_ ("There is no way to sign in that both sides know"),
  [TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS] =
      N_ ("The password would cross the network in clear"),
  [TOCSIN_ERROR_AUTH_MECHANISM_FAILED] = N_ ("Signing in this way did not work"),
  [TOCSIN_ERROR_AUTH_REJECTED] = N_ ("User name or password is wrong"),
  [TOCSIN_ERROR_AUTH_TEMPORARY] = N_ ("The server can not check passwords at the moment"),
  [TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED] = N_ ("Your provider wants an app password"),
  [TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED] =
      N_ ("Your provider wants you to sign in with a browser first"),
  [TOCSIN_ERROR_AUTH_BASIC_DISABLED] = N_ ("Your provider takes no passwords here"),
  [TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED] = N_ ("Your provider has this kind of access switched off"),
  [TOCSIN_ERROR_AUTH_EXPIRED] = N_ ("The password has expired"),
  [TOCSIN_ERROR_AUTH_CONTACT_ADMIN] = N_ ("The server asks you to talk to its administrator"),
  [TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS] = N_ ("There were too many sign-ins"),
  [TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN] = N_ ("The server could not prove who it is"),
  [TOCSIN_ERROR_AUTH_NOT_CONNECTED] = N_ ("Signed in, but the mailbox did not open"),
  [TOCSIN_ERROR_AUTH_LOCKED] = N_ ("The account is locked"),
  [TOCSIN_ERROR_AUTH_SECOND_FACTOR] = N_ ("The server wants a second factor"),
  [TOCSIN_ERROR_AUTH_NO_TICKET] = N_ ("There is no Kerberos ticket"),
  [TOCSIN_ERROR_AUTH_OAUTH_EXPIRED] = N_ ("The sign-in has expired"),
  [TOCSIN_ERROR_AUTH_OAUTH_SCOPE] = N_ ("The sign-in does not allow mail"),
  [TOCSIN_ERROR_AUTH_OAUTH_INVALID] = N_ ("The sign-in is not accepted"),
  [TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED] = N_ ("The sign-in could not be renewed"),
  [TOCSIN_ERROR_AUTH_OAUTH_CONSENT] = N_ ("Somebody has to sign in"),
  [TOCSIN_ERROR_MAILBOX_MISSING] = N_ ("There is no such mailbox"),
  [TOCSIN_ERROR_MAILBOX_NO_PERMISSION] = N_ ("You may not use this mailbox"),
  [TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED] = N_ ("The server has numbered the mailbox anew"),
  [TOCSIN_ERROR_QUOTA_EXCEEDED] = N_ ("The mailbox is full"),
  [TOCSIN_ERROR_SECRET_UNAVAILABLE] = N_ ("The password can not be read"),
  [TOCSIN_ERROR_SECRET_LOCKED] = N_ ("The keyring is locked"),
  [TOCSIN_ERROR_SECRET_INSECURE] = N_ ("Others could read the password"),
  [TOCSIN_ERROR_PROXY_REFUSED] = N_ ("The proxy does not let us through"),
  [TOCSIN_ERROR_PROXY_AUTH] = N_ ("The proxy wants another user name or password"),
  [TOCSIN_ERROR_PROXY_PROTOCOL] = N_ ("The proxy is of another kind"),
  [TOCSIN_ERROR_PROXY_TIMEOUT] = N_ ("The proxy does not answer"),
  [TOCSIN_ERROR_PROXY_CUT] = N_ ("The proxy hung up"),
  [TOCSIN_ERROR_MESSAGE_GONE] = N_ ("The message is gone"),
  [TOCSIN_ERROR_MESSAGE_UNPARSABLE] = N_ ("The message can not be read"),
  [TOCSIN_ERROR_QUERY_TIMEOUT] = N_ ("The search took too long"),
  [TOCSIN_ERROR_STORAGE_FULL] = N_ ("The disk is full"),
  [TOCSIN_ERROR_STORAGE_READONLY] = N_ ("Nothing can be written there"),
  [TOCSIN_ERROR_STORAGE_LOCKED] = N_ ("Another program is using it"),
  [TOCSIN_ERROR_STORAGE_NEWER] = N_ ("A newer Tocsin has written it"),
  [TOCSIN_ERROR_STORAGE_FAILED] = N_ ("Reading or writing failed"),
  [TOCSIN_ERROR_PLUGIN_MISSING] = N_ ("A plugin is missing"),
  [TOCSIN_ERROR_PLUGIN_ABI] = N_ ("A plugin is made for another version"),
  [TOCSIN_ERROR_PLUGIN_FAILED] = N_ ("A plugin does not load"),
  [TOCSIN_ERROR_ACTION_FAILED] = N_ ("An action failed"),
  [TOCSIN_ERROR_ACTION_LATER] = N_ ("An action wants to be tried later"),
  [TOCSIN_ERROR_TIMEOUT_COMMAND] = N_ ("The server took too long"),
  [TOCSIN_ERROR_SEND_AUTH_REQUIRED] = N_ ("The server wants you to sign in before sending"),
  [TOCSIN_ERROR_SEND_SENDER_REFUSED] = N_ ("The server does not accept the sender"),
  [TOCSIN_ERROR_SEND_RECIPIENT_REFUSED] = N_ ("The server does not accept the recipient"),
  [TOCSIN_ERROR_SEND_RELAY_DENIED] = N_ ("The server sends no mail to others for you"),
  [TOCSIN_ERROR_SEND_TOO_BIG] = N_ ("The message is too big"),
  [TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8] = N_ ("The server can not write such an address"),
  [TOCSIN_ERROR_SEND_NEEDS_8BITMIME] = N_ ("The server can not carry such a message"),
  [TOCSIN_ERROR_SEND_NEEDS_EXTENSION] = N_ ("The server can not send in this way"),
  [TOCSIN_ERROR_SEND_CONTENT_REFUSED] = N_ ("The server does not like the message"),
  [TOCSIN_ERROR_SEND_RATE_LIMITED] = N_ ("Too much was sent in a short time"),
  [TOCSIN_ERROR_SEND_DEFERRED] = N_ ("The server wants the message later"),
  [TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN] = N_ ("The message may or may not have been sent"),
  [TOCSIN_ERROR_HTTP_STATUS] = N_ ("The service answered with an error"),
  [TOCSIN_ERROR_HTTP_THROTTLED] = N_ ("The service asks for patience"),
  [TOCSIN_ERROR_HTTP_REDIRECTED] = N_ ("The service sends us elsewhere"),
  [TOCSIN_ERROR_HTTP_CONTENT] = N_ ("This address answers, but not as the service does"),
  [TOCSIN_ERROR_HTTP_GONE] = N_ ("There is nothing at this address any more"),
  [TOCSIN_ERROR_SERVICE_DISABLED] = N_ ("The service is switched off"),
  [TOCSIN_ERROR_SERVICE_FAULT] = N_ ("The service reported a fault"),
  [TOCSIN_ERROR_SERVICE_ERROR] = N_ ("The service reported an error"),
};

/**
 * tocsin_cause_get_title:
 * @error: any error
 *
 * What happened in one short sentence for a person, to stand above the error's own message.
 *
 * Returns: (transfer none): the sentence, translated, without a full stop.
 */
const char *
tocsin_cause_get_title (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != TOCSIN_ERROR || error->code < 0 || error->code > TOCSIN_ERROR_LAST
      || titles[error->code] == NULL)
    return _ ("It did not work");

  return _ (titles[error->code]);
}

/**
 * tocsin_cause_dup_server_words:
 * @error: any error
 *
 * Returns: (transfer full) (nullable): a sentence with the very words of the other side, escaped
 *   and cut to a length; %NULL when it said nothing.
 */
char *
tocsin_cause_dup_server_words (const GError *error)
{
  const char *text = tocsin_error_get_server_text (error);
  g_autofree char *shown = NULL;

  if (text == NULL || *text == '\0')
    return NULL;
  shown = tocsin_text_escape (text, -1, MAX_WORDS);
  if (g_str_has_prefix (tocsin_error_get_code_name (error), "proxy."))
    return g_strdup_printf (_ ("The proxy says: “%s”"), shown);

  return g_strdup_printf (_ ("The server says: “%s”"), shown);
}
