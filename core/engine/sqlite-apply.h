/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal-batch.h"
#include "core/engine/sqlite-connection.h"

G_BEGIN_DECLS

gboolean tocsin_sqlite_apply_batch (TocsinSqliteConnection *connection,
                                    TocsinJournalBatch *batch,
                                    GError **error);

G_END_DECLS
