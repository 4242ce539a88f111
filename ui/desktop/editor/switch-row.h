/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SWITCH_ROW (tocsin_switch_row_get_type ())

/**
 * TocsinSwitchRow:
 *
 * Yes or no.
 */
G_DECLARE_FINAL_TYPE (TocsinSwitchRow, tocsin_switch_row, TOCSIN, SWITCH_ROW, AdwActionRow)

GtkWidget *tocsin_switch_row_new (TocsinEditorRow *row);

G_END_DECLS
