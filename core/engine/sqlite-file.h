/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/sqlite-connection.h"

G_BEGIN_DECLS

TocsinSqliteConnection *tocsin_sqlite_file_open (const char *path, GError **error);
TocsinSqliteConnection *tocsin_sqlite_file_open_readonly (const char *path, GError **error);

G_END_DECLS
