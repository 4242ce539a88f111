/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *tocsin_discard_dialog_new (GtkWindow *window);

G_END_DECLS
