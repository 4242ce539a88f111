/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "ui/desktop/model/editor-row.h"

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *tocsin_line_tools_new_fields (GtkWidget *line, const char *whose);
GtkWidget *tocsin_line_tools_new_folder (GtkWidget *line);
GtkWidget *tocsin_line_tools_new_path (GtkWidget *line, gboolean directory);

G_END_DECLS
