/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_LINES_ROW (tocsin_lines_row_get_type ())

/**
 * TocsinLinesRow:
 *
 * Text of several lines.
 */
G_DECLARE_FINAL_TYPE (TocsinLinesRow, tocsin_lines_row, TOCSIN, LINES_ROW, AdwPreferencesRow)

GtkWidget *tocsin_lines_row_new (TocsinEditorRow *row);
void tocsin_lines_row_set_title (TocsinLinesRow *self, const char *title);

G_END_DECLS
