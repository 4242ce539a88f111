/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Messages from elsewhere. Graph takes one as it is, but never believes that it was sent: it stays
 * a draft, wherever it lies. */
#include "plugins/office365/append.h"

#include "core/base/error.h"
#include "plugins/office365/upload-stream.h"

#include <glib/gi18n-lib.h>

static JsonObject *
upload (GraphAccount *account,
        const char *folder,
        GraphUploadStream *stream,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GString) target =
      graph_target_new (graph_account_get_base (account), "mailFolders", folder, "messages", NULL);
  g_autoptr (TocsinHttpRequest) request =
      graph_account_new_request (account, "POST", target->str, NULL, error);

  if (request == NULL)
    return NULL;
  tocsin_http_request_set_body_stream (request, "text/plain", G_INPUT_STREAM (stream),
                                       graph_upload_stream_get_length (stream));

  return graph_account_send (account, request, GRAPH_ABOUT_FOLDER, cancellable, error);
}

/* Some servers put it into Drafts, whatever they were asked for. */
static gboolean
put_in_place (GraphAccount *account,
              const char *folder,
              JsonObject *made,
              GCancellable *cancellable,
              GError **error)
{
  const char *id = graph_json_get_string (made, "id");
  const char *parent = graph_json_get_string (made, "parentFolderId");
  g_autoptr (GString) target = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (JsonObject) answer = NULL;
  GraphCall call = { "POST", NULL, NULL, NULL, GRAPH_ABOUT_FOLDER, FALSE };

  if (!graph_page_is_id (id) || parent == NULL || g_str_equal (parent, folder))
    return TRUE;
  target = graph_target_new (graph_account_get_base (account), "messages", id, "move", NULL);
  body = json_object_new ();
  json_object_set_string_member (body, "destinationId", folder);
  call.target = target->str;
  call.body = body;
  answer = graph_account_ask (account, &call, cancellable, error);

  return answer != NULL;
}

/**
 * graph_append:
 * @account: an account
 * @folder: the id of a folder
 * @message: a message, where it begins
 * @size: its size in bytes
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is stored.
 */
gboolean
graph_append (GraphAccount *account,
              const char *folder,
              GInputStream *message,
              guint64 size,
              GCancellable *cancellable,
              GError **error)
{
  guint64 begin = (guint64) g_seekable_tell (G_SEEKABLE (message));
  g_autoptr (GInputStream) stream = graph_upload_stream_new (NULL, message, begin, size, NULL);
  g_autoptr (JsonObject) made = NULL;

  if (graph_upload_stream_get_length (GRAPH_UPLOAD_STREAM (stream)) > GRAPH_MAX_REQUEST)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_SUPPORTED,
                   _ ("Microsoft Graph stores no message of more than %d bytes in a mailbox"),
                   GRAPH_MAX_REQUEST / 4 * 3);
      return FALSE;
    }
  made = upload (account, folder, GRAPH_UPLOAD_STREAM (stream), cancellable, error);

  return made != NULL && put_in_place (account, folder, made, cancellable, error);
}
