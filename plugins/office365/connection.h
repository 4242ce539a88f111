/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/basic-connection.h"
#include "core/plugin/plugin.h"

G_BEGIN_DECLS

extern const TocsinProtocol office365_protocol;

#define TOCSIN_TYPE_OFFICE365_CONNECTION (tocsin_office365_connection_get_type ())

/**
 * TocsinOffice365Connection:
 *
 * A mailbox of Microsoft 365 that is reached by Microsoft Graph, or, where `exchange.api` says so,
 * by the protocol “exchange”: a #TocsinConnection that reads (#TocsinMailStore) and sends
 * (#TocsinMailTransport) mail.
 */
G_DECLARE_FINAL_TYPE (TocsinOffice365Connection,
                      tocsin_office365_connection,
                      TOCSIN,
                      OFFICE365_CONNECTION,
                      TocsinBasicConnection)

G_END_DECLS
