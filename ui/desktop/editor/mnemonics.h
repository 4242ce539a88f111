/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GHashTable *tocsin_mnemonics_list_taken (GtkWidget *top, GtkWidget *except);

G_END_DECLS
