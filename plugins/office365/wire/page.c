/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/office365/wire/page.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

/**
 * graph_page_new:
 * @answer: an answer
 * @error: where to put that it is no page
 *
 * Returns: (transfer full): the page it is.
 */
GraphPage *
graph_page_new (JsonObject *answer, GError **error)
{
  JsonArray *value = graph_json_get_array (answer, "value");
  GraphPage *self;

  if (value == NULL)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_PROTOCOL_PARSE,
                           _ ("the server's answer is no page of a list: it has no “value”"));
      return NULL;
    }

  self = g_new0 (GraphPage, 1);
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->next = g_strdup (graph_json_get_string (answer, "@odata.nextLink"));
  self->delta = g_strdup (graph_json_get_string (answer, "@odata.deltaLink"));
  self->count = graph_json_get_int (answer, "@odata.count", -1);
  for (guint i = 0; i < json_array_get_length (value); i++)
    {
      JsonObject *item = graph_json_get_object_at (value, i);

      if (item != NULL)
        g_ptr_array_add (self->items, json_object_ref (item));
    }

  return self;
}

/**
 * graph_page_free:
 * @self: (transfer full): a page
 */
void
graph_page_free (GraphPage *self)
{
  g_ptr_array_unref (self->items);
  g_free (self->next);
  g_free (self->delta);
  g_free (self);
}

/**
 * graph_page_is_id:
 * @id: (nullable): what a server calls an id
 *
 * Returns: whether it can be one: printable ASCII, and not endless.
 */
gboolean
graph_page_is_id (const char *id)
{
  gsize length = 0;

  if (id == NULL || id[0] == '\0')
    return FALSE;
  for (; id[length] != '\0'; length++)
    if (length >= GRAPH_MAX_ID || !g_ascii_isgraph (id[length]))
      return FALSE;

  return TRUE;
}

/**
 * graph_time_read:
 * @text: (nullable): a moment as Graph writes it (ISO 8601)
 *
 * Returns: microseconds since 1970, 0 for what is none.
 */
gint64
graph_time_read (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL
             ? g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time)
             : 0;
}

/**
 * graph_entry_read:
 * @self: (out caller-allocates): what it says; borrows from @item
 * @item: an item of a page of messages
 *
 * Returns: whether it says anything: one without an id is nothing.
 */
gboolean
graph_entry_read (GraphEntry *self, JsonObject *item)
{
  self->id = graph_json_get_string (item, "id");
  self->received = graph_time_read (graph_json_get_string (item, "receivedDateTime"));
  self->removed = json_object_has_member (item, "@removed");

  return graph_page_is_id (self->id);
}
