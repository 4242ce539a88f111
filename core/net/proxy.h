/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/proxy-bypass.h"
#include "core/net/proxy-hop.h"

G_BEGIN_DECLS

/**
 * TocsinProxy:
 *
 * The settings under `proxy`, checked: which servers are reached through which proxy. Immutable.
 * Private to core/net; whoever wants to get to a server calls tocsin_tunnel_open().
 */
typedef struct _TocsinProxy TocsinProxy;

TocsinProxy *
tocsin_proxy_new (TocsinConnectionSettings *settings, const char *host, GError **error);
void tocsin_proxy_free (TocsinProxy *self);
gboolean tocsin_proxy_is_used (const TocsinProxy *self, const char *host);
GPtrArray *tocsin_proxy_find_route (const TocsinProxy *self,
                                    const char *host,
                                    const char *place,
                                    gint64 deadline,
                                    GCancellable *cancellable,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinProxy, tocsin_proxy_free)

G_END_DECLS
