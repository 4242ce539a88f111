/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"

G_BEGIN_DECLS

/* Time that passes when a test says so. */
#define LATE_TYPE_CLOCK (late_clock_get_type ())
G_DECLARE_FINAL_TYPE (LateClock, late_clock, LATE, CLOCK, TocsinClock)

LateClock *late_clock_new (void);
void late_clock_pass (LateClock *self, gint64 until);

G_END_DECLS
