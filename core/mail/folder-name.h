/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *tocsin_folder_name_decode (const char *name);
char *tocsin_folder_name_encode (const char *name);
char *tocsin_folder_name_to_display (const char *id, char delimiter);
char *tocsin_folder_name_from_display (const char *name, char delimiter);

G_END_DECLS
