/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_ERROR:
 *
 * The one error domain of the project. Errors of GIO, GnuTLS, SQLite and the like are translated
 * into it at the border, with a prefix that says what was being done.
 */
#define TOCSIN_ERROR (tocsin_error_quark ())

/**
 * TocsinError:
 *
 * What can go wrong, as far as a caller or a person can act on it. Each code has a stable dotted
 * name (tocsin_error_get_code_name()), which is what reports, logs and `--json` show.
 */
typedef enum
{
  TOCSIN_ERROR_INTERNAL,
  TOCSIN_ERROR_CANCELLED,
  TOCSIN_ERROR_CONFIG_INVALID,
  TOCSIN_ERROR_CONFIG_PORT_SECURITY_MISMATCH,
  TOCSIN_ERROR_CONFIG_WRONG_PROTOCOL,
  TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
  TOCSIN_ERROR_CONFIG_NOT_FOUND,
  TOCSIN_ERROR_DNS_NOT_FOUND,
  TOCSIN_ERROR_DNS_TEMPORARY,
  TOCSIN_ERROR_DNS_NO_ADDRESS,
  TOCSIN_ERROR_NET_REFUSED,
  TOCSIN_ERROR_NET_TIMEOUT,
  TOCSIN_ERROR_NET_UNREACHABLE,
  TOCSIN_ERROR_NET_RESET,
  TOCSIN_ERROR_NET_CLOSED_EARLY,
  TOCSIN_ERROR_NET_GREETING_TIMEOUT,
  TOCSIN_ERROR_SERVER_BUSY,
  TOCSIN_ERROR_SERVER_REFUSED,
  TOCSIN_ERROR_SERVER_NO,
  TOCSIN_ERROR_SERVER_BAD,
  TOCSIN_ERROR_PROTOCOL_PARSE,
  TOCSIN_ERROR_TLS_UNAVAILABLE,
  TOCSIN_ERROR_TLS_REFUSED,
  TOCSIN_ERROR_TLS_INJECTED,
  TOCSIN_ERROR_TLS_PREAUTH,
  TOCSIN_ERROR_TLS_HANDSHAKE,
  TOCSIN_ERROR_TLS_PROTOCOL_TOO_OLD,
  TOCSIN_ERROR_TLS_TRUNCATED,
  TOCSIN_ERROR_TLS_CERT_EXPIRED,
  TOCSIN_ERROR_TLS_CERT_NOT_YET_VALID,
  TOCSIN_ERROR_TLS_CERT_HOSTNAME,
  TOCSIN_ERROR_TLS_CERT_UNTRUSTED_ISSUER,
  TOCSIN_ERROR_TLS_CERT_SELF_SIGNED,
  TOCSIN_ERROR_TLS_CERT_INCOMPLETE_CHAIN,
  TOCSIN_ERROR_TLS_CERT_REVOKED,
  TOCSIN_ERROR_TLS_CERT_WEAK,
  TOCSIN_ERROR_TLS_CERT_WRONG_PURPOSE,
  TOCSIN_ERROR_TLS_CERT_UNPROVEN,
  TOCSIN_ERROR_TLS_CLIENT_CERT_REQUIRED,
  TOCSIN_ERROR_AUTH_NO_COMMON_MECHANISM,
  TOCSIN_ERROR_AUTH_PLAIN_REFUSED_WITHOUT_TLS,
  TOCSIN_ERROR_AUTH_MECHANISM_FAILED,
  TOCSIN_ERROR_AUTH_REJECTED,
  TOCSIN_ERROR_AUTH_TEMPORARY,
  TOCSIN_ERROR_AUTH_APP_PASSWORD_NEEDED,
  TOCSIN_ERROR_AUTH_WEB_LOGIN_NEEDED,
  TOCSIN_ERROR_AUTH_BASIC_DISABLED,
  TOCSIN_ERROR_AUTH_PROTOCOL_DISABLED,
  TOCSIN_ERROR_AUTH_EXPIRED,
  TOCSIN_ERROR_AUTH_CONTACT_ADMIN,
  TOCSIN_ERROR_AUTH_TOO_MANY_ATTEMPTS,
  TOCSIN_ERROR_AUTH_SERVER_NOT_PROVEN,
  TOCSIN_ERROR_AUTH_NOT_CONNECTED,
  TOCSIN_ERROR_AUTH_LOCKED,
  TOCSIN_ERROR_AUTH_SECOND_FACTOR,
  TOCSIN_ERROR_AUTH_NO_TICKET,
  TOCSIN_ERROR_AUTH_OAUTH_EXPIRED,
  TOCSIN_ERROR_AUTH_OAUTH_SCOPE,
  TOCSIN_ERROR_AUTH_OAUTH_INVALID,
  TOCSIN_ERROR_AUTH_OAUTH_REFRESH_FAILED,
  TOCSIN_ERROR_AUTH_OAUTH_CONSENT,
  TOCSIN_ERROR_MAILBOX_MISSING,
  TOCSIN_ERROR_MAILBOX_NO_PERMISSION,
  TOCSIN_ERROR_MAILBOX_UIDVALIDITY_CHANGED,
  TOCSIN_ERROR_QUOTA_EXCEEDED,
  TOCSIN_ERROR_SECRET_UNAVAILABLE,
  TOCSIN_ERROR_SECRET_LOCKED,
  TOCSIN_ERROR_SECRET_INSECURE,
  TOCSIN_ERROR_PROXY_REFUSED,
  TOCSIN_ERROR_PROXY_AUTH,
  TOCSIN_ERROR_PROXY_PROTOCOL,
  TOCSIN_ERROR_PROXY_TIMEOUT,
  TOCSIN_ERROR_PROXY_CUT,
  TOCSIN_ERROR_MESSAGE_GONE,
  TOCSIN_ERROR_MESSAGE_UNPARSABLE,
  TOCSIN_ERROR_QUERY_TIMEOUT,
  TOCSIN_ERROR_STORAGE_FULL,
  TOCSIN_ERROR_STORAGE_READONLY,
  TOCSIN_ERROR_STORAGE_LOCKED,
  TOCSIN_ERROR_STORAGE_NEWER,
  TOCSIN_ERROR_STORAGE_FAILED,
  TOCSIN_ERROR_PLUGIN_MISSING,
  TOCSIN_ERROR_PLUGIN_ABI,
  TOCSIN_ERROR_PLUGIN_FAILED,
  TOCSIN_ERROR_ACTION_FAILED,
  TOCSIN_ERROR_ACTION_LATER,
  TOCSIN_ERROR_TIMEOUT_COMMAND,
  TOCSIN_ERROR_SEND_AUTH_REQUIRED,
  TOCSIN_ERROR_SEND_SENDER_REFUSED,
  TOCSIN_ERROR_SEND_RECIPIENT_REFUSED,
  TOCSIN_ERROR_SEND_RELAY_DENIED,
  TOCSIN_ERROR_SEND_TOO_BIG,
  TOCSIN_ERROR_SEND_NEEDS_SMTPUTF8,
  TOCSIN_ERROR_SEND_NEEDS_8BITMIME,
  TOCSIN_ERROR_SEND_NEEDS_EXTENSION,
  TOCSIN_ERROR_SEND_CONTENT_REFUSED,
  TOCSIN_ERROR_SEND_RATE_LIMITED,
  TOCSIN_ERROR_SEND_DEFERRED,
  TOCSIN_ERROR_SEND_OUTCOME_UNKNOWN,
  TOCSIN_ERROR_HTTP_STATUS,
  TOCSIN_ERROR_HTTP_THROTTLED,
  TOCSIN_ERROR_HTTP_REDIRECTED,
  TOCSIN_ERROR_HTTP_CONTENT,
  TOCSIN_ERROR_HTTP_GONE,
  TOCSIN_ERROR_SERVICE_DISABLED,
  TOCSIN_ERROR_SERVICE_FAULT,
  TOCSIN_ERROR_SERVICE_ERROR,
} TocsinError;

/**
 * TOCSIN_ERROR_LAST:
 *
 * The last of the codes.
 */
#define TOCSIN_ERROR_LAST TOCSIN_ERROR_SERVICE_ERROR

GQuark tocsin_error_quark (void);

const char *tocsin_error_get_code_name (const GError *error);
const char *tocsin_error_get_server_text (const GError *error);
const char *tocsin_error_get_response_code (const GError *error);
const char *tocsin_error_get_command (const GError *error);
const char *tocsin_error_get_hint (const GError *error);
const char *const *tocsin_error_get_remedy (const GError *error);
gint64 tocsin_error_get_retry_after (const GError *error);
const char *tocsin_error_get_input (const GError *error);
guint tocsin_error_get_column (const GError *error);
const char *tocsin_error_get_correction (const GError *error);

void tocsin_error_set_server_text (GError *error, const char *text);
void tocsin_error_set_response_code (GError *error, const char *code);
void tocsin_error_set_command (GError *error, const char *command);
void tocsin_error_add_remedy (GError *error, const char *key, const char *value);
void tocsin_error_set_hint (GError *error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_error_set_retry_after (GError *error, gint64 seconds);
void tocsin_error_set_place (GError *error, const char *input, guint column);
void tocsin_error_set_correction (GError *error, const char *correction);

gboolean tocsin_error_is_network (const GError *error);
void tocsin_error_translate (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void tocsin_error_set_errno (GError **error, int saved_errno, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void tocsin_error_set_socket_errno (GError **error, int saved_errno, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

G_END_DECLS
