/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/connection-settings.h"
#include "core/settings/task-settings.h"

G_BEGIN_DECLS

/**
 * TocsinConfigKind:
 * @TOCSIN_CONFIG_CONNECTION: a connection, `connections/ID/`
 * @TOCSIN_CONFIG_TASK: a task, `tasks/ID/`
 * @TOCSIN_CONFIG_ENGINE: the engine itself, `engine/`; its id is ""
 *
 * What a part of the settings describes.
 */
typedef enum
{
  TOCSIN_CONFIG_CONNECTION,
  TOCSIN_CONFIG_TASK,
  TOCSIN_CONFIG_ENGINE,
} TocsinConfigKind;

#define TOCSIN_TYPE_CONFIG_KIND (tocsin_config_kind_get_type ())
GType tocsin_config_kind_get_type (void);

/**
 * TocsinConfigProblem:
 * @kind: what is concerned
 * @id: the connection or task concerned, "" for the file as a whole or the engine
 * @is_fatal: whether the part concerned can not be used as it stands; or else it works, and a
 *   person should have a look
 * @error: %TOCSIN_ERROR with place, key and what was expected
 *
 * One thing that is wrong with the settings. The rest goes on.
 */
typedef struct
{
  TocsinConfigKind kind;
  char *id;
  gboolean is_fatal;
  GError *error;
} TocsinConfigProblem;

/**
 * TocsinProtocolResolver:
 * @typed: a protocol as a person wrote it, in lower case
 * @implicit_tls: (out): set to %TRUE when the form also asks for TLS from the first byte (`imaps`)
 * @user_data: what was given with the function
 *
 * Knows the other names of protocols. The core itself knows no protocol.
 *
 * Returns: (nullable) (transfer none): the protocol's own name, %NULL when it has no other
 */
typedef const char *(*TocsinProtocolResolver) (const char *typed,
                                               gboolean *implicit_tls,
                                               gpointer user_data);

/**
 * TocsinIdInUse:
 * @kind: connection or task
 * @id: an identifier about to be given to something new
 * @user_data: what was given with the function
 *
 * Returns: whether something else than the settings, such as history, still means another by @id
 */
typedef gboolean (*TocsinIdInUse) (TocsinConfigKind kind, const char *id, gpointer user_data);

#define TOCSIN_TYPE_CONFIG (tocsin_config_get_type ())

/**
 * TocsinConfig:
 *
 * All settings of the program: opens them, lists and loads connections and tasks, changes them in
 * whole steps (all that was asked for, or nothing), and tells when they change. Belongs to the
 * thread of the main context it was made in; other threads are handed snapshots.
 *
 * A connection or task that is broken keeps the last good settings it had while this object
 * lives; tocsin_config_get_problems() says what is wrong.
 */
G_DECLARE_FINAL_TYPE (TocsinConfig, tocsin_config, TOCSIN, CONFIG, GObject)

char *tocsin_config_default_path (void);
TocsinConfig *tocsin_config_new_for_file (const char *path, GError **error);
TocsinConfig *tocsin_config_new_for_gsettings (GError **error);
TocsinConfig *tocsin_config_new_for_backend (GSettingsBackend *backend, GError **error);
const char *tocsin_config_get_location (TocsinConfig *self);
GSettingsBackend *tocsin_config_get_backend (TocsinConfig *self);
void tocsin_config_set_protocol_resolver (TocsinConfig *self,
                                          TocsinProtocolResolver resolver,
                                          gpointer user_data);
void tocsin_config_set_id_in_use (TocsinConfig *self, TocsinIdInUse in_use, gpointer user_data);
void tocsin_config_reload (TocsinConfig *self);
GPtrArray *tocsin_config_get_problems (TocsinConfig *self);

const char *const *tocsin_config_list (TocsinConfig *self, TocsinConfigKind kind);
char *tocsin_config_find (TocsinConfig *self,
                          TocsinConfigKind kind,
                          const char *id_or_name,
                          GError **error);
TocsinConnectionSettings *
tocsin_config_load_connection (TocsinConfig *self, const char *id, GError **error);
TocsinTaskSettings *tocsin_config_load_task (TocsinConfig *self, const char *id, GError **error);
TocsinSnapshot *tocsin_config_load_engine (TocsinConfig *self, GError **error);
GStrv tocsin_config_get_users (TocsinConfig *self, const char *connection_id);

char *tocsin_config_add_connection (TocsinConfig *self,
                                    const char *protocol,
                                    const char *name,
                                    const char *const *assignments,
                                    GError **error);
char *tocsin_config_add_task (TocsinConfig *self,
                              const char *name,
                              const char *const *assignments,
                              GError **error);
gboolean tocsin_config_set (TocsinConfig *self,
                            TocsinConfigKind kind,
                            const char *id,
                            const char *const *assignments,
                            GError **error);
gboolean tocsin_config_reset (TocsinConfig *self,
                              TocsinConfigKind kind,
                              const char *id,
                              const char *const *keys,
                              GError **error);
gboolean tocsin_config_edit (TocsinConfig *self,
                             TocsinConfigKind kind,
                             const char *id,
                             const char *const *assignments,
                             const char *const *reset_keys,
                             const char *const *remove_actions,
                             GError **error);
gboolean tocsin_config_rename (
    TocsinConfig *self, TocsinConfigKind kind, const char *id, const char *name, GError **error);
char *tocsin_config_copy (
    TocsinConfig *self, TocsinConfigKind kind, const char *id, const char *name, GError **error);
gboolean
tocsin_config_remove (TocsinConfig *self, TocsinConfigKind kind, const char *id, GError **error);

char *tocsin_config_export (TocsinConfig *self, const char *const *names, GError **error);
GStrv tocsin_config_import (
    TocsinConfig *self, const char *text, gssize length, gboolean dry_run, GError **error);

G_END_DECLS
