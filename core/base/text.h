/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TOCSIN_TEXT_MAX_MARKS:
 *
 * Combining marks on one letter; further ones do not count when texts are compared.
 */
#define TOCSIN_TEXT_MAX_MARKS 30

char *tocsin_text_escape (const char *text, gssize length, gsize limit);
char *tocsin_text_show (const char *text, gsize limit);
gboolean tocsin_text_is_line_safe (const char *text);
char *tocsin_text_slug (const char *name);
const char *tocsin_text_nearest (const char *word, const char *const *known);
gboolean tocsin_text_parse_seconds (const char *text, guint *seconds, GError **error);
char *tocsin_text_fold (const char *text);

G_END_DECLS
