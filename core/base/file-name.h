/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_FILE_NAME_MAX_LENGTH:
 *
 * Bytes of a name made by tocsin_file_name_clean(); a file system takes 255, and a number may yet
 * be added.
 */
#define TOCSIN_FILE_NAME_MAX_LENGTH 200

char *tocsin_file_name_clean (const char *text, const char *fallback);
char *tocsin_file_name_number (const char *name, guint number);

G_END_DECLS
