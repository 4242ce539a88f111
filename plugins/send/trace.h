/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TRACE_MAX_HOPS:
 *
 * Tasks that a message may have come through.
 */
#define TRACE_MAX_HOPS 10

char *trace_make (const char *task, const char *action);
GStrv trace_find (JsonObject *data);
char *trace_refuse (const char *const *traces, const char *own);

G_END_DECLS
