/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Several requests in one (JSON batching): answers come in any order, each with a status of its
 * own. */
#include "plugins/office365/wire/batch.h"

#include "core/base/error.h"
#include "core/net/http-reply.h"

#include <glib/gi18n-lib.h>

#define IMMUTABLE "IdType=\"ImmutableId\""

/**
 * graph_part_new:
 * @method: as of HTTP
 * @url: what it asks for
 *
 * Returns: (transfer full): a request.
 */
GraphPart *
graph_part_new (const char *method, const char *url)
{
  GraphPart *self = g_new0 (GraphPart, 1);

  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->retry_after = -1;

  return self;
}

/**
 * graph_part_free:
 * @self: (transfer full): a request
 */
void
graph_part_free (GraphPart *self)
{
  g_free (self->method);
  g_free (self->url);
  g_free (self->if_match);
  g_free (self->prefer);
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->answer, json_object_unref);
  g_free (self);
}

/**
 * graph_part_is_good:
 * @self: a request with its answer
 *
 * Returns: whether it succeeded.
 */
gboolean
graph_part_is_good (const GraphPart *self)
{
  return self->status >= 200 && self->status < 300;
}

static JsonObject *
write_headers (const GraphPart *part)
{
  JsonObject *headers = json_object_new ();
  g_autofree char *prefer = part->prefer != NULL ? g_strconcat (IMMUTABLE ", ", part->prefer, NULL)
                                                 : g_strdup (IMMUTABLE);

  json_object_set_string_member (headers, "Prefer", prefer);
  if (part->body != NULL)
    json_object_set_string_member (headers, "Content-Type", "application/json");
  if (part->if_match != NULL)
    json_object_set_string_member (headers, "If-Match", part->if_match);

  return headers;
}

/**
 * graph_batch_write:
 * @parts: (array length=n_parts): requests, no more than %GRAPH_BATCH_MAX
 * @n_parts: how many
 *
 * Returns: (transfer full): all of them in one.
 */
JsonObject *
graph_batch_write (GraphPart *const *parts, guint n_parts)
{
  JsonObject *batch = json_object_new ();
  JsonArray *requests = json_array_new ();

  for (guint i = 0; i < n_parts; i++)
    {
      JsonObject *request = json_object_new ();
      g_autofree char *id = g_strdup_printf ("%u", i + 1);

      json_object_set_string_member (request, "id", id);
      json_object_set_string_member (request, "method", parts[i]->method);
      json_object_set_string_member (request, "url", parts[i]->url);
      json_object_set_object_member (request, "headers", write_headers (parts[i]));
      if (parts[i]->body != NULL)
        json_object_set_object_member (request, "body", json_object_ref (parts[i]->body));
      json_array_add_object_element (requests, request);
    }
  json_object_set_array_member (batch, "requests", requests);

  return batch;
}

/* Headers of an answer come in any letters. */
static gint64
read_retry_after (JsonObject *response)
{
  JsonObject *headers = graph_json_get_object (response, "headers");
  g_autoptr (GList) names = headers != NULL ? json_object_get_members (headers) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    if (g_ascii_strcasecmp (name->data, "Retry-After") == 0)
      {
        const char *text = graph_json_get_string (headers, name->data);

        return text != NULL
                   ? tocsin_http_reply_parse_retry_after (text, g_get_real_time () / G_USEC_PER_SEC)
                   : MIN (graph_json_get_int (headers, name->data, -1),
                          TOCSIN_HTTP_MAX_RETRY_AFTER);
      }

  return -1;
}

static void
take_response (GraphPart *const *parts, guint n_parts, JsonObject *response)
{
  gint64 id = graph_json_get_int (response, "id", 0);
  gint64 status = graph_json_get_int (response, "status", 0);
  JsonObject *body = graph_json_get_object (response, "body");

  if (id < 1 || id > n_parts || status < 100 || status > 599 || parts[id - 1]->status != 0)
    return;
  parts[id - 1]->status = (guint) status;
  parts[id - 1]->answer = body != NULL ? json_object_ref (body) : NULL;
  parts[id - 1]->retry_after = read_retry_after (response);
}

/**
 * graph_batch_read:
 * @parts: (array length=n_parts): requests that were sent
 * @n_parts: how many
 * @answer: what came back
 * @error: where to put that it leaves one of them without an answer
 *
 * Returns: whether each has its answer now.
 */
gboolean
graph_batch_read (GraphPart *const *parts, guint n_parts, JsonObject *answer, GError **error)
{
  JsonArray *responses = graph_json_get_array (answer, "responses");

  for (guint i = 0; i < n_parts; i++)
    {
      parts[i]->status = 0;
      parts[i]->retry_after = -1;
      g_clear_pointer (&parts[i]->answer, json_object_unref);
    }
  for (guint i = 0; responses != NULL && i < json_array_get_length (responses); i++)
    take_response (parts, n_parts, graph_json_get_object_at (responses, i));
  for (guint i = 0; i < n_parts; i++)
    if (parts[i]->status == 0)
      {
        g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                     _ ("the server left %s %s of a batch without an answer"), parts[i]->method,
                     parts[i]->url);
        return FALSE;
      }

  return TRUE;
}
