/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Host names as people write them. Private to core/net. */

char *tocsin_host_name_parse (const char *key, const char *text, GError **error);

G_END_DECLS
