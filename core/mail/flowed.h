/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_flowed_split (const char *text);
char *tocsin_flowed_join (const char *text, gboolean delete_spaces);

G_END_DECLS
