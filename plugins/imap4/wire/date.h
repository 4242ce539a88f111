/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imap4_date_parse (const char *text, gint64 *time);
char *imap4_date_format_day (gint64 time);

G_END_DECLS
