/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* One attachment to a draft: in one request, or, if it is large, to an address that Graph gives for
 * it. That address is itself the permission and may be on another server: it is shown nothing else,
 * no token above all. */
#include "plugins/office365/attach.h"

#include "core/base/error.h"
#include "core/net/http-client.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Bytes that are sent at once: below the 4 MB that the server takes. */
#define PIECE (3 * 1024 * 1024)

/* A file on its way. */
typedef struct
{
  TocsinHttpClient *client;
  char *target;
  int fd;
  guint64 size;
} Upload;

static void
upload_clear (Upload *self)
{
  g_clear_object (&self->client);
  g_clear_pointer (&self->target, g_free);
  if (self->fd >= 0)
    close (self->fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Upload, upload_clear)

static gboolean
attach_small (GraphAccount *account,
              const GraphDraft *draft,
              const TocsinPart *part,
              const char *target,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (JsonObject) body = graph_draft_write_attachment (draft, part, cancellable, error);
  GraphCall call = { "POST", target, body, NULL, GRAPH_ABOUT_SENDING, FALSE };
  g_autoptr (JsonObject) answer =
      body != NULL ? graph_account_ask (account, &call, cancellable, error) : NULL;

  return answer != NULL;
}

static JsonObject *
describe (const TocsinPart *part, guint64 size)
{
  JsonObject *body = json_object_new ();
  JsonObject *item = json_object_new ();
  g_autofree char *name = graph_draft_name_attachment (part);

  json_object_set_string_member (item, "attachmentType", "file");
  json_object_set_string_member (item, "name", name);
  json_object_set_string_member (item, "contentType", part->type);
  json_object_set_int_member (item, "size", (gint64) size);
  json_object_set_boolean_member (item, "isInline", g_strcmp0 (part->disposition, "inline") == 0);
  if (part->content_id != NULL)
    json_object_set_string_member (item, "contentId", part->content_id);
  json_object_set_object_member (body, "AttachmentItem", item);

  return body;
}

/* It may be on another server, but not without TLS. */
static gboolean
open_way (Upload *self, GraphAccount *account, const char *url, GError **error)
{
  TocsinSnapshot *settings = TOCSIN_SNAPSHOT (graph_account_get_settings (account));
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;

  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the server gives no address to send the attachment to"));
      return FALSE;
    }
  self->target =
      g_strdup_printf ("%s%s%s", g_uri_get_path (uri), g_uri_get_query (uri) != NULL ? "?" : "",
                       g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "");
  self->client = tocsin_http_client_new (settings, url, TOCSIN_HTTP_CLIENT_FLAGS_NONE, error);

  return self->client != NULL;
}

static gboolean
begin_upload (Upload *self,
              GraphAccount *account,
              const TocsinPart *part,
              const char *target,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *session = g_strconcat (target, "/createUploadSession", NULL);
  g_autoptr (JsonObject) body = describe (part, self->size);
  GraphCall call = { "POST", session, body, NULL, GRAPH_ABOUT_SENDING, FALSE };
  g_autoptr (JsonObject) answer = graph_account_ask (account, &call, cancellable, error);

  return answer != NULL
         && open_way (self, account, graph_json_get_string (answer, "uploadUrl"), error);
}

static GBytes *
read_piece (Upload *self, guint64 offset, GError **error)
{
  gsize length = (gsize) MIN (self->size - offset, PIECE);
  g_autofree char *bytes = g_malloc (length);
  gsize done = 0;

  while (done < length)
    {
      gssize n_read = pread (self->fd, bytes + done, length - done, (off_t) (offset + done));

      if (n_read <= 0)
        {
          g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                               _ ("the attachment can't be read"));
          return NULL;
        }
      done += (gsize) n_read;
    }

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

static gboolean
send_piece (Upload *self, guint64 offset, GBytes *piece, GCancellable *cancellable, GError **error)
{
  guint64 last = offset + g_bytes_get_size (piece) - 1;
  g_autofree char *range =
      g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
                       offset, last, self->size);
  g_autoptr (TocsinHttpRequest) request = tocsin_http_request_new ("PUT", self->target, error);
  g_autoptr (TocsinHttpReply) reply = NULL;

  if (request == NULL || !tocsin_http_request_add_header (request, "Content-Range", range, error))
    return FALSE;
  tocsin_http_request_set_body (request, "application/octet-stream", piece);
  reply = tocsin_http_client_send (self->client, request, cancellable, error);

  return reply != NULL
         && graph_trouble_check (reply, GRAPH_ABOUT_SENDING,
                                 tocsin_http_client_get_origin (self->client), error);
}

static gboolean
send_all (Upload *self, GCancellable *cancellable, GError **error)
{
  for (guint64 offset = 0; offset < self->size; offset += PIECE)
    {
      g_autoptr (GBytes) piece = read_piece (self, offset, error);

      if (piece == NULL || !send_piece (self, offset, piece, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_size (const Upload *self, const TocsinPart *part, GError **error)
{
  g_autofree char *name = NULL;

  if (self->size <= GRAPH_MAX_UPLOAD)
    return TRUE;
  name = graph_draft_name_attachment (part);
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SEND_TOO_BIG,
               _ ("“%s” is larger than the %d bytes of an attachment that Microsoft Graph takes"),
               name, GRAPH_MAX_UPLOAD);

  return FALSE;
}

/**
 * graph_attach:
 * @account: an account
 * @draft: a message
 * @part: one of its attachments
 * @target: path of the attachments of the draft that is made of it
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: whether it is attached.
 */
gboolean
graph_attach (GraphAccount *account,
              const GraphDraft *draft,
              const TocsinPart *part,
              const char *target,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (Upload) upload = { .fd = -1 };

  upload.fd = graph_draft_open_part (draft, part, &upload.size, cancellable, error);
  if (upload.fd < 0 || !check_size (&upload, part, error))
    return FALSE;
  if (upload.size < GRAPH_MAX_ATTACHMENT)
    return attach_small (account, draft, part, target, cancellable, error);

  return begin_upload (&upload, account, part, target, cancellable, error)
         && send_all (&upload, cancellable, error);
}
