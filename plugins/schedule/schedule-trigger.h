/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_SCHEDULE_TRIGGER (tocsin_schedule_trigger_get_type ())

/**
 * TocsinScheduleTrigger:
 *
 * Fires at times of the calendar or at an interval.
 */
G_DECLARE_FINAL_TYPE (
    TocsinScheduleTrigger, tocsin_schedule_trigger, TOCSIN, SCHEDULE_TRIGGER, GObject)

G_END_DECLS
