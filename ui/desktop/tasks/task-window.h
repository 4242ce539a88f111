/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TASK_WINDOW (tocsin_task_window_get_type ())

/**
 * TocsinTaskWindow:
 *
 * The editor of a task, as a sentence: when (what sets it off, which mail), then (its actions),
 * limits. Nothing is written before Save.
 */
G_DECLARE_FINAL_TYPE (TocsinTaskWindow, tocsin_task_window, TOCSIN, TASK_WINDOW, AdwWindow)

void tocsin_task_window_present_new (GtkWidget *any, TocsinWorkbench *workbench);
void tocsin_task_window_present (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *task);

G_END_DECLS
