/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/watcher.h"
#include "core/engine/workers.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_PULSE (tocsin_pulse_get_type ())

/**
 * TocsinPulse:
 *
 * Tells an engine that works from one that only looks alive: a beat goes the way that mail goes,
 * from the watcher over the journal and a worker back to the main loop, and comes through only if
 * each of them still does its part. Lives in the main context.
 *
 * Signals: `beat` (the beat that was begun has come through).
 */
G_DECLARE_FINAL_TYPE (TocsinPulse, tocsin_pulse, TOCSIN, PULSE, GObject)

TocsinPulse *tocsin_pulse_new (TocsinWatcher *watcher,
                               TocsinJournal *journal,
                               TocsinWorkers *workers,
                               TocsinClock *clock);
void tocsin_pulse_begin (TocsinPulse *self);

G_END_DECLS
