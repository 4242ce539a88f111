/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"

typedef struct
{
  char *server_text;
  char *response_code;
  char *command;
  char *hint;
  GStrv remedy;
  gint64 retry_after;
  char *input;
  guint column;
  char *correction;
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
  dest->response_code = g_strdup (src->response_code);
  dest->command = g_strdup (src->command);
  dest->hint = g_strdup (src->hint);
  dest->remedy = g_strdupv (src->remedy);
  dest->retry_after = src->retry_after;
  dest->input = g_strdup (src->input);
  dest->column = src->column;
  dest->correction = g_strdup (src->correction);
}

static void
tocsin_error_private_clear (TocsinErrorPrivate *priv)
{
  g_clear_pointer (&priv->server_text, g_free);
  g_clear_pointer (&priv->response_code, g_free);
  g_clear_pointer (&priv->command, g_free);
  g_clear_pointer (&priv->hint, g_free);
  g_clear_pointer (&priv->remedy, g_strfreev);
  g_clear_pointer (&priv->input, g_free);
  g_clear_pointer (&priv->correction, g_free);
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
  [TOCSIN_ERROR_TLS_CERT_UNPROVEN] = "tls.cert.unproven",
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
  [TOCSIN_ERROR_AUTH_LOCKED] = "auth.locked",
  [TOCSIN_ERROR_AUTH_SECOND_FACTOR] = "auth.second-factor",
  [TOCSIN_ERROR_AUTH_NO_TICKET] = "auth.no-ticket",
  [TOCSIN_ERROR_AUTH_OAUTH_EXPIRED] = "auth.oauth-expired",
  [TOCSIN_ERROR_AUTH_OAUTH_SCOPE] = "auth.oauth-scope",
  [TOCSIN_ERROR_AUTH_OAUTH_INVALID] = "auth.oauth-invalid",
  [TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED] = "auth.oauth-refresh-failed",
  [TOCSIN_ERROR_AUTH_OAUTH_CONSENT] = "auth.oauth-consent",
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
  [TOCSIN_ERROR_QUERY_TIMEOUT] = "query.timeout",
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
  [TOCSIN_ERROR_SEND_AUTH_REQUIRED] = "smtp.auth-required",
  [TOCSIN_ERROR_SEND_SENDER_REFUSED] = "smtp.sender-refused",
  [TOCSIN_ERROR_SEND_RECIPIENT_REFUSED] = "smtp.recipient-refused",
  [TOCSIN_ERROR_SEND_RELAY_DENIED] = "smtp.relay-denied",
  [TOCSIN_ERROR_SEND_TOO_BIG] = "smtp.too-big",
  [TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8] = "smtp.needs-smtputf8",
  [TOCSIN_ERROR_SEND_NEEDS_8BITMIME] = "smtp.needs-8bitmime",
  [TOCSIN_ERROR_SEND_NEEDS_EXTENSION] = "smtp.needs-extension",
  [TOCSIN_ERROR_SEND_CONTENT_REFUSED] = "smtp.content-refused",
  [TOCSIN_ERROR_SEND_RATE_LIMITED] = "smtp.rate-limited",
  [TOCSIN_ERROR_SEND_DEFERRED] = "smtp.deferred",
  [TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN] = "smtp.outcome-unknown",
  [TOCSIN_ERROR_HTTP_STATUS] = "http.status",
  [TOCSIN_ERROR_HTTP_THROTTLED] = "http.throttled",
  [TOCSIN_ERROR_HTTP_REDIRECTED] = "http.redirected",
  [TOCSIN_ERROR_HTTP_CONTENT] = "http.content",
  [TOCSIN_ERROR_HTTP_GONE] = "http.gone",
  [TOCSIN_ERROR_SERVICE_DISABLED] = "ews.disabled",
  [TOCSIN_ERROR_SERVICE_FAULT] = "ews.fault",
  [TOCSIN_ERROR_SERVICE_ERROR] = "graph.error",
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
 * tocsin_error_get_response_code:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): the protocol's own code for it without brackets, such as
 *   "AUTHENTICATIONFAILED" of IMAP or "5.7.8" of SMTP, unescaped.
 */
const char *
tocsin_error_get_response_code (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);
  priv = get_private (error);

  return priv != NULL ? priv->response_code : NULL;
}

/**
 * tocsin_error_get_command:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): the command that failed, without what may be secret.
 */
const char *
tocsin_error_get_command (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);
  priv = get_private (error);

  return priv != NULL ? priv->command : NULL;
}

/**
 * tocsin_error_get_remedy:
 * @error: any error
 *
 * Returns: (nullable) (transfer none) (array zero-terminated=1): settings that would put it right
 *   if the person agrees, each as `key=value`: what a remedy button does and the command line
 *   prints. Only what is complete: a remedy that a person has to fill in is a hint.
 */
const char *const *
tocsin_error_get_remedy (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);
  priv = get_private (error);

  return priv != NULL ? (const char *const *) priv->remedy : NULL;
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
 * tocsin_error_set_response_code:
 * @error: an error in %TOCSIN_ERROR
 * @code: (nullable): the protocol's own code, without brackets
 */
void
tocsin_error_set_response_code (GError *error, const char *code)
{
  char *copy;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  copy = g_strdup (code);
  g_free (get_private (error)->response_code);
  get_private (error)->response_code = copy;
}

/**
 * tocsin_error_set_command:
 * @error: an error in %TOCSIN_ERROR
 * @command: (nullable): the command that failed, without what may be secret: "LOGIN"
 */
void
tocsin_error_set_command (GError *error, const char *command)
{
  char *copy;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  copy = g_strdup (command);
  g_free (get_private (error)->command);
  get_private (error)->command = copy;
}

/**
 * tocsin_error_add_remedy:
 * @error: an error in %TOCSIN_ERROR
 * @key: a setting of the connection, "encryption.mode"
 * @value: what it should be
 *
 * Adds an assignment to those that would put it right together. Say in the hint what it means to
 * accept them.
 */
void
tocsin_error_add_remedy (GError *error, const char *key, const char *value)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *assignment = g_strconcat (key, "=", value, NULL);
  TocsinErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);
  priv = get_private (error);

  if (priv->remedy != NULL)
    g_strv_builder_addv (builder, (const char **) priv->remedy);
  g_strv_builder_add (builder, assignment);
  g_strfreev (priv->remedy);
  priv->remedy = g_strv_builder_end (builder);
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

/**
 * tocsin_error_get_input:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): the text that a person typed and in which something is
 *   wrong, such as a query; valid UTF-8, unescaped.
 */
const char *
tocsin_error_get_input (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);
  priv = get_private (error);

  return priv != NULL ? priv->input : NULL;
}

/**
 * tocsin_error_get_column:
 * @error: any error
 *
 * Returns: where in tocsin_error_get_input() it is wrong, in characters from 1; 0 when nobody
 * knows.
 */
guint
tocsin_error_get_column (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, 0);
  priv = get_private (error);

  return priv != NULL ? priv->column : 0;
}

/**
 * tocsin_error_get_correction:
 * @error: any error
 *
 * Returns: (nullable) (transfer none): tocsin_error_get_input() as it was probably meant: something
 *   to be offered, never to be taken by itself.
 */
const char *
tocsin_error_get_correction (const GError *error)
{
  TocsinErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);
  priv = get_private (error);

  return priv != NULL ? priv->correction : NULL;
}

/**
 * tocsin_error_set_place:
 * @error: an error in %TOCSIN_ERROR
 * @input: (nullable): the text that a person typed
 * @column: where in it the error is, in characters from 1
 */
void
tocsin_error_set_place (GError *error, const char *input, guint column)
{
  char *copy;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  copy = input != NULL ? g_utf8_make_valid (input, -1) : NULL;
  g_free (get_private (error)->input);
  get_private (error)->input = copy;
  get_private (error)->column = column;
}

/**
 * tocsin_error_set_correction:
 * @error: an error in %TOCSIN_ERROR
 * @correction: (nullable): the whole text as it was probably meant
 */
void
tocsin_error_set_correction (GError *error, const char *correction)
{
  char *copy;

  g_return_if_fail (error != NULL && error->domain == TOCSIN_ERROR);

  copy = g_strdup (correction);
  g_free (get_private (error)->correction);
  get_private (error)->correction = copy;
}
