/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/webhook/cloud-event.h"

#include "plugins/webhook/encoders.h"

#include <string.h>

/* The binary mode: each attribute but datacontenttype, which is Content-Type, and data, which is
 * the body, becomes a header (HTTP binding, section 3.1.3). */
static gboolean
add (TocsinHttpRequest *request, const char *attribute, JsonNode *value, GError **error)
{
  g_autofree char *name = g_strconcat ("ce-", attribute, NULL);
  g_autofree char *encoded = encode_attribute (json_node_get_string (value));
  gsize length = strlen (encoded);

  /* A stranger chose the Message-ID, and may have chosen a long one. */
  if (length > TOCSIN_HTTP_MAX_HEADER)
    return TRUE;

  return tocsin_http_request_add_header (request, name, encoded, error);
}

/**
 * cloud_event_add_headers:
 * @event: an event
 * @request: what gets its attributes
 * @error: where to put what went wrong
 */
gboolean
cloud_event_add_headers (TocsinEvent *event, TocsinHttpRequest *request, GError **error)
{
  g_autoptr (JsonNode) node = tocsin_event_to_json (event);
  JsonObjectIter iter;
  const char *attribute;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &attribute, &value))
    if (!g_str_equal (attribute, "data") && !g_str_equal (attribute, "datacontenttype")
        && !add (request, attribute, value, error))
      return FALSE;

  return TRUE;
}
