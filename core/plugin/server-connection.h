/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/net/session-loan.h"
#include "core/plugin/basic-connection.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SERVER_CONNECTION (tocsin_server_connection_get_type ())

/**
 * TocsinServerConnection:
 *
 * A #TocsinConnection whose work is done in sessions (#TocsinSession): what is the same for every
 * protocol that has them. It finds the pool that all connections with equal settings share, tests,
 * and ends. A protocol derives from it, fills in
 * #TocsinServerConnectionClass and implements its roles, each call with a session that
 * tocsin_server_connection_borrow() lends.
 *
 * Thread safe.
 */
G_DECLARE_DERIVABLE_TYPE (TocsinServerConnection,
                          tocsin_server_connection,
                          TOCSIN,
                          SERVER_CONNECTION,
                          TocsinBasicConnection)

/**
 * TocsinServerConnectionClass:
 * @endpoint_defaults: what core/net is to know of the protocol; static data
 * @session_type: what derives #TocsinSession for the protocol
 * @command: (nullable): sends one raw protocol line in @session, which is open, and returns what
 *   came back
 *
 * What a protocol fills in.
 */
struct _TocsinServerConnectionClass
{
  TocsinBasicConnectionClass parent_class;

  const TocsinEndpointDefaults *endpoint_defaults;
  GType session_type;
  char *(*command) (TocsinServerConnection *self,
                    TocsinSession *session,
                    const char *line,
                    GCancellable *cancellable,
                    GError **error);

  /*< private >*/
  gpointer padding[7];
};

TocsinSessionPool *tocsin_server_connection_get_pool (TocsinServerConnection *self, GError **error);
TocsinSessionLoan *tocsin_server_connection_borrow (TocsinServerConnection *self,
                                                    GCancellable *cancellable,
                                                    GError **error);

G_END_DECLS
