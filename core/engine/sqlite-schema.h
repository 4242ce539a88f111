/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/sqlite-connection.h"

G_BEGIN_DECLS

gboolean
tocsin_sqlite_schema_check (TocsinSqliteConnection *connection, gboolean current, GError **error);
gboolean tocsin_sqlite_schema_prepare (TocsinSqliteConnection *connection, GError **error);

G_END_DECLS
