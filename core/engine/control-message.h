/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is said over a line to an engine, a private socket or a message bus. */

/* A person waits for the answer; longer than this the engine is not well. Milliseconds. */
#define TOCSIN_CONTROL_TIMEOUT 30000

GDBusMessage *
tocsin_control_message_new (GDBusConnection *bus, const char *method, GVariant *arguments);
GVariant *
tocsin_control_message_take (GDBusMessage *answer, const char *reply_type, GError **error);

G_END_DECLS
