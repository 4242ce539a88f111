/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_RUN_ACTION (tocsin_run_action_get_type ())

/**
 * TocsinRunAction:
 *
 * Runs a program.
 */
G_DECLARE_FINAL_TYPE (TocsinRunAction, tocsin_run_action, TOCSIN, RUN_ACTION, GObject)

G_END_DECLS
