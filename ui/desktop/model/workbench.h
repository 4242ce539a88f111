/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/engine-client.h"
#include "core/engine/state-directory.h"
#include "core/plugin/registry.h"
#include "ui/desktop/model/connection-item.h"
#include "ui/desktop/model/errand.h"
#include "ui/desktop/model/notice.h"
#include "ui/desktop/model/task-item.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_WORKBENCH (tocsin_workbench_get_type ())

/**
 * TocsinWorkbench:
 *
 * The desktop's one access to everything: the settings on a thread of their own, workers for what
 * may take its time, the engine, and lists of what there is, kept current. Lives in the main
 * context, which it never keeps waiting.
 *
 * Properties: `ready` (whether the settings have been read, or why they can't be is a problem),
 * `engine-settings` (the snapshot of the engine's own keys), `paused` (whether a
 * person has the whole engine rest).
 */
G_DECLARE_FINAL_TYPE (TocsinWorkbench, tocsin_workbench, TOCSIN, WORKBENCH, GObject)

TocsinWorkbench *tocsin_workbench_new (const char *config_file, const char *state_path);
void tocsin_workbench_close (TocsinWorkbench *self);

TocsinRegistry *tocsin_workbench_get_registry (TocsinWorkbench *self);
TocsinEngineClient *tocsin_workbench_get_engine (TocsinWorkbench *self);
TocsinStateDirectory *tocsin_workbench_get_state_directory (TocsinWorkbench *self);
GListModel *tocsin_workbench_get_connections (TocsinWorkbench *self);
GListModel *tocsin_workbench_get_tasks (TocsinWorkbench *self);
GListModel *tocsin_workbench_get_problems (TocsinWorkbench *self);
TocsinItem *tocsin_workbench_look_up (TocsinWorkbench *self, TocsinConfigKind kind, const char *id);
TocsinItem *
tocsin_workbench_find (TocsinWorkbench *self, TocsinConfigKind kind, const char *id_or_name);
TocsinSnapshot *tocsin_workbench_get_engine_settings (TocsinWorkbench *self);
gboolean tocsin_workbench_is_ready (TocsinWorkbench *self);
gboolean tocsin_workbench_is_paused (TocsinWorkbench *self);
void tocsin_workbench_reload (TocsinWorkbench *self);
void tocsin_workbench_start_service (TocsinWorkbench *self);
void tocsin_workbench_set_paused (TocsinWorkbench *self, gboolean paused);

void tocsin_workbench_edit_async (TocsinWorkbench *self,
                                  TocsinWorkbenchEdit edit,
                                  gpointer data,
                                  GDestroyNotify free_data,
                                  GDestroyNotify free_result,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gpointer tocsin_workbench_edit_finish (TocsinWorkbench *self, GAsyncResult *result, GError **error);
void tocsin_workbench_run_async (TocsinWorkbench *self,
                                 TocsinWorkbenchWork work,
                                 gpointer data,
                                 GDestroyNotify free_data,
                                 GDestroyNotify free_result,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gpointer tocsin_workbench_run_finish (TocsinWorkbench *self, GAsyncResult *result, GError **error);

G_END_DECLS
