/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/plugin/plugin.h"

G_BEGIN_DECLS

#define TOCSIN_TYPE_NOTIFY_ACTION (tocsin_notify_action_get_type ())

/**
 * TocsinNotifyAction:
 *
 * A notification on the desktop.
 */
G_DECLARE_FINAL_TYPE (TocsinNotifyAction, tocsin_notify_action, TOCSIN, NOTIFY_ACTION, GObject)

G_END_DECLS
