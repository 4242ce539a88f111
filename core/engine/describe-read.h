/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What core/engine/describe made, read again on the other side of the line to the engine. */

GError *tocsin_describe_to_error (GVariant *dict);
GError *tocsin_describe_read_error (GVariant *dict, const char *key);
gint64 tocsin_describe_read_time (GVariant *dict, const char *key);

G_END_DECLS
