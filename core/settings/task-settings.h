/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/snapshot.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TASK_SETTINGS (tocsin_task_settings_get_type ())

/**
 * TocsinTaskSettings:
 *
 * What a task is: an immutable #TocsinSnapshot of `tasks/ID/`. Its own keys stand under their
 * names, the trigger's under `trigger.KEY`, an action's under `action.ID.KEY`; trigger and actions
 * are also snapshots of their own, so that a plugin sees nothing but its keys.
 */
G_DECLARE_FINAL_TYPE (
    TocsinTaskSettings, tocsin_task_settings, TOCSIN, TASK_SETTINGS, TocsinSnapshot)

TocsinTaskSettings *tocsin_task_settings_new_from_assignments (const char *id,
                                                               const char *const *assignments,
                                                               GError **error);
TocsinSnapshot *tocsin_task_settings_get_trigger (TocsinTaskSettings *self);
GPtrArray *tocsin_task_settings_get_actions (TocsinTaskSettings *self);
gboolean tocsin_task_settings_get_enabled (TocsinTaskSettings *self);
guint64 tocsin_task_settings_get_generation (TocsinTaskSettings *self);

G_END_DECLS
