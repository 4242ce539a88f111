/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** POP3_LISTING_MAX_ID: RFC 1939, section 7: an id has 1 to 70 characters */
#define POP3_LISTING_MAX_ID 70

gboolean pop3_listing_parse_size (const char *line, guint32 *number, guint64 *size);
char *pop3_listing_parse_id (const char *line, guint32 *number);

G_END_DECLS
