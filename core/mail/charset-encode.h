/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tocsin_charset_is_for_mail (const char *charset);
gboolean tocsin_charset_is_utf8 (const char *charset);
char *
tocsin_charset_from_utf8 (const char *text, gsize length, const char *charset, gsize *written);
const char *tocsin_charset_choose (const char *text, gsize length, const char *wanted);

G_END_DECLS
