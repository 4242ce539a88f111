/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How an error crosses the control socket: a message that every D-Bus client understands, and
 * behind it all that the error knows besides, as tocsin_error_save_details() has it. */

GDBusMessage *tocsin_control_error_new_reply (GDBusMessage *question, const GError *error);
GError *tocsin_control_error_take (GDBusMessage *reply);

G_END_DECLS
