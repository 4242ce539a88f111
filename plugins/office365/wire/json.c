/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* JSON of a stranger. What is not there, or is of another type than it should be, is absent: Graph
 * leaves out what it likes, and writes "true" for true in its own examples. */
#include "plugins/office365/wire/json.h"

#include "core/base/error.h"
#include "core/base/json-shape.h"
#include "core/base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes of an answer that a person is shown. */
#define MAX_SHOWN 200

static JsonObject *
fail (const char *text, gsize length, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (text, (gssize) length, MAX_SHOWN);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
               _ ("the server's answer is not JSON: “%s”"), shown);
  return NULL;
}

/**
 * graph_json_parse:
 * @text: (array length=length): an answer
 * @length: its bytes
 * @error: where to put that it is none
 *
 * Returns: (transfer full): the object it is.
 */
JsonObject *
graph_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = NULL;

  if (length > 0 && text[0] == '\xef' && length >= 3)
    {
      text += 3; /* a byte order mark */
      length -= 3;
    }
  if (length > G_MAXSSIZE || !g_utf8_validate (text, (gssize) length, NULL)
      || !tocsin_json_shape_is_object (text, length, GRAPH_JSON_MAX_DEPTH))
    return fail (text, length, error);
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return fail (text, length, error);

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

/**
 * graph_json_write:
 * @object: what is to be said
 *
 * Returns: (transfer full): its text.
 */
GBytes *
graph_json_write (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_alloc ();
  char *text;

  json_node_init_object (node, object);
  text = json_to_string (node, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

static JsonNode *
find (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

/**
 * graph_json_get_string:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (transfer none) (nullable): the text it is.
 */
const char *
graph_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = find (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/**
 * graph_json_get_object:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (transfer none) (nullable): the object it is.
 */
JsonObject *
graph_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = find (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * graph_json_get_array:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: (transfer none) (nullable): the array it is.
 */
JsonArray *
graph_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = find (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * graph_json_get_int:
 * @object: (nullable): an object
 * @name: a member
 * @otherwise: what to return if there is no such number
 *
 * Values of extended properties are numbers in quotes.
 *
 * Returns: the number it is.
 */
gint64
graph_json_get_int (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = find (object, name);
  const char *text = graph_json_get_string (object, name);
  gint64 number;

  if (text != NULL)
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL) ? number
                                                                                      : otherwise;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : otherwise;
}

/**
 * graph_json_get_boolean:
 * @object: (nullable): an object
 * @name: a member
 *
 * Returns: whether it is there and true.
 */
gboolean
graph_json_get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = find (object, name);

  if (g_strcmp0 (graph_json_get_string (object, name), "true") == 0)
    return TRUE;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

/**
 * graph_json_get_object_at:
 * @array: an array
 * @index: a place in it
 *
 * Returns: (transfer none) (nullable): the object that stands there.
 */
JsonObject *
graph_json_get_object_at (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}
