/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_ENTRY_ROW (tocsin_entry_row_get_type ())

/**
 * TocsinEntryRow:
 *
 * A line of text.
 */
G_DECLARE_FINAL_TYPE (TocsinEntryRow, tocsin_entry_row, TOCSIN, ENTRY_ROW, AdwEntryRow)

GtkWidget *tocsin_entry_row_new (TocsinEditorRow *row);

G_END_DECLS
