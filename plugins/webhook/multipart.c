/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/multipart.h"

#include "core/base/temporary.h"
#include "plugins/webhook/cloud-event.h"
#include "plugins/webhook/encoders.h"

#include <string.h>

/* What an attachment is called whose sender gave it no name. */
#define NAMELESS "attachment"

typedef struct
{
  const char *boundary;
  int fd;
  GError *error;
} Writer;

static gboolean
write_text (Writer *self, const char *text)
{
  return self->error == NULL
         && tocsin_temporary_write (self->fd, text, strlen (text), &self->error);
}

/* The head of a part; @more is lines of it, each with its end. */
static gboolean
begin_part (Writer *self, const char *name, const char *parameters, const char *more)
{
  g_autofree char *safe = encode_file_name (name);
  g_autofree char *head =
      g_strdup_printf ("--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n%s\r\n",
                       self->boundary, safe, parameters, more);

  return write_text (self, head);
}

static gboolean
write_event (Writer *self, TocsinEvent *event)
{
  g_autoptr (JsonNode) node = tocsin_event_to_json (event);
  g_autofree char *text = json_to_string (node, FALSE);

  return begin_part (self, "event", "", "Content-Type: " CLOUD_EVENT_TYPE "\r\n")
         && write_text (self, text) && write_text (self, "\r\n");
}

static void
write_field (const char *name, const char *value, gpointer user_data)
{
  Writer *self = user_data;

  if (begin_part (self, name, "", "") && write_text (self, value))
    write_text (self, "\r\n");
}

/* The sender says what it is; it is repeated only if it is the name of a type (RFC 6838, section
 * 4.2). */
static const char *
choose_type (const char *type)
{
  const char *slash = type != NULL ? strchr (type, '/') : NULL;

  if (slash == NULL || slash == type || slash[1] == '\0' || strlen (type) > 255)
    return "application/octet-stream";
  for (const char *c = type; *c != '\0'; c++)
    if (c != slash && !g_ascii_isalnum (*c) && strchr ("!#$&-^_.+", *c) == NULL)
      return "application/octet-stream";

  return type;
}

static gboolean
write_attachment (Writer *self,
                  TocsinMessage *message,
                  const TocsinPart *part,
                  GCancellable *cancellable)
{
  gboolean named = part->name != NULL && part->name[0] != '\0';
  g_autofree char *name = encode_file_name (named ? part->name : NAMELESS);
  g_autofree char *parameters = g_strdup_printf ("; filename=\"%s\"", name);
  g_autofree char *type = g_strdup_printf ("Content-Type: %s\r\n", choose_type (part->type));

  return begin_part (self, "attachment", parameters, type)
         && tocsin_message_write_part (message, part, self->fd, cancellable, &self->error)
         && write_text (self, "\r\n");
}

static gboolean
write_attachments (Writer *self, TocsinMessage *message, GCancellable *cancellable)
{
  GPtrArray *parts = tocsin_message_get_attachments (message);

  for (guint i = 0; i < parts->len; i++)
    if (!write_attachment (self, message, parts->pdata[i], cancellable))
      return FALSE;

  return TRUE;
}

/**
 * multipart_make_boundary:
 *
 * Returns: (transfer full): what no part can contain but by guessing 128 bits.
 */
char *
multipart_make_boundary (void)
{
  g_autofree char *random = g_uuid_string_random ();

  return g_strconcat ("tocsin-", random, NULL);
}

/**
 * multipart_write:
 * @fields: further fields
 * @event: an event with its message
 * @boundary: what parts the parts
 * @fd: where to
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 */
gboolean
multipart_write (const ValueList *fields,
                 TocsinEvent *event,
                 const char *boundary,
                 int fd,
                 GCancellable *cancellable,
                 GError **error)
{
  Writer writer = { .boundary = boundary, .fd = fd };

  if (write_event (&writer, event))
    value_list_expand (fields, tocsin_event_get_data (event), tocsin_template_encode_plain,
                       write_field, &writer);
  if (writer.error == NULL
      && write_attachments (&writer, tocsin_event_get_message (event), cancellable))
    {
      g_autofree char *end = g_strdup_printf ("--%s--\r\n", boundary);

      write_text (&writer, end);
    }
  if (writer.error == NULL)
    return TRUE;

  g_propagate_error (error, writer.error);
  return FALSE;
}
