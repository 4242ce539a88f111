/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_SLEEP_GUARD (tocsin_sleep_guard_get_type ())

/**
 * TocsinSleepGuard:
 *
 * Has the machine wait a moment before it goes to sleep while work is being done, and tells when it
 * has slept. It asks logind for the one; the other it notices by itself, too: a clock that goes on
 * while the machine sleeps has run ahead of one that does not. Lives in the main context.
 *
 * Signals: `woke` (the machine has slept).
 */
G_DECLARE_FINAL_TYPE (TocsinSleepGuard, tocsin_sleep_guard, TOCSIN, SLEEP_GUARD, GObject)

TocsinSleepGuard *tocsin_sleep_guard_new (void);
void tocsin_sleep_guard_set_busy (TocsinSleepGuard *self, gboolean busy);

G_END_DECLS
