/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"
#include "ui/desktop/model/workbench.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *tocsin_row_factory_make (TocsinEditorRow *row, TocsinWorkbench *workbench);

G_END_DECLS
