/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void tocsin_trouble_dialog_show (GtkWidget *any, const char *heading, const GError *error);

G_END_DECLS
