/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Asks polkit, on the bus where the call came in, whether the caller may do what it wants. */

/**
 * TocsinGuardAnswer:
 * @error: (nullable) (transfer full): why not
 * @user_data: what was given
 *
 * Called once, in the main context.
 */
typedef void (*TocsinGuardAnswer) (GError *error, gpointer user_data);

void tocsin_guard_ask (GDBusMethodInvocation *invocation,
                       const char *action,
                       TocsinGuardAnswer answer,
                       gpointer user_data);

G_END_DECLS
