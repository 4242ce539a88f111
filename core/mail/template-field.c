/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/template-field.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  PLAIN,
  TIME,
  ADDRESSES,
  ADDRESS_NAME,
  ADDRESS_ADDRESS,
  ADDRESS_DOMAIN,
  ATTACHMENT,
  HEADER,
  MATCHED,
} Kind;

struct _TocsinTemplateField
{
  char *name;
  Kind kind;
  char *member;
  char *format;
};

/* Members of an event's data; headers and matched are reached by name, attachments one by one. */
static const struct
{
  const char *name;
  Kind kind;
  const char *member;
} known[] = {
  { "task", PLAIN, "task" },
  { "connection", PLAIN, "connection" },
  { "folder", PLAIN, "folder" },
  { "ref", PLAIN, "ref" },
  { "uid", PLAIN, "uid" },
  { "message_id", PLAIN, "message_id" },
  { "subject", PLAIN, "subject" },
  { "size", PLAIN, "size" },
  { "flags", PLAIN, "flags" },
  { "text", PLAIN, "text" },
  { "html", PLAIN, "html" },
  { "attempt", PLAIN, "attempt" },
  { "date", TIME, "date" },
  { "received", TIME, "received" },
  { "from", ADDRESSES, "from" },
  { "from.name", ADDRESS_NAME, "from" },
  { "from.address", ADDRESS_ADDRESS, "from" },
  { "from.domain", ADDRESS_DOMAIN, "from" },
  { "sender", ADDRESSES, "sender" },
  { "sender.name", ADDRESS_NAME, "sender" },
  { "sender.address", ADDRESS_ADDRESS, "sender" },
  { "sender.domain", ADDRESS_DOMAIN, "sender" },
  { "to", ADDRESSES, "to" },
  { "to.name", ADDRESS_NAME, "to" },
  { "to.address", ADDRESS_ADDRESS, "to" },
  { "to.domain", ADDRESS_DOMAIN, "to" },
  { "cc", ADDRESSES, "cc" },
  { "cc.name", ADDRESS_NAME, "cc" },
  { "cc.address", ADDRESS_ADDRESS, "cc" },
  { "cc.domain", ADDRESS_DOMAIN, "cc" },
  { "reply_to", ADDRESSES, "reply_to" },
  { "reply_to.name", ADDRESS_NAME, "reply_to" },
  { "reply_to.address", ADDRESS_ADDRESS, "reply_to" },
  { "reply_to.domain", ADDRESS_DOMAIN, "reply_to" },
  { "attachment.name", ATTACHMENT, "name" },
  { "attachment.type", ATTACHMENT, "type" },
  { "attachment.size", ATTACHMENT, "size" },
  { "attachment.sha256", ATTACHMENT, "sha256" },
  { "attachment.disposition", ATTACHMENT, "disposition" },
};

/**
 * tocsin_template_field_list_known:
 * @flags: what a pattern may hold
 *
 * Returns: (transfer full): the names of all fields there are, "header.NAME" and "matched.NAME"
 *   for those that the mail or the query names.
 */
GStrv
tocsin_template_field_list_known (TocsinTemplateFlags flags)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_strv_builder_add_many (names, "header.NAME", "matched.NAME", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].kind != ATTACHMENT || flags & TOCSIN_TEMPLATE_FLAGS_ATTACHMENT)
      g_strv_builder_add (names, known[i].name);

  return g_strv_builder_end (names);
}

static gboolean
unknown (const char *name, TocsinTemplateFlags flags, GError **error)
{
  g_auto (GStrv) names = tocsin_template_field_list_known (flags);
  const char *nearest = tocsin_text_nearest (name, (const char *const *) names);

  if (nearest != NULL)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("unknown field {%s}; did you mean {%s}?"), name, nearest);
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                 _ ("unknown field {%s}; expected one such as {subject}, {from.address} or {date}"),
                 name);

  return FALSE;
}

static gboolean
find_known (TocsinTemplateField *self, TocsinTemplateFlags flags, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (!g_str_equal (known[i].name, self->name))
        continue;
      if (known[i].kind == ATTACHMENT && !(flags & TOCSIN_TEMPLATE_FLAGS_ATTACHMENT))
        {
          g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                       _ ("{%s} can only stand where attachments are worked on one by one"),
                       self->name);
          return FALSE;
        }
      self->kind = known[i].kind;
      self->member = g_strdup (known[i].member);
      return TRUE;
    }

  return unknown (self->name, flags, error);
}

static gboolean
find_named (TocsinTemplateField *self, const char *prefix, Kind kind)
{
  if (!g_str_has_prefix (self->name, prefix) || self->name[strlen (prefix)] == '\0')
    return FALSE;
  self->kind = kind;
  self->member = g_strdup (self->name + strlen (prefix));

  return TRUE;
}

static gboolean
check_format (const TocsinTemplateField *self, GError **error)
{
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 11, 1, 8, 0, 0);
  g_autofree char *sample = NULL;

  if (self->format == NULL)
    return TRUE;
  if (self->kind != TIME)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                   _ ("{%s} is no date: only {date} and {received} take a format behind a colon"),
                   self->name);
      return FALSE;
    }
  sample = g_date_time_format (time, self->format);
  if (sample != NULL)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” is no format of a date; expected something like %%Y-%%m-%%d"),
               self->format);
  return FALSE;
}

/**
 * tocsin_template_field_parse:
 * @text: what stands in the braces
 * @flags: what the pattern may hold
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): the field.
 */
TocsinTemplateField *
tocsin_template_field_parse (const char *text, TocsinTemplateFlags flags, GError **error)
{
  g_autoptr (TocsinTemplateField) self = g_new0 (TocsinTemplateField, 1);
  const char *colon = strchr (text, ':');

  self->name = colon != NULL ? g_strndup (text, colon - text) : g_strdup (text);
  self->format = colon != NULL ? g_strdup (colon + 1) : NULL;
  if (!find_named (self, "header.", HEADER) && !find_named (self, "matched.", MATCHED)
      && !find_known (self, flags, error))
    return NULL;

  return check_format (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * tocsin_template_field_free:
 * @self: (transfer full): a field
 */
void
tocsin_template_field_free (TocsinTemplateField *self)
{
  g_free (self->name);
  g_free (self->member);
  g_free (self->format);
  g_free (self);
}

/**
 * tocsin_template_field_get_name:
 * @self: a field
 *
 * Returns: (transfer none): its name, without a format.
 */
const char *
tocsin_template_field_get_name (const TocsinTemplateField *self)
{
  return self->name;
}

/**
 * tocsin_template_field_is_of_attachment:
 * @self: a field
 *
 * Returns: whether it is about one attachment.
 */
gboolean
tocsin_template_field_is_of_attachment (const TocsinTemplateField *self)
{
  return self->kind == ATTACHMENT;
}

static JsonArray *
get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
get_object_at (JsonArray *array, guint index)
{
  JsonNode *node = array != NULL && index < json_array_get_length (array)
                       ? json_array_get_element (array, index)
                       : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return "";

  return json_node_get_string (node);
}

static char *
join_strings (JsonArray *array)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        continue;
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", json_node_get_string (node));
    }

  return g_string_free (out, FALSE);
}

static char *
plain_value (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL)
    return g_strdup ("");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return join_strings (json_node_get_array (node));
  if (!JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return g_strdup (json_node_get_string (node));
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    default:
      return g_strdup ("");
    }
}

static char *
time_value (const TocsinTemplateField *self, JsonObject *data)
{
  const char *text = get_string (data, self->member);
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (GDateTime) local = NULL;
  char *value;

  /* A message without a Date, or with one that nobody understands, has at least come. */
  if (*text == '\0')
    text = get_string (data, "received");
  time = g_date_time_new_from_iso8601 (text, NULL);
  local = time != NULL ? g_date_time_to_local (time) : NULL;
  if (local == NULL)
    return g_strdup ("");

  value = self->format != NULL ? g_date_time_format (local, self->format)
                               : g_date_time_format_iso8601 (local);

  return value != NULL ? value : g_strdup ("");
}

static char *
addresses_value (JsonArray *array)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *object = get_object_at (array, i);
      const char *name = get_string (object, "name");
      const char *address = get_string (object, "address");

      g_string_append (out, i > 0 ? ", " : "");
      if (*name != '\0')
        g_string_append_printf (out, "%s <%s>", name, address);
      else
        g_string_append (out, address);
    }

  return g_string_free (out, FALSE);
}

static char *
header_value (JsonObject *data, const char *name)
{
  JsonArray *headers = get_array (data, "headers");

  for (guint i = 0; headers != NULL && i < json_array_get_length (headers); i++)
    {
      JsonObject *header = get_object_at (headers, i);

      if (g_ascii_strcasecmp (get_string (header, "name"), name) == 0)
        return g_strdup (get_string (header, "value"));
    }

  return g_strdup ("");
}

static char *
matched_value (JsonObject *data, const char *name)
{
  JsonNode *node = json_object_get_member (data, "matched");

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("");

  return plain_value (json_node_get_object (node), name);
}

/**
 * tocsin_template_field_expand:
 * @self: a field
 * @data: the data of an event
 * @attachment: (nullable): the attachment in question
 *
 * Returns: (transfer full): what it holds, empty when the event does not have it.
 */
char *
tocsin_template_field_expand (const TocsinTemplateField *self,
                              JsonObject *data,
                              JsonObject *attachment)
{
  JsonObject *first;
  const char *at;

  switch (self->kind)
    {
    case TIME:
      return time_value (self, data);
    case ADDRESSES:
      return addresses_value (get_array (data, self->member));
    case HEADER:
      return header_value (data, self->member);
    case MATCHED:
      return matched_value (data, self->member);
    case ATTACHMENT:
      return plain_value (attachment, self->member);
    case PLAIN:
      return plain_value (data, self->member);
    case ADDRESS_NAME:
    case ADDRESS_ADDRESS:
    case ADDRESS_DOMAIN:
    default:
      break;
    }

  first = get_object_at (get_array (data, self->member), 0);
  if (self->kind == ADDRESS_NAME)
    return g_strdup (get_string (first, "name"));
  if (self->kind == ADDRESS_ADDRESS)
    return g_strdup (get_string (first, "address"));
  at = strrchr (get_string (first, "address"), '@');

  return g_strdup (at != NULL ? at + 1 : "");
}
