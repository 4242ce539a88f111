/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *tocsin_page_switcher_new (AdwViewStack *stack);

G_END_DECLS
