/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/engine.h"
#include "service/notifier.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_WATCHDOG (tocsin_watchdog_get_type ())

/**
 * TocsinWatchdog:
 *
 * Says that the service is alive, as often as its manager wants to hear it and only while the
 * engine's pulse comes through.
 */
G_DECLARE_FINAL_TYPE (TocsinWatchdog, tocsin_watchdog, TOCSIN, WATCHDOG, GObject)

TocsinWatchdog *tocsin_watchdog_new (TocsinEngine *engine, TocsinNotifier *notifier);

G_END_DECLS
