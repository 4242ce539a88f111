/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/draft.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "core/mail/charset.h"
#include "plugins/office365/draft-headers.h"
#include "plugins/office365/draft-sort.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (64 * 1024)

static gboolean
copy_all (GInputStream *source, guint64 size, int fd, GCancellable *cancellable, GError **error)
{
  g_autofree char *buffer = g_malloc (PIECE);

  while (size > 0)
    {
      gsize length = (gsize) MIN (size, PIECE);
      gsize n_read;

      if (!g_input_stream_read_all (source, buffer, length, &n_read, cancellable, error)
          || n_read < length)
        {
          if (error != NULL && *error != NULL)
            tocsin_error_translate (error, _ ("reading the message"));
          else
            g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                                 _ ("the message is shorter than was said"));
          return FALSE;
        }
      if (!tocsin_temporary_write (fd, buffer, length, error))
        return FALSE;
      size -= length;
    }

  return TRUE;
}

/* Into a file without a name: a message may be larger than memory should be. */
static gboolean
load (GraphDraft *self, GraphLetter *letter, GCancellable *cancellable, GError **error)
{
  int fd = tocsin_temporary_open (error);
  gboolean loaded;

  if (fd < 0)
    return FALSE;
  loaded = g_seekable_seek (G_SEEKABLE (letter->source), (goffset) letter->begin, G_SEEK_SET,
                            cancellable, error)
           && copy_all (letter->source, letter->size, fd, cancellable, error)
           && tocsin_message_load_fd (self->message, fd, 0, letter->size, error);
  close (fd);

  return loaded;
}

static gboolean
wants_receipt (TocsinEnvelope *envelope)
{
  GPtrArray *recipients = tocsin_envelope_get_recipients (envelope);

  for (guint i = 0; i < recipients->len; i++)
    if (((TocsinRecipient *) g_ptr_array_index (recipients, i))->notify & TOCSIN_NOTIFY_SUCCESS)
      return TRUE;

  return FALSE;
}

/**
 * graph_draft_init:
 * @self: (out caller-allocates): the draft
 * @letter: a message
 * @envelope: whom it goes to
 * @cancellable: (nullable): to stop it
 * @error: where to put what can't be said in JSON, or other trouble
 *
 * Returns: whether it can be composed anew.
 */
gboolean
graph_draft_init (GraphDraft *self,
                  GraphLetter *letter,
                  TocsinEnvelope *envelope,
                  GCancellable *cancellable,
                  GError **error)
{
  TocsinPart *root;

  memset (self, 0, sizeof *self);
  self->message = tocsin_message_new ();
  self->attachments = g_ptr_array_new ();
  self->hidden = g_ptr_array_ref (letter->hidden);
  self->wants_receipt = wants_receipt (envelope);
  if (!load (self, letter, cancellable, error))
    return FALSE;
  root = tocsin_message_get_structure (self->message);
  if (root == NULL || tocsin_message_is_truncated (self->message))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                           _ ("the parts of the message can't be told apart"));
      return FALSE;
    }

  return graph_draft_sort (root, &self->body, self->attachments, error);
}

/**
 * graph_draft_clear:
 * @self: a draft
 */
void
graph_draft_clear (GraphDraft *self)
{
  g_clear_object (&self->message);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
  g_clear_pointer (&self->hidden, g_ptr_array_unref);
}

/**
 * graph_draft_open_part:
 * @self: a draft
 * @part: one of its parts
 * @size: (out): bytes of its content
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: a descriptor at the begin of its decoded content, to be closed by the caller; -1 when
 *   there is none.
 */
int
graph_draft_open_part (const GraphDraft *self,
                       const TocsinPart *part,
                       guint64 *size,
                       GCancellable *cancellable,
                       GError **error)
{
  int fd = tocsin_temporary_open (error);
  off_t end;

  if (fd < 0)
    return -1;
  if (!tocsin_message_write_part (self->message, part, fd, cancellable, error))
    {
      close (fd);
      return -1;
    }
  end = lseek (fd, 0, SEEK_CUR);
  *size = end > 0 ? (guint64) end : 0;
  lseek (fd, 0, SEEK_SET);

  return fd;
}

static GByteArray *
read_part (const GraphDraft *self,
           const TocsinPart *part,
           GCancellable *cancellable,
           GError **error)
{
  guint64 size;
  int fd = graph_draft_open_part (self, part, &size, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gssize n_read = 1;

  if (fd < 0)
    return NULL;
  for (guint64 done = 0; done < size && n_read > 0; done += (guint64) MAX (n_read, 0))
    {
      g_byte_array_set_size (bytes, (guint) (done + PIECE));
      n_read = pread (fd, bytes->data + done, PIECE, (off_t) done);
      g_byte_array_set_size (bytes, (guint) (done + (guint64) MAX (n_read, 0)));
    }
  close (fd);

  return g_steal_pointer (&bytes);
}

static JsonObject *
write_body (const GraphDraft *self, GCancellable *cancellable, GError **error)
{
  const TocsinPart *part = self->body;
  g_autoptr (GByteArray) bytes = part != NULL ? read_part (self, part, cancellable, error) : NULL;
  g_autofree char *text = NULL;
  JsonObject *body;

  if (part != NULL && bytes == NULL)
    return NULL;
  if (bytes != NULL)
    text =
        tocsin_charset_to_utf8 ((const char *) bytes->data, bytes->len, FALSE, part->charset, NULL);
  body = json_object_new ();
  json_object_set_string_member (
      body, "contentType", part != NULL && g_str_equal (part->type, "text/html") ? "html" : "text");
  json_object_set_string_member (body, "content", text != NULL ? text : "");

  return body;
}

/**
 * graph_draft_write:
 * @self: a draft
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the message in JSON, without its attachments.
 */
JsonObject *
graph_draft_write (const GraphDraft *self, GCancellable *cancellable, GError **error)
{
  JsonObject *body = write_body (self, cancellable, error);
  JsonObject *message;

  if (body == NULL)
    return NULL;
  message = json_object_new ();
  json_object_set_object_member (message, "body", body);
  graph_draft_headers_write (self->message, self->hidden, message);
  if (self->wants_receipt)
    json_object_set_boolean_member (message, "isDeliveryReceiptRequested", TRUE);

  return message;
}

/**
 * graph_draft_name_attachment:
 * @part: a part
 *
 * Returns: (transfer full): what it is called; Graph takes none without a name.
 */
char *
graph_draft_name_attachment (const TocsinPart *part)
{
  return g_strdup (part->name != NULL && part->name[0] != '\0' ? part->name : "attachment");
}

/**
 * graph_draft_write_attachment:
 * @self: a draft
 * @part: one of its attachments
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the attachment in JSON.
 */
JsonObject *
graph_draft_write_attachment (const GraphDraft *self,
                              const TocsinPart *part,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GByteArray) bytes = read_part (self, part, cancellable, error);
  g_autofree char *encoded = NULL;
  g_autofree char *name = graph_draft_name_attachment (part);
  JsonObject *attachment;

  if (bytes == NULL)
    return NULL;
  encoded = g_base64_encode (bytes->data, bytes->len);
  attachment = json_object_new ();
  json_object_set_string_member (attachment, "@odata.type", "#microsoft.graph.fileAttachment");
  json_object_set_string_member (attachment, "name", name);
  json_object_set_string_member (attachment, "contentType", part->type);
  json_object_set_string_member (attachment, "contentBytes", encoded);
  json_object_set_boolean_member (attachment, "isInline",
                                  g_strcmp0 (part->disposition, "inline") == 0);
  if (part->content_id != NULL)
    json_object_set_string_member (attachment, "contentId", part->content_id);

  return attachment;
}
