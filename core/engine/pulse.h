/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/journal.h"
#include "core/engine/watcher.h"
#include "core/engine/workers.h"

G_BEGIN_DECLS

/**
 * TocsinPulseFunc:
 * @user_data: as given
 *
 * Called in the main context when a beat has come through.
 */
typedef void (*TocsinPulseFunc) (gpointer user_data);

#define TOCSIN_TYPE_PULSE (tocsin_pulse_get_type ())

/**
 * TocsinPulse:
 *
 * Tells an engine that works from one that only looks alive: a beat goes the way that mail goes,
 * from the watcher over the journal and a worker back to the main loop, and comes through only if
 * each of them still does its part. Lives in the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinPulse, tocsin_pulse, TOCSIN, PULSE, GObject)

TocsinPulse *tocsin_pulse_new (TocsinWatcher *watcher,
                               TocsinJournal *journal,
                               TocsinWorkers *workers,
                               TocsinClock *clock);
gboolean tocsin_pulse_beat (TocsinPulse *self, TocsinPulseFunc func, gpointer user_data);

G_END_DECLS
