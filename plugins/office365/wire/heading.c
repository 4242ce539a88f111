/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What an object of JSON says of a message: flags, categories and headers. */
#include "plugins/office365/wire/heading.h"

#include <string.h>

#define SIZE_ID "Integer 0xe08"
#define VERB_ID "Integer 0x1081"

/* Values of PidTagLastVerbExecuted (MS-OXOMSG, section 2.2.1.7). */
#define VERB_REPLY 102
#define VERB_REPLY_ALL 103

/* Ids come back as the server likes to write them: in other letters, without leading zeros. */
static gboolean
is_property (const char *id, const char *wanted)
{
  const char *digits = id != NULL ? strstr (id, "0x") : NULL;

  if (digits == NULL)
    digits = id != NULL ? strstr (id, "0X") : NULL;
  if (digits == NULL || g_ascii_strncasecmp (id, wanted, strlen ("Integer ")) != 0)
    return FALSE;

  return g_ascii_strtoull (digits + 2, NULL, 16)
         == g_ascii_strtoull (wanted + strlen ("Integer 0x"), NULL, 16);
}

static gint64
get_property (JsonObject *item, const char *id)
{
  JsonArray *all = graph_json_get_array (item, "singleValueExtendedProperties");

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *property = graph_json_get_object_at (all, i);

      if (is_property (graph_json_get_string (property, "id"), id))
        return graph_json_get_int (property, "value", -1);
    }

  return -1;
}

/**
 * graph_heading_read_flags:
 * @item: a message with %GRAPH_SELECT_HEAD
 *
 * Returns: its flags.
 */
TocsinMessageFlags
graph_heading_read_flags (JsonObject *item)
{
  const char *status = graph_json_get_string (graph_json_get_object (item, "flag"), "flagStatus");
  gint64 verb = get_property (item, VERB_ID);
  TocsinMessageFlags flags = 0;

  if (graph_json_get_boolean (item, "isRead"))
    flags |= TOCSIN_MESSAGE_FLAGS_SEEN;
  if (graph_json_get_boolean (item, "isDraft"))
    flags |= TOCSIN_MESSAGE_FLAGS_DRAFT;
  if (g_strcmp0 (status, "flagged") == 0)
    flags |= TOCSIN_MESSAGE_FLAGS_FLAGGED;
  if (verb == VERB_REPLY || verb == VERB_REPLY_ALL)
    flags |= TOCSIN_MESSAGE_FLAGS_ANSWERED;

  return flags;
}

/**
 * graph_heading_read_categories:
 * @item: a message with %GRAPH_SELECT_HEAD
 *
 * Returns: (transfer full): its categories, which are keywords for us.
 */
GStrv
graph_heading_read_categories (JsonObject *item)
{
  JsonArray *all = graph_json_get_array (item, "categories");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonNode *node = json_array_get_element (all, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }

  return g_strv_builder_end (builder);
}

/* RFC 5322, section 3.6.8: the name of a field. */
static gboolean
is_name (const char *name)
{
  for (const char *p = name; p != NULL && *p != '\0'; p++)
    if (*p <= ' ' || *p >= 0x7f || *p == ':')
      return FALSE;

  return name != NULL && name[0] != '\0';
}

/* Nothing in a value makes a line of its own; where it was folded, it is folded again. */
static void
append_line (GString *block, const char *name, const char *value)
{
  const char *end = value + strlen (value);

  while (end > value && g_ascii_isspace (end[-1]))
    end--;
  g_string_append_printf (block, "%s: ", name);
  for (const char *p = value; p < end; p++)
    if (*p == '\r' || *p == '\n')
      {
        g_string_append (block, "\r\n ");
        p += strspn (p, "\r\n \t") - 1;
      }
    else
      g_string_append_c (block, *p);
  g_string_append (block, "\r\n");
}

/**
 * graph_heading_read_block:
 * @item: a message with %GRAPH_SELECT_HEADERS
 *
 * Graph has the headers of messages that came by mail. Those that were written in the mailbox have
 * none, and of some a few are missing: who needs them reads the message.
 *
 * Returns: (transfer full) (nullable): its header block, %NULL if it is not surely all of it.
 */
GBytes *
graph_heading_read_block (JsonObject *item)
{
  JsonArray *all = graph_json_get_array (item, "internetMessageHeaders");
  g_autoptr (GString) block = g_string_new (NULL);
  gboolean has_from = FALSE, has_date = FALSE;

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *header = graph_json_get_object_at (all, i);
      const char *name = graph_json_get_string (header, "name");
      const char *value = graph_json_get_string (header, "value");

      if (!is_name (name) || value == NULL)
        return NULL;
      has_from = has_from || g_ascii_strcasecmp (name, "From") == 0;
      has_date = has_date || g_ascii_strcasecmp (name, "Date") == 0;
      append_line (block, name, value);
    }
  if (!has_from || !has_date)
    return NULL;
  g_string_append (block, "\r\n");

  return g_string_free_to_bytes (g_steal_pointer (&block));
}

/**
 * graph_heading_read_size:
 * @item: a message with %GRAPH_EXPAND_HEAD
 *
 * Returns: bytes it takes in the mailbox, where it is not kept as it was sent: a hint; 0 if that is
 *   not said.
 */
guint64
graph_heading_read_size (JsonObject *item)
{
  gint64 size = get_property (item, SIZE_ID);

  return size > 0 ? (guint64) size : 0;
}
