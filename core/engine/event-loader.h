/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/spool.h"
#include "core/plugin/event.h"

G_BEGIN_DECLS

TocsinEvent *tocsin_event_loader_load (TocsinJournalEvent *row, TocsinSpool *spool, GError **error);

G_END_DECLS
