/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  char *server_text;
  char *hint;
  gint64 retry_after;
} TocsinErrorPrivate;

static void
tocsin_error_private_init (TocsinErrorPrivate *priv)
{
  priv->retry_after = -1;
}

static void
tocsin_error_private_copy (const TocsinErrorPrivate *src, TocsinErrorPrivate *dest)
{
  dest->server_text = g_strdup (src->server_text);
  dest->hint = g_strdup (src->hint);
  dest->retry_after = src->retry_after;
}

static void
tocsin_error_private_clear (TocsinErrorPrivate *priv)
{
  g_clear_pointer (&priv->server_text, g_free);
  g_clear_pointer (&priv->hint, g_free);
}

G_DEFINE_EXTENDED_ERROR (TocsinError, tocsin_error)

/* The dotted names are a contract with scripts and reports: add, never rename. */
static const char *const code_names[] = {
  [TOCSIN_ERROR_INTERNAL] = "internal",
  [TOCSIN_ERROR_CANCELLED] = "cancelled",
  [TOCSIN_ERROR_CONFIG_INVALID] = "config.invalid",
  [TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH] = "config.port-security-mismatch",
  [TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL] = "config.wrong-protocol",
  [TOCSIN_ERROR_CONFIG_NOT_SUPPORTED] = "config.not-supported",
  [TOCSIN_ERROR_CONFIG_NOT_FOUND] = "config.not-found",
  [TOCSIN_ERROR_DNS_NOT_FOUND] = "dns.not-found",
  [TOCSIN_ERROR_DNS_TEMPORARY] = "dns.temporary",
  [TOCSIN_ERROR_DNS_NO_ADDRESS] = "dns.no-address",
  [TOCSIN_ERROR_NET_REFUSED] = "net.refused",
  [TOCSIN_ERROR_NET_TIMEOUT] = "net.timeout",
  [TOCSIN_ERROR_NET_UNREACHABLE] = "net.unreachable",
  [TOCSIN_ERROR_NET_RESET] = "net.reset",
  [TOCSIN_ERROR_NET_CLOSED_EARLY] = "net.closed-early",
  [TOCSIN_ERROR_NET_GREETING_TIMEOUT] = "net.greeting-timeout",
  [TOCSIN_ERROR_SERVER_BUSY] = "server.busy",
  [TOCSIN_ERROR_SERVER_REFUSED] = "server.refused",
  [TOCSIN_ERROR_SERVER_NO] = "server.no",
  [TOCSIN_ERROR_SERVER_BAD] = "server.bad",
  [TOCSIN_ERROR_PROTOCOL_PARSE] = "protocol.parse",
  [TOCSIN_ERROR_TLS_UNAVAILABLE] = "tls.unavailable",
  [TOCSIN_ERROR_TLS_REFUSED] = "tls.refused",
  [TOCSIN_ERROR_TLS_INJECTED] = "tls.injected",
  [TOCSIN_ERROR_TLS_PREAUTH] = "tls.preauth",
  [TOCSIN_ERROR_TLS_HANDSHAKE] = "tls.handshake",
  [TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD] = "tls.protocol-too-old",
  [TOCSIN_ERROR_TLS_TRUNCATED] = "tls.truncated",
  [TOCSIN_ERROR_TLS_CERT_EXPIRED] = "tls.cert.expired",
  [TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID] = "tls.cert.not-yet-valid",
  [TOCSIN_ERROR_TLS_CERT_HOSTNAME] = "tls.cert.hostname",
  [TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER] = "tls.cert.untrusted-issuer",
  [TOCSIN_ERROR_TLS_CERT_SELF_SIGNED] = "tls.cert.self-signed",
  [TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN] = "tls.cert.incomplete-chain",
  [TOCSIN_ERROR_TLS_CERT_REVOKED] = "tls.cert.revoked",
  [TOCSIN_ERROR_TLS_CERT_WEAK] = "tls.cert.weak",
  [TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE] = "tls.cert.wrong-purpose",
  [TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED] = "tls.client-cert-required",
  [TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM] = "auth.no-common-mechanism",
  [TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS] = "auth.plain-refused-without-tls",
  [TOCSIN_ERROR_AUTH_MECHANISM_FAILED] = "auth.mechanism-failed",
  [TOCSIN_ERROR_AUTH_REJECTED] = "auth.rejected",
  [TOCSIN_ERROR_AUTH_TEMPORARY] = "auth.temporary",
  [TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED] = "auth.app-password-needed",
  [TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED] = "auth.web-login-needed",
  [TOCSIN_ERROR_AUTH_BASIC_DISABLED] = "auth.basic-disabled",
  [TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED] = "auth.protocol-disabled",
  [TOCSIN_ERROR_AUTH_EXPIRED] = "auth.expired",
  [TOCSIN_ERROR_AUTH_CONTACT_ADMIN] = "auth.contact-admin",
  [TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS] = "auth.too-many-attempts",
  [TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN] = "auth.server-not-proven",
  [TOCSIN_ERROR_AUTH_NOT_CONNECTED] = "auth.not-connected",
  [TOCSIN_ERROR_MAILBOX_MISSING] = "mailbox.missing",
  [TOCSIN_ERROR_MAILBOX_NO_PERMISSION] = "mailbox.no-permission",
  [TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED] = "mailbox.uidvalidity-changed",
  [TOCSIN_ERROR_QUOTA_EXCEEDED] = "quota.exceeded",
  [TOCSIN_ERROR_SECRET_UNAVAILABLE] = "secret.unavailable",
  [TOCSIN_ERROR_SECRET_LOCKED] = "secret.locked",
  [TOCSIN_ERROR_SECRET_INSECURE] = "secret.insecure",
  [TOCSIN_ERROR_PROXY_REFUSED] = "proxy.refused",
  [TOCSIN_ERROR_PROXY_AUTH] = "proxy.auth",
  [TOCSIN_ERROR_PROXY_PROTOCOL] = "proxy.protocol",
  [TOCSIN_ERROR_PROXY_TIMEOUT] = "proxy.timeout",
  [TOCSIN_ERROR_PROXY_CUT] = "proxy.cut",
  [TOCSIN_ERROR_MESSAGE_GONE] = "message.gone",
  [TOCSIN_ERROR_MESSAGE_UNPARSABLE] = "message.unparsable",
  [TOCSIN_ERROR_STORAGE_FULL] = "storage.full",
  [TOCSIN_ERROR_STORAGE_READONLY] = "storage.readonly",
  [TOCSIN_ERROR_STORAGE_LOCKED] = "storage.locked",
  [TOCSIN_ERROR_STORAGE_NEWER] = "storage.newer",
  [TOCSIN_ERROR_STORAGE_FAILED] = "storage.failed",
  [TOCSIN_ERROR_PLUGIN_MISSING] = "plugin.missing",
  [TOCSIN_ERROR_PLUGIN_ABI] = "plugin.abi",
  [TOCSIN_ERROR_PLUGIN_FAILED] = "plugin.failed",
  [TOCSIN_ERROR_ACTION_FAILED] = "action.failed",
  [TOCSIN_ERROR_ACTION_LATER] = "action.later",
  [TOCSIN_ERROR_TIMEOUT_COMMAND] = "timeout.command",
};

/**
 * tocsin_error_get_code_name:
 * @error: any error
 *
 * Returns: (transfer none): the stable dotted name, `internal` for a foreign domain.
 */
const char *
tocsin_error_get_code_name (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != TOCSIN_ERROR || error->code < 0
      || (gsize) error->code >= G_N_ELEMENTS (code_names))
    return code_names[TOCSIN_ERROR_INTERNAL];

  return code_names[error->code];
}

static TocsinErrorPrivate *
get_private (const GError *error)
{
  return error->domain == TOCSIN_ERROR ? tocsin_error_get_private (error) : NULL;
}

/**
 * tocsin_error_get_server_text:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): what the server itself said, verbatim and unescaped; escape
 *   it before showing (tocsin_text_escape()).
 */
const char *
tocsin_error_get_server_text (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);
  priv = get_private (error);

  return priv != NULL ? priv->server_text : NULL;
}

/**
 * tocsin_error_get_hint:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): what the person can do, naming the key to change.
 */
const char *
tocsin_error_get_hint (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);
  priv = get_private (error);

  return priv != NULL ? priv->hint : NULL;
}

/**
 * tocsin_error_get_retry_after:
 * @error: any error
 *
 * Returns: the wait in seconds that the peer asked for, or -1.
 */
gint64
tocsin_error_get_retry_after (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, -1);
  priv = get_private (error);

  return priv != NULL ? priv->retry_after : -1;
}

/**
 * tocsin_error_set_server_text:
 * @error: an error in %TOCSIN_ERROR
 * @text: (nullable): the server's own words
 */
void
tocsin_error_set_server_text (GError *error, const char *text)
{
  char *copy;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  /* The new text may be made from the old. */
  copy = g_strdup (text);
  g_free (get_private (error)->server_text);
  get_private (error)->server_text = copy;
}

/**
 * tocsin_error_set_hint:
 * @error: an error in %TOCSIN_ERROR
 * @format: printf format of one sentence that names the way out
 */
void
tocsin_error_set_hint (GError *error, const char *format, ...)
{
  va_list args;
  char *hint;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  /* The new hint may be made from the old. */
  va_start (args, format);
  hint = g_strdup_vprintf (format, args);
  va_end (args);
  g_free (get_private (error)->hint);
  get_private (error)->hint = hint;
}

/**
 * tocsin_error_set_retry_after:
 * @error: an error in %TOCSIN_ERROR
 * @seconds: the wait that the peer asked for
 */
void
tocsin_error_set_retry_after (GError *error, gint64 seconds)
{
  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  get_private (error)->retry_after = seconds;
}

static int
code_from_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_CANCELLED:
      return TOCSIN_ERROR_CANCELLED;
    case G_IO_ERROR_TIMED_OUT:
      return TOCSIN_ERROR_NET_TIMEOUT;
    case G_IO_ERROR_CONNECTION_REFUSED:
      return TOCSIN_ERROR_NET_REFUSED;
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
      return TOCSIN_ERROR_NET_UNREACHABLE;
    case G_IO_ERROR_CONNECTION_CLOSED: /* also BROKEN_PIPE */
      return TOCSIN_ERROR_NET_RESET;
    case G_IO_ERROR_HOST_NOT_FOUND:
      return TOCSIN_ERROR_DNS_NOT_FOUND;
    case G_IO_ERROR_PROXY_FAILED:
    case G_IO_ERROR_PROXY_NOT_ALLOWED:
      return TOCSIN_ERROR_PROXY_REFUSED;
    case G_IO_ERROR_PROXY_AUTH_FAILED:
    case G_IO_ERROR_PROXY_NEED_AUTH:
      return TOCSIN_ERROR_PROXY_AUTH;
    case G_IO_ERROR_NO_SPACE:
      return TOCSIN_ERROR_STORAGE_FULL;
    case G_IO_ERROR_READ_ONLY:
    case G_IO_ERROR_PERMISSION_DENIED:
      return TOCSIN_ERROR_STORAGE_READONLY;
    case G_IO_ERROR_NOT_FOUND:
    case G_IO_ERROR_IS_DIRECTORY:
    case G_IO_ERROR_NOT_DIRECTORY:
    case G_IO_ERROR_EXISTS:
    case G_IO_ERROR_FILENAME_TOO_LONG:
    case G_IO_ERROR_TOO_MANY_OPEN_FILES:
      return TOCSIN_ERROR_STORAGE_FAILED;
    default:
      return TOCSIN_ERROR_INTERNAL;
    }
}

static int
code_from_resolver (int code)
{
  return code == G_RESOLVER_ERROR_NOT_FOUND ? TOCSIN_ERROR_DNS_NOT_FOUND
                                            : TOCSIN_ERROR_DNS_TEMPORARY;
}

static int
code_from_file (int code)
{
  switch (code)
    {
    case G_FILE_ERROR_NOSPC:
      return TOCSIN_ERROR_STORAGE_FULL;
    case G_FILE_ERROR_ACCES:
    case G_FILE_ERROR_PERM:
    case G_FILE_ERROR_ROFS:
      return TOCSIN_ERROR_STORAGE_READONLY;
    default:
      return TOCSIN_ERROR_STORAGE_FAILED;
    }
}

static int
code_from_foreign (const GError *error)
{
  if (error->domain == G_IO_ERROR)
    return code_from_io (error->code);
  if (error->domain == G_RESOLVER_ERROR)
    return code_from_resolver (error->code);
  if (error->domain == G_FILE_ERROR)
    return code_from_file (error->code);

  return TOCSIN_ERROR_INTERNAL;
}

/**
 * tocsin_error_translate:
 * @error: (inout) (nullable): where an error of any domain is
 * @format: printf format of what was being done, without a colon
 *
 * Turns a foreign error into one of %TOCSIN_ERROR and puts "what was being done: " before its
 * message. An error that is ours already keeps its code and details.
 */
void
tocsin_error_translate (GError **error, const char *format, ...)
{
  g_autofree char *doing = NULL;
  GError *ours;
  va_list args;

  if (error == NULL || *error == NULL)
    return;

  va_start (args, format);
  doing = g_strdup_vprintf (format, args);
  va_end (args);

  if ((*error)->domain == TOCSIN_ERROR)
    {
      g_prefix_error (error, "%s: ", doing);
      return;
    }

  ours = g_error_new (TOCSIN_ERROR, code_from_foreign (*error), "%s: %s", doing, (*error)->message);
  g_error_free (*error);
  *error = ours;
}

static int
code_from_errno (int saved_errno)
{
  if (saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EFBIG)
    return TOCSIN_ERROR_STORAGE_FULL;
  if (saved_errno == EROFS || saved_errno == EACCES || saved_errno == EPERM)
    return TOCSIN_ERROR_STORAGE_READONLY;

  switch (saved_errno)
    {
    case ECONNREFUSED:
      return TOCSIN_ERROR_NET_REFUSED;
    case ETIMEDOUT:
      return TOCSIN_ERROR_NET_TIMEOUT;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL:
      return TOCSIN_ERROR_NET_UNREACHABLE;
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED:
      return TOCSIN_ERROR_NET_RESET;
    default:
      return TOCSIN_ERROR_STORAGE_FAILED;
    }
}

/**
 * tocsin_error_set_errno:
 * @error: (out) (optional): where to put it
 * @saved_errno: the value of errno, saved before anything else ran
 * @format: printf format of what was being done, without a colon
 *
 * Sets an error from a system call's errno: files give storage codes, sockets network codes.
 */
void
tocsin_error_set_errno (GError **error, int saved_errno, const char *format, ...)
{
  g_autofree char *doing = NULL;
  va_list args;

  va_start (args, format);
  doing = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, TOCSIN_ERROR, code_from_errno (saved_errno), "%s: %s", doing,
               g_strerror (saved_errno));
}

/**
 * tocsin_error_is_network:
 * @error: any error
 *
 * Returns: whether the way to the server is to blame (name, route, time), never the password.
 */
gboolean
tocsin_error_is_network (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != TOCSIN_ERROR)
    return FALSE;

  return (error->code >= TOCSIN_ERROR_DNS_NOT_FOUND
          && error->code <= TOCSIN_ERROR_NET_GREETING_TIMEOUT)
         || error->code == TOCSIN_ERROR_TIMEOUT_COMMAND;
}
