/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tocsin_moment_parse (const char *text, GTimeZone *zone, gint64 *begin, gint64 *end);
gboolean tocsin_moment_parse_age (const char *text, gint64 now, GTimeZone *zone, gint64 *moment);

G_END_DECLS
