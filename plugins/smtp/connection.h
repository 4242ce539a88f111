/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/plugin/plugin.h"
#include "core/plugin/server-connection.h"

G_BEGIN_DECLS

/** smtp_protocol: what is to be known of the protocol without a connection */
extern const TocsinProtocol smtp_protocol;
/** smtp_endpoint_defaults: what core/net is to know of it */
extern const TocsinEndpointDefaults smtp_endpoint_defaults;

#define TOCSIN_TYPE_SMTP_CONNECTION (tocsin_smtp_connection_get_type ())

/**
 * TocsinSmtpConnection:
 *
 * An account on an SMTP server: a #TocsinConnection that sends mail (#TocsinMailTransport). Each
 * call takes a session from the pool that all connections with equal settings share, and gives it
 * back.
 */
G_DECLARE_FINAL_TYPE (
    TocsinSmtpConnection, tocsin_smtp_connection, TOCSIN, SMTP_CONNECTION, TocsinServerConnection)

G_END_DECLS
