/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"

G_BEGIN_DECLS

/* A clock that stands until it is told to go on. */
TocsinClock *wound_clock_new (void);
void wound_clock_pass (TocsinClock *clock, gint64 seconds);
/* As a machine does that sleeps: time passes only on the real clock. */
void wound_clock_suspend (TocsinClock *clock, gint64 seconds);

G_END_DECLS
