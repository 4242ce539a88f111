/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/editor/settings-editor.h"
#include "ui/desktop/tasks/action-list.h"
#include "ui/desktop/tasks/query-view.h"

G_BEGIN_DECLS

/**
 * TocsinTaskForm:
 * @where: (nullable): the trigger's settings before the conditions, or all of them
 * @query: (nullable): the conditions, where the trigger asks for mail
 * @how: (nullable): the trigger's settings behind the conditions
 * @actions: the actions
 * @limits: the task's own settings
 *
 * The parts of a task's editor that follow from its trigger. Widgets are borrowed: they live as
 * long as they are shown.
 */
typedef struct
{
  TocsinSettingsEditor *where;
  TocsinQueryView *query;
  TocsinSettingsEditor *how;
  TocsinActionList *actions;
  TocsinSettingsEditor *limits;
} TocsinTaskForm;

void tocsin_task_form_set_trigger (TocsinTaskForm *self,
                                   TocsinWorkbench *workbench,
                                   const char *trigger,
                                   TocsinSnapshot *task);
void tocsin_task_form_set_rest (TocsinTaskForm *self,
                                TocsinWorkbench *workbench,
                                const char *trigger,
                                TocsinSnapshot *task);
void tocsin_task_form_follow_mailbox (TocsinTaskForm *self);
void tocsin_task_form_collect (TocsinTaskForm *self,
                               TocsinSnapshot *task,
                               GStrvBuilder *assignments,
                               GStrvBuilder *resets);
gboolean tocsin_task_form_check (TocsinTaskForm *self);
gboolean tocsin_task_form_show_error (TocsinTaskForm *self, const GError *error);
gboolean tocsin_task_form_takes_old_mail (TocsinTaskForm *self);

G_END_DECLS
