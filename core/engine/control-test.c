/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Tests of connections that somebody watches. */
#include "core/engine/control-private.h"

#include "core/base/error.h"
#include "core/engine/describe.h"
#include "core/engine/engine1-interface.h"

#include <glib/gi18n-lib.h>

/* Most tests that are objects at a time; who wants more has old ones go, if they are over. */
#define MOST_TESTS 16

#define TEST_INTERFACE "org.tocsin.Test1"

/* A test, from when it is asked for until its watcher goes, cancels it, or others need its place.
 */
typedef struct
{
  TocsinControl *control; /* %NULL when it is no object any more */
  GDBusConnection *bus;
  char *watcher; /* %NULL on a private socket */
  char *path;
  guint registration;
  guint watch;
  gulong closed_handler;
  GCancellable *cancellable;
  GPtrArray *steps;
  GVariant *result;
  gatomicrefcount ref_count;
} Test;

/*< private >
 * tocsin_control_test_unref:
 * @data: (transfer full): a test
 */
void
tocsin_control_test_unref (gpointer data)
{
  Test *self = data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->bus);
  g_free (self->watcher);
  g_free (self->path);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->result, g_variant_unref);
  g_free (self);
}

/* It ends at its next step, and nobody hears of it any more. */
static void
withdraw (Test *self)
{
  TocsinControl *control = g_steal_pointer (&self->control);

  if (control == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_dbus_connection_unregister_object (self->bus, self->registration);
  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_signal_handler (&self->closed_handler, self->bus);
  g_ptr_array_remove (control->tests, self);
}

/*< private >
 * tocsin_control_withdraw_tests:
 * @self: the control
 */
void
tocsin_control_withdraw_tests (TocsinControl *self)
{
  while (self->tests->len > 0)
    withdraw (g_ptr_array_index (self->tests, self->tests->len - 1));
}

static void
emit (Test *self, const char *signal, GVariant *dict)
{
  if (self->control != NULL)
    g_dbus_connection_emit_signal (self->bus, self->watcher, self->path, TEST_INTERFACE, signal,
                                   g_variant_new ("(@a{sv})", dict), NULL);
}

static void
on_step (TocsinReport *report,
         int step,
         int status,
         guint milliseconds,
         GVariant *facts,
         const GError *error,
         gpointer user_data)
{
  Test *self = user_data;
  GVariant *described = g_variant_ref_sink (tocsin_describe_step (
      (TocsinStep) step, (TocsinStepStatus) status, milliseconds, facts, error));

  g_ptr_array_add (self->steps, described);
  emit (self, "Step", described);
}

static void
on_tested (GObject *connection, GAsyncResult *result, gpointer user_data)
{
  Test *self = user_data;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GError) error = NULL;
  gboolean works = tocsin_connection_test_finish (TOCSIN_CONNECTION (connection), result, &error);

  g_variant_dict_insert (&dict, "works", "b", works);
  if (error != NULL)
    g_variant_dict_insert_value (&dict, "error", tocsin_describe_error (error));
  self->result = g_variant_ref_sink (g_variant_dict_end (&dict));
  emit (self, "Finished", self->result);
  tocsin_control_test_unref (self);
}

static GVariant *
get_property (GDBusConnection *bus,
              const char *sender,
              const char *object,
              const char *interface,
              const char *name,
              GError **error,
              gpointer user_data)
{
  Test *self = user_data;

  /* What a server says is told to whoever had it asked. */
  if (g_strcmp0 (sender, self->watcher) != 0)
    {
      g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                   _ ("this test is somebody else's"));
      return NULL;
    }
  if (g_str_equal (name, "Steps"))
    return g_variant_new_array (G_VARIANT_TYPE_VARDICT, (GVariant *const *) self->steps->pdata,
                                self->steps->len);

  return self->result != NULL ? g_variant_ref (self->result)
                              : g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0);
}

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
  Test *self = user_data;

  if (g_strcmp0 (sender, self->watcher) != 0)
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                                             _ ("this test is somebody else's"));
      return;
    }
  withdraw (self);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_watcher_gone (GDBusConnection *bus, const char *name, gpointer user_data)
{
  withdraw (user_data);
}

static void
on_closed (GDBusConnection *bus, gboolean remote_peer_vanished, GError *error, gpointer user_data)
{
  withdraw (user_data);
}

static gboolean
make_room (TocsinControl *control, GError **error)
{
  for (guint i = 0; i < control->tests->len && control->tests->len >= MOST_TESTS; i++)
    {
      Test *test = g_ptr_array_index (control->tests, i);

      if (test->result != NULL)
        withdraw (test);
    }
  if (control->tests->len < MOST_TESTS)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SERVER_BUSY,
               _ ("%u tests are under way already; let one of them end first"), MOST_TESTS);

  return FALSE;
}

static Test *
add_test (TocsinControlCall *call)
{
  static const GDBusInterfaceVTable vtable = { on_method_call, get_property, NULL };
  static guint last;
  Test *self = g_new0 (Test, 1);

  self->control = call->control;
  self->bus = g_object_ref (g_dbus_method_invocation_get_connection (call->invocation));
  self->watcher = g_strdup (g_dbus_method_invocation_get_sender (call->invocation));
  self->path = g_strdup_printf (TOCSIN_CONTROL_OBJECT "/test/%u", ++last);
  self->cancellable = g_cancellable_new ();
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_atomic_ref_count_init (&self->ref_count);
  g_atomic_ref_count_inc (&self->ref_count);
  self->registration = g_dbus_connection_register_object (
      self->bus, self->path, (GDBusInterfaceInfo *) &org_tocsin_test1_interface, &vtable, self,
      NULL, NULL);
  self->closed_handler = g_signal_connect (self->bus, "closed", G_CALLBACK (on_closed), self);
  if (self->watcher != NULL)
    self->watch = g_bus_watch_name_on_connection (
        self->bus, self->watcher, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL, on_watcher_gone, self, NULL);
  g_ptr_array_add (call->control->tests, self);

  return self;
}

/* Steps are told once the caller knows of which test they are: its answer leaves before. */
static void
begin_test (TocsinControlCall *call)
{
  TocsinEngine *engine = call->control->engine;
  TocsinHost *host = TOCSIN_HOST (tocsin_engine_get_connections (engine));
  g_autoptr (TocsinReport) report = tocsin_report_new ();
  g_autoptr (TocsinConnection) connection = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autofree const char **folders = NULL;
  Test *self;
  const char *name;

  g_variant_get (call->arguments, "(&s@a{sv})", &name, &options);
  call->id = tocsin_engine_find (engine, TOCSIN_CONFIG_CONNECTION, name, &call->error);
  if (call->id != NULL)
    connection = tocsin_host_get_connection (host, call->id, &call->error);
  if (connection == NULL || !make_room (call->control, &call->error))
    return;

  g_variant_lookup (options, "folders", "^a&s", &folders);
  self = add_test (call);
  g_signal_connect_data (report, "step", G_CALLBACK (on_step), self, NULL, 0);
  tocsin_connection_test_async (connection, folders, report, NULL, self->cancellable, on_tested,
                                self);
  call->answer = g_variant_ref_sink (g_variant_new ("(o)", self->path));
}

const TocsinControlMethod tocsin_control_test_methods[] = {
  { "TestConnection", TOCSIN_CONTROL_RIGHT_CONTROL, begin_test, NULL, NULL },
  { NULL },
};
