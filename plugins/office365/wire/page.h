/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/wire/json.h"

G_BEGIN_DECLS

/** GRAPH_MAX_ID: bytes of an id; Outlook's have fewer than 200 */
#define GRAPH_MAX_ID 1024

/**
 * GraphPage:
 * @items: (element-type JsonObject): what it holds
 * @next: (nullable): the URL of the next page, as the server gave it
 * @delta: (nullable): behind the last page of changes, the URL that tells what comes after them
 * @count: how many items all pages have together, -1 if that is not said
 *
 * A page of a collection.
 */
typedef struct
{
  GPtrArray *items;
  char *next;
  char *delta;
  gint64 count;
} GraphPage;

/**
 * GraphEntry:
 * @id: (transfer none): the immutable id of a message
 * @received: when it came, microseconds since 1970, 0 if that is not said
 * @removed: whether it went out of the folder
 *
 * What a listing says of a message.
 */
typedef struct
{
  const char *id;
  gint64 received;
  gboolean removed;
} GraphEntry;

GraphPage *graph_page_new (JsonObject *answer, GError **error);
void graph_page_free (GraphPage *self);
gboolean graph_page_is_id (const char *id);
gboolean graph_entry_read (GraphEntry *self, JsonObject *item);
gint64 graph_time_read (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphPage, graph_page_free)

G_END_DECLS
