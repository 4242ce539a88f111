/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control-error.h"

#include "core/base/error-carry.h"

#include <glib/gi18n-lib.h>

/**
 * tocsin_control_error_new_reply: (skip)
 * @question: a call
 * @error: why it failed
 *
 * Returns: (transfer full): the answer that says so.
 */
GDBusMessage *
tocsin_control_error_new_reply (GDBusMessage *question, const GError *error)
{
  g_autofree char *name = g_dbus_error_encode_gerror (error);
  g_autofree char *text = g_utf8_make_valid (error->message, -1);
  GDBusMessage *reply = g_dbus_message_new_method_error_literal (question, name, text);

  g_dbus_message_set_body (reply,
                           g_variant_new ("(s@a{sv})", text, tocsin_error_save_details (error)));

  return reply;
}

/**
 * tocsin_control_error_take: (skip)
 * @reply: an answer that is an error, from an engine of any version or from the bus itself
 *
 * Returns: (transfer full): the error in %TOCSIN_ERROR.
 */
GError *
tocsin_control_error_take (GDBusMessage *reply)
{
  GVariant *body = g_dbus_message_get_body (reply);
  g_autoptr (GVariant) details = NULL;
  const char *text = "";
  GError *error;

  /* It arrives as an error of ours only if the domain is known. */
  (void) TOCSIN_ERROR;
  if (body != NULL && g_variant_is_of_type (body, G_VARIANT_TYPE ("(sa{sv})")))
    g_variant_get (body, "(&s@a{sv})", &text, &details);
  else if (body != NULL && g_variant_is_of_type (body, G_VARIANT_TYPE ("(s)")))
    g_variant_get (body, "(&s)", &text);

  error = g_dbus_error_new_for_dbus_error (g_dbus_message_get_error_name (reply), text);
  g_dbus_error_strip_remote_error (error);
  if (error->domain != TOCSIN_ERROR)
    tocsin_error_translate (&error, _ ("asking the engine"));
  else if (details != NULL)
    tocsin_error_restore_details (error, details);

  return error;
}
