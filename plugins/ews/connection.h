/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/endpoint.h"
#include "core/plugin/connection.h"

G_BEGIN_DECLS

/** ews_endpoint_defaults: what core/net is to know of the service on a server of one's own */
extern const TocsinEndpointDefaults ews_endpoint_defaults;

#define TOCSIN_TYPE_EWS_CONNECTION (tocsin_ews_connection_get_type ())

/**
 * TocsinEwsConnection:
 *
 * A mailbox that is reached by Exchange Web Services: a #TocsinConnection that reads
 * (#TocsinMailStore) and sends (#TocsinMailTransport) mail. Made from settings alone it leads where
 * `endpoint`, `address` or Autodiscover say; tocsin_ews_connection_new() gives it a place of its
 * own.
 */
G_DECLARE_FINAL_TYPE (TocsinEwsConnection, tocsin_ews_connection, TOCSIN, EWS_CONNECTION, GObject)

TocsinEwsConnection *tocsin_ews_connection_new (TocsinConnectionSettings *settings,
                                                const TocsinEndpointDefaults *defaults,
                                                const char *url);

G_END_DECLS
