/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls-peer.h"

G_BEGIN_DECLS

/* Whether the server is who it says. Private to core/net. */

GError *tocsin_tls_verify_peer (TocsinTlsPeer *peer, gboolean resumed, gint64 *until);

G_END_DECLS
