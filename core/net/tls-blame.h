/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/tls-staple.h"

G_BEGIN_DECLS

/* Why a server is not believed, which of its certificates is to blame, and what a person can do.
 * Private to core/net. */

GError *tocsin_tls_blame_status (TocsinTlsPeer *peer, guint status);
GError *tocsin_tls_blame_failure (TocsinTlsPeer *peer, int result);
GError *tocsin_tls_blame_staple (TocsinTlsPeer *peer, guint i, const TocsinTlsStaple *staple);
GError *tocsin_tls_blame_old_list (TocsinTlsPeer *peer);
GError *tocsin_tls_blame_name (TocsinTlsPeer *peer);
GError *tocsin_tls_blame_pin (TocsinTlsPeer *peer);

G_END_DECLS
