/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"

G_BEGIN_DECLS

/* A clock that stands still until a test moves it. It begins at FAKE_NOW. */

/* 2026-11-01T00:00:00Z, a Sunday */
#define FAKE_NOW (G_GINT64_CONSTANT (1793491200) * G_USEC_PER_SEC)

TocsinClock *fake_clock_new (void);
void fake_clock_advance (TocsinClock *clock, double seconds);

G_END_DECLS
