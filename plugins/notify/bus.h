/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NOTIFY_BUS_NAME "org.freedesktop.Notifications"
#define NOTIFY_BUS_PATH "/org/freedesktop/Notifications"

/**
 * NOTIFY_BUS_TIMEOUT:
 *
 * Milliseconds within which the desktop has to answer; it may have to be started first.
 */
#define NOTIFY_BUS_TIMEOUT (15 * 1000)

GDBusConnection *notify_bus_open (GCancellable *cancellable, GError **error);
GVariant *notify_bus_call (GDBusConnection *connection,
                           const char *method,
                           GVariant *parameters,
                           const char *answer,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
