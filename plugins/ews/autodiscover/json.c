/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/autodiscover/found-private.h"

#include "core/base/error.h"
#include "core/base/json-shape.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* An answer has two members; JSON-GLib recurses. */
#define MAX_DEPTH 16

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/* Some servers put a byte order mark before it. */
static const char *
skip_mark (GBytes *document, gsize *length)
{
  const char *text = g_bytes_get_data (document, length);

  if (*length < 3 || memcmp (text, "\xef\xbb\xbf", 3) != 0)
    return text;
  *length -= 3;

  return text + 3;
}

/**
 * ews_found_parse_json:
 * @document: an answer of `/autodiscover/autodiscover.json`: `{"Protocol": "EWS", "Url": …}`
 * @error: `protocol.parse` of what is none
 *
 * Returns: (transfer full): what it says.
 */
EwsFound *
ews_found_parse_json (GBytes *document, GError **error)
{
  gsize length;
  const char *text = skip_mark (document, &length);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EwsFound) self = ews_found_new ();
  JsonObject *object;

  if (length == 0 || length > EWS_AUTODISCOVER_MAX_JSON
      || !g_utf8_validate (text, (gssize) length, NULL)
      || !tocsin_json_shape_is_object (text, length, MAX_DEPTH)
      || !json_parser_load_from_data (parser, text, (gssize) length, NULL)
      || json_parser_get_root (parser) == NULL
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the document is no answer of Autodiscover"));
      return NULL;
    }

  object = json_node_get_object (json_parser_get_root (parser));
  ews_found_add_url (self, get_string (object, "Url"));
  if (self->urls[0] == NULL)
    ews_found_refuse (self, get_string (object, "ErrorCode"), get_string (object, "ErrorMessage"));

  return g_steal_pointer (&self);
}
