/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/error.h"
#include "core/engine/control-error.h"
#include "core/engine/control-object.h"
#include "tests/unit/engine/fake-polkit.h"
#include "tests/unit/engine/station.h"

#include <string.h>

/* Who asks, and over which line. */
typedef struct
{
  Station station;
  GDBusConnection *line;
  const char *name;
  GPtrArray *news; /* what was told of events, connections and tasks: "signal id state" */
} Fixture;

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
static GVariant *
send (Fixture *fixture, GDBusMessage *question, GError **error)
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

static GVariant *
ask (Fixture *fixture, const char *method, GVariant *arguments, GError **error)
{
  GDBusMessage *question = g_dbus_message_new_method_call (fixture->name, TOCSIN_CONTROL_OBJECT,
                                                           TOCSIN_CONTROL_INTERFACE, method);

  if (arguments != NULL)
    g_dbus_message_set_body (question, arguments);

  return send (fixture, question, error);
}

static void
tell (Fixture *fixture, const char *method, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      ask (fixture, method, name != NULL ? g_variant_new ("(s)", name) : NULL, &error);

  g_assert_no_error (error);
}

static void
assert_refused (Fixture *fixture, const char *method, const char *name, int code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = ask (fixture, method, g_variant_new ("(s)", name), &error);

  g_assert_null (reply);
  g_assert_error (error, TOCSIN_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
}

/* The one of the list whose id that is. */
static GVariant *
find (Fixture *fixture, const char *list, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = ask (fixture, "GetStatus", NULL, &error);
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

static void
assert_state (Fixture *fixture, const char *list, const char *id, const char *expected)
{
  g_autoptr (GVariant) item = find (fixture, list, id);
  const char *state = "";

  g_variant_lookup (item, "state", "&s", &state);
  g_assert_cmpstr (state, ==, expected);
}

static gboolean
is_engine_paused (Fixture *fixture)
{
  g_autoptr (GVariant) engine = find (fixture, "engine", "");
  const char *since = "";
  gboolean paused = FALSE;

  g_assert_true (g_variant_lookup (engine, "paused", "b", &paused));
  g_assert_true (g_variant_lookup (engine, "paused-since", "&s", &since) == paused);

  return paused;
}

/* How many events of the task are in that state. */
static guint
count (Fixture *fixture, const char *task, const char *state)
{
  g_autoptr (GVariant) item = find (fixture, "tasks", task);
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

static void
deliver (Fixture *fixture, const char *name)
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
static void
connect_socket (Fixture *fixture)
{
  g_autofree char *address = tocsin_control_make_address (fixture->station.socket);

  fixture->line = NULL;
  fixture->name = NULL;
  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL,
                                     NULL, on_connected, &fixture->line);
  station_until (fixture->line != NULL);
}

static void
open_line (Fixture *fixture)
{
  station_open (&fixture->station);
  connect_socket (fixture);
}

static void
close_line (Fixture *fixture)
{
  g_dbus_connection_close_sync (fixture->line, NULL, NULL);
  g_clear_object (&fixture->line);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  station_set_up (&fixture->station, NULL);
  add_settings (&fixture->station);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->line != NULL)
    close_line (fixture);
  station_tear_down (&fixture->station, NULL);
}

static void
wait_for_watch (Fixture *fixture)
{
  for (;;)
    {
      g_autoptr (GVariant) box = find (fixture, "connections", "box");
      const char *state = "";

      g_variant_lookup (box, "state", "&s", &state);
      if (g_str_equal (state, "watching"))
        return;
    }
}

/* What came while a task rested is worked off when it goes on; nothing is lost and nothing done
 * before. */
static void
test_task (Fixture *fixture, gconstpointer data)
{
  open_line (fixture);
  wait_for_watch (fixture);
  tell (fixture, "PauseTask", "Post");
  assert_state (fixture, "tasks", "post", "paused");
  assert_state (fixture, "tasks", "night", "on");
  deliver (fixture, "1.a.host");
  station_until (count (fixture, "post", "waiting") == 1);
  assert_refused (fixture, "RunTask", "post", TOCSIN_ERROR_CONFIG_INVALID, "paused");
  g_assert_cmpuint (count (fixture, "post", "done"), ==, 0);

  tell (fixture, "ResumeTask", "post");
  assert_state (fixture, "tasks", "post", "on");
  station_until (count (fixture, "post", "done") == 1);
}

static void
test_connection (Fixture *fixture, gconstpointer data)
{
  open_line (fixture);
  wait_for_watch (fixture);
  tell (fixture, "PauseConnection", "box");
  assert_state (fixture, "connections", "box", "paused");
  deliver (fixture, "1.a.host");
  assert_refused (fixture, "CheckNow", "box", TOCSIN_ERROR_CONFIG_INVALID, "paused");
  assert_refused (fixture, "RetryConnection", "box", TOCSIN_ERROR_CONFIG_INVALID, "paused");
  tell (fixture, "CheckNow", "");
  g_assert_cmpuint (count (fixture, "post", "waiting") + count (fixture, "post", "done"), ==, 0);

  tell (fixture, "ResumeConnection", "Box");
  station_until (count (fixture, "post", "done") == 1);
}

/* What rests goes on resting whatever ends and begins meanwhile. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  open_line (fixture);
  tell (fixture, "PauseTask", "night");
  tell (fixture, "PauseConnection", "box");
  tell (fixture, "Pause", NULL);
  tell (fixture, "ResumeTask", "post"); /* which changes nothing */
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (is_engine_paused (fixture));
      assert_state (fixture, "tasks", "post", "paused");
      assert_refused (fixture, "RunTask", "post", TOCSIN_ERROR_CONFIG_INVALID, "engine");
      close_line (fixture);
      station_close (&fixture->station);
      g_test_expect_message ("tocsin", G_LOG_LEVEL_MESSAGE, "*engine is paused*");
      g_test_expect_message ("tocsin", G_LOG_LEVEL_MESSAGE, "*connection “box” is paused*");
      g_test_expect_message ("tocsin", G_LOG_LEVEL_MESSAGE, "*task “night” is paused*");
      open_line (fixture);
      g_test_assert_expected_messages ();
    }
  tell (fixture, "Resume", NULL);
  g_assert_false (is_engine_paused (fixture));
  assert_state (fixture, "tasks", "post", "on");
  assert_state (fixture, "tasks", "night", "paused");
  assert_state (fixture, "connections", "box", "paused");
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  open_line (fixture);
  for (guint i = 1; i <= 2; i++)
    {
      tell (fixture, "RunTask", "Night");
      station_until (count (fixture, "night", "done") == i);
    }
  tell (fixture, "RunTask", "post");
  assert_refused (fixture, "RunTask", "nobody", TOCSIN_ERROR_CONFIG_NOT_FOUND, "nobody");
  assert_refused (fixture, "PauseTask", "nobody", TOCSIN_ERROR_CONFIG_NOT_FOUND, "nobody");
  assert_refused (fixture, "PauseConnection", "post", TOCSIN_ERROR_CONFIG_NOT_FOUND, "post");
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

static void
listen (Fixture *fixture)
{
  fixture->news = g_ptr_array_new_with_free_func (g_free);
  g_dbus_connection_signal_subscribe (fixture->line, fixture->name, TOCSIN_CONTROL_INTERFACE, NULL,
                                      TOCSIN_CONTROL_OBJECT, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                      on_news, fixture->news, (GDestroyNotify) g_ptr_array_unref);
}

static guint
count_told (Fixture *fixture, const char *news)
{
  guint number = 0;

  for (guint i = 0; i < fixture->news->len; i++)
    number += g_str_equal (g_ptr_array_index (fixture->news, i), news);

  return number;
}

/* Whoever listens hears of each change, and of nothing else. */
static void
test_news (Fixture *fixture, gconstpointer data)
{
  open_line (fixture);
  wait_for_watch (fixture);
  listen (fixture);
  tell (fixture, "PauseTask", "post");
  station_until (count_told (fixture, "TaskChanged post paused") > 0);
  deliver (fixture, "1.a.host");
  station_until (count_told (fixture, "EventChanged 1 waiting") > 0);
  g_assert_cmpuint (count_told (fixture, "EventChanged 1 done"), ==, 0);
  tell (fixture, "ResumeTask", "post");
  station_until (count_told (fixture, "EventChanged 1 done") > 0);
  tell (fixture, "PauseConnection", "box");
  station_until (count_told (fixture, "ConnectionChanged box paused") > 0);
  g_assert_cmpuint (count_told (fixture, "TaskChanged night paused"), ==, 0);
}

/* What is taken away or new is told, too. */
static void
test_news_of_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_line (fixture);
  listen (fixture);
  station_until (count_told (fixture, "TaskChanged night on") > 0);
  tocsin_config_remove (fixture->station.config, TOCSIN_CONFIG_TASK, "night", &error);
  g_assert_no_error (error);
  station_until (count_told (fixture, "TaskChanged night ") == 1);
}

/* A hundred thousand events that change at once are one piece of news. */
static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  open_line (fixture);
  listen (fixture);
  for (gint64 id = 1; id <= 100000; id++)
    g_array_append_val (ids, id);
  for (guint i = 0; i < 10; i++)
    g_signal_emit_by_name (tocsin_engine_get_journal (fixture->station.engine), "events-changed",
                           ids);
  station_until (count_told (fixture, "EventChanged  ") > 0);
  g_assert_cmpuint (count_told (fixture, "EventChanged  "), ==, 1);
}

/* A message bus on which the engine has its name. */
static void
open_bus (Fixture *fixture, GTestDBus *bus, TocsinControlAccess access)
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

static void
close_bus (Fixture *fixture, GTestDBus *bus)
{
  close_line (fixture);
  station_close (&fixture->station);
  g_dbus_connection_close_sync (fixture->station.bus, NULL, NULL);
  g_clear_object (&fixture->station.bus);
  g_test_dbus_stop (bus);
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
test_objects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusObjectManager) manager = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;

  open_bus (fixture, bus, TOCSIN_CONTROL_OWN_USER);
  wait_for_watch (fixture);
  g_dbus_object_manager_client_new (fixture->line, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE,
                                    TOCSIN_CONTROL_NAME, TOCSIN_CONTROL_OBJECT, NULL, NULL, NULL,
                                    NULL, on_manager, &manager);
  station_until (manager != NULL);
  g_assert_true (knows (manager, BOX, "org.tocsin.Connection1", "Name", "'Box'"));
  g_assert_true (knows (manager, BOX, "org.tocsin.Connection1", "Protocol", "'maildir'"));
  g_assert_true (knows (manager, POST, "org.tocsin.Task1", "Trigger", "'email'"));
  g_assert_true (knows (manager, FIRST, "org.tocsin.Event1", "State", NULL));

  tell (fixture, "PauseTask", "post");
  station_until (knows (manager, POST, "org.tocsin.Task1", "State", "'paused'"));
  deliver (fixture, "1.a.host");
  station_until (knows (manager, FIRST, "org.tocsin.Event1", "State", "'waiting'"));
  g_assert_true (knows (manager, FIRST, "org.tocsin.Event1", "Id", "1"));
  g_assert_true (knows (manager, FIRST, "org.tocsin.Event1", "Task", "'post'"));
  tell (fixture, "ResumeTask", "post");
  station_until (knows (manager, FIRST, "org.tocsin.Event1", "State", NULL));
  station_until (knows (manager, POST, "org.tocsin.Task1", "State", "'on'"));

  tocsin_config_remove (fixture->station.config, TOCSIN_CONFIG_TASK, "post", &error);
  g_assert_no_error (error);
  station_until (knows (manager, POST, "org.tocsin.Task1", "State", NULL));
  description = look_up (manager, BOX, "org.tocsin.Connection1", "Description");
  g_assert_nonnull (strstr (description, "'state'"));
  g_clear_object (&manager);
  close_bus (fixture, bus);
}

static GVariant *
get_property (Fixture *fixture, const char *object, const char *interface, GError **error)
{
  GDBusMessage *question = g_dbus_message_new_method_call (
      fixture->name, object, "org.freedesktop.DBus.Properties", "GetAll");

  g_dbus_message_set_body (question, g_variant_new ("(s)", interface));

  return send (fixture, question, error);
}

static void
assert_no_object (Fixture *fixture, const char *object, const char *interface)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = get_property (fixture, object, interface, &error);

  g_assert_null (reply);
  g_assert_nonnull (error);
}

/* Names are what a person typed, and paths what a program did: neither is believed. */
static void
test_paths (Fixture *fixture, gconstpointer data)
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

  open_line (fixture);
  reply = get_property (fixture, BOX, "org.tocsin.Connection1", &error);
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
test_session_bus (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  GDBusConnection *line;

  open_bus (fixture, bus, TOCSIN_CONTROL_OWN_USER);
  tell (fixture, "PauseTask", "night");
  line = g_steal_pointer (&fixture->line);
  connect_socket (fixture);
  assert_state (fixture, "tasks", "night", "paused");
  close_line (fixture);
  fixture->line = line;
  fixture->name = TOCSIN_CONTROL_NAME;
  close_bus (fixture, bus);
}

static void
test_polkit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  FakePolkit polkit = { .allowed = { "org.tocsin.engine.status" } };

  open_bus (fixture, bus, TOCSIN_CONTROL_POLKIT);
  /* Nobody is asked yet, and this is the engine's own user. */
  tell (fixture, "PauseTask", "night");
  tell (fixture, "ResumeTask", "night");
  fake_polkit_start (&polkit, g_test_dbus_get_bus_address (bus));
  assert_state (fixture, "tasks", "night", "on");
  g_assert_cmpstr (polkit.subject, ==, g_dbus_connection_get_unique_name (fixture->line));
  assert_refused (fixture, "PauseTask", "night", TOCSIN_ERROR_AUTH_REJECTED,
                  "org.tocsin.engine.control");
  assert_state (fixture, "tasks", "night", "on");

  polkit.allowed[1] = "org.tocsin.engine.control";
  listen (fixture);
  tell (fixture, "PauseTask", "night");
  assert_state (fixture, "tasks", "night", "paused");
  g_assert_cmpuint (polkit.asked, ==, 5);
  /* Other users listen on this bus: they are not told more than they may ask. */
  station_until (count_told (fixture, "TaskChanged night ") > 0);
  g_assert_cmpuint (count_told (fixture, "TaskChanged night paused"), ==, 0);
  fake_polkit_stop (&polkit);
  close_bus (fixture, bus);
}

#define ADD(path, func) g_test_add ("/engine/control/" path, Fixture, NULL, set_up, func, tear_down)

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
  ADD ("paths", test_paths);
  ADD ("session-bus", test_session_bus);
  ADD ("polkit", test_polkit);

  return g_test_run ();
}
