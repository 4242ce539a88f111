/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The headers of a message as properties of Graph. Those that it has no property for are given as
 * what Exchange makes headers of (MS-OXCMAIL, section 2.2.3.2: the properties of
 * PS_INTERNET_HEADERS); in internetMessageHeaders it takes none but X-…, and few. */
#include "plugins/office365/draft-headers.h"

#include <string.h>

/* More of them Graph does not take. */
#define MAX_OWN_HEADERS 5

#define INTERNET_HEADER "String {00020386-0000-0000-C000-000000000046} Name %s"

/* What is said in other ways, or by the server. */
static const char *const spoken_for[] = { "From",
                                          "Sender",
                                          "To",
                                          "Cc",
                                          "Bcc",
                                          "Reply-To",
                                          "Subject",
                                          "Date",
                                          "Message-ID",
                                          "MIME-Version",
                                          "Importance",
                                          "X-Priority",
                                          "Sensitivity",
                                          "Return-Path",
                                          "Received",
                                          "Priority",
                                          "X-MSMail-Priority",
                                          "Disposition-Notification-To",
                                          NULL };

static gboolean
is_spoken_for (const char *name)
{
  for (gsize i = 0; spoken_for[i] != NULL; i++)
    if (g_ascii_strcasecmp (spoken_for[i], name) == 0)
      return TRUE;

  return g_ascii_strncasecmp (name, "Content-", strlen ("Content-")) == 0;
}

static JsonObject *
make_person (const char *name, const char *address)
{
  JsonObject *person = json_object_new ();
  JsonObject *place = json_object_new ();

  json_object_set_string_member (place, "address", address);
  if (name != NULL && name[0] != '\0')
    json_object_set_string_member (place, "name", name);
  json_object_set_object_member (person, "emailAddress", place);

  return person;
}

static JsonArray *
list_people (TocsinMessage *message, const char *header)
{
  GPtrArray *addresses = tocsin_message_get_addresses (message, header);
  JsonArray *people = json_array_new ();

  for (guint i = 0; addresses != NULL && i < addresses->len; i++)
    {
      const TocsinAddress *address = g_ptr_array_index (addresses, i);

      if (address->address != NULL && address->address[0] != '\0')
        json_array_add_object_element (people, make_person (address->name, address->address));
    }

  return people;
}

static void
write_people (TocsinMessage *message, JsonObject *object, const char *header, const char *property)
{
  JsonArray *people = list_people (message, header);

  if (json_array_get_length (people) > 0)
    json_object_set_array_member (object, property, people);
  else
    json_array_unref (people);
}

static void
write_person (TocsinMessage *message, JsonObject *object, const char *header, const char *property)
{
  g_autoptr (JsonArray) people = list_people (message, header);

  if (json_array_get_length (people) > 0)
    json_object_set_object_member (object, property,
                                   json_object_ref (json_array_get_object_element (people, 0)));
}

static void
write_hidden (GPtrArray *hidden, JsonObject *object)
{
  JsonArray *people;

  if (hidden->len == 0)
    return;
  people = json_array_new ();
  for (guint i = 0; i < hidden->len; i++)
    json_array_add_object_element (people, make_person (NULL, g_ptr_array_index (hidden, i)));
  json_object_set_array_member (object, "bccRecipients", people);
}

static void
add_property (JsonArray *properties, const char *id, const char *value)
{
  JsonObject *property = json_object_new ();

  json_object_set_string_member (property, "id", id);
  json_object_set_string_member (property, "value", value);
  json_array_add_object_element (properties, property);
}

/* Of what answers belong to, Exchange has properties of its own. */
static void
add_foreign (JsonArray *properties, const TocsinHeader *header)
{
  g_autofree char *named = g_strdup_printf (INTERNET_HEADER, header->name);
  const char *id = g_ascii_strcasecmp (header->name, "In-Reply-To") == 0  ? "String 0x1042"
                   : g_ascii_strcasecmp (header->name, "References") == 0 ? "String 0x1039"
                                                                          : named;

  add_property (properties, id, header->value);
}

static void
add_sensitivity (TocsinMessage *message, JsonArray *properties)
{
  static const char *const words[] = { "normal", "personal", "private", "confidential" };
  const char *word = tocsin_message_get_sensitivity (message);

  for (guint i = 1; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (word, words[i]))
      {
        g_autofree char *number = g_strdup_printf ("%u", i);

        add_property (properties, "Integer 0x0036", number);
      }
}

static void
write_others (TocsinMessage *message, JsonObject *object)
{
  JsonArray *own = json_array_new ();
  JsonArray *properties = json_array_new ();

  for (guint i = 0; i < tocsin_message_get_n_headers (message); i++)
    {
      TocsinHeader header = tocsin_message_get_header_at (message, i);
      JsonObject *element;

      if (is_spoken_for (header.name))
        continue;
      if (g_ascii_strncasecmp (header.name, "X-", 2) != 0
          || json_array_get_length (own) >= MAX_OWN_HEADERS)
        {
          add_foreign (properties, &header);
          continue;
        }
      element = json_object_new ();
      json_object_set_string_member (element, "name", header.name);
      json_object_set_string_member (element, "value", header.value);
      json_array_add_object_element (own, element);
    }
  add_sensitivity (message, properties);
  if (json_array_get_length (own) > 0)
    json_object_set_array_member (object, "internetMessageHeaders", json_array_ref (own));
  if (json_array_get_length (properties) > 0)
    json_object_set_array_member (object, "singleValueExtendedProperties",
                                  json_array_ref (properties));
  json_array_unref (own);
  json_array_unref (properties);
}

/**
 * graph_draft_headers_write:
 * @message: a message
 * @hidden: (element-type utf8): recipients whom no header is to name
 * @object: the message in JSON, to be added to
 */
void
graph_draft_headers_write (TocsinMessage *message, GPtrArray *hidden, JsonObject *object)
{
  const char *id = tocsin_message_get_message_id (message);

  json_object_set_string_member (object, "subject", tocsin_message_get_subject (message));
  write_person (message, object, "From", "from");
  write_person (message, object, "Sender", "sender");
  write_people (message, object, "To", "toRecipients");
  write_people (message, object, "Cc", "ccRecipients");
  write_people (message, object, "Reply-To", "replyTo");
  write_hidden (hidden, object);
  json_object_set_string_member (object, "importance", tocsin_message_get_importance (message));
  if (tocsin_message_get_header (message, "Disposition-Notification-To") != NULL)
    json_object_set_boolean_member (object, "isReadReceiptRequested", TRUE);
  if (id != NULL && id[0] != '\0')
    {
      g_autofree char *whole = g_strdup_printf ("<%s>", id);

      json_object_set_string_member (object, "internetMessageId", whole);
    }
  write_others (message, object);
}
