/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/message-json.h"

#include <string.h>

static JsonArray *
address_array (TocsinMessage *self, const char *header)
{
  GPtrArray *addresses = tocsin_message_get_addresses (self, header);
  JsonArray *array = json_array_sized_new (addresses->len);

  for (guint i = 0; i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);
      JsonObject *object;

      /* A group without members is nobody. */
      if (*address->address == '\0' && *address->name == '\0')
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "name", address->name);
      json_object_set_string_member (object, "address", address->address);
      json_array_add_object_element (array, object);
    }

  return array;
}

static void
add_addresses (TocsinMessage *self, JsonObject *data)
{
  static const struct
  {
    const char *member;
    const char *header;
  } rows[] = {
    { "from", "From" }, { "sender", "Sender" },     { "to", "To" },
    { "cc", "Cc" },     { "reply_to", "Reply-To" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    json_object_set_array_member (data, rows[i].member, address_array (self, rows[i].header));
}

/* RFC 3339, which wants the zone in full. */
static void
add_time (JsonObject *data, const char *member, GDateTime *time)
{
  g_autofree char *text = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%S%:z") : NULL;

  if (text != NULL)
    json_object_set_string_member (data, member, text);
  else
    json_object_set_null_member (data, member);
}

static void
add_times (TocsinMessage *self, JsonObject *data)
{
  gint64 received = tocsin_message_get_received (self);
  g_autoptr (GDateTime) time = NULL;

  if (received != 0)
    time = g_date_time_new_from_unix_utc (received / G_USEC_PER_SEC);
  add_time (data, "date", tocsin_message_get_date (self));
  add_time (data, "received", time);
}

static void
add_flags (TocsinMessage *self, JsonObject *data)
{
  static const struct
  {
    TocsinMessageFlags flag;
    const char *name;
  } rows[] = {
    { TOCSIN_MESSAGE_FLAGS_SEEN, "seen" },       { TOCSIN_MESSAGE_FLAGS_ANSWERED, "answered" },
    { TOCSIN_MESSAGE_FLAGS_FLAGGED, "flagged" }, { TOCSIN_MESSAGE_FLAGS_DELETED, "deleted" },
    { TOCSIN_MESSAGE_FLAGS_DRAFT, "draft" },     { TOCSIN_MESSAGE_FLAGS_RECENT, "recent" },
  };
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (tocsin_message_get_flags (self) & rows[i].flag)
      json_array_add_string_element (array, rows[i].name);
  for (const char *const *word = tocsin_message_get_keywords (self); *word != NULL; word++)
    {
      g_autofree char *keyword = g_utf8_make_valid (*word, -1);

      json_array_add_string_element (array, keyword);
    }
  json_object_set_array_member (data, "flags", array);
}

static void
add_headers (TocsinMessage *self, JsonObject *data)
{
  guint count = tocsin_message_get_n_headers (self);
  JsonArray *array = json_array_sized_new (count);

  for (guint i = 0; i < count; i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (self, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", header.name);
      json_object_set_string_member (object, "value", header.value);
      json_array_add_object_element (array, object);
    }
  json_object_set_array_member (data, "headers", array);
}

static void
add_text (TocsinMessage *self, JsonObject *data)
{
  const char *text = tocsin_message_get_text (self);
  g_autofree char *cut = NULL;
  gsize length;

  if (text == NULL)
    {
      json_object_set_null_member (data, "text");
      return;
    }
  length = strlen (text);
  if (length > TOCSIN_MESSAGE_JSON_MAX_TEXT)
    length = g_utf8_find_prev_char (text, text + TOCSIN_MESSAGE_JSON_MAX_TEXT + 1) - text;
  cut = g_strndup (text, length);
  json_object_set_string_member (data, "text", cut);
}

static JsonObject *
attachment_object (TocsinMessage *self, const TocsinPart *part)
{
  JsonObject *object = json_object_new ();
  g_autofree char *sha256 = NULL;
  guint64 size = part->size;

  json_object_set_string_member (object, "name", part->name != NULL ? part->name : "");
  json_object_set_string_member (object, "type", part->type);
  if (tocsin_message_get_layers (self) & TOCSIN_MESSAGE_LAYERS_RAW)
    tocsin_message_measure_part (self, part, &size, &sha256, NULL);
  json_object_set_int_member (object, "size", (gint64) size);
  if (sha256 != NULL)
    json_object_set_string_member (object, "sha256", sha256);
  else
    json_object_set_null_member (object, "sha256");
  json_object_set_string_member (object, "disposition",
                                 part->disposition != NULL ? part->disposition : "");
  json_object_set_string_member (object, "section", part->section);

  return object;
}

static void
add_attachments (TocsinMessage *self, JsonObject *data)
{
  GPtrArray *attachments = tocsin_message_get_attachments (self);
  JsonArray *array = json_array_sized_new (attachments->len);

  for (guint i = 0; i < attachments->len; i++)
    json_array_add_object_element (array,
                                   attachment_object (self, g_ptr_array_index (attachments, i)));
  json_object_set_array_member (data, "attachments", array);
}

/**
 * tocsin_message_add_to_json:
 * @self: a message
 * @data: the data of an event
 *
 * Adds what an action is told of the message: message_id, from, sender, to, cc, reply_to, subject,
 * date, received, size, flags, headers, text, html, attachments (with the section by which
 * tocsin_message_get_attachments() knows each). What is not known is null, or an empty list; sha256
 * and the exact size of attachments need the raw message.
 */
void
tocsin_message_add_to_json (TocsinMessage *self, JsonObject *data)
{
  const char *message_id;

  g_return_if_fail (TOCSIN_IS_MESSAGE (self) && data != NULL);

  message_id = tocsin_message_get_message_id (self);
  if (message_id != NULL)
    json_object_set_string_member (data, "message_id", message_id);
  else
    json_object_set_null_member (data, "message_id");
  add_addresses (self, data);
  json_object_set_string_member (data, "subject", tocsin_message_get_subject (self));
  add_times (self, data);
  json_object_set_int_member (data, "size", (gint64) tocsin_message_get_size (self));
  add_flags (self, data);
  add_headers (self, data);
  add_text (self, data);
  json_object_set_boolean_member (data, "html", tocsin_message_has_html (self));
  add_attachments (self, data);
}
