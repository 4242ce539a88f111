/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a person is spoken to: in which language, and how times are written. What programs read
 * (JSON, files, protocols) is never written with this. */

void tocsin_locale_begin (void);
char *tocsin_locale_format_day (GDateTime *time);
char *tocsin_locale_format_moment (GDateTime *time);
char *tocsin_locale_format_local (gint64 time);

G_END_DECLS
