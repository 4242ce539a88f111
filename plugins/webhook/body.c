/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/body.h"

#include "core/base/error.h"
#include "core/base/temporary.h"
#include "plugins/webhook/cloud-event.h"
#include "plugins/webhook/encoders.h"
#include "plugins/webhook/multipart.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK (64 * 1024)

static Body *
new_body (const char *content_type)
{
  Body *self = g_new0 (Body, 1);

  self->content_type = g_strdup (content_type);
  self->fd = -1;

  return self;
}

static Body *
new_from_text (const char *content_type, char *text)
{
  Body *self = new_body (content_type);

  self->length = strlen (text);
  self->bytes = g_bytes_new_take (text, self->length);

  return self;
}

static Body *
make_event (TocsinEvent *event)
{
  g_autoptr (JsonNode) node = tocsin_event_to_json (event);

  return new_from_text (CLOUD_EVENT_TYPE, json_to_string (node, FALSE));
}

static Body *
make_data (TocsinEvent *event)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, tocsin_event_get_data (event));

  return new_from_text (CLOUD_EVENT_DATA_TYPE, json_to_string (node, FALSE));
}

static void
add_to_form (const char *name, const char *value, gpointer user_data)
{
  GString *form = user_data;
  g_autofree char *key = encode_for_form (name);
  g_autofree char *encoded = encode_for_form (value);

  g_string_append_printf (form, "%s%s=%s", form->len > 0 ? "&" : "", key, encoded);
}

static Body *
make_form (const WebhookSettings *settings, TocsinEvent *event)
{
  GString *form = g_string_new (NULL);

  value_list_expand (settings->fields, tocsin_event_get_data (event), tocsin_template_encode_plain,
                     add_to_form, form);

  return new_from_text ("application/x-www-form-urlencoded", g_string_free (form, FALSE));
}

static Body *
make_json (const WebhookSettings *settings, TocsinEvent *event)
{
  return new_from_text ("application/json",
                        tocsin_template_expand (settings->body, tocsin_event_get_data (event), NULL,
                                                encode_for_json, NULL));
}

static gboolean
write_raw (Body *self, TocsinEvent *event, GCancellable *cancellable, GError **error)
{
  return tocsin_message_write_raw (tocsin_event_get_message (event), self->fd, cancellable, error);
}

/* Messages and attachments may be large: they lie on the disk, not in memory. */
static Body *
make_file (const WebhookSettings *settings,
           TocsinEvent *event,
           const char *work_directory,
           GCancellable *cancellable,
           GError **error)
{
  gboolean raw = settings->format == FORMAT_RAW;
  g_autofree char *boundary = multipart_make_boundary ();
  g_autofree char *type = raw ? g_strdup ("message/rfc822")
                              : g_strconcat ("multipart/form-data; boundary=", boundary, NULL);
  g_autoptr (Body) self = new_body (type);
  off_t end;

  self->fd = tocsin_temporary_open_in (work_directory, error);
  if (self->fd < 0)
    return NULL;
  if (!(raw ? write_raw (self, event, cancellable, error)
            : multipart_write (settings->fields, event, boundary, self->fd, cancellable, error)))
    return NULL;
  end = lseek (self->fd, 0, SEEK_CUR);
  self->length = (guint64) MAX (end, 0);

  return g_steal_pointer (&self);
}

/**
 * body_new:
 * @settings: in which form
 * @event: of what; with its message, if the form needs it
 * @work_directory: where temporary files go
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): what to send.
 */
Body *
body_new (const WebhookSettings *settings,
          TocsinEvent *event,
          const char *work_directory,
          GCancellable *cancellable,
          GError **error)
{
  switch (settings->format)
    {
    case FORMAT_STRUCTURED:
      return make_event (event);
    case FORMAT_BINARY:
      return make_data (event);
    case FORMAT_FORM:
      return make_form (settings, event);
    case FORMAT_JSON:
      return make_json (settings, event);
    case FORMAT_RAW:
    case FORMAT_MULTIPART:
    default:
      return make_file (settings, event, work_directory, cancellable, error);
    }
}

/**
 * body_free:
 * @self: (transfer full): a body
 */
void
body_free (Body *self)
{
  g_free (self->content_type);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

static gboolean
read_file (const Body *self, BodyFunc take, gpointer user_data, GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  guint64 position = 0;

  while (position < self->length)
    {
      gssize length = pread (self->fd, chunk, CHUNK, (off_t) position);

      if (length < 0 && errno == EINTR)
        continue;
      if (length <= 0)
        {
          tocsin_error_set_errno (error, length < 0 ? errno : EIO,
                                  _ ("reading what is to be sent"));
          return FALSE;
        }
      if (!take (chunk, (gsize) length, user_data, error))
        return FALSE;
      position += (guint64) length;
    }

  return TRUE;
}

/**
 * body_read:
 * @self: a body
 * @take: gets its bytes
 * @user_data: for @take
 * @error: where to put what went wrong
 *
 * Returns: whether all of it was taken.
 */
gboolean
body_read (const Body *self, BodyFunc take, gpointer user_data, GError **error)
{
  if (self->bytes == NULL)
    return read_file (self, take, user_data, error);

  return take (g_bytes_get_data (self->bytes, NULL), self->length, user_data, error);
}

/**
 * body_put:
 * @self: a body, which has to live as long as @request
 * @request: what gets it
 * @error: where to put what went wrong
 */
gboolean
body_put (const Body *self, TocsinHttpRequest *request, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->fd);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;

  if (self->bytes != NULL)
    {
      tocsin_http_request_set_body (request, self->content_type, self->bytes);
      return TRUE;
    }

  /* Opened once more, so that it can be read from its beginning as often as need be. */
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    {
      tocsin_error_translate (error, _ ("reading what is to be sent"));
      return FALSE;
    }
  tocsin_http_request_set_body_stream (request, self->content_type, G_INPUT_STREAM (stream),
                                       self->length);

  return TRUE;
}
