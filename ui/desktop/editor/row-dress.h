/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

void tocsin_row_dress (GtkWidget *widget, TocsinEditorRow *row);
void tocsin_row_set_title (GtkWidget *widget, const char *title);
void tocsin_row_set_mnemonic (GtkWidget *widget, gunichar letter);

G_END_DECLS
