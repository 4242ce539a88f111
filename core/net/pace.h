/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_PACE (tocsin_pace_get_type ())

/**
 * TocsinPace:
 *
 * How fast a connection may read and write (`limits.max-transfer-rate`): one for all its sessions,
 * so that it is the connection that keeps to the rate however many there are. A bucket into which
 * the rate flows and from which is taken what was read or written. Thread safe. Private to
 * core/net.
 */
G_DECLARE_FINAL_TYPE (TocsinPace, tocsin_pace, TOCSIN, PACE, GObject)

TocsinPace *tocsin_pace_new (guint bytes_per_second, TocsinClock *clock);
gsize tocsin_pace_get_allowance (TocsinPace *self, gint64 *wait);
void tocsin_pace_take (TocsinPace *self, gsize n_bytes);

G_END_DECLS
