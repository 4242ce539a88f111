/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the desktop's settings or the environment say about proxies. Private to core/net. */

/**
 * TOCSIN_PROXY_SYSTEM_MAX_HOPS:
 *
 * Of all proxies that the system names for one server, so many are tried.
 */
#define TOCSIN_PROXY_SYSTEM_MAX_HOPS 8

char **tocsin_proxy_system_ask (const char *uri,
                                gint64 deadline,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
