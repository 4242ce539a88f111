/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_HTTP_ROAD (tocsin_http_road_get_type ())

/**
 * TocsinHttpRoad:
 *
 * Leads libsoup to a connection that stands already, once. libsoup connects by GSocketClient, which
 * takes a finished stream from nobody but a GProxy; so the road is a #GSocketConnectable whose one
 * address is that of a “proxy” of ours, which hands the stream over. The socket that GSocketClient
 * makes on the way leads nowhere and sends nothing. Private to core/net.
 */
G_DECLARE_FINAL_TYPE (TocsinHttpRoad, tocsin_http_road, TOCSIN, HTTP_ROAD, GSocketAddressEnumerator)

GSocketConnectable *tocsin_http_road_new (GIOStream *stream);

G_END_DECLS
