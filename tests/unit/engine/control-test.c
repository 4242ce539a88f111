/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "tests/unit/engine/asker.h"
#include "tests/unit/engine/fake-polkit.h"

#include <glib/gstdio.h>
#include <string.h>

/* Returns: the test's path. */
static char *
begin_test (Asker *fixture, const char *connection, GError **error)
{
  g_autoptr (GVariant) reply =
      asker_ask (fixture, "TestConnection",
                 g_variant_new ("(s@a{sv})", connection,
                                g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0)),
                 error);
  char *path = NULL;

  if (reply != NULL)
    g_variant_get (reply, "(o)", &path);

  return path;
}

/* What came of tests: "step status" each, and "works" or the code of the error. */
static void
on_test_signal (GDBusConnection *bus,
                const char *sender,
                const char *object,
                const char *interface,
                const char *signal,
                GVariant *arguments,
                gpointer user_data)
{
  g_autoptr (GVariant) dict = g_variant_get_child_value (arguments, 0);
  g_autoptr (GVariant) error = g_variant_lookup_value (dict, "error", NULL);
  const char *step = "", *status = "", *code = "works";

  g_variant_lookup (dict, "step", "&s", &step);
  g_variant_lookup (dict, "status", "&s", &status);
  if (error != NULL)
    g_variant_lookup (error, "code", "&s", &code);
  g_ptr_array_add (user_data, g_str_equal (signal, "Step") ? g_strjoin (" ", step, status, NULL)
                                                           : g_strdup (code));
}

static void
listen_to_tests (Asker *fixture)
{
  fixture->news = g_ptr_array_new_with_free_func (g_free);
  g_dbus_connection_signal_subscribe (fixture->line, fixture->name, "org.tocsin.Test1", NULL, NULL,
                                      NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_test_signal, fixture->news,
                                      (GDestroyNotify) g_ptr_array_unref);
}

static void
test_test (Asker *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *failing = NULL;
  g_autofree char *nobody = NULL;
  g_autofree char *folder = g_build_filename (fixture->station.folder, "mail", NULL);
  g_autofree char *elsewhere = g_build_filename (fixture->station.folder, "gone", NULL);
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) told = NULL;
  g_autoptr (GVariant) steps = NULL;
  g_autoptr (GError) error = NULL;

  asker_open_line (fixture);
  listen_to_tests (fixture);
  path = begin_test (fixture, "Box", &error);
  g_assert_no_error (error);
  station_until (asker_count_told (fixture, "works") == 1);
  g_assert_cmpuint (asker_count_told (fixture, "settings ok"), >, 0);
  properties = asker_get_property (fixture, path, "org.tocsin.Test1", &error);
  g_assert_no_error (error);
  told = g_variant_get_child_value (properties, 0);
  steps = g_variant_lookup_value (told, "Steps", G_VARIANT_TYPE ("aa{sv}"));
  g_assert_cmpuint (g_variant_n_children (steps), ==, fixture->news->len - 1);

  g_assert_cmpint (g_rename (folder, elsewhere), ==, 0);
  failing = begin_test (fixture, "box", &error);
  g_assert_no_error (error);
  station_until (
      asker_count_told (fixture, "works") == 1
      && !g_str_has_suffix (g_ptr_array_index (fixture->news, fixture->news->len - 1), "ok")
      && strchr (g_ptr_array_index (fixture->news, fixture->news->len - 1), '.') != NULL);
  g_assert_cmpint (g_rename (elsewhere, folder), ==, 0);
  nobody = begin_test (fixture, "nobody", &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
}

/* A server that takes connections and says nothing. */
static void
add_deaf (Asker *fixture, GSocketListener *listener)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *port =
      g_strdup_printf ("port=%u", g_socket_listener_add_any_inet_port (listener, NULL, &error));
  const char *const assignments[] = { "address=127.0.0.1", port, "authentication.username=alice",
                                      "encryption.mode=none", NULL };
  g_autofree char *id =
      tocsin_config_add_connection (fixture->station.config, "imap4", "Deaf", assignments, &error);

  g_assert_no_error (error);
}

static GVariant *
cancel_test (Asker *fixture, const char *path, GError **error)
{
  return asker_send (
      fixture, g_dbus_message_new_method_call (fixture->name, path, "org.tocsin.Test1", "Cancel"),
      error);
}

/* However many are wanted, only so many are made; what nobody watches any more is ended. */
static void
test_many_tests (Asker *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autofree char *first = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *again = NULL;
  g_autofree char *anew = NULL;
  g_autoptr (GVariant) cancelled = NULL;
  g_autoptr (GError) error = NULL;

  add_deaf (fixture, listener);
  asker_open_line (fixture);
  first = begin_test (fixture, "deaf", &error);
  for (guint i = 1; i < 16; i++)
    g_free (begin_test (fixture, "deaf", &error));
  g_assert_no_error (error);
  refused = begin_test (fixture, "deaf", &error);
  g_assert_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY);
  g_clear_error (&error);
  cancelled = cancel_test (fixture, first, &error);
  g_assert_no_error (error);
  again = begin_test (fixture, "deaf", &error);
  g_assert_no_error (error);

  asker_close_line (fixture);
  asker_connect_socket (fixture);
  while ((anew = begin_test (fixture, "deaf", NULL)) == NULL)
    ;
}

/* A test is its caller's alone, and ends with it. */
static void
test_foreign_test (Asker *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  GDBusConnection *other;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) nothing = NULL;
  g_autoptr (GVariant) reply = NULL;

  add_deaf (fixture, listener);
  asker_open_bus (fixture, bus, TOCSIN_CONTROL_OWN_USER);
  path = begin_test (fixture, "deaf", &error);
  g_assert_no_error (error);
  other = g_steal_pointer (&fixture->line);
  fixture->line = fake_polkit_connect (g_test_dbus_get_bus_address (bus));
  properties = asker_get_property (fixture, path, "org.tocsin.Test1", &error);
  g_assert_no_error (error);
  nothing = g_variant_get_child_value (properties, 0);
  g_assert_cmpuint (g_variant_n_children (nothing), ==, 0);
  reply = cancel_test (fixture, path, &error);
  g_assert_null (reply);
  g_assert_nonnull (error);
  g_dbus_connection_close_sync (other, NULL, NULL);
  g_object_unref (other);
  asker_close_bus (fixture, bus);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/engine/control-test/" path, Asker, NULL, asker_set_up, func, asker_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("test", test_test);
  ADD ("many-tests", test_many_tests);
  ADD ("foreign-test", test_foreign_test);

  return g_test_run ();
}
