/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_LIST_ROW (tocsin_list_row_get_type ())

/**
 * TocsinListRow:
 *
 * Any number of texts, each in a line of its own that can be taken away, and a line to add one.
 */
G_DECLARE_FINAL_TYPE (TocsinListRow, tocsin_list_row, TOCSIN, LIST_ROW, AdwExpanderRow)

GtkWidget *tocsin_list_row_new (TocsinEditorRow *row);

G_END_DECLS
