/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/template.h"

G_BEGIN_DECLS

char *encode_address (const char *value, const char *field, gpointer user_data);
char *encode_header (const char *value, const char *field, gpointer user_data);
char *encode_html (const char *value, const char *field, gpointer user_data);

G_END_DECLS
