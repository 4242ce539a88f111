/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-client.h"

#include "core/base/error.h"
#include "tests/unit/engine/station.h"

#include <string.h>

/* An answer that is waited for. */
typedef struct
{
  gboolean over;
  GVariant *reply;
  gboolean started;
  GError *error;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->reply, g_variant_unref);
  g_clear_error (&answer->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->reply =
      tocsin_engine_client_call_finish (TOCSIN_ENGINE_CLIENT (source), result, &answer->error);
  answer->over = TRUE;
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->started =
      tocsin_engine_client_start_finish (TOCSIN_ENGINE_CLIENT (source), result, &answer->error);
  answer->over = TRUE;
}

static void
call (TocsinEngineClient *client, const char *method, GVariant *arguments, Answer *answer)
{
  tocsin_engine_client_call_async (client, method, arguments, NULL, NULL, on_answer, answer);
  station_until (answer->over);
}

static void
test_absent (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = tocsin_engine_client_new (station->socket);
  g_auto (Answer) early = { 0 };
  g_auto (Answer) late = { 0 };

  call (client, "GetStatus", NULL, &early);
  g_assert_error (early.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_assert_nonnull (tocsin_error_get_hint (early.error));
  g_assert_false (tocsin_engine_client_get_running (client));
  g_assert_null (tocsin_engine_client_get_status (client));
  g_assert_error (tocsin_engine_client_get_error (client), TOCSIN_ERROR,
                  TOCSIN_ERROR_CONFIG_NOT_FOUND);
  call (client, "GetStatus", NULL, &late);
  g_assert_error (late.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
}

static void
assert_tells_status (TocsinEngineClient *client)
{
  g_autoptr (GVariant) engine = NULL;
  gboolean running = FALSE;

  station_until (tocsin_engine_client_get_status (client) != NULL);
  engine = g_variant_lookup_value (tocsin_engine_client_get_status (client), "engine",
                                   G_VARIANT_TYPE_VARDICT);
  g_assert_nonnull (engine);
  g_assert_true (g_variant_lookup (engine, "running", "b", &running) && running);
  g_assert_no_error (tocsin_engine_client_get_error (client));
}

/* It is found whoever was there first, lost when it ends, and found again. */
static void
test_comes_and_goes (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = tocsin_engine_client_new (station->socket);

  station_until (tocsin_engine_client_get_error (client) != NULL);
  for (guint i = 0; i < 2; i++)
    {
      station_open (station);
      station_until (tocsin_engine_client_get_running (client));
      assert_tells_status (client);
      station_close (station);
      station_until (!tocsin_engine_client_get_running (client));
      g_assert_null (tocsin_engine_client_get_status (client));
      g_assert_nonnull (tocsin_engine_client_get_error (client));
    }
}

/* A call that is made before the engine is found waits for it. */
static void
test_calls (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = NULL;
  g_auto (Answer) status = { 0 };
  g_auto (Answer) missing = { 0 };
  g_auto (Answer) unknown = { 0 };

  station_open (station);
  client = tocsin_engine_client_new (station->socket);
  call (client, "GetStatus", NULL, &status);
  g_assert_no_error (status.error);
  g_assert_cmpstr (g_variant_get_type_string (status.reply), ==, "(a{sv})");
  call (client, "GetEvent", g_variant_new ("(x)", G_GINT64_CONSTANT (4711)), &missing);
  g_assert_error (missing.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  call (client, "Explode", NULL, &unknown);
  g_assert_nonnull (unknown.error);
  g_assert_true (unknown.error->domain == TOCSIN_ERROR);
}

static void
test_wrong_type (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = NULL;
  g_auto (Answer) answer = { 0 };

  station_open (station);
  client = tocsin_engine_client_new (station->socket);
  tocsin_engine_client_call_async (client, "GetStatus", NULL, "(s)", NULL, on_answer, &answer);
  station_until (answer.over);
  g_assert_error (answer.error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL);
}

static void
count (guint *counter)
{
  ++*counter;
}

/* However often something changes, the engine is asked now and then. */
static void
test_coalesced (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = NULL;
  g_auto (Answer) answer = { 0 };
  guint changes = 0;

  station_open (station);
  client = tocsin_engine_client_new (station->socket);
  assert_tells_status (client);
  g_signal_connect_swapped (client, "status-changed", G_CALLBACK (count), &changes);
  for (guint i = 0; i < 1000; i++)
    g_signal_emit_by_name (station->engine, "changed");
  /* Whatever was told before it has arrived with its answer. */
  call (client, "GetStatus", NULL, &answer);
  station_until (changes > 0);
  g_assert_cmpuint (changes, <=, 2);
}

/* Nobody waits for a client that is wanted no more. */
static void
test_dropped (Station *station, gconstpointer data)
{
  TocsinEngineClient *client = tocsin_engine_client_new (station->socket);
  gpointer weak = client;

  g_object_add_weak_pointer (G_OBJECT (client), &weak);
  g_object_unref (client);
  g_assert_null (weak);

  station_open (station);
  client = tocsin_engine_client_new (station->socket);
  weak = client;
  g_object_add_weak_pointer (G_OBJECT (client), &weak);
  assert_tells_status (client);
  g_object_unref (client);
  station_until (weak == NULL);
}

static void
start (TocsinEngineClient *client, Answer *answer)
{
  tocsin_engine_client_start_async (client, NULL, on_started, answer);
  station_until (answer->over);
}

static void
test_no_session_bus (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = tocsin_engine_client_new (station->socket);
  g_auto (Answer) answer = { 0 };

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  start (client, &answer);
  g_assert_false (answer.started);
  g_assert_nonnull (answer.error);
  g_assert_true (answer.error->domain == TOCSIN_ERROR);
  g_assert_nonnull (tocsin_error_get_hint (answer.error));
}

/* The bus only wants to know that there is one. */
static void
install_service (Station *station, GTestDBus *bus)
{
  g_autofree char *path = g_build_filename (station->folder, TOCSIN_CONTROL_NAME ".service", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "[D-BUS Service]\nName=" TOCSIN_CONTROL_NAME "\nExec=/bin/false\n", -1,
                       &error);
  g_assert_no_error (error);
  g_test_dbus_add_service_dir (bus, station->folder);
}

static void
test_not_installed (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = tocsin_engine_client_new (station->socket);
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_auto (Answer) answer = { 0 };

  g_test_dbus_up (bus);
  start (client, &answer);
  g_assert_error (answer.error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND);
  g_assert_nonnull (strstr (answer.error->message, TOCSIN_CONTROL_NAME));
  g_test_dbus_stop (bus);
}

static void
test_start_fails (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = tocsin_engine_client_new (station->socket);
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_auto (Answer) answer = { 0 };

  install_service (station, bus);
  g_test_dbus_up (bus);
  start (client, &answer);
  g_assert_nonnull (answer.error);
  g_assert_true (answer.error->domain == TOCSIN_ERROR);
  g_assert_nonnull (tocsin_error_get_hint (answer.error));
  g_test_dbus_stop (bus);
}

/* The service is there in the end: it answers on its socket when it takes its name. */
static void
test_started (Station *station, gconstpointer data)
{
  g_autoptr (TocsinEngineClient) client = tocsin_engine_client_new (station->socket);
  g_autoptr (GTestDBus) bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autoptr (GDBusConnection) line = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (Answer) again = { 0 };

  install_service (station, bus);
  g_test_dbus_up (bus);
  line =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                  | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (line, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", TOCSIN_CONTROL_NAME, 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  station_open (station);
  start (client, &answer);
  g_assert_no_error (answer.error);
  g_assert_true (answer.started && tocsin_engine_client_get_running (client));
  start (client, &again);
  g_assert_true (again.started);

  g_dbus_connection_close_sync (line, NULL, NULL);
  g_test_dbus_stop (bus);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/engine/engine-client/" path, Station, NULL, station_set_up, func, station_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("absent", test_absent);
  ADD ("comes-and-goes", test_comes_and_goes);
  ADD ("calls", test_calls);
  ADD ("wrong-type", test_wrong_type);
  ADD ("coalesced", test_coalesced);
  ADD ("dropped", test_dropped);
  ADD ("no-session-bus", test_no_session_bus);
  ADD ("not-installed", test_not_installed);
  ADD ("start-fails", test_start_fails);
  ADD ("started", test_started);

  return g_test_run ();
}
