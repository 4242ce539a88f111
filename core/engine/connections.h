/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/outbox.h"
#include "core/plugin/host.h"
#include "core/plugin/registry.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTIONS (tocsin_connections_get_type ())

/**
 * TocsinConnections:
 *
 * The live connections of an engine, one for each that is configured, made when first asked for;
 * what plugins know as their #TocsinHost. Thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinConnections, tocsin_connections, TOCSIN, CONNECTIONS, GObject)

TocsinConnections *tocsin_connections_new (TocsinRegistry *registry, const char *work_directory);
TocsinConnections *tocsin_connections_new_for_config (TocsinConfig *config,
                                                      TocsinRegistry *registry,
                                                      const char *work_directory);
void tocsin_connections_set_outbox (TocsinConnections *self, TocsinOutbox *outbox);
char *
tocsin_connections_find_sender (TocsinConnections *self, const char *connection, GError **error);
GStrv tocsin_connections_list_senders (TocsinConnections *self);
char *tocsin_connections_find_id (TocsinConnections *self, const char *connection);
gboolean tocsin_connections_put (TocsinConnections *self, TocsinConnectionSettings *settings);
void tocsin_connections_keep (TocsinConnections *self, const char *const *ids);
GPtrArray *tocsin_connections_take_leaving (TocsinConnections *self);
void tocsin_connections_close_all (TocsinConnections *self);

G_END_DECLS
