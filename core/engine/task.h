/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/mail-trigger.h"
#include "core/plugin/registry.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TASK (tocsin_task_get_type ())

/**
 * TocsinTask:
 *
 * A task as the engine works with it: its settings, its trigger and its actions, made once from
 * one generation of the settings and never changed. When the settings change, a new object takes
 * its place and results of the old one are dropped. Thread safe.
 */
G_DECLARE_FINAL_TYPE (TocsinTask, tocsin_task, TOCSIN, TASK, GObject)

TocsinTask *
tocsin_task_new (TocsinTaskSettings *settings, TocsinRegistry *registry, GError **error);
const char *tocsin_task_get_id (TocsinTask *self);
const char *tocsin_task_get_name (TocsinTask *self);
TocsinTaskSettings *tocsin_task_get_settings (TocsinTask *self);
guint64 tocsin_task_get_generation (TocsinTask *self);
TocsinTrigger *tocsin_task_get_trigger (TocsinTask *self);
const TocsinMailRule *tocsin_task_get_mail_rule (TocsinTask *self);
const char *const *tocsin_task_get_groups (TocsinTask *self);
guint tocsin_task_get_n_actions (TocsinTask *self);
TocsinAction *tocsin_task_get_action (TocsinTask *self, guint index);
const char *tocsin_task_get_action_id (TocsinTask *self, guint index);
gboolean tocsin_task_needs_message (TocsinTask *self);
guint tocsin_task_get_max_firings (TocsinTask *self);
gboolean tocsin_task_parse_end (const char *text, gint64 *end, GError **error);

G_END_DECLS
