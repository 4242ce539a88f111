/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GTimeZone *tocsin_zone_parse (const char *name, GError **error);
gint64 tocsin_zone_to_local (GTimeZone *zone, gint64 utc);
gint64 tocsin_zone_to_utc (GTimeZone *zone, gint64 local);

G_END_DECLS
