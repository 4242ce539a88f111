/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean imap4_number_parse (const char *text, gsize length, guint64 *value);
gboolean imap4_number_parse_rounded (const char *text, gsize length, guint64 *value);

G_END_DECLS
