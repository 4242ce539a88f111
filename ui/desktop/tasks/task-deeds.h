/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is done with a task at once and can be undone. Each takes a widget in the window; trouble is
 * told in a dialog. */

void tocsin_task_deeds_enable (GtkWidget *any,
                               TocsinWorkbench *workbench,
                               TocsinItem *item,
                               gboolean enabled);
void tocsin_task_deeds_rename (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_task_deeds_duplicate (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_task_deeds_remove (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_task_deeds_copy_id (GtkWidget *any, TocsinItem *item);
void tocsin_task_deeds_call (GtkWidget *any,
                             TocsinWorkbench *workbench,
                             TocsinItem *item,
                             const char *method);

G_END_DECLS
