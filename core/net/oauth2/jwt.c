/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/oauth2/jwt.h"

#include <string.h>

#include "core/base/json-shape.h"

/* Year 9999; what is later is no time, and would not fit in microseconds for ever. */
#define MAX_SECONDS 253402300799.0

/* RFC 7515, section 2: base64 for URLs without its padding. */
static char *
decode (const char *text, gsize length, gsize *decoded)
{
  g_autoptr (GString) padded = g_string_new_len (text, (gssize) length);

  g_string_append (padded, &"==="[(length + 3) % 4]);
  g_strdelimit (padded->str, "-", '+');
  g_strdelimit (padded->str, "_", '/');

  return (char *) g_base64_decode (padded->str, decoded);
}

/* Returns where the middle of three parts begins. */
static const char *
find_middle (const char *token, gsize *length)
{
  const char *first = strchr (token, '.');
  const char *second = first != NULL ? strchr (first + 1, '.') : NULL;

  if (second == NULL || strchr (second + 1, '.') != NULL || strlen (token) > TOCSIN_JWT_MAX)
    return NULL;

  *length = (gsize) (second - first - 1);
  return first + 1;
}

/**
 * tocsin_jwt_read_claims: (skip)
 * @token: perhaps a token
 *
 * Nothing is verified: what it says is good for showing and explaining, not for trusting.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if it is no such token.
 */
JsonObject *
tocsin_jwt_read_claims (const char *token)
{
  gsize length = 0;
  const char *middle = find_middle (token, &length);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *json = middle != NULL ? decode (middle, length, &length) : NULL;

  if (json == NULL || length == 0 || !g_utf8_validate (json, (gssize) length, NULL)
      || !tocsin_json_shape_is_object (json, length, TOCSIN_JWT_MAX_DEPTH)
      || !json_parser_load_from_data (parser, json, (gssize) length, NULL))
    return NULL;

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

/**
 * tocsin_jwt_get_text: (skip)
 * @claims: (nullable): what a token says
 * @name: which of it
 *
 * Returns: (transfer none) (nullable): it, if it is text.
 */
const char *
tocsin_jwt_get_text (JsonObject *claims, const char *name)
{
  JsonNode *node = claims != NULL ? json_object_get_member (claims, name) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * tocsin_jwt_get_time: (skip)
 * @claims: (nullable): what a token says
 * @name: which of it
 *
 * Returns: it in microseconds since 1970, if it is a time; else -1.
 */
gint64
tocsin_jwt_get_time (JsonObject *claims, const char *name)
{
  JsonNode *node = claims != NULL ? json_object_get_member (claims, name) : NULL;
  double seconds;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) == G_TYPE_STRING)
    return -1;
  seconds = json_node_get_double (node);

  return seconds >= 0 && seconds <= MAX_SECONDS ? (gint64) (seconds * G_USEC_PER_SEC) : -1;
}

/**
 * tocsin_jwt_encode: (skip)
 * @bytes: anything
 * @length: how many
 *
 * Returns: (transfer full): it in base64 for URLs, without padding (RFC 7515, section 2).
 */
char *
tocsin_jwt_encode (const void *bytes, gsize length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  *strchrnul (text, '=') = '\0';

  return text;
}
