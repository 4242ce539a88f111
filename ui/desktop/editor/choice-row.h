/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CHOICE_ROW (tocsin_choice_row_get_type ())

/**
 * TocsinChoiceRow:
 *
 * One out of a few words, under the names the form gives them.
 */
G_DECLARE_FINAL_TYPE (TocsinChoiceRow, tocsin_choice_row, TOCSIN, CHOICE_ROW, AdwComboRow)

GtkWidget *tocsin_choice_row_new (TocsinEditorRow *row);

G_END_DECLS
