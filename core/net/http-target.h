/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Addresses that a server gives. Private to core/net. */

char *tocsin_http_target_find (const char *origin, const char *url, GError **error);

G_END_DECLS
