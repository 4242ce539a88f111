/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One for each place where text of a stranger may stand; all are a TocsinTemplateEncoder. */

char *encode_for_address (const char *value, const char *field, gpointer user_data);
char *encode_for_header (const char *value, const char *field, gpointer user_data);
char *encode_for_json (const char *value, const char *field, gpointer user_data);
char *encode_attribute (const char *value);
char *encode_for_form (const char *value);
char *encode_file_name (const char *value);

G_END_DECLS
