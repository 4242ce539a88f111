/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tocsin_charset_is_ascii (const char *charset);
gboolean tocsin_charset_is_known (const char *charset);
char *tocsin_charset_to_utf8 (
    const char *bytes, gsize length, gboolean cut, const char *declared, const char *code_page);
char *tocsin_charset_find_in_html (const char *bytes, gsize length);

G_END_DECLS
