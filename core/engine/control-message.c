/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control-message.h"

#include "core/base/error.h"
#include "core/engine/control-error.h"
#include "core/engine/control.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_control_message_new: (skip)
 * @bus: a line to an engine
 * @method: a method of org.tocsin.Engine1
 * @arguments: (nullable): a tuple; a floating reference is taken
 *
 * Returns: (transfer full): a call of it.
 */
GDBusMessage *
tocsin_control_message_new (GDBusConnection *bus, const char *method, GVariant *arguments)
{
  /* At the other end of a private socket there is nobody else, and no names. */
  const char *name = g_dbus_connection_get_unique_name (bus) != NULL ? TOCSIN_CONTROL_NAME : NULL;
  GDBusMessage *question = g_dbus_message_new_method_call (name, TOCSIN_CONTROL_OBJECT,
                                                           TOCSIN_CONTROL_INTERFACE, method);

  if (name != NULL)
    g_dbus_message_set_flags (question, G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION);
  if (arguments != NULL)
    g_dbus_message_set_body (question, arguments);

  return question;
}

/**
 * tocsin_control_message_take: (skip)
 * @answer: what came back
 * @reply_type: (nullable): the type that is expected, a tuple
 * @error: where to put what the engine said
 *
 * Returns: (transfer full): what it says.
 */
GVariant *
tocsin_control_message_take (GDBusMessage *answer, const char *reply_type, GError **error)
{
  g_autoptr (GVariant) body = NULL;

  if (g_dbus_message_get_message_type (answer) == G_DBUS_MESSAGE_TYPE_ERROR)
    {
      g_propagate_error (error, tocsin_control_error_take (answer));
      return NULL;
    }
  body = g_dbus_message_get_body (answer) != NULL
             ? g_variant_ref (g_dbus_message_get_body (answer))
             : g_variant_ref_sink (g_variant_new_tuple (NULL, 0));
  if (reply_type == NULL || g_variant_is_of_type (body, G_VARIANT_TYPE (reply_type)))
    return g_steal_pointer (&body);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL,
               _ ("the engine answers with %s: is it of another version?"),
               g_variant_get_type_string (body));
  return NULL;
}
