/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTION_CELL (tocsin_connection_cell_get_type ())

/**
 * TocsinConnectionCell:
 *
 * A connection in the list: what it is called, where it leads, how it does, and the menu of what
 * can be done with it, by actions of #TocsinConnectionsPage. Property: `item`.
 */
G_DECLARE_FINAL_TYPE (TocsinConnectionCell, tocsin_connection_cell, TOCSIN, CONNECTION_CELL, AdwBin)

GtkWidget *tocsin_connection_cell_new (TocsinWorkbench *workbench);
void tocsin_connection_cell_set_item (TocsinConnectionCell *self, TocsinConnectionItem *item);
void tocsin_connection_cell_open_menu (TocsinConnectionCell *self);

G_END_DECLS
