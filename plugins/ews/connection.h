/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/plugin/basic-connection.h"

G_BEGIN_DECLS

/** ews_endpoint_defaults: what core/net is to know of the service on a server of one's own */
extern const TocsinEndpointDefaults ews_endpoint_defaults;

#define TOCSIN_TYPE_EWS_CONNECTION (tocsin_ews_connection_get_type ())

/**
 * TocsinEwsConnection:
 *
 * A mailbox that is reached by Exchange Web Services: a #TocsinConnection that reads
 * (#TocsinMailStore) and sends (#TocsinMailTransport) mail. It leads where `endpoint`, `address` or
 * Autodiscover say.
 */
G_DECLARE_FINAL_TYPE (
    TocsinEwsConnection, tocsin_ews_connection, TOCSIN, EWS_CONNECTION, TocsinBasicConnection)

G_END_DECLS
