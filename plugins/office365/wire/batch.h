/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/office365/wire/json.h"

G_BEGIN_DECLS

/** GRAPH_BATCH_MAX: requests that Graph takes at once */
#define GRAPH_BATCH_MAX 20

/**
 * GraphPart:
 * @method: as of HTTP
 * @url: what it asks for, without the version in front: "/me/messages/…"
 * @body: (nullable): what it says
 * @if_match: (nullable): the state of the thing (ETag) under which it is to be done
 * @prefer: (nullable): what it wishes for, besides immutable ids
 * @status: of the answer; 0 while there is none
 * @answer: (nullable): the object of the answer
 * @retry_after: seconds after which the server wants to be asked again, -1 if it does not say
 *
 * One request of several that go together, and its answer.
 */
typedef struct
{
  char *method;
  char *url;
  JsonObject *body;
  char *if_match;
  char *prefer;
  guint status;
  JsonObject *answer;
  gint64 retry_after;
} GraphPart;

GraphPart *graph_part_new (const char *method, const char *url);
void graph_part_free (GraphPart *self);
gboolean graph_part_is_good (const GraphPart *self);
JsonObject *graph_batch_write (GraphPart *const *parts, guint n_parts);
gboolean
graph_batch_read (GraphPart *const *parts, guint n_parts, JsonObject *answer, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphPart, graph_part_free)

G_END_DECLS
