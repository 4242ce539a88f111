/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/basic-connection.h"
#include "core/plugin/plugin.h"

G_BEGIN_DECLS

/** gmail_protocol: what is to be known of the protocol without a connection */
extern const TocsinProtocol gmail_protocol;

#define TOCSIN_TYPE_GMAIL_CONNECTION (tocsin_gmail_connection_get_type ())

/**
 * TocsinGmailConnection:
 *
 * A Google account: a #TocsinConnection that reads mail (#TocsinMailStore) by IMAP and sends it
 * (#TocsinMailTransport) by SMTP, each through a connection of that protocol.
 */
G_DECLARE_FINAL_TYPE (
    TocsinGmailConnection, tocsin_gmail_connection, TOCSIN, GMAIL_CONNECTION, TocsinBasicConnection)

G_END_DECLS
