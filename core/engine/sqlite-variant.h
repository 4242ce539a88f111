/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Values of a journal's rows: the file may be carried to a machine of the other byte order. */

GBytes *tocsin_sqlite_variant_pack (GVariant *value);
GVariant *tocsin_sqlite_variant_read (sqlite3_stmt *rows, int column, const char *type);

G_END_DECLS
