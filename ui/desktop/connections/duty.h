/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

void tocsin_duty_pause (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_duty_resume (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_duty_check (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);
void tocsin_duty_try_again (TocsinWorkbench *workbench, const char *id);

G_END_DECLS
