/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/connections.h"
#include "core/engine/state-directory.h"
#include "core/plugin/registry.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

/**
 * TocsinCli:
 * @json: whether a command prints one JSON document instead of text
 * @verbose: whether debug messages go to stderr
 * @help: whether only a description of the command was asked for
 * @version: whether only the version was asked for
 * @system: whether the system's engine is asked instead of the person's own
 * @config_file: (nullable): the settings file named on the command line
 * @gsettings: whether the session's settings are used instead of a file
 * @state_path: (nullable): the state directory named on the command line
 * @cancellable: set off by Ctrl-C and SIGTERM
 * @status: the exit status of a command that did not fail by an error
 *
 * One run of the program: what was asked for globally, and what commands share. Everything is
 * opened when it is first needed.
 */
typedef struct
{
  gboolean json;
  gboolean verbose;
  gboolean help;
  gboolean version;
  gboolean gsettings;
  gboolean system;
  char *config_file;
  char *state_path;
  GCancellable *cancellable;
  int status;

  /*< private >*/
  TocsinConfig *config;
  TocsinRegistry *registry;
  TocsinStateDirectory *state;
  GDBusConnection *engine;
} TocsinCli;

void tocsin_cli_clear (TocsinCli *self);
TocsinRegistry *tocsin_cli_get_registry (TocsinCli *self);
TocsinConfig *tocsin_cli_get_config (TocsinCli *self, GError **error);
TocsinStateDirectory *tocsin_cli_get_state (TocsinCli *self, GError **error);
gboolean tocsin_cli_connect_system (TocsinCli *self, GError **error);
GDBusConnection *tocsin_cli_get_engine (TocsinCli *self);
char *tocsin_cli_make_drop_in (TocsinCli *self, TocsinConfig *config);
void tocsin_cli_print_error (const char *prefix, const GError *error);
TocsinConnections *tocsin_cli_open_connections (TocsinCli *self);
TocsinConnection *tocsin_cli_open_connection (TocsinCli *self, const char *name, GError **error);
gboolean tocsin_cli_check_store (TocsinConnection *connection, const char *name, GError **error);
gboolean tocsin_cli_parse_since (const char *text, gint64 *since, GError **error);
TocsinConnection *tocsin_cli_open_store (TocsinCli *self, const char *name, GError **error);
TocsinConnection *tocsin_cli_open_transport (TocsinCli *self, const char *name, GError **error);

G_END_DECLS
