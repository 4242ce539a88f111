/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A message composed anew, in one request: the only way to have no copy in Sent Items. */
#include "plugins/office365/send-json.h"

#include "core/base/error.h"
#include "plugins/office365/append.h"
#include "plugins/office365/dispatch.h"
#include "plugins/office365/draft.h"

#include <glib/gi18n-lib.h>

static JsonArray *
write_attachments (const GraphDraft *draft, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonArray) attachments = json_array_new ();

  for (guint i = 0; i < draft->attachments->len; i++)
    {
      JsonObject *attachment = graph_draft_write_attachment (
          draft, g_ptr_array_index (draft->attachments, i), cancellable, error);

      if (attachment == NULL)
        return NULL;
      json_array_add_object_element (attachments, attachment);
    }

  return g_steal_pointer (&attachments);
}

static GBytes *
write_mail (const GraphDraft *draft, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) mail = json_object_new ();
  JsonObject *message = graph_draft_write (draft, cancellable, error);
  JsonArray *attachments;

  if (message == NULL)
    return NULL;
  json_object_set_object_member (mail, "message", message);
  json_object_set_boolean_member (mail, "saveToSentItems", FALSE);
  if (draft->attachments->len == 0)
    return graph_json_write (mail);
  attachments = write_attachments (draft, cancellable, error);
  if (attachments == NULL)
    return NULL;
  json_object_set_array_member (message, "attachments", attachments);

  return graph_json_write (mail);
}

static GBytes *
refuse_size (GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_TOO_BIG,
               _ ("exchange.save-sent: Microsoft Graph keeps a copy of every message for which one "
                  "request of %d bytes is too small"),
               GRAPH_MAX_REQUEST);
  return NULL;
}

/* What is larger before it is encoded is not even read. */
static GBytes *
make_body (const GraphSending *sending,
           GraphLetter *letter,
           GCancellable *cancellable,
           GError **error)
{
  g_auto (GraphDraft) draft = { 0 };
  g_autoptr (GBytes) body = NULL;

  if (letter->size > GRAPH_MAX_REQUEST)
    return refuse_size (error);
  if (!graph_draft_init (&draft, letter, sending->envelope, cancellable, error))
    return NULL;
  body = write_mail (&draft, cancellable, error);
  if (body != NULL && g_bytes_get_size (body) > GRAPH_MAX_REQUEST)
    return refuse_size (error);

  return g_steal_pointer (&body);
}

/**
 * graph_send_json:
 * @sending: what is to be sent
 * @letter: the message
 * @cancellable: (nullable): to stop it
 * @error: why it was not sent, or that nobody knows
 *
 * Returns: as tocsin_mail_transport_send().
 */
gboolean
graph_send_json (const GraphSending *sending,
                 GraphLetter *letter,
                 GCancellable *cancellable,
                 GError **error)
{
  const GraphService *service = graph_account_get_service (sending->account);
  g_autofree char *target = g_strconcat (service->version, service->sender, "/sendMail", NULL);
  g_autoptr (GBytes) body = make_body (sending, letter, cancellable, error);
  g_autoptr (TocsinHttpRequest) request = NULL;
  g_autoptr (GInputStream) stream = NULL;
  GraphDispatch dispatch;

  if (body == NULL)
    return FALSE;
  request = graph_account_new_request (sending->account, "POST", target, NULL, error);
  if (request == NULL)
    return FALSE;
  graph_dispatch_init (&dispatch, sending);
  stream = graph_upload_stream_new_plain (body, &dispatch.hooks);
  tocsin_http_request_set_body_stream (
      request, "application/json", stream,
      graph_upload_stream_get_length (GRAPH_UPLOAD_STREAM (stream)));

  return graph_dispatch_run (&dispatch, request, cancellable, error);
}
