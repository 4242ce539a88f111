/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void tocsin_path_chooser_open (GtkWidget *line, gboolean directory);

G_END_DECLS
