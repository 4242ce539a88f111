/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-client-private.h"

#include "core/base/error.h"
#include "core/engine/control.h"

#include <glib/gi18n-lib.h>

/* How long a service may take to start, and how long one that says it did may take to answer;
 * milliseconds. */
#define START_TIMEOUT 60000
#define ANSWER_TIMEOUT 10000

/* An engine that is being started. */
typedef struct
{
  gulong running_handler;
  guint limit;
} Start;

static void
end (GTask *task, GError *error)
{
  Start *start = g_task_get_task_data (task);

  g_clear_signal_handler (&start->running_handler, g_task_get_source_object (task));
  g_clear_handle_id (&start->limit, g_source_remove);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_running (TocsinEngineClient *self, GParamSpec *pspec, gpointer user_data)
{
  if (tocsin_engine_client_get_running (self))
    end (user_data, NULL);
}

static gboolean
on_limit (gpointer data)
{
  GTask *task = data;
  TocsinEngineClient *self = g_task_get_source_object (task);
  GError *error =
      g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                   _ ("the service was started, but does not answer at %s"), self->socket_path);

  tocsin_error_set_hint (error, _ ("Does it use another state directory? “journalctl --user -u "
                                   "tocsind” tells what it says."));
  ((Start *) g_task_get_task_data (task))->limit = 0;
  end (task, error);

  return G_SOURCE_REMOVE;
}

/* It answers in a moment: it takes its name when it is ready. */
static void
wait_for_answer (GTask *task)
{
  TocsinEngineClient *self = g_task_get_source_object (task);
  Start *start = g_task_get_task_data (task);

  if (self->bus != NULL)
    {
      end (task, NULL);
      return;
    }
  start->running_handler =
      g_signal_connect (self, "notify::running", G_CALLBACK (on_running), task);
  start->limit = g_timeout_add (ANSWER_TIMEOUT, on_limit, task);
  tocsin_engine_client_try (self);
}

static GError *
explain (GError *error)
{
  GError *ours;

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
    {
      ours = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                          _ ("the service is not installed: the session bus knows no %s"),
                          TOCSIN_CONTROL_NAME);
      tocsin_error_set_hint (ours, _ ("Install it, or let “tocsin run” do its work."));
      g_error_free (error);
      return ours;
    }
  g_dbus_error_strip_remote_error (error);
  tocsin_error_translate (&error, _ ("starting the service"));
  tocsin_error_set_hint (error, _ ("“systemctl --user status tocsind” tells more; “tocsin run” in "
                                   "a terminal does the same work."));

  return error;
}

static void
on_started (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, &error);

  if (reply != NULL)
    wait_for_answer (user_data);
  else
    end (user_data, explain (error));
}

static void
on_session_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      tocsin_error_translate (&error, _ ("there is no session bus that could start the service"));
      tocsin_error_set_hint (error, _ ("“tocsin run” in a terminal does the same work."));
      end (task, error);
      return;
    }
  /* A desktop that ends is no reason to lose what a person is typing. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  g_dbus_connection_call (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "StartServiceByName", g_variant_new ("(su)", TOCSIN_CONTROL_NAME, 0), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, START_TIMEOUT, g_task_get_cancellable (task), on_started, task);
}

/**
 * tocsin_engine_client_start_async:
 * @self: a client
 * @cancellable: (nullable): to wait no longer
 * @callback: who is told when it runs, or why it does not
 * @user_data: for @callback
 *
 * Has the session bus start the service, unless an engine runs already, and waits until it answers.
 */
void
tocsin_engine_client_start_async (TocsinEngineClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (TOCSIN_IS_ENGINE_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tocsin_engine_client_start_async);
  g_task_set_task_data (task, g_new0 (Start, 1), g_free);
  if (self->bus != NULL)
    end (task, NULL);
  else
    g_bus_get (G_BUS_TYPE_SESSION, cancellable, on_session_bus, task);
}

/**
 * tocsin_engine_client_start_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: where to put what is missing: a session bus, the service
 *
 * Returns: whether an engine answers now.
 */
gboolean
tocsin_engine_client_start_finish (TocsinEngineClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (g_task_propagate_boolean (G_TASK (result), &problem))
    return TRUE;
  if (problem->domain != TOCSIN_ERROR)
    tocsin_error_translate (&problem, _ ("starting the service"));
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}
