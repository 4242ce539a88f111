/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What servers gave us to come back with less work. Private to core/net, thread safe. */

void tocsin_tls_tickets_add (const char *key, GBytes *ticket);
GBytes *tocsin_tls_tickets_take (const char *key);

G_END_DECLS
