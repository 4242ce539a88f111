/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/plugin/plugin.h"
#include "core/plugin/server-connection.h"

G_BEGIN_DECLS

/** pop3_protocol: what is to be known of the protocol without a connection */
extern const TocsinProtocol pop3_protocol;
/** pop3_endpoint_defaults: what core/net is to know of it */
extern const TocsinEndpointDefaults pop3_endpoint_defaults;

#define TOCSIN_TYPE_POP3_CONNECTION (tocsin_pop3_connection_get_type ())

/**
 * TocsinPop3Connection:
 *
 * An account on a POP3 server: a #TocsinConnection that reads mail (#TocsinMailStore). A session
 * has the mailbox for itself and sees it as it was when it began: there is one at a time, and it
 * ends with the look it was made for.
 */
G_DECLARE_FINAL_TYPE (
    TocsinPop3Connection, tocsin_pop3_connection, TOCSIN, POP3_CONNECTION, TocsinServerConnection)

G_END_DECLS
