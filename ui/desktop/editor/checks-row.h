/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CHECKS_ROW (tocsin_checks_row_get_type ())

/**
 * TocsinChecksRow:
 *
 * Some out of a few words: folded it says which, unfolded each has its check.
 */
G_DECLARE_FINAL_TYPE (TocsinChecksRow, tocsin_checks_row, TOCSIN, CHECKS_ROW, AdwExpanderRow)

GtkWidget *tocsin_checks_row_new (TocsinEditorRow *row);

G_END_DECLS
