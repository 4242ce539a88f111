/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_STALL_TRIGGER (tocsin_stall_trigger_get_type ())

/**
 * TocsinStallTrigger:
 *
 * Sets a task off when a connection has stalled.
 */
G_DECLARE_FINAL_TYPE (TocsinStallTrigger, tocsin_stall_trigger, TOCSIN, STALL_TRIGGER, GObject)

G_END_DECLS
