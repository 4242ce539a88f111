/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Which addresses are the internet's. Private to core/net. */

gboolean tocsin_public_address_is (GInetAddress *address);
GPtrArray *tocsin_public_address_filter (GPtrArray *addresses, const char *place, GError **error);
gboolean tocsin_public_address_check_target (const char *host, const char *place, GError **error);

G_END_DECLS
