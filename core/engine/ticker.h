/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/engine/journal.h"
#include "core/engine/task.h"
#include "core/engine/workers.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_TICKER (tocsin_ticker_get_type ())

/**
 * TocsinTicker:
 *
 * Lets the trigger of one task look when it wants to, and writes down what it found together with
 * what it remembers. For all triggers but those that wait for mail. Lives in the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinTicker, tocsin_ticker, TOCSIN, TICKER, GObject)

TocsinTicker *tocsin_ticker_new (TocsinTask *task,
                                 TocsinJournal *journal,
                                 TocsinWorkers *workers,
                                 TocsinClock *clock);
TocsinTask *tocsin_ticker_get_task (TocsinTicker *self);
void tocsin_ticker_start (TocsinTicker *self);
gboolean tocsin_ticker_fire (TocsinTicker *self, GError **error);
void tocsin_ticker_stop (TocsinTicker *self);
gboolean tocsin_ticker_is_busy (TocsinTicker *self);
GVariant *tocsin_ticker_describe (TocsinTicker *self);

/*< private >*/
TocsinJournalEvent *tocsin_ticker_make_event (TocsinTask *task, TocsinOccurrence *occurrence);

G_END_DECLS
