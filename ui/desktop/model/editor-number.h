/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_editor_number_print (guint64 number, const char *unit, const char *zero);
gboolean
tocsin_editor_number_parse (const char *text, const char *unit, const char *zero, guint64 *number);

G_END_DECLS
