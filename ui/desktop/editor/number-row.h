/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_NUMBER_ROW (tocsin_number_row_get_type ())

/**
 * TocsinNumberRow:
 *
 * A number within its range, with its unit: “5 min”, “64 MiB”; 0 in words where it has a meaning of
 * its own.
 */
G_DECLARE_FINAL_TYPE (TocsinNumberRow, tocsin_number_row, TOCSIN, NUMBER_ROW, AdwActionRow)

GtkWidget *tocsin_number_row_new (TocsinEditorRow *row);

G_END_DECLS
