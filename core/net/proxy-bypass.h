/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TocsinProxyBypass:
 *
 * The servers that are reached without the proxy: the setting `proxy.exceptions`. Names are never
 * looked up to compare them: a network such as 10.0.0.0/8 is for servers given by address.
 * Immutable. Private to core/net.
 */
typedef struct _TocsinProxyBypass TocsinProxyBypass;

TocsinProxyBypass *tocsin_proxy_bypass_new (const char *const *exceptions, GError **error);
void tocsin_proxy_bypass_free (TocsinProxyBypass *self);
gboolean tocsin_proxy_bypass_matches (const TocsinProxyBypass *self, const char *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinProxyBypass, tocsin_proxy_bypass_free)

G_END_DECLS
