/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/control-object.h"
#include "tests/unit/engine/asker.h"
#include "tests/unit/engine/fake-polkit.h"

#include <string.h>

static gboolean
is_engine_paused (Asker *fixture)
{
  g_autoptr (GVariant) engine = asker_find (fixture, "engine", "");
  const char *since = "";
  gboolean paused = FALSE;

  g_assert_true (g_variant_lookup (engine, "paused", "b", &paused));
  g_assert_true (g_variant_lookup (engine, "paused-since", "&s", &since) == paused);

  return paused;
}

/* What came while a task rested is worked off when it goes on; nothing is lost and nothing done
 * before. */
static void
test_task (Asker *fixture, gconstpointer data)
{
  asker_open_line (fixture);
  asker_wait_for_watch (fixture);
  asker_tell (fixture, "PauseTask", "Post");
  asker_assert_state (fixture, "tasks", "post", "paused");
  asker_assert_state (fixture, "tasks", "night", "on");
  asker_deliver (fixture, "1.a.host");
  station_until (asker_count (fixture, "post", "waiting") == 1);
  asker_assert_refused (fixture, "RunTask", "post", TOCSIN_ERROR_CONFIG_INVALID, "paused");
  g_assert_cmpuint (asker_count (fixture, "post", "done"), ==, 0);

  asker_tell (fixture, "ResumeTask", "post");
  asker_assert_state (fixture, "tasks", "post", "on");
  station_until (asker_count (fixture, "post", "done") == 1);
}

static void
test_connection (Asker *fixture, gconstpointer data)
{
  asker_open_line (fixture);
  asker_wait_for_watch (fixture);
  asker_tell (fixture, "PauseConnection", "box");
  asker_assert_state (fixture, "connections", "box", "paused");
  asker_deliver (fixture, "1.a.host");
  asker_assert_refused (fixture, "CheckNow", "box", TOCSIN_ERROR_CONFIG_INVALID, "paused");
  asker_assert_refused (fixture, "RetryConnection", "box", TOCSIN_ERROR_CONFIG_INVALID, "paused");
  asker_tell (fixture, "CheckNow", "");
  g_assert_cmpuint (
      asker_count (fixture, "post", "waiting") + asker_count (fixture, "post", "done"), ==, 0);

  asker_tell (fixture, "ResumeConnection", "Box");
  station_until (asker_count (fixture, "post", "done") == 1);
}

/* What rests goes on resting whatever ends and begins meanwhile. */
static void
test_restart (Asker *fixture, gconstpointer data)
{
  asker_open_line (fixture);
  asker_tell (fixture, "PauseTask", "night");
  asker_tell (fixture, "PauseConnection", "box");
  asker_tell (fixture, "Pause", NULL);
  asker_tell (fixture, "ResumeTask", "post"); /* which changes nothing */
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (is_engine_paused (fixture));
      asker_assert_state (fixture, "tasks", "post", "paused");
      asker_assert_refused (fixture, "RunTask", "post", TOCSIN_ERROR_CONFIG_INVALID, "engine");
      asker_close_line (fixture);
      station_close (&fixture->station);
      g_test_expect_message ("tocsin", G_LOG_LEVEL_MESSAGE, "*engine is paused*");
      g_test_expect_message ("tocsin", G_LOG_LEVEL_MESSAGE, "*connection “box” is paused*");
      g_test_expect_message ("tocsin", G_LOG_LEVEL_MESSAGE, "*task “night” is paused*");
      asker_open_line (fixture);
      g_test_assert_expected_messages ();
    }
  asker_tell (fixture, "Resume", NULL);
  g_assert_false (is_engine_paused (fixture));
  asker_assert_state (fixture, "tasks", "post", "on");
  asker_assert_state (fixture, "tasks", "night", "paused");
  asker_assert_state (fixture, "connections", "box", "paused");
}

static void
test_run (Asker *fixture, gconstpointer data)
{
  asker_open_line (fixture);
  for (guint i = 1; i <= 2; i++)
    {
      asker_tell (fixture, "RunTask", "Night");
      station_until (asker_count (fixture, "night", "done") == i);
    }
  asker_tell (fixture, "RunTask", "post");
  asker_assert_refused (fixture, "RunTask", "nobody", TOCSIN_ERROR_CONFIG_NOT_FOUND, "nobody");
  asker_assert_refused (fixture, "PauseTask", "nobody", TOCSIN_ERROR_CONFIG_NOT_FOUND, "nobody");
  asker_assert_refused (fixture, "PauseConnection", "post", TOCSIN_ERROR_CONFIG_NOT_FOUND, "post");
}

/* Whoever listens hears of each change, and of nothing else. */
static void
test_news (Asker *fixture, gconstpointer data)
{
  asker_open_line (fixture);
  asker_wait_for_watch (fixture);
  asker_listen (fixture);
  asker_tell (fixture, "PauseTask", "post");
  station_until (asker_count_told (fixture, "TaskChanged post paused") > 0);
  asker_deliver (fixture, "1.a.host");
  station_until (asker_count_told (fixture, "EventChanged 1 waiting") > 0);
  g_assert_cmpuint (asker_count_told (fixture, "EventChanged 1 done"), ==, 0);
  asker_tell (fixture, "ResumeTask", "post");
  station_until (asker_count_told (fixture, "EventChanged 1 done") > 0);
  asker_tell (fixture, "PauseConnection", "box");
  station_until (asker_count_told (fixture, "ConnectionChanged box paused") > 0);
  g_assert_cmpuint (asker_count_told (fixture, "TaskChanged night paused"), ==, 0);
}

/* What is taken away or new is told, too. */
static void
test_news_of_settings (Asker *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  asker_open_line (fixture);
  asker_listen (fixture);
  /* How it is from the start may have been told before we listened. */
  asker_tell (fixture, "PauseTask", "night");
  station_until (asker_count_told (fixture, "TaskChanged night paused") > 0);
  tocsin_config_remove (fixture->station.config, TOCSIN_CONFIG_TASK, "night", &error);
  g_assert_no_error (error);
  station_until (asker_count_told (fixture, "TaskChanged night ") == 1);
}

/* A hundred thousand events that change at once are one piece of news. */
static void
test_flood (Asker *fixture, gconstpointer data)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  asker_open_line (fixture);
  asker_listen (fixture);
  /* Its answer says that the engine knows of this line. */
  asker_assert_state (fixture, "tasks", "night", "on");
  for (gint64 id = 1; id <= 100000; id++)
    g_array_append_val (ids, id);
  for (guint i = 0; i < 10; i++)
    g_signal_emit_by_name (tocsin_engine_get_journal (fixture->station.engine), "events-changed",
                           ids);
  station_until (asker_count_told (fixture, "EventChanged  ") > 0);
  g_assert_cmpuint (asker_count_told (fixture, "EventChanged  "), ==, 1);
}

static void
on_manager (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(GDBusObjectManager **) user_data = g_dbus_object_manager_client_new_finish (result, &error);
  g_assert_no_error (error);
}

/* What GLib's own client of an ObjectManager knows of a property; NULL while there is no such
 * object. */
static char *
look_up (GDBusObjectManager *manager, const char *path, const char *interface, const char *name)
{
  g_autoptr (GDBusInterface) proxy = g_dbus_object_manager_get_interface (manager, path, interface);
  g_autoptr (GVariant) value =
      proxy != NULL ? g_dbus_proxy_get_cached_property (G_DBUS_PROXY (proxy), name) : NULL;

  return value != NULL ? g_variant_print (value, FALSE) : NULL;
}

static gboolean
knows (GDBusObjectManager *manager,
       const char *path,
       const char *interface,
       const char *name,
       const char *expected)
{
  g_autofree char *value = look_up (manager, path, interface, name);

  return g_strcmp0 (value, expected) == 0;
}

#define BOX TOCSIN_CONTROL_OBJECT "/connection/box"
#define POST TOCSIN_CONTROL_OBJECT "/task/post"
#define FIRST TOCSIN_CONTROL_OBJECT "/event/1"

/* Somebody else's client follows all objects: what there is, what becomes of it, what goes. */
static void
test_objects (Asker *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusObjectManager) manager = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;

  asker_open_bus (fixture, bus, TOCSIN_CONTROL_OWN_USER);
  asker_wait_for_watch (fixture);
  g_dbus_object_manager_client_new (fixture->line, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE,
                                    TOCSIN_CONTROL_NAME, TOCSIN_CONTROL_OBJECT, NULL, NULL, NULL,
                                    NULL, on_manager, &manager);
  station_until (manager != NULL);
  g_assert_true (knows (manager, BOX, "org.tocsin.Connection1", "Name", "'Box'"));
  g_assert_true (knows (manager, BOX, "org.tocsin.Connection1", "Protocol", "'maildir'"));
  g_assert_true (knows (manager, POST, "org.tocsin.Task1", "Trigger", "'email'"));
  g_assert_true (knows (manager, FIRST, "org.tocsin.Event1", "State", NULL));

  asker_tell (fixture, "PauseTask", "post");
  station_until (knows (manager, POST, "org.tocsin.Task1", "State", "'paused'"));
  asker_deliver (fixture, "1.a.host");
  station_until (knows (manager, FIRST, "org.tocsin.Event1", "State", "'waiting'"));
  g_assert_true (knows (manager, FIRST, "org.tocsin.Event1", "Id", "1"));
  g_assert_true (knows (manager, FIRST, "org.tocsin.Event1", "Task", "'post'"));
  asker_tell (fixture, "ResumeTask", "post");
  station_until (knows (manager, FIRST, "org.tocsin.Event1", "State", NULL));
  station_until (knows (manager, POST, "org.tocsin.Task1", "State", "'on'"));

  tocsin_config_remove (fixture->station.config, TOCSIN_CONFIG_TASK, "post", &error);
  g_assert_no_error (error);
  station_until (knows (manager, POST, "org.tocsin.Task1", "State", NULL));
  description = look_up (manager, BOX, "org.tocsin.Connection1", "Description");
  g_assert_nonnull (strstr (description, "'state'"));
  g_clear_object (&manager);
  asker_close_bus (fixture, bus);
}

#define SECOND TOCSIN_CONTROL_OBJECT "/event/2"

/* Where only many events are told of, objects come and go all the same. */
static void
test_many_objects (Asker *fixture, gconstpointer data)
{
  TocsinJournal *journal;
  guint signal = g_signal_lookup ("events-changed", TOCSIN_TYPE_JOURNAL);
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusObjectManager) manager = NULL;
  g_autoptr (GArray) many = g_array_new (FALSE, FALSE, sizeof (gint64));

  asker_open_bus (fixture, bus, TOCSIN_CONTROL_OWN_USER);
  asker_wait_for_watch (fixture);
  journal = tocsin_engine_get_journal (fixture->station.engine);
  asker_tell (fixture, "PauseTask", "post");
  asker_deliver (fixture, "1.a.host");
  station_until (asker_count (fixture, "post", "waiting") == 1);
  g_dbus_object_manager_client_new (fixture->line, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE,
                                    TOCSIN_CONTROL_NAME, TOCSIN_CONTROL_OBJECT, NULL, NULL, NULL,
                                    NULL, on_manager, &manager);
  station_until (manager != NULL);
  station_until (knows (manager, FIRST, "org.tocsin.Event1", "State", "'waiting'"));

  g_signal_handlers_block_matched (journal, G_SIGNAL_MATCH_ID, signal, 0, NULL, NULL, NULL);
  asker_tell (fixture, "ResumeTask", "post");
  station_until (asker_count (fixture, "post", "done") == 1);
  asker_tell (fixture, "PauseTask", "post");
  asker_deliver (fixture, "2.a.host");
  station_until (asker_count (fixture, "post", "waiting") == 1);
  g_signal_handlers_unblock_matched (journal, G_SIGNAL_MATCH_ID, signal, 0, NULL, NULL, NULL);
  g_signal_emit (journal, signal, 0, many);
  station_until (knows (manager, FIRST, "org.tocsin.Event1", "State", NULL));
  station_until (knows (manager, SECOND, "org.tocsin.Event1", "State", "'waiting'"));
  g_clear_object (&manager);
  asker_close_bus (fixture, bus);
}

static void
assert_no_object (Asker *fixture, const char *object, const char *interface)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = asker_get_property (fixture, object, interface, &error);

  g_assert_null (reply);
  g_assert_nonnull (error);
}

/* Names are what a person typed, and paths what a program did: neither is believed. */
static void
test_paths (Asker *fixture, gconstpointer data)
{
  static const char *const ids[] = { "box", "a-b_c", "ä", "0" };
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      TocsinControlObjectKind kind = TOCSIN_CONTROL_OBJECT_EVENT;
      g_autofree char *path = tocsin_control_object_make_path (TOCSIN_CONTROL_OBJECT_TASK, ids[i]);
      g_autofree char *back = tocsin_control_object_parse_path (path, &kind);

      g_assert_true (g_variant_is_object_path (path));
      g_assert_cmpstr (back, ==, ids[i]);
      g_assert_cmpint (kind, ==, TOCSIN_CONTROL_OBJECT_TASK);
    }

  asker_open_line (fixture);
  reply = asker_get_property (fixture, BOX, "org.tocsin.Connection1", &error);
  g_assert_no_error (error);
  assert_no_object (fixture, BOX, "org.tocsin.Task1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/connection/nobody", "org.tocsin.Connection1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/connection/_", "org.tocsin.Connection1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/connection/_00", "org.tocsin.Connection1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/connection/_ff", "org.tocsin.Connection1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/event/0", "org.tocsin.Event1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/event/99999999999999999999",
                    "org.tocsin.Event1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/event/x", "org.tocsin.Event1");
  assert_no_object (fixture, TOCSIN_CONTROL_OBJECT "/task/night/more", "org.tocsin.Task1");
}

/* On the session bus and on its own socket it is the same engine. */
static void
test_session_bus (Asker *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  GDBusConnection *line;

  asker_open_bus (fixture, bus, TOCSIN_CONTROL_OWN_USER);
  asker_tell (fixture, "PauseTask", "night");
  line = g_steal_pointer (&fixture->line);
  asker_connect_socket (fixture);
  asker_assert_state (fixture, "tasks", "night", "paused");
  asker_close_line (fixture);
  fixture->line = line;
  fixture->name = TOCSIN_CONTROL_NAME;
  asker_close_bus (fixture, bus);
}

static void
test_polkit (Asker *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  FakePolkit polkit = { .allowed = { "org.tocsin.engine.status" } };

  asker_open_bus (fixture, bus, TOCSIN_CONTROL_POLKIT);
  /* Nobody is asked yet, and this is the engine's own user. */
  asker_tell (fixture, "PauseTask", "night");
  asker_tell (fixture, "ResumeTask", "night");
  fake_polkit_start (&polkit, g_test_dbus_get_bus_address (bus));
  asker_assert_state (fixture, "tasks", "night", "on");
  g_assert_cmpstr (polkit.subject, ==, g_dbus_connection_get_unique_name (fixture->line));
  asker_assert_refused (fixture, "PauseTask", "night", TOCSIN_ERROR_AUTH_REJECTED,
                        "org.tocsin.engine.control");
  asker_assert_state (fixture, "tasks", "night", "on");

  polkit.allowed[1] = "org.tocsin.engine.control";
  asker_listen (fixture);
  asker_tell (fixture, "PauseTask", "night");
  asker_assert_state (fixture, "tasks", "night", "paused");
  g_assert_cmpuint (polkit.asked, ==, 5);
  /* Other users listen on this bus: they are not told more than they may ask. */
  station_until (asker_count_told (fixture, "TaskChanged night ") > 0);
  g_assert_cmpuint (asker_count_told (fixture, "TaskChanged night paused"), ==, 0);
  fake_polkit_stop (&polkit);
  asker_close_bus (fixture, bus);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/engine/control/" path, Asker, NULL, asker_set_up, func, asker_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("task", test_task);
  ADD ("connection", test_connection);
  ADD ("restart", test_restart);
  ADD ("run", test_run);
  ADD ("news", test_news);
  ADD ("news-of-settings", test_news_of_settings);
  ADD ("flood", test_flood);
  ADD ("objects", test_objects);
  ADD ("many-objects", test_many_objects);
  ADD ("paths", test_paths);
  ADD ("session-bus", test_session_bus);
  ADD ("polkit", test_polkit);

  return g_test_run ();
}
