/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_LOG_ACTION (tocsin_log_action_get_type ())

/**
 * TocsinLogAction:
 *
 * Writes a line, to the log of the system or into a file.
 */
G_DECLARE_FINAL_TYPE (TocsinLogAction, tocsin_log_action, TOCSIN, LOG_ACTION, GObject)

G_END_DECLS
