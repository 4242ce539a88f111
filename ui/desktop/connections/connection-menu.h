/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

G_BEGIN_DECLS

GMenuModel *tocsin_connection_menu_new (TocsinWorkbench *workbench, TocsinConnectionItem *item);

G_END_DECLS
