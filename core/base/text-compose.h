/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean tocsin_text_is_composed (const char *text);
char *tocsin_text_compose (const char *text);

G_END_DECLS
