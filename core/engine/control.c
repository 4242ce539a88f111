/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control-private.h"

#include "core/base/error.h"
#include "core/engine/engine1-interface.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* StatusChanged is sent at most so often; milliseconds. What changes meanwhile is told at the end.
 */
#define TELL_INTERVAL 100

G_DEFINE_FINAL_TYPE (TocsinControl, tocsin_control, G_TYPE_OBJECT)

static void
line_free (gpointer data)
{
  TocsinControlLine *line = data;

  g_clear_signal_handler (&line->closed_handler, line->bus);
  tocsin_control_tree_unregister (line);
  if (line->registration != 0)
    g_dbus_connection_unregister_object (line->bus, line->registration);
  g_object_unref (line->bus);
  g_free (line);
}

static void
tocsin_control_dispose (GObject *object)
{
  TocsinControl *self = TOCSIN_CONTROL (object);

  tocsin_control_close (self);
  g_clear_handle_id (&self->telling, g_source_remove);
  g_clear_object (&self->herald);
  g_clear_pointer (&self->event_objects, g_hash_table_unref);
  g_clear_pointer (&self->tests, g_ptr_array_unref);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (tocsin_control_parent_class)->dispose (object);
}

static void
tocsin_control_class_init (TocsinControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_control_dispose;
}

static void
tocsin_control_init (TocsinControl *self)
{
  self->event_objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->tests = g_ptr_array_new_with_free_func (tocsin_control_test_unref);
  self->lines = g_ptr_array_new_with_free_func (line_free);
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
  tocsin_control_take_call (user_data, invocation);
}

static void
on_closed (GDBusConnection *bus, gboolean remote_peer_vanished, GError *error, gpointer user_data)
{
  TocsinControlLine *line = user_data;
  TocsinControl *self = line->control;

  g_ptr_array_remove_fast (self->lines, line);
  if (self->lines->len == 0)
    g_hash_table_remove_all (self->event_objects);
  tocsin_herald_set_heard (self->herald, self->lines->len > 0);
}

static gboolean
add_line (TocsinControl *self, GDBusConnection *bus, TocsinControlAccess access, GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  TocsinControlLine *line = g_new0 (TocsinControlLine, 1);

  line->control = self;
  line->bus = g_object_ref (bus);
  line->access = access;
  line->follows = g_dbus_connection_get_unique_name (bus) != NULL;
  line->registration = g_dbus_connection_register_object (
      bus, TOCSIN_CONTROL_OBJECT, (GDBusInterfaceInfo *) &org_tocsin_engine1_interface, &vtable,
      line, NULL, error);
  if (line->registration == 0 || !tocsin_control_tree_register (line, error))
    {
      line_free (line);
      return FALSE;
    }
  line->closed_handler = g_signal_connect (bus, "closed", G_CALLBACK (on_closed), line);
  g_ptr_array_add (self->lines, line);
  tocsin_herald_set_heard (self->herald, TRUE);

  return TRUE;
}

static gboolean
on_new_connection (GDBusServer *server, GDBusConnection *bus, gpointer user_data)
{
  return add_line (user_data, bus, TOCSIN_CONTROL_OWN_USER, NULL);
}

static void
tell_all (TocsinControl *self, const char *signal, GVariant *arguments)
{
  g_autoptr (GVariant) shared = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;

  for (guint i = 0; i < self->lines->len; i++)
    g_dbus_connection_emit_signal (((TocsinControlLine *) g_ptr_array_index (self->lines, i))->bus,
                                   NULL, TOCSIN_CONTROL_OBJECT, TOCSIN_CONTROL_INTERFACE, signal,
                                   shared, NULL);
}

static gboolean
tell_status_changed (gpointer data)
{
  TocsinControl *self = data;

  self->telling = 0;
  self->told = g_get_monotonic_time ();
  tell_all (self, "StatusChanged", NULL);

  return G_SOURCE_REMOVE;
}

static void
on_changed (TocsinEngine *engine, gpointer user_data)
{
  TocsinControl *self = user_data;
  gint64 rest = self->told + TELL_INTERVAL * 1000 - g_get_monotonic_time ();

  if (self->telling == 0)
    self->telling = g_timeout_add ((guint) MAX (rest / 1000, 0), tell_status_changed, self);
}

/* Whoever shares a bus with other users is told only that something is different. */
static void
on_news (TocsinHerald *herald,
         const char *signal,
         GVariant *own,
         GVariant *everybody,
         gpointer user_data)
{
  TocsinControl *self = user_data;

  if (g_str_equal (signal, "EventChanged"))
    tocsin_control_tell_event (self, own, everybody);
  for (guint i = 0; i < self->lines->len; i++)
    {
      TocsinControlLine *line = g_ptr_array_index (self->lines, i);
      GVariant *dict = line->access == TOCSIN_CONTROL_OWN_USER ? own : everybody;

      g_dbus_connection_emit_signal (line->bus, NULL, TOCSIN_CONTROL_OBJECT,
                                     TOCSIN_CONTROL_INTERFACE, signal,
                                     g_variant_new ("(@a{sv})", dict), NULL);
    }
}

static void
on_replayed (TocsinEngine *engine, TocsinReplay *replay, gpointer user_data)
{
  tell_all (user_data, "Replayed", g_variant_new ("(@a{sv})", tocsin_replay_describe (replay)));
}

/* Only whoever could stop the engine by a signal anyway may talk to it. */
static gboolean
allow_own_user (GDBusAuthObserver *observer,
                GIOStream *stream,
                GCredentials *credentials,
                gpointer user_data)
{
  g_autoptr (GCredentials) own = g_credentials_new ();

  return credentials != NULL
         && (g_credentials_is_same_user (credentials, own, NULL)
             || g_credentials_get_unix_user (credentials, NULL) == 0);
}

/**
 * tocsin_control_new:
 * @engine: the engine to answer for
 * @path: the socket's path; what an engine that crashed left there is replaced
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the control, answering.
 */
TocsinControl *
tocsin_control_new (TocsinEngine *engine, const char *path, GError **error)
{
  g_autoptr (TocsinControl) self = NULL;
  g_autoptr (GDBusAuthObserver) observer = g_dbus_auth_observer_new ();
  g_autofree char *address = tocsin_control_make_address (path);
  g_autofree char *guid = g_dbus_generate_guid ();

  self = g_object_new (TOCSIN_TYPE_CONTROL, NULL);
  self->engine = g_object_ref (engine);
  self->path = g_strdup (path);
  g_signal_connect (observer, "authorize-authenticated-peer", G_CALLBACK (allow_own_user), NULL);
  g_unlink (path);
  self->server =
      g_dbus_server_new_sync (address, G_DBUS_SERVER_FLAGS_NONE, guid, observer, NULL, error);
  if (self->server == NULL)
    {
      tocsin_error_translate (error, _ ("control socket %s"), path);
      return NULL;
    }
  g_signal_connect_object (self->server, "new-connection", G_CALLBACK (on_new_connection), self, 0);
  self->herald = tocsin_herald_new (engine);
  g_signal_connect_object (self->herald, "item", G_CALLBACK (tocsin_control_tell_item), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->herald, "news", G_CALLBACK (on_news), self, 0);
  g_signal_connect_object (engine, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (engine, "replayed", G_CALLBACK (on_replayed), self, 0);
  g_dbus_server_start (self->server);

  return g_steal_pointer (&self);
}

/* A message bus is not ours. */
static void
close_private (TocsinControlLine *line)
{
  if (g_dbus_connection_get_unique_name (line->bus) == NULL)
    g_dbus_connection_close (line->bus, NULL, NULL, NULL);
}

/**
 * tocsin_control_export:
 * @self: the control
 * @bus: a message bus; to be done before a name is owned there
 * @access: whom it answers
 * @error: where to put why somebody else answers there
 *
 * Answers on that bus, too, until it closes or tocsin_control_close() is called. Does nothing the
 * second time.
 *
 * Returns: whether it does.
 */
gboolean
tocsin_control_export (TocsinControl *self,
                       GDBusConnection *bus,
                       TocsinControlAccess access,
                       GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_CONTROL (self) && G_IS_DBUS_CONNECTION (bus), FALSE);

  for (guint i = 0; i < self->lines->len; i++)
    if (((TocsinControlLine *) g_ptr_array_index (self->lines, i))->bus == bus)
      return TRUE;

  if (add_line (self, bus, access, error))
    return TRUE;
  tocsin_error_translate (error, _ ("answering on the message bus"));

  return FALSE;
}

/**
 * tocsin_control_close:
 * @self: the control
 *
 * Answers no more and takes the socket away. Does nothing the second time.
 */
void
tocsin_control_close (TocsinControl *self)
{
  g_return_if_fail (TOCSIN_IS_CONTROL (self));

  if (self->server == NULL)
    return;

  tocsin_herald_stop (self->herald);
  tocsin_control_withdraw_tests (self);
  g_dbus_server_stop (self->server);
  g_clear_object (&self->server);
  g_clear_handle_id (&self->telling, g_source_remove);
  for (guint i = 0; i < self->lines->len; i++)
    close_private (g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);
  g_unlink (self->path);
}
