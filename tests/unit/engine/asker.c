/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/asker.h"

#include "core/base/error.h"
#include "core/engine/control-error.h"
#include "tests/unit/engine/fake-polkit.h"

#include <string.h>

static void
on_reply (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  GDBusMessage **reply = user_data;
  g_autoptr (GError) error = NULL;

  *reply =
      g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (bus), result, &error);
  g_assert_no_error (error);
}

/* Asks as another program would; the engine answers in the same main context. @question is taken.
 */
GVariant *
asker_send (Asker *fixture, GDBusMessage *question, GError **error)
{
  g_autoptr (GDBusMessage) owned = question;
  g_autoptr (GDBusMessage) reply = NULL;
  GVariant *body;

  g_dbus_connection_send_message_with_reply (fixture->line, question,
                                             G_DBUS_SEND_MESSAGE_FLAGS_NONE, G_MAXINT, NULL, NULL,
                                             on_reply, &reply);
  station_until (reply != NULL);
  if (g_dbus_message_get_message_type (reply) == G_DBUS_MESSAGE_TYPE_ERROR)
    {
      g_propagate_error (error, tocsin_control_error_take (reply));
      return NULL;
    }
  body = g_dbus_message_get_body (reply);

  return body != NULL ? g_variant_ref (body) : g_variant_ref_sink (g_variant_new_tuple (NULL, 0));
}

GVariant *
asker_ask (Asker *fixture, const char *method, GVariant *arguments, GError **error)
{
  GDBusMessage *question = g_dbus_message_new_method_call (fixture->name, TOCSIN_CONTROL_OBJECT,
                                                           TOCSIN_CONTROL_INTERFACE, method);

  if (arguments != NULL)
    g_dbus_message_set_body (question, arguments);

  return asker_send (fixture, question, error);
}

void
asker_tell (Asker *fixture, const char *method, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      asker_ask (fixture, method, name != NULL ? g_variant_new ("(s)", name) : NULL, &error);

  g_assert_no_error (error);
}

void
asker_assert_refused (
    Asker *fixture, const char *method, const char *name, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = asker_ask (fixture, method, g_variant_new ("(s)", name), &error);

  g_assert_null (reply);
  g_assert_error (error, TOCSIN_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
}

/* The one of the list whose id that is. */
GVariant *
asker_find (Asker *fixture, const char *list, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = asker_ask (fixture, "GetStatus", NULL, &error);
  g_autoptr (GVariant) status = NULL;
  g_autoptr (GVariant) items = NULL;

  g_assert_no_error (error);
  status = g_variant_get_child_value (reply, 0);
  items = g_variant_lookup_value (status, list, NULL);
  if (g_variant_is_of_type (items, G_VARIANT_TYPE_VARDICT))
    return g_steal_pointer (&items);
  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      const char *found = "";

      g_variant_lookup (item, "id", "&s", &found);
      if (g_str_equal (found, id))
        return g_steal_pointer (&item);
    }

  g_assert_not_reached ();
}

void
asker_assert_state (Asker *fixture, const char *list, const char *id, const char *expected)
{
  g_autoptr (GVariant) item = asker_find (fixture, list, id);
  const char *state = "";

  g_variant_lookup (item, "state", "&s", &state);
  g_assert_cmpstr (state, ==, expected);
}

/* How many events of the task are in that state. */
guint
asker_count (Asker *fixture, const char *task, const char *state)
{
  g_autoptr (GVariant) item = asker_find (fixture, "tasks", task);
  g_autoptr (GVariant) events = g_variant_lookup_value (item, "events", NULL);
  guint number = 0;

  g_assert_true (g_variant_lookup (events, state, "u", &number));

  return number;
}

static void
add_settings (Station *station)
{
  g_autofree char *maildir = g_build_filename (station->folder, "mail", NULL);
  g_autofree char *path = g_strconcat ("address=", maildir, NULL);
  const char *const box[] = { path, NULL };
  const char *const post[] = { "trigger.connection=box", "action.log.type=log", NULL };
  const char *const night[] = { "trigger=schedule", "trigger.every=1h", "action.log.type=log",
                                NULL };
  g_autofree char *ids[3] = { NULL };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "cur", "new", "tmp" };
      g_autofree char *folder = g_build_filename (maildir, names[i], NULL);

      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    }
  ids[0] = tocsin_config_add_connection (station->config, "maildir", "Box", box, &error);
  g_assert_no_error (error);
  ids[1] = tocsin_config_add_task (station->config, "Post", post, &error);
  g_assert_no_error (error);
  ids[2] = tocsin_config_add_task (station->config, "Night", night, &error);
  g_assert_no_error (error);
  for (guint i = 1; i < 3; i++)
    g_free (g_steal_pointer (&ids[i]));
}

void
asker_deliver (Asker *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->station.folder, "mail", "new", name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "From: a@example.org\nSubject: Ring\n\nHello\n", -1, &error);
  g_assert_no_error (error);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(GDBusConnection **) user_data = g_dbus_connection_new_for_address_finish (result, &error);
  g_assert_no_error (error);
}

/* Whoever blocked here would wait for itself. */
void
asker_connect_socket (Asker *fixture)
{
  g_autofree char *address = tocsin_control_make_address (fixture->station.socket);

  fixture->line = NULL;
  fixture->name = NULL;
  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL,
                                     NULL, on_connected, &fixture->line);
  station_until (fixture->line != NULL);
}

void
asker_open_line (Asker *fixture)
{
  station_open (&fixture->station);
  asker_connect_socket (fixture);
}

void
asker_close_line (Asker *fixture)
{
  g_dbus_connection_close_sync (fixture->line, NULL, NULL);
  g_clear_object (&fixture->line);
}

void
asker_set_up (Asker *fixture, gconstpointer data)
{
  station_set_up (&fixture->station, NULL);
  add_settings (&fixture->station);
}

void
asker_tear_down (Asker *fixture, gconstpointer data)
{
  if (fixture->line != NULL)
    asker_close_line (fixture);
  station_tear_down (&fixture->station, NULL);
}

void
asker_wait_for_watch (Asker *fixture)
{
  for (;;)
    {
      g_autoptr (GVariant) box = asker_find (fixture, "connections", "box");
      const char *state = "";

      g_variant_lookup (box, "state", "&s", &state);
      if (g_str_equal (state, "watching"))
        return;
    }
}

static void
on_news (GDBusConnection *bus,
         const char *sender,
         const char *object,
         const char *interface,
         const char *signal,
         GVariant *arguments,
         gpointer user_data)
{
  GPtrArray *news = user_data;
  g_autoptr (GVariant) dict = NULL;
  const char *name = "", *state = "";
  gint64 id = 0;

  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(a{sv})")))
    return;
  dict = g_variant_get_child_value (arguments, 0);
  g_variant_lookup (dict, "id", "&s", &name);
  g_variant_lookup (dict, "id", "x", &id);
  g_variant_lookup (dict, "state", "&s", &state);
  if (id != 0)
    g_ptr_array_add (news, g_strdup_printf ("%s %d %s", signal, (int) id, state));
  else
    g_ptr_array_add (news, g_strdup_printf ("%s %s %s", signal, name, state));
  g_assert_null (g_variant_lookup_value (dict, "data", NULL));
}

void
asker_listen (Asker *fixture)
{
  fixture->news = g_ptr_array_new_with_free_func (g_free);
  g_dbus_connection_signal_subscribe (fixture->line, fixture->name, TOCSIN_CONTROL_INTERFACE, NULL,
                                      TOCSIN_CONTROL_OBJECT, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                      on_news, fixture->news, (GDestroyNotify) g_ptr_array_unref);
}

guint
asker_count_told (Asker *fixture, const char *news)
{
  guint number = 0;

  for (guint i = 0; i < fixture->news->len; i++)
    number += g_str_equal (g_ptr_array_index (fixture->news, i), news);

  return number;
}

/* A message bus on which the engine has its name. */
void
asker_open_bus (Asker *fixture, GTestDBus *bus, TocsinControlAccess access)
{
  g_autoptr (GError) error = NULL;

  g_test_dbus_up (bus);
  station_open (&fixture->station);
  fixture->station.bus = fake_polkit_connect (g_test_dbus_get_bus_address (bus));
  for (guint i = 0; i < 2; i++)
    {
      tocsin_control_export (fixture->station.control, fixture->station.bus, access, &error);
      g_assert_no_error (error);
    }
  fake_polkit_own (fixture->station.bus, TOCSIN_CONTROL_NAME);
  fixture->line = fake_polkit_connect (g_test_dbus_get_bus_address (bus));
  fixture->name = TOCSIN_CONTROL_NAME;
}

void
asker_close_bus (Asker *fixture, GTestDBus *bus)
{
  asker_close_line (fixture);
  station_close (&fixture->station);
  g_dbus_connection_close_sync (fixture->station.bus, NULL, NULL);
  g_clear_object (&fixture->station.bus);
  g_test_dbus_stop (bus);
}

GVariant *
asker_get_property (Asker *fixture, const char *object, const char *interface, GError **error)
{
  GDBusMessage *question = g_dbus_message_new_method_call (
      fixture->name, object, "org.freedesktop.DBus.Properties", "GetAll");

  g_dbus_message_set_body (question, g_variant_new ("(s)", interface));

  return asker_send (fixture, question, error);
}
