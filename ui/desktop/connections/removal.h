/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

void tocsin_removal_begin (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);

G_END_DECLS
