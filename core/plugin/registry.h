/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"
#include "core/settings/task-settings.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_REGISTRY (tocsin_registry_get_type ())

/**
 * TocsinRegistry:
 *
 * Which plugins there are and what they bring. Filled once in the main context; read from any
 * thread afterwards. Plugins stay loaded: their types are static.
 */
G_DECLARE_FINAL_TYPE (TocsinRegistry, tocsin_registry, TOCSIN, REGISTRY, GObject)

TocsinRegistry *tocsin_registry_new (void);
void tocsin_registry_load (TocsinRegistry *self);
void tocsin_registry_load_directory (TocsinRegistry *self, const char *directory);
gboolean tocsin_registry_load_file (TocsinRegistry *self, const char *file, GError **error);
void tocsin_registry_adopt (TocsinRegistry *self, TocsinPlugin *plugin);
GPtrArray *tocsin_registry_get_types (TocsinRegistry *self);
GPtrArray *tocsin_registry_get_problems (TocsinRegistry *self);
GStrv tocsin_registry_list (TocsinRegistry *self, TocsinPluginKind kind);
const TocsinProtocol *tocsin_registry_find_protocol (TocsinRegistry *self,
                                                     const char *name,
                                                     gboolean *implicit,
                                                     GError **error);
TocsinConnection *tocsin_registry_new_connection (TocsinRegistry *self,
                                                  TocsinConnectionSettings *settings,
                                                  GError **error);
TocsinTrigger *
tocsin_registry_new_trigger (TocsinRegistry *self, TocsinSnapshot *settings, GError **error);
TocsinAction *
tocsin_registry_new_action (TocsinRegistry *self, TocsinSnapshot *settings, GError **error);

G_END_DECLS
