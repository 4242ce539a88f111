/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/plugin/plugin.h"
#include "core/plugin/server-connection.h"

G_BEGIN_DECLS

/** imap4_protocol: what is to be known of the protocol without a connection */
extern const TocsinProtocol imap4_protocol;
/** imap4_endpoint_defaults: what core/net is to know of it */
extern const TocsinEndpointDefaults imap4_endpoint_defaults;

#define TOCSIN_TYPE_IMAP4_CONNECTION (tocsin_imap4_connection_get_type ())

/**
 * TocsinImap4Connection:
 *
 * An account on an IMAP server: a #TocsinConnection that reads mail (#TocsinMailStore). Each call
 * takes a session from the pool that all connections with equal settings share, and gives it back.
 */
G_DECLARE_FINAL_TYPE (TocsinImap4Connection,
                      tocsin_imap4_connection,
                      TOCSIN,
                      IMAP4_CONNECTION,
                      TocsinServerConnection)

G_END_DECLS
