/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"

G_BEGIN_DECLS

/**
 * GraphCloud:
 * @GRAPH_CLOUD_WORLD: Microsoft's own
 * @GRAPH_CLOUD_AMERICA: that of the government of the United States
 * @GRAPH_CLOUD_CHINA: that of 21Vianet in China
 *
 * A cloud with a service of its own.
 */
typedef enum
{
  GRAPH_CLOUD_WORLD,
  GRAPH_CLOUD_AMERICA,
  GRAPH_CLOUD_CHINA,
} GraphCloud;

/**
 * GraphService:
 * @url: where Graph is, scheme, host and port
 * @version: what every path begins with, "/v1.0"
 * @user: whose mailbox it is about, "/me" or "/users/ada@example.org"; escaped
 * @sender: who sends, in the same way
 *
 * What the settings say about the service. A plain value that owns its strings.
 */
typedef struct
{
  char *url;
  char *version;
  char *user;
  char *sender;
} GraphService;

gboolean
graph_service_init (GraphService *self, TocsinConnectionSettings *settings, GError **error);
void graph_service_clear (GraphService *self);
GraphCloud graph_service_find_cloud (TocsinConnectionSettings *settings);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GraphService, graph_service_clear)

G_END_DECLS
