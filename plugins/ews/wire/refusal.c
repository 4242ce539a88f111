/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/refusal.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>

/* Characters of a server's words that are shown. */
#define MAX_SHOWN 500

/* Seconds: no server makes us wait for longer than a day. */
#define MAX_BACK_OFF (24 * 60 * 60)

#define OLD_SERVER                                                                                 \
  N_ ("Set exchange-version to what the server is, or leave it empty: then the server is asked.")
#define NO_IMPERSONATION                                                                           \
  N_ ("An administrator has to give this user the role ApplicationImpersonation for the mailbox; " \
      "or set authentication.access to delegate.")

static const EwsRefusal refusals[] = {
  { "ErrorAccessDenied", TOCSIN_ERROR_MAILBOX_NO_PERMISSION, NULL },
  { "ErrorCreateItemAccessDenied", TOCSIN_ERROR_MAILBOX_NO_PERMISSION, NULL },
  { "ErrorCreateSubfolderAccessDenied", TOCSIN_ERROR_MAILBOX_NO_PERMISSION, NULL },
  { "ErrorSubscriptionAccessDenied", TOCSIN_ERROR_MAILBOX_NO_PERMISSION, NULL },
  { "ErrorImpersonateUserDenied", TOCSIN_ERROR_MAILBOX_NO_PERMISSION, NO_IMPERSONATION },
  { "ErrorImpersonationDenied", TOCSIN_ERROR_MAILBOX_NO_PERMISSION, NO_IMPERSONATION },

  { "ErrorNonExistentMailbox", TOCSIN_ERROR_MAILBOX_MISSING, NULL },
  { "ErrorFolderNotFound", TOCSIN_ERROR_MAILBOX_MISSING, NULL },
  { "ErrorParentFolderNotFound", TOCSIN_ERROR_MAILBOX_MISSING, NULL },
  { "ErrorToFolderNotFound", TOCSIN_ERROR_MAILBOX_MISSING, NULL },
  { "ErrorSavedItemFolderNotFound", TOCSIN_ERROR_MAILBOX_MISSING, NULL },
  { "ErrorCannotFindUser", TOCSIN_ERROR_MAILBOX_MISSING, NULL },
  { "ErrorItemNotFound", TOCSIN_ERROR_MESSAGE_GONE, NULL },

  { "ErrorServerBusy", TOCSIN_ERROR_HTTP_THROTTLED, NULL },
  { "ErrorExceededConnectionCount", TOCSIN_ERROR_HTTP_THROTTLED, NULL },
  { "ErrorExceededFindCountLimit", TOCSIN_ERROR_HTTP_THROTTLED, NULL },
  { "ErrorExceededSubscriptionCount", TOCSIN_ERROR_HTTP_THROTTLED, NULL },
  { "ErrorTooManyObjectsOpened", TOCSIN_ERROR_HTTP_THROTTLED, NULL },

  { "ErrorADUnavailable", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorBatchProcessingStopped", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorConnectionFailed", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorInternalServerTransientError", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorMailboxFailover", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorMailboxMoveInProgress", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorMailboxStoreUnavailable", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorNoRespondingCASInDestinationSite", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorNotEnoughMemory", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorProxyRequestProcessingFailed", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorServiceUnavailable", TOCSIN_ERROR_SERVER_BUSY, NULL },
  { "ErrorTimeoutExpired", TOCSIN_ERROR_SERVER_BUSY, NULL },

  { "ErrorAccountDisabled", TOCSIN_ERROR_AUTH_LOCKED, NULL },
  { "ErrorPasswordChangeRequired", TOCSIN_ERROR_AUTH_EXPIRED, NULL },
  { "ErrorPasswordExpired", TOCSIN_ERROR_AUTH_EXPIRED, NULL },
  { "ErrorMailboxLogonFailed", TOCSIN_ERROR_AUTH_NOT_CONNECTED, NULL },
  { "ErrorOrganizationAccessBlocked", TOCSIN_ERROR_SERVICE_DISABLED, NULL },

  { "ErrorQuotaExceeded", TOCSIN_ERROR_QUOTA_EXCEEDED, NULL },

  { "ErrorSendAsDenied", TOCSIN_ERROR_SEND_SENDER_REFUSED,
    N_ ("The user needs the right to send as the mailbox, or on its behalf: see "
        "exchange.send-as.") },
  { "ErrorInvalidRecipients", TOCSIN_ERROR_SEND_RECIPIENT_REFUSED, NULL },
  { "ErrorMissingRecipients", TOCSIN_ERROR_SEND_RECIPIENT_REFUSED, NULL },
  { "ErrorExceededMaxRecipientLimit", TOCSIN_ERROR_SEND_RECIPIENT_REFUSED, NULL },
  { "ErrorMessageSizeExceeded", TOCSIN_ERROR_SEND_TOO_BIG, NULL },
  { "ErrorSubmissionQuotaExceeded", TOCSIN_ERROR_SEND_RATE_LIMITED, NULL },
  { "ErrorExceededMessageLimit", TOCSIN_ERROR_SEND_RATE_LIMITED, NULL },
  { "ErrorMessageSubmissionBlocked", TOCSIN_ERROR_SEND_CONTENT_REFUSED, NULL },
  { "ErrorMessageBlocked", TOCSIN_ERROR_SEND_CONTENT_REFUSED, NULL },

  { "ErrorIncorrectSchemaVersion", TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, OLD_SERVER },
  { "ErrorInvalidServerVersion", TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, OLD_SERVER },
  { "ErrorInvalidSchemaVersionForMailboxVersion", TOCSIN_ERROR_CONFIG_NOT_SUPPORTED, OLD_SERVER },
};

/**
 * ews_refusal_list:
 * @n: (out): how many
 *
 * Returns: (array length=n) (transfer none): all codes that mean more than `ews.fault`.
 */
const EwsRefusal *
ews_refusal_list (guint *n)
{
  *n = G_N_ELEMENTS (refusals);

  return refusals;
}

static const EwsRefusal *
find_refusal (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].code, code))
      return &refusals[i];

  return NULL;
}

/**
 * ews_refusal_get_seconds:
 * @response: a fault or a response that is no success
 *
 * Returns: for how long the server wants to be left alone, rounded up; at most a day, whatever it
 *   says; 0 when it says nothing.
 */
gint64
ews_refusal_get_seconds (const EwsResponse *response)
{
  gint64 back_off = MIN (response->back_off, MAX_BACK_OFF * 1000);

  return (back_off + 999) / 1000;
}

/**
 * ews_refusal_to_error: (skip)
 * @response: a fault or a response that is no success
 * @command: what was asked
 *
 * Returns: (transfer full): what it means.
 */
GError *
ews_refusal_to_error (const EwsResponse *response, const char *command)
{
  const EwsRefusal *refusal = find_refusal (response->code);
  g_autofree char *code = tocsin_text_escape (response->code, -1, MAX_SHOWN);
  g_autofree char *words = tocsin_text_escape (response->text, -1, MAX_SHOWN);
  int meaning = refusal != NULL ? refusal->meaning : TOCSIN_ERROR_SERVICE_FAULT;
  GError *error;

  /* Any refusal that names a time is one for a time. */
  if (response->back_off > 0)
    meaning = TOCSIN_ERROR_HTTP_THROTTLED;
  error =
      words[0] != '\0'
          ? g_error_new (TOCSIN_ERROR, meaning, _ ("%s was refused: %s (%s)"), command, words, code)
          : g_error_new (TOCSIN_ERROR, meaning, _ ("%s was refused: %s"), command, code);
  tocsin_error_set_command (error, command);
  tocsin_error_set_response_code (error, response->code);
  if (response->text[0] != '\0')
    tocsin_error_set_server_text (error, response->text);
  if (response->back_off > 0)
    tocsin_error_set_retry_after (error, ews_refusal_get_seconds (response));
  if (refusal != NULL && refusal->hint != NULL)
    tocsin_error_set_hint (error, "%s", _ (refusal->hint));

  return error;
}
