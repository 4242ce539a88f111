/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What is done with a connection at once and can be undone, all but its server settings. Each takes
 * a widget in the window; trouble is told in a dialog. */

void tocsin_chores_rename (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_chores_duplicate (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_chores_export (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_chores_copy_id (GtkWidget *any, TocsinItem *item);

G_END_DECLS
