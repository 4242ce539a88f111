/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"

G_BEGIN_DECLS

/* A clock on which time passes with each look at it, and not otherwise. */
TocsinClock *ticking_clock_new (gint64 step);
guint64 ticking_clock_get_looks (TocsinClock *clock);

G_END_DECLS
