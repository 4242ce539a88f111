/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The way to the desktop, and why there is none. */
#include "plugins/notify/bus.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>

static gboolean
is_one_of (const GError *error, const int *codes, gsize n_codes)
{
  for (gsize i = 0; i < n_codes; i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

static gboolean
is_nobody_there (const GError *error)
{
  static const int codes[] = { G_DBUS_ERROR_SERVICE_UNKNOWN,      G_DBUS_ERROR_NAME_HAS_NO_OWNER,
                               G_DBUS_ERROR_SPAWN_FAILED,         G_DBUS_ERROR_SPAWN_EXEC_FAILED,
                               G_DBUS_ERROR_SPAWN_CHILD_EXITED,   G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,
                               G_DBUS_ERROR_SPAWN_SERVICE_INVALID };

  return is_one_of (error, codes, G_N_ELEMENTS (codes));
}

static gboolean
is_passing (const GError *error)
{
  static const int codes[] = { G_DBUS_ERROR_NO_REPLY, G_DBUS_ERROR_TIMEOUT, G_DBUS_ERROR_TIMED_OUT,
                               G_DBUS_ERROR_DISCONNECTED, G_DBUS_ERROR_LIMITS_EXCEEDED };

  return is_one_of (error, codes, G_N_ELEMENTS (codes))
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* Somebody may sign in, or start what shows notifications: the event's tries last for a while. What
 * can be done about it stands in the message, which is kept with the event. */
static void
set_no_bus (const GError *reason, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED,
               _ ("there is no desktop to show a notification on (%s): run the engine within your "
                  "session, as a service of the user (systemctl --user), or set "
                  "DBUS_SESSION_BUS_ADDRESS"),
               reason->message);
}

static void
set_failure (GError *reason, GError **error)
{
  g_dbus_error_strip_remote_error (reason);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("Cancelled"));
  else if (is_nobody_there (reason))
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_ACTION_FAILED,
                 _ ("nothing shows notifications on this desktop (%s): if it has nothing of its "
                    "own, install and start a notification daemon, such as dunst or mako"),
                 reason->message);
  else
    g_set_error (error, TOCSIN_ERROR,
                 is_passing (reason) ? TOCSIN_ERROR_ACTION_LATER : TOCSIN_ERROR_ACTION_FAILED,
                 _ ("the desktop did not show the notification: %s"), reason->message);
}

/**
 * notify_bus_open:
 * @cancellable: (nullable): to stop it
 * @error: where to put that there is no session bus, and what to do about it
 *
 * A connection of our own: that of the process ends it when the bus goes away.
 *
 * Returns: (transfer full): the session bus.
 */
GDBusConnection *
notify_bus_open (GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *address =
      g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, cancellable, &reason);
  GDBusConnection *connection = NULL;

  if (address != NULL)
    connection = g_dbus_connection_new_for_address_sync (
        address,
        G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
            | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
        NULL, cancellable, &reason);
  if (connection == NULL)
    {
      set_no_bus (reason, error);
      return NULL;
    }
  g_dbus_connection_set_exit_on_close (connection, FALSE);

  return connection;
}

/**
 * notify_bus_call:
 * @connection: the session bus
 * @method: of org.freedesktop.Notifications
 * @parameters: (nullable): a floating tuple
 * @answer: the type of what it answers
 * @cancellable: (nullable): to stop it
 * @error: where to put %TOCSIN_ERROR_ACTION_LATER or %TOCSIN_ERROR_ACTION_FAILED
 *
 * Returns: (transfer full): the answer.
 */
GVariant *
notify_bus_call (GDBusConnection *connection,
                 const char *method,
                 GVariant *parameters,
                 const char *answer,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GError) reason = NULL;
  GVariant *result = g_dbus_connection_call_sync (
      connection, NOTIFY_BUS_NAME, NOTIFY_BUS_PATH, NOTIFY_BUS_NAME, method, parameters,
      G_VARIANT_TYPE (answer), G_DBUS_CALL_FLAGS_NONE, NOTIFY_BUS_TIMEOUT, cancellable, &reason);

  if (result == NULL)
    set_failure (reason, error);

  return result;
}
