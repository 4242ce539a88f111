/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What lets the next session with a server skip half of the handshake. Private to core/net. */

void tocsin_tls_tickets_add (const char *key, GBytes *data, gint64 until);
GBytes *tocsin_tls_tickets_take (const char *key, gint64 *until);
void tocsin_tls_tickets_drop (const char *key);
void tocsin_tls_tickets_suspend (const char *key);

G_END_DECLS
