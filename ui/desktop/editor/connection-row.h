/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CONNECTION_ROW (tocsin_connection_row_get_type ())

/**
 * TocsinConnectionRow:
 *
 * One of the connections there are.
 */
G_DECLARE_FINAL_TYPE (
    TocsinConnectionRow, tocsin_connection_row, TOCSIN, CONNECTION_ROW, AdwComboRow)

GtkWidget *tocsin_connection_row_new (TocsinEditorRow *row, TocsinWorkbench *workbench);

G_END_DECLS
