/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef char *(*TocsinQueryFold) (const char *text);

char *tocsin_query_excerpt_cut (const char *text, gsize begin, gsize end);
char *tocsin_query_excerpt_find (const char *text, const char *folded, TocsinQueryFold fold);

G_END_DECLS
