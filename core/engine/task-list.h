/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/task.h"
#include "core/settings/config.h"

G_BEGIN_DECLS

GPtrArray *tocsin_task_list_load (TocsinConfig *config,
                                  TocsinRegistry *registry,
                                  GHashTable *before,
                                  gint64 now,
                                  GPtrArray *problems);
GPtrArray *tocsin_task_list_load_beside (TocsinConfig *config,
                                         TocsinRegistry *registry,
                                         const char *id,
                                         gint64 now,
                                         GPtrArray *problems,
                                         TocsinTask **task,
                                         GError **error);

G_END_DECLS
