/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/engine/engine.h"

G_BEGIN_DECLS

/**
 * TOCSIN_CONTROL_OBJECT:
 *
 * Where the engine is found on its bus.
 */
#define TOCSIN_CONTROL_OBJECT "/org/tocsin/Engine1"
#define TOCSIN_CONTROL_INTERFACE "org.tocsin.Engine1"

/**
 * TOCSIN_CONTROL_NAME:
 *
 * Who a service is on a message bus, and what has it started there.
 */
#define TOCSIN_CONTROL_NAME "org.tocsin.Engine1"

/**
 * TocsinControlAccess:
 * @TOCSIN_CONTROL_OWN_USER: everybody who can reach it is the engine's own user: the session bus
 * @TOCSIN_CONTROL_POLKIT: polkit is asked about each call: the system bus
 *
 * Whom the engine answers on a message bus.
 */
typedef enum
{
  TOCSIN_CONTROL_OWN_USER,
  TOCSIN_CONTROL_POLKIT,
} TocsinControlAccess;

#define TOCSIN_TYPE_CONTROL (tocsin_control_get_type ())

/**
 * TocsinControl:
 *
 * Answers for a running engine on a private D-Bus socket in the runtime directory, which only its
 * own user can reach, and on any number of message buses. Calls that read the journal are done by a
 * worker; the main context never waits for a disk.
 */
G_DECLARE_FINAL_TYPE (TocsinControl, tocsin_control, TOCSIN, CONTROL, GObject)

TocsinControl *tocsin_control_new (TocsinEngine *engine, const char *path, GError **error);
gboolean tocsin_control_export (TocsinControl *self,
                                GDBusConnection *bus,
                                TocsinControlAccess access,
                                GError **error);
void tocsin_control_close (TocsinControl *self);

char *tocsin_control_make_address (const char *path);
GDBusConnection *tocsin_control_connect (const char *path, GError **error);
GDBusConnection *tocsin_control_connect_system (GCancellable *cancellable, GError **error);
GVariant *tocsin_control_call (GDBusConnection *bus,
                               const char *method,
                               GVariant *arguments,
                               const char *reply_type,
                               GCancellable *cancellable,
                               GError **error);
gint64 tocsin_control_queue_mail (GDBusConnection *bus,
                                  const char *connection,
                                  TocsinEnvelope *envelope,
                                  int fd,
                                  const char *key,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
