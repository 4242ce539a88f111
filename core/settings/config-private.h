/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/file-backend.h"

#include "core/settings/config.h"
#include "core/settings/layout.h"
#include "core/settings/session-watch.h"
#include "core/settings/snapshot-private.h"

G_BEGIN_DECLS

/* One connection or task, or the engine. */
typedef struct
{
  TocsinSnapshot *snapshot; /* the last good one; NULL when it never was good */
  GError *error;            /* why the settings as they are now are not in force */
} TocsinConfigItem;

/* All connections, or all tasks. */
typedef struct
{
  GStrv ids;
  GError *error; /* why the list as it is now is not in force */
  GHashTable *items;
} TocsinConfigShelf;

struct _TocsinConfig
{
  GObject parent_instance;

  GSettingsBackend *backend;
  TocsinFileBackend *file;   /* the same, when it is our own */
  TocsinSessionWatch *watch; /* or else this */
  TocsinConfigShelf shelves[2];
  TocsinConfigItem engine;
  TocsinProtocolResolver resolver;
  gpointer resolver_data;
  TocsinIdInUse in_use;
  gpointer in_use_data;
};

/* Where the values of one item come from; to be declared with g_auto(). */
typedef struct
{
  TocsinConfig *config;
  char *prefix;
} TocsinConfigSource;

#define TOCSIN_CONFIG_SOURCE_INIT(config, kind, id)                                                \
  {                                                                                                \
    (config), tocsin_config_prefix ((kind), (id))                                                  \
  }

void tocsin_config_source_clear (TocsinConfigSource *source);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinConfigSource, tocsin_config_source_clear)

const char *tocsin_config_folder (TocsinConfigKind kind);
char *tocsin_config_prefix (TocsinConfigKind kind, const char *id);
TocsinValues tocsin_config_source_get_values (TocsinConfigSource *source);
char *tocsin_config_resolve_protocol (TocsinConfig *self, const char *typed, gboolean *implicit);
GStrv tocsin_config_read_ids (TocsinConfig *self, TocsinConfigKind kind, GError **error);
char *tocsin_config_find_bad_id (TocsinConfig *self, TocsinConfigKind kind);
char *tocsin_config_read_name (TocsinConfig *self, TocsinConfigKind kind, const char *id);
GStrv tocsin_config_list_set (TocsinConfig *self, TocsinConfigKind kind, const char *id);
void tocsin_config_take_changes (TocsinConfig *self, const char *const *paths);
void tocsin_config_set_not_found (TocsinConfigKind kind,
                                  const char *name,
                                  const char *const *known,
                                  GError **error);

gboolean tocsin_config_is_reference (TocsinSnapshot *snapshot, const char *key);
void tocsin_config_problem_free (gpointer data);

G_END_DECLS
