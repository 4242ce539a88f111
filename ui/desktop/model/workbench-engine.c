/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a workbench knows of the engine and of what else it needs around it. */
#include "core/settings/keyring.h"
#include "ui/desktop/model/editor-forms.h"
#include "ui/desktop/model/problem-list.h"
#include "ui/desktop/model/workbench-private.h"

#include <glib/gi18n.h>

/* What was found missing, on its way from a worker. */
typedef struct
{
  GError *bus;
  GError *keyring;
} Missing;

static void
missing_free (gpointer data)
{
  Missing *missing = data;

  g_clear_error (&missing->bus);
  g_clear_error (&missing->keyring);
  g_free (missing);
}

static gpointer
look_around (gpointer data, GCancellable *cancellable, GError **error)
{
  Missing *missing = g_new0 (Missing, 1);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, &missing->bus);

  tocsin_keyring_check (cancellable, &missing->keyring);

  return missing;
}

static void
on_looked_around (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TocsinWorkbench *self = TOCSIN_WORKBENCH (source);
  Missing *missing = tocsin_workbench_run_finish (self, result, NULL);

  if (missing == NULL)
    return;
  g_clear_error (&self->bus_error);
  g_clear_error (&self->keyring_error);
  self->bus_error = g_steal_pointer (&missing->bus);
  self->keyring_error = g_steal_pointer (&missing->keyring);
  missing_free (missing);
  tocsin_workbench_show_problems (self);
}

/*< private >
 * tocsin_workbench_probe:
 * @self: the workbench
 *
 * Looks again for what may be missing.
 */
void
tocsin_workbench_probe (TocsinWorkbench *self)
{
  tocsin_workbench_run_async (self, look_around, NULL, NULL, missing_free, NULL, on_looked_around,
                              NULL);
}

static void
add_service (TocsinWorkbench *self, GPtrArray *notices)
{
  const GError *why = self->engine_error;
  const char *hint = _ ("Nothing is watched and nothing is worked off until it runs.");
  g_autoptr (TocsinNotice) notice = NULL;

  /* Whether it runs is not known before the first look for it has ended. */
  if (tocsin_engine_client_get_running (self->engine)
      || tocsin_engine_client_get_error (self->engine) == NULL)
    return;
  if (self->starting)
    {
      g_ptr_array_add (notices,
                       tocsin_notice_new ("service", _ ("The service is being started…"), ""));
      return;
    }
  notice = why != NULL ? tocsin_notice_new_for_error ("service", why)
                       : tocsin_notice_new ("service", _ ("The service is not running"), hint);
  tocsin_notice_set_button (notice, _ ("_Start the Service"), "app.start-service");
  g_ptr_array_add (notices, g_steal_pointer (&notice));
}

static void
add_pause (TocsinWorkbench *self, GPtrArray *notices)
{
  TocsinNotice *notice;

  if (self->paused)
    {
      notice = tocsin_notice_new ("paused", _ ("Everything is paused"),
                                  _ ("No mail is looked for and nothing is worked off until it is "
                                     "resumed."));
      tocsin_notice_set_button (notice, _ ("_Resume"), "app.resume");
      g_ptr_array_add (notices, notice);
    }
  if (self->engine_error != NULL && tocsin_engine_client_get_running (self->engine))
    g_ptr_array_add (notices, tocsin_notice_new_for_error ("engine", self->engine_error));
}

static void
add_surroundings (TocsinWorkbench *self, GPtrArray *notices)
{
  if (self->bus_error != NULL)
    g_ptr_array_add (notices,
                     tocsin_notice_new ("session-bus", _ ("There is no session bus"),
                                        _ ("The service can't be started from here: start it with "
                                           "“tocsind --user”. Everything else works.")));
  if (self->keyring_error != NULL)
    g_ptr_array_add (
        notices,
        tocsin_notice_new ("keyring", _ ("There is no keyring to store passwords in"),
                           _ ("Install one, such as gnome-keyring, or have a password read from a "
                              "file, a systemd credential or a program instead.")));
  if (!g_network_monitor_get_network_available (self->network))
    g_ptr_array_add (notices,
                     tocsin_notice_new ("network", _ ("There is no network"),
                                        _ ("Only servers on this machine can be reached. What "
                                           "waits for the network goes on by itself.")));
}

/*< private >
 * tocsin_workbench_show_problems:
 * @self: the workbench
 *
 * Brings the list of what is missing or wrong in line with what is known.
 */
void
tocsin_workbench_show_problems (TocsinWorkbench *self)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_object_unref);
  GVariant *status = tocsin_engine_client_get_status (self->engine);

  add_service (self, notices);
  add_pause (self, notices);
  add_surroundings (self, notices);
  if (self->state_error != NULL)
    g_ptr_array_add (notices, tocsin_notice_new_for_error ("state", self->state_error));
  tocsin_problem_list_add_plugins (notices, self->registry);
  if (self->report != NULL)
    tocsin_problem_list_add_settings (notices, self->report);
  if (status != NULL && self->report != NULL)
    tocsin_problem_list_add_status (notices, status, self->report->location);
  tocsin_problem_list_show (self->problems, notices);
}

static void
take_pause (TocsinWorkbench *self)
{
  GVariant *status = tocsin_engine_client_get_status (self->engine);
  g_autoptr (GVariant) engine =
      status != NULL ? g_variant_lookup_value (status, "engine", G_VARIANT_TYPE_VARDICT) : NULL;
  gboolean paused = FALSE;

  if (engine != NULL)
    g_variant_lookup (engine, "paused", "b", &paused);
  if (paused == self->paused)
    return;
  self->paused = paused;
  tocsin_workbench_notify_paused (self);
}

static void
on_status (TocsinWorkbench *self)
{
  take_pause (self);
  tocsin_workbench_show_status (self);
  tocsin_workbench_show_problems (self);
}

static void
on_running (TocsinWorkbench *self)
{
  self->starting = FALSE;
  g_clear_error (&self->engine_error);
  tocsin_workbench_show_problems (self);
}

/* So that no editor reads a file when it opens. */
static gpointer
warm (gpointer data, GCancellable *cancellable, GError **error)
{
  tocsin_editor_forms_warm ();

  return NULL;
}

/*< private >
 * tocsin_workbench_begin_engine:
 * @self: a new workbench
 */
void
tocsin_workbench_begin_engine (TocsinWorkbench *self)
{
  /* Where the state directory can't be used no engine runs either. */
  self->engine = tocsin_engine_client_new (
      self->state != NULL ? tocsin_state_directory_get_control_path (self->state) : "/dev/null");
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_swapped (self->engine, "notify::running", G_CALLBACK (on_running), self);
  g_signal_connect_swapped (self->engine, "notify::error",
                            G_CALLBACK (tocsin_workbench_show_problems), self);
  g_signal_connect_swapped (self->engine, "status-changed", G_CALLBACK (on_status), self);
  g_signal_connect_swapped (self->network, "notify::network-available",
                            G_CALLBACK (tocsin_workbench_show_problems), self);
  tocsin_workbench_probe (self);
  tocsin_workbench_run_async (self, warm, NULL, NULL, NULL, NULL, NULL, NULL);
}

/*< private >
 * tocsin_workbench_end_engine:
 * @self: the workbench
 *
 * Hears nothing any more.
 */
void
tocsin_workbench_end_engine (TocsinWorkbench *self)
{
  g_signal_handlers_disconnect_by_data (self->engine, self);
  g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinWorkbench) self = user_data;

  g_clear_error (&self->engine_error);
  self->starting = FALSE;
  tocsin_engine_client_start_finish (TOCSIN_ENGINE_CLIENT (source), result, &self->engine_error);
  if (self->settings != NULL)
    tocsin_workbench_show_problems (self);
}

/**
 * tocsin_workbench_start_service:
 * @self: the workbench
 *
 * Has the service started; what comes of it is one of the problems.
 */
void
tocsin_workbench_start_service (TocsinWorkbench *self)
{
  g_return_if_fail (TOCSIN_IS_WORKBENCH (self));

  if (self->starting)
    return;
  self->starting = TRUE;
  tocsin_workbench_show_problems (self);
  tocsin_engine_client_start_async (self->engine, NULL, on_started, g_object_ref (self));
}

static void
on_paused (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinWorkbench) self = user_data;
  g_autoptr (GVariant) reply = NULL;

  g_clear_error (&self->engine_error);
  reply =
      tocsin_engine_client_call_finish (TOCSIN_ENGINE_CLIENT (source), result, &self->engine_error);
  if (self->settings != NULL)
    tocsin_workbench_show_problems (self);
}

/**
 * tocsin_workbench_set_paused:
 * @self: the workbench
 * @paused: whether the whole engine is to rest
 *
 * Tells the engine; what comes of it shows in `paused` or is one of the problems.
 */
void
tocsin_workbench_set_paused (TocsinWorkbench *self, gboolean paused)
{
  g_return_if_fail (TOCSIN_IS_WORKBENCH (self));

  tocsin_engine_client_call_async (self->engine, paused ? "Pause" : "Resume", NULL, NULL, NULL,
                                   on_paused, g_object_ref (self));
}

/**
 * tocsin_workbench_is_paused:
 * @self: the workbench
 *
 * Returns: whether a person has the whole engine rest.
 */
gboolean
tocsin_workbench_is_paused (TocsinWorkbench *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKBENCH (self), FALSE);

  return self->paused;
}
