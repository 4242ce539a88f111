/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a refusal means. Graph says it twice: by a status and, but for the pages of gateways on the
 * way, by a code in an object of JSON; an inner object may be more precise. */
#include "plugins/office365/wire/trouble.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>

/* Inner errors within each other. */
#define MAX_INNER 8

/* Bytes of the server's words that a person is shown. */
#define MAX_SHOWN 200

#define ANY -1

/* The codes that say more than their status. Of several of one name the first that is about what
 * was asked counts. */
static const struct
{
  const char *code;
  int about;
  TocsinError error;
} rows[] = {
  { "syncStateNotFound", ANY, TOCSIN_ERROR_HTTP_GONE },
  { "syncStateInvalid", ANY, TOCSIN_ERROR_HTTP_GONE },
  { "ErrorInvalidSyncStateData", ANY, TOCSIN_ERROR_HTTP_GONE },
  { "resyncRequired", ANY, TOCSIN_ERROR_HTTP_GONE },
  { "ErrorItemNotFound", GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_GONE },
  { "itemNotFound", GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_GONE },
  { "ErrorInvalidIdMalformed", GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_GONE },
  { "ErrorContentConversionFailed", GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_UNPARSABLE },
  { "ErrorMimeContentConversionFailed", GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_UNPARSABLE },
  { "ErrorUnsupportedMimeConversion", GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_UNPARSABLE },
  { "ErrorCorruptData", GRAPH_ABOUT_MESSAGE, TOCSIN_ERROR_MESSAGE_UNPARSABLE },
  { "ErrorFolderNotFound", ANY, TOCSIN_ERROR_MAILBOX_MISSING },
  { "ErrorParentFolderNotFound", ANY, TOCSIN_ERROR_MAILBOX_MISSING },
  { "ErrorInvalidIdMalformed", GRAPH_ABOUT_FOLDER, TOCSIN_ERROR_MAILBOX_MISSING },
  { "ErrorSendAsDenied", ANY, TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { "ErrorMessageSubmissionBlocked", ANY, TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { "ErrorAccessDenied", GRAPH_ABOUT_SENDING, TOCSIN_ERROR_SEND_SENDER_REFUSED },
  { "ErrorAccessDenied", ANY, TOCSIN_ERROR_MAILBOX_NO_PERMISSION },
  { "accessDenied", ANY, TOCSIN_ERROR_MAILBOX_NO_PERMISSION },
  { "Authorization_RequestDenied", ANY, TOCSIN_ERROR_MAILBOX_NO_PERMISSION },
  { "ErrorQuotaExceeded", ANY, TOCSIN_ERROR_QUOTA_EXCEEDED },
  { "quotaLimitReached", ANY, TOCSIN_ERROR_QUOTA_EXCEEDED },
  { "ErrorExceededMessageLimit", ANY, TOCSIN_ERROR_SEND_RATE_LIMITED },
  { "ErrorSubmissionQuotaExceeded", ANY, TOCSIN_ERROR_SEND_RATE_LIMITED },
  { "ErrorInvalidRecipients", ANY, TOCSIN_ERROR_SEND_RECIPIENT_REFUSED },
  { "ErrorRecipientNotFound", ANY, TOCSIN_ERROR_SEND_RECIPIENT_REFUSED },
  { "ErrorMessageSizeExceeded", ANY, TOCSIN_ERROR_SEND_TOO_BIG },
  { "ErrorAttachmentSizeLimitExceeded", ANY, TOCSIN_ERROR_SEND_TOO_BIG },
  { "ErrorMimeContentInvalid", ANY, TOCSIN_ERROR_SEND_CONTENT_REFUSED },
  { "ErrorMimeContentInvalidBase64String", ANY, TOCSIN_ERROR_SEND_CONTENT_REFUSED },
  { "MailboxNotEnabledForRESTAPI", ANY, TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  { "MailboxNotSupportedForRESTAPI", ANY, TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  { "ErrorNonExistentMailbox", ANY, TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  { "ErrorInvalidUser", ANY, TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  { "Request_ResourceNotFound", ANY, TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  { "extensionError", ANY, TOCSIN_ERROR_AUTH_NOT_CONNECTED },
  { "ApplicationThrottled", ANY, TOCSIN_ERROR_HTTP_THROTTLED },
  { "activityLimitReached", ANY, TOCSIN_ERROR_HTTP_THROTTLED },
  { "throttledRequest", ANY, TOCSIN_ERROR_HTTP_THROTTLED },
  { "ErrorServerBusy", ANY, TOCSIN_ERROR_SERVER_BUSY },
  { "ErrorMailboxStoreUnavailable", ANY, TOCSIN_ERROR_SERVER_BUSY },
  { "ErrorMailboxMoveInProgress", ANY, TOCSIN_ERROR_SERVER_BUSY },
  { "ErrorTimeoutExpired", ANY, TOCSIN_ERROR_SERVER_BUSY },
  { "InvalidAuthenticationToken", ANY, TOCSIN_ERROR_AUTH_OAUTH_INVALID },
  { "unauthenticated", ANY, TOCSIN_ERROR_AUTH_OAUTH_INVALID },
};

static gboolean
find_row (const char *code, GraphAbout about, TocsinError *error)
{
  for (gsize i = 0; code != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (rows[i].code, code) == 0
        && (rows[i].about == ANY || rows[i].about == (int) about))
      {
        *error = rows[i].error;
        return TRUE;
      }

  return FALSE;
}

static TocsinError
judge_missing (GraphAbout about)
{
  return about == GRAPH_ABOUT_MESSAGE   ? TOCSIN_ERROR_MESSAGE_GONE
         : about == GRAPH_ABOUT_FOLDER  ? TOCSIN_ERROR_MAILBOX_MISSING
         : about == GRAPH_ABOUT_MAILBOX ? TOCSIN_ERROR_AUTH_NOT_CONNECTED
                                        : TOCSIN_ERROR_SERVICE_ERROR;
}

static TocsinError
judge_status (guint status, GraphAbout about)
{
  switch (status)
    {
    case 401:
      return TOCSIN_ERROR_AUTH_OAUTH_INVALID;
    case 403:
      return about == GRAPH_ABOUT_SENDING ? TOCSIN_ERROR_SEND_SENDER_REFUSED
                                          : TOCSIN_ERROR_MAILBOX_NO_PERMISSION;
    case 404:
      return judge_missing (about);
    case 410:
      return TOCSIN_ERROR_HTTP_GONE;
    case 413:
      return TOCSIN_ERROR_SEND_TOO_BIG;
    case 429:
    case 509:
      return TOCSIN_ERROR_HTTP_THROTTLED;
    case 423:
      return TOCSIN_ERROR_SERVER_BUSY;
    case 501:
      return TOCSIN_ERROR_SERVICE_ERROR;
    case 507:
      return TOCSIN_ERROR_QUOTA_EXCEEDED;
    default:
      return status >= 500 ? TOCSIN_ERROR_SERVER_BUSY : TOCSIN_ERROR_SERVICE_ERROR;
    }
}

/* The innermost code that is known counts, else the outermost. */
static TocsinError
judge (guint status, JsonObject *fault, gint64 retry_after, GraphAbout about)
{
  TocsinError error = judge_status (status, about);

  if (status == 503 && retry_after >= 0)
    error = TOCSIN_ERROR_HTTP_THROTTLED;
  for (guint i = 0; fault != NULL && i < MAX_INNER; i++)
    {
      JsonObject *inner = graph_json_get_object (fault, "innererror");

      find_row (graph_json_get_string (fault, "code"), about, &error);
      fault = inner != NULL ? inner : graph_json_get_object (fault, "innerError");
    }

  return error;
}

static void
add_hint (GError *error)
{
  switch ((TocsinError) error->code)
    {
    case TOCSIN_ERROR_MAILBOX_NO_PERMISSION:
      tocsin_error_set_hint (error, _ ("The application needs the permissions Mail.ReadWrite and, "
                                       "to send, Mail.Send (for a mailbox of somebody else "
                                       "Mail.ReadWrite.Shared and Mail.Send.Shared), consented to "
                                       "for this user or by an administrator"));
      return;
    case TOCSIN_ERROR_SEND_SENDER_REFUSED:
      tocsin_error_set_hint (error, _ ("The account needs the permission Mail.Send, and the right "
                                       "to send as, or on behalf of, the mailbox in From"));
      return;
    case TOCSIN_ERROR_AUTH_NOT_CONNECTED:
      tocsin_error_set_hint (error, _ ("Microsoft Graph finds no mailbox here: look at the name, "
                                       "at the licence, and whether it is still on premises "
                                       "(then use the protocol “exchange”)"));
      return;
    default:
      return;
    }
}

/**
 * graph_trouble_new:
 * @status: the status, which is none of success
 * @answer: (nullable): the object of JSON that came with it
 * @retry_after: seconds after which it wants to be asked again, -1 if it does not say
 * @about: what was asked for
 * @place: who answered
 *
 * Returns: (transfer full): what that means, with Graph's own code as the response code.
 */
GError *
graph_trouble_new (
    guint status, JsonObject *answer, gint64 retry_after, GraphAbout about, const char *place)
{
  JsonObject *fault = graph_json_get_object (answer, "error");
  const char *code = graph_json_get_string (fault, "code");
  const char *message = graph_json_get_string (fault, "message");
  g_autofree char *number = g_strdup_printf ("%u", status);
  g_autofree char *shown_code = tocsin_text_escape (code != NULL ? code : "", -1, MAX_SHOWN);
  g_autofree char *shown = tocsin_text_escape (message != NULL ? message : "", -1, MAX_SHOWN);
  GError *error = g_error_new (TOCSIN_ERROR, judge (status, fault, retry_after, about),
                               _ ("%s answered %u %s: “%s”"), place, status, shown_code, shown);

  tocsin_error_set_response_code (error, code != NULL ? code : number);
  if (message != NULL)
    tocsin_error_set_server_text (error, message);
  if (retry_after >= 0)
    tocsin_error_set_retry_after (error, retry_after);
  add_hint (error);

  return error;
}

/**
 * graph_trouble_check:
 * @reply: an answer
 * @about: what was asked for
 * @place: who gave it
 * @error: where to put what it means
 *
 * A gateway on the way has pages of its own, which are no JSON: then the status alone tells.
 *
 * Returns: whether it is one of success.
 */
gboolean
graph_trouble_check (const TocsinHttpReply *reply,
                     GraphAbout about,
                     const char *place,
                     GError **error)
{
  g_autoptr (JsonObject) answer = NULL;
  GError *problem = NULL;
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);

  if (tocsin_http_reply_check (reply, place, &problem))
    return TRUE;
  answer = graph_json_parse (text != NULL ? text : "", length, NULL);
  if (graph_json_get_object (answer, "error") != NULL)
    {
      g_clear_error (&problem);
      problem = graph_trouble_new (reply->status, answer, reply->retry_after, about, place);
    }
  else if (problem->code == TOCSIN_ERROR_HTTP_STATUS)
    problem->code = judge_status (reply->status, about);
  g_propagate_error (error, problem);

  return FALSE;
}

/**
 * graph_trouble_is_called:
 * @error: (nullable): trouble
 * @code: one of Graph's codes, or a status
 *
 * Returns: whether it is that.
 */
gboolean
graph_trouble_is_called (const GError *error, const char *code)
{
  const char *own = error != NULL ? tocsin_error_get_response_code (error) : NULL;

  return own != NULL && g_ascii_strcasecmp (own, code) == 0;
}
