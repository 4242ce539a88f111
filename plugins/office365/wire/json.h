/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** GRAPH_JSON_MAX_DEPTH: objects and arrays in one another; Graph's own answers have ten */
#define GRAPH_JSON_MAX_DEPTH 64

JsonObject *graph_json_parse (const char *text, gsize length, GError **error);
GBytes *graph_json_write (JsonObject *object);
const char *graph_json_get_string (JsonObject *object, const char *name);
JsonObject *graph_json_get_object (JsonObject *object, const char *name);
JsonArray *graph_json_get_array (JsonObject *object, const char *name);
gint64 graph_json_get_int (JsonObject *object, const char *name, gint64 otherwise);
gboolean graph_json_get_boolean (JsonObject *object, const char *name);
JsonObject *graph_json_get_object_at (JsonArray *array, guint index);

G_END_DECLS
