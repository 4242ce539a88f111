/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_TASK_ROW (tocsin_task_row_get_type ())

/**
 * TocsinTaskRow:
 *
 * A task in the list: what it is called, what it waits for and does, how it does, a switch, and the
 * menu of what can be done with it, by actions of #TocsinTasksPage. Property: `item`.
 */
G_DECLARE_FINAL_TYPE (TocsinTaskRow, tocsin_task_row, TOCSIN, TASK_ROW, AdwBin)

GtkWidget *tocsin_task_row_new (TocsinWorkbench *workbench);
void tocsin_task_row_set_item (TocsinTaskRow *self, TocsinTaskItem *item);

G_END_DECLS
