/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/report.h"
#include "core/net/tls-peer.h"

G_BEGIN_DECLS

/* What a person may want to know of a session. Private to core/net. */

void tocsin_tls_report_peer (TocsinTlsPeer *peer, TocsinReport *report);
void tocsin_tls_report_session (gnutls_session_t session,
                                TocsinTlsContext *context,
                                gboolean showed,
                                TocsinReport *report);

G_END_DECLS
