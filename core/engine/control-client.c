/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* The other end of the engine's socket. */
#include "core/base/error.h"
#include "core/engine/control-message.h"
#include "core/engine/control.h"

#include <gio/gunixfdlist.h>
#include <glib/gi18n-lib.h>

/* On the system bus a person may have to type a password first. Milliseconds. */
#define TYPING_TIMEOUT (5 * 60 * 1000)

/**
 * tocsin_control_make_address:
 * @path: the socket's path
 *
 * Returns: (transfer full): its D-Bus address.
 */
char *
tocsin_control_make_address (const char *path)
{
  g_autofree char *escaped = g_dbus_address_escape_value (path);

  return g_strdup_printf ("unix:path=%s", escaped);
}

/**
 * tocsin_control_connect:
 * @path: the socket's path
 * @error: where to put why no engine answers
 *
 * Returns: (transfer full): a line to the engine that runs there.
 */
GDBusConnection *
tocsin_control_connect (const char *path, GError **error)
{
  g_autofree char *address = tocsin_control_make_address (path);
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
      address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL, error);

  if (bus == NULL)
    tocsin_error_translate (error, _ ("engine at %s"), path);

  return bus;
}

/**
 * tocsin_control_connect_system:
 * @cancellable: (nullable): to stop it
 * @error: where to put that there is no system bus
 *
 * The engine is started there by the first call, if it is installed as a service.
 *
 * Returns: (transfer full): a line to the system's engine.
 */
GDBusConnection *
tocsin_control_connect_system (GCancellable *cancellable, GError **error)
{
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, cancellable, error);

  if (bus == NULL)
    {
      tocsin_error_translate (error, _ ("there is no system bus"));
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("Without --system your own engine is asked."));
      return NULL;
    }
  g_dbus_connection_set_exit_on_close (bus, FALSE);

  return bus;
}

static GVariant *
ask (GDBusConnection *bus,
     GDBusMessage *question,
     const char *reply_type,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GDBusMessage) answer = g_dbus_connection_send_message_with_reply_sync (
      bus, question, G_DBUS_SEND_MESSAGE_FLAGS_NONE,
      g_dbus_connection_get_unique_name (bus) != NULL ? TYPING_TIMEOUT : TOCSIN_CONTROL_TIMEOUT,
      NULL, cancellable, error);

  if (answer == NULL)
    {
      tocsin_error_translate (error, _ ("asking the engine"));
      return NULL;
    }

  return tocsin_control_message_take (answer, reply_type, error);
}

/**
 * tocsin_control_call:
 * @bus: a line to an engine
 * @method: a method of org.tocsin.Engine1
 * @arguments: (nullable): a tuple; a floating reference is taken
 * @reply_type: (nullable): the type of the answer, a tuple
 * @cancellable: (nullable): to stop it
 * @error: where to put what the engine said
 *
 * Returns: (transfer full): the engine's answer.
 */
GVariant *
tocsin_control_call (GDBusConnection *bus,
                     const char *method,
                     GVariant *arguments,
                     const char *reply_type,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GDBusMessage) question = tocsin_control_message_new (bus, method, arguments);

  return ask (bus, question, reply_type, cancellable, error);
}

/**
 * tocsin_control_queue_mail:
 * @bus: a line to an engine
 * @connection: id or name of the connection it is to go through
 * @envelope: from whom and to whom
 * @fd: a regular file that holds the message and nothing else; stays the caller's
 * @key: (nullable): who queues the same key twice has queued once
 * @cancellable: (nullable): to stop it
 * @error: where to put what the engine said
 *
 * Has an engine write a mail down; when the call returns it is on the disk and will be sent.
 *
 * Returns: its number, or -1.
 */
gint64
tocsin_control_queue_mail (GDBusConnection *bus,
                           const char *connection,
                           TocsinEnvelope *envelope,
                           int fd,
                           const char *key,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_autoptr (GDBusMessage) question = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) ids = NULL;
  GVariantBuilder mails;
  gint64 id = -1;
  int handle = g_unix_fd_list_append (files, fd, error);

  if (handle < 0)
    {
      tocsin_error_translate (error, _ ("handing the message to the engine"));
      return -1;
    }
  g_variant_builder_init (&mails, G_VARIANT_TYPE ("a(a{sv}hs)"));
  g_variant_builder_add (&mails, "(@a{sv}hs)", tocsin_envelope_to_variant (envelope), handle,
                         key != NULL ? key : "");
  question = tocsin_control_message_new (bus, "QueueMail",
                                         g_variant_new ("(sa(a{sv}hs))", connection, &mails));
  g_dbus_message_set_unix_fd_list (question, files);
  reply = ask (bus, question, "(ax)", cancellable, error);
  if (reply == NULL)
    return -1;
  g_variant_get (reply, "(@ax)", &ids);
  if (g_variant_n_children (ids) == 1)
    g_variant_get_child (ids, 0, "x", &id);

  return id;
}
