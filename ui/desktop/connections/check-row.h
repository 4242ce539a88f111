/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/checklist-step.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_CHECK_ROW (tocsin_check_row_get_type ())

/**
 * TocsinCheckRow:
 *
 * A line of the checklist of a test: mark, name, what matters most, time; unfolded, all that was
 * found out.
 */
G_DECLARE_FINAL_TYPE (TocsinCheckRow, tocsin_check_row, TOCSIN, CHECK_ROW, AdwExpanderRow)

GtkWidget *tocsin_check_row_new (TocsinChecklistStep *step);

G_END_DECLS
