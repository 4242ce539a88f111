/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/trouble.h"

#include "core/base/error.h"

/* RFC 9110, section 15: 5xx is the server's fault, 4xx ours; but for those that say it was too
 * slow, too early or too much. */
static TocsinTrouble
judge_status (const char *status)
{
  static const char *const passing[] = { "408", "425", "429", NULL };

  if (status != NULL && status[0] == '4' && !g_strv_contains (passing, status))
    return TOCSIN_TROUBLE_GIVE_UP;

  return TOCSIN_TROUBLE_RETRY;
}

/* What stays as it is until somebody changes something. */
static gboolean
needs_a_person (TocsinError code)
{
  switch (code)
    {
    case TOCSIN_ERROR_CONFIG_INVALID:
    case TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH:
    case TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL:
    case TOCSIN_ERROR_CONFIG_NOT_SUPPORTED:
    case TOCSIN_ERROR_CONFIG_NOT_FOUND:
    case TOCSIN_ERROR_SERVER_REFUSED:
    case TOCSIN_ERROR_TLS_UNAVAILABLE:
    case TOCSIN_ERROR_TLS_INJECTED:
    case TOCSIN_ERROR_TLS_PREAUTH:
    case TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD:
    case TOCSIN_ERROR_TLS_CERT_HOSTNAME:
    case TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER:
    case TOCSIN_ERROR_TLS_CERT_SELF_SIGNED:
    case TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN:
    case TOCSIN_ERROR_TLS_CERT_REVOKED:
    case TOCSIN_ERROR_TLS_CERT_WEAK:
    case TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE:
    case TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED:
    case TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM:
    case TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS:
    case TOCSIN_ERROR_AUTH_MECHANISM_FAILED:
    case TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED:
    case TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED:
    case TOCSIN_ERROR_AUTH_BASIC_DISABLED:
    case TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED:
    case TOCSIN_ERROR_AUTH_EXPIRED:
    case TOCSIN_ERROR_AUTH_CONTACT_ADMIN:
    case TOCSIN_ERROR_AUTH_LOCKED:
    case TOCSIN_ERROR_AUTH_SECOND_FACTOR:
    case TOCSIN_ERROR_AUTH_OAUTH_SCOPE:
    case TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED:
    case TOCSIN_ERROR_AUTH_OAUTH_CONSENT:
    case TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN:
    case TOCSIN_ERROR_SEND_AUTH_REQUIRED:
    case TOCSIN_ERROR_SECRET_INSECURE:
    case TOCSIN_ERROR_PROXY_AUTH:
    case TOCSIN_ERROR_PLUGIN_MISSING:
    case TOCSIN_ERROR_PLUGIN_ABI:
    case TOCSIN_ERROR_STORAGE_NEWER:
    case TOCSIN_ERROR_HTTP_REDIRECTED:
    case TOCSIN_ERROR_HTTP_GONE:
    case TOCSIN_ERROR_SERVICE_DISABLED:
      return TRUE;

    default:
      return FALSE;
    }
}

/**
 * tocsin_trouble_judge:
 * @error: what went wrong
 * @refusals: how many logins the server has refused in a row, this one included
 *
 * The one place where an error becomes a decision. Network trouble is never counted as a refusal,
 * so that a flaky line can not park a connection or lock an account.
 *
 * Returns: what to do about it.
 */
TocsinTrouble
tocsin_trouble_judge (const GError *error, guint refusals)
{
  g_return_val_if_fail (error != NULL, TOCSIN_TROUBLE_RETRY);

  if (error->domain != TOCSIN_ERROR)
    return TOCSIN_TROUBLE_RETRY;

  switch ((TocsinError) error->code)
    {
    case TOCSIN_ERROR_AUTH_REJECTED:
    case TOCSIN_ERROR_AUTH_OAUTH_EXPIRED:
    case TOCSIN_ERROR_AUTH_OAUTH_INVALID:
      return refusals >= TOCSIN_TROUBLE_REFUSALS ? TOCSIN_TROUBLE_PARK : TOCSIN_TROUBLE_RETRY;

    case TOCSIN_ERROR_MESSAGE_GONE:
    case TOCSIN_ERROR_MESSAGE_UNPARSABLE:
    case TOCSIN_ERROR_QUERY_TIMEOUT:
    case TOCSIN_ERROR_SERVER_BAD:
    case TOCSIN_ERROR_SEND_SENDER_REFUSED:
    case TOCSIN_ERROR_SEND_RECIPIENT_REFUSED:
    case TOCSIN_ERROR_SEND_RELAY_DENIED:
    case TOCSIN_ERROR_SEND_TOO_BIG:
    case TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8:
    case TOCSIN_ERROR_SEND_NEEDS_8BITMIME:
    case TOCSIN_ERROR_SEND_NEEDS_EXTENSION:
    case TOCSIN_ERROR_SEND_CONTENT_REFUSED:
      return TOCSIN_TROUBLE_GIVE_UP;

    case TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN:
      return TOCSIN_TROUBLE_ASK;

    case TOCSIN_ERROR_HTTP_STATUS:
      return judge_status (tocsin_error_get_response_code (error));

    /* A certificate that has just run out is often renewed within the hour, a clock set right,
     * a keyring unlocked, a file put back: these come right without a change of settings. */
    default:
      return needs_a_person (error->code) ? TOCSIN_TROUBLE_PARK : TOCSIN_TROUBLE_RETRY;
    }
}

/**
 * tocsin_trouble_is_refusal:
 * @error: any error
 *
 * Returns: whether the server has looked at a password or a token and said no. Only that counts
 *   towards %TOCSIN_TROUBLE_REFUSALS: not a network that fails, not a mechanism that does.
 */
gboolean
tocsin_trouble_is_refusal (const GError *error)
{
  return g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_REJECTED)
         || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_EXPIRED)
         || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_OAUTH_INVALID);
}

/**
 * tocsin_trouble_is_passing:
 * @error: what an action failed with
 *
 * Returns: whether that says nothing about what it was to do: somebody asked it to come again, or
 *   the network is down. It is waited out, whatever `on-error` says about failures.
 */
gboolean
tocsin_trouble_is_passing (const GError *error)
{
  if (tocsin_error_is_network (error))
    return TRUE;
  if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_STATUS))
    return tocsin_trouble_judge (error, 0) == TOCSIN_TROUBLE_RETRY;

  return g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_LATER)
         || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_HTTP_THROTTLED);
}

/**
 * tocsin_trouble_get_wait:
 * @error: any error
 *
 * Returns: the least wait in seconds before the next try: what the server asked for, or longer
 *   where going on does harm; -1 if there is none.
 */
gint64
tocsin_trouble_get_wait (const GError *error)
{
  gint64 asked;

  g_return_val_if_fail (error != NULL, -1);

  asked = tocsin_error_get_retry_after (error);
  if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS))
    return MAX (asked, TOCSIN_TROUBLE_LONG_WAIT);

  return asked;
}

/**
 * tocsin_trouble_to_string:
 * @trouble: a decision
 *
 * Returns: (transfer none): its stable name, for logs and `--json`.
 */
const char *
tocsin_trouble_to_string (TocsinTrouble trouble)
{
  static const char *const names[] = { "retry", "park", "give-up", "ask" };

  g_return_val_if_fail ((gsize) trouble < G_N_ELEMENTS (names), NULL);

  return names[trouble];
}

/**
 * tocsin_trouble_exit_status:
 * @error: (nullable): what a command failed with
 *
 * Returns: the exit status of a program that ends with @error (0 for %NULL).
 */
int
tocsin_trouble_exit_status (const GError *error)
{
  const char *name;

  if (error == NULL)
    return 0;

  name = tocsin_error_get_code_name (error);
  if (g_str_equal (name, "config.not-found"))
    return 3;
  if (g_str_has_prefix (name, "config."))
    return 2;
  if (g_str_has_prefix (name, "auth."))
    return 4;
  if (g_str_equal (name, "storage.locked"))
    return 6;
  if (g_str_equal (name, "cancelled"))
    return 130;
  if (g_str_has_prefix (name, "dns.") || g_str_has_prefix (name, "net.")
      || g_str_has_prefix (name, "tls.") || g_str_has_prefix (name, "timeout.")
      || g_str_has_prefix (name, "proxy.") || g_str_equal (name, "server.busy"))
    return 5;

  return 1;
}
