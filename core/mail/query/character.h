/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tocsin_query_at_blank (const char *p);
gboolean tocsin_query_is_fancy_quote (gunichar c);
gsize tocsin_query_field_length (const char *p);
const char *tocsin_query_find_blank (const char *p);

G_END_DECLS
