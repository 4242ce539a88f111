/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_STEP_ROW (tocsin_step_row_get_type ())

/**
 * TocsinStepRow:
 *
 * What one action of a task did with an event, with what it printed.
 */
G_DECLARE_FINAL_TYPE (TocsinStepRow, tocsin_step_row, TOCSIN, STEP_ROW, AdwExpanderRow)

GtkWidget *tocsin_step_row_new (GVariant *step);

G_END_DECLS
