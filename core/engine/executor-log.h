/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/task.h"

G_BEGIN_DECLS

/* What the executor says of events: names and numbers, and no word of their mail. */

void tocsin_executor_log_success (TocsinTask *task, const TocsinJournalEvent *row);
void tocsin_executor_log_failure (TocsinTask *task,
                                  const TocsinJournalEvent *row,
                                  const GError *error,
                                  const char *what_next);

G_END_DECLS
