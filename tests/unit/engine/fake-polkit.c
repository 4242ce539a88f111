/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-polkit.h"

/* As polkit's own description has it. */
static const char description[] = "<node><interface name='org.freedesktop.PolicyKit1.Authority'>"
                                  "<method name='CheckAuthorization'>"
                                  "<arg type='(sa{sv})' name='subject' direction='in'/>"
                                  "<arg type='s' name='action_id' direction='in'/>"
                                  "<arg type='a{ss}' name='details' direction='in'/>"
                                  "<arg type='u' name='flags' direction='in'/>"
                                  "<arg type='s' name='cancellation_id' direction='in'/>"
                                  "<arg type='(bba{ss})' name='result' direction='out'/>"
                                  "</method></interface></node>";

static void
on_method_call (GDBusConnection *bus,
                const char *sender,
                const char *object,
                const char *interface,
                const char *method,
                GVariant *arguments,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  FakePolkit *self = user_data;
  g_autoptr (GVariant) subject = NULL;
  const char *kind, *action;
  gboolean allowed = FALSE;

  g_variant_get (arguments, "((&s@a{sv})&s@a{ss}u&s)", &kind, &subject, &action, NULL, NULL, NULL);
  g_assert_cmpstr (kind, ==, "system-bus-name");
  g_clear_pointer (&self->subject, g_free);
  g_assert_true (g_variant_lookup (subject, "name", "s", &self->subject));
  for (gsize i = 0; i < G_N_ELEMENTS (self->allowed); i++)
    allowed = allowed || g_strcmp0 (self->allowed[i], action) == 0;
  self->asked++;
  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("((bba{ss}))", allowed, !allowed, NULL));
}

/* A line of its own to a message bus. */
GDBusConnection *
fake_polkit_connect (const char *address)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                  | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);

  return bus;
}

/* Takes a name there. */
void
fake_polkit_own (GDBusConnection *bus, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", name, 0), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);

  g_assert_no_error (error);
}

/* Answers on the bus at @address. */
void
fake_polkit_start (FakePolkit *self, const char *address)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  g_autoptr (GError) error = NULL;

  self->bus = fake_polkit_connect (address);
  self->node = g_dbus_node_info_new_for_xml (description, &error);
  g_assert_no_error (error);
  self->registration =
      g_dbus_connection_register_object (self->bus, "/org/freedesktop/PolicyKit1/Authority",
                                         self->node->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  fake_polkit_own (self->bus, "org.freedesktop.PolicyKit1");
}

void
fake_polkit_stop (FakePolkit *self)
{
  g_dbus_connection_unregister_object (self->bus, self->registration);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->node, g_dbus_node_info_unref);
  g_clear_pointer (&self->subject, g_free);
}
