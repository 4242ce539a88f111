/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/control-private.h"

#include "core/base/error.h"
#include "core/engine/control-error.h"
#include "core/engine/engine1-interface.h"
#include "core/engine/feed.h"
#include "core/engine/journal-desk.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

G_DEFINE_FINAL_TYPE (TocsinControl, tocsin_control, G_TYPE_OBJECT)

static void
tocsin_control_dispose (GObject *object)
{
  TocsinControl *self = TOCSIN_CONTROL (object);

  tocsin_control_close (self);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->clients, g_ptr_array_unref);
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
  self->clients = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
call_free (TocsinControlCall *call)
{
  g_clear_object (&call->control);
  g_clear_pointer (&call->arguments, g_variant_unref);
  g_clear_pointer (&call->answer, g_variant_unref);
  g_clear_pointer (&call->counts, g_ptr_array_unref);
  g_clear_pointer (&call->paused, g_hash_table_unref);
  g_clear_pointer (&call->mail, g_ptr_array_unref);
  g_clear_pointer (&call->replay, tocsin_replay_unref);
  g_clear_error (&call->error);
  g_free (call);
}

static void
answer_error (TocsinControlCall *call)
{
  g_autoptr (GDBusMessage) message = tocsin_control_error_new_reply (
      g_dbus_method_invocation_get_message (call->invocation), call->error);

  g_dbus_connection_send_message (g_dbus_method_invocation_get_connection (call->invocation),
                                  message, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
  g_object_unref (call->invocation);
}

static void
answer (TocsinControlCall *call)
{
  if (call->error != NULL)
    answer_error (call);
  else
    g_dbus_method_invocation_return_value (call->invocation, call->answer);
}

/*< private >
 * tocsin_control_answer:
 * @data: (transfer full): a #TocsinControlCall that has its answer, or its error
 */
void
tocsin_control_answer (gpointer data)
{
  TocsinControlCall *call = data;

  answer (call);
  call_free (call);
}

/*< private >
 * tocsin_control_take_answer:
 * @call: a call
 * @wrapping: the type of the answer, a tuple
 * @value: (nullable): a floating value; %NULL where there is an error instead
 */
void
tocsin_control_take_answer (TocsinControlCall *call, const char *wrapping, GVariant *value)
{
  if (value != NULL)
    call->answer = g_variant_ref_sink (g_variant_new (wrapping, value));
}

static void
count_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;
  TocsinEngine *engine = call->control->engine;

  call->counts =
      tocsin_journal_count (tocsin_engine_get_journal (engine),
                            tocsin_clock_get_real (tocsin_engine_get_clock (engine)), &call->error);
  if (call->counts != NULL)
    call->paused = tocsin_feed_list_paused (tocsin_engine_get_journal (engine), &call->error);
  if (call->paused != NULL)
    call->mail = tocsin_outbox_count (tocsin_engine_get_outbox (engine), &call->error);
}

static void
describe_on_main (gpointer data)
{
  TocsinControlCall *call = data;

  if (call->error == NULL)
    tocsin_control_take_answer (
        call, "(@a{sv})",
        tocsin_engine_describe (call->control->engine, call->counts, call->paused, call->mail));
  tocsin_control_answer (call);
}

static void
list_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;
  g_autoptr (GVariant) filter = g_variant_get_child_value (call->arguments, 0);

  tocsin_control_take_answer (
      call, "(@aa{sv})",
      tocsin_journal_desk_list (tocsin_engine_get_journal (call->control->engine), filter,
                                &call->error));
}

static void
show_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_control_take_answer (
      call, "(@a{sv})",
      tocsin_journal_desk_show (tocsin_engine_get_journal (call->control->engine), id,
                                &call->error));
}

static void
retry_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;
  TocsinEngine *engine = call->control->engine;
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_journal_retry (tocsin_engine_get_journal (engine), id,
                        tocsin_clock_get_real (tocsin_engine_get_clock (engine)), &call->error);
}

static void
discard_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;
  TocsinEngine *engine = call->control->engine;
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_journal_desk_discard (tocsin_engine_get_journal (engine), tocsin_engine_get_spool (engine),
                               id, tocsin_clock_get_real (tocsin_engine_get_clock (engine)),
                               &call->error);
}

static void
confirm_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;
  TocsinEngine *engine = call->control->engine;
  const char *task;

  g_variant_get (call->arguments, "(&s)", &task);
  tocsin_feed_confirm (tocsin_engine_get_journal (engine), task,
                       tocsin_clock_get_real (tocsin_engine_get_clock (engine)), &call->error);
}

static void
check_on_main (gpointer data)
{
  TocsinControlCall *call = data;

  if (call->error == NULL)
    tocsin_engine_check_now (call->control->engine, "", &call->error);
  tocsin_control_answer (call);
}

static void
wake_on_main (gpointer data)
{
  TocsinControlCall *call = data;

  tocsin_engine_wake (call->control->engine);
  tocsin_control_answer (call);
}

static void
write_replay_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;

  tocsin_replay_write (call->replay, tocsin_engine_get_journal (call->control->engine),
                       &call->error);
}

static void
begin_replay_on_main (gpointer data)
{
  TocsinControlCall *call = data;

  if (call->error == NULL)
    {
      call->answer = g_variant_ref_sink (g_variant_new ("(s)", call->replay->id));
      tocsin_engine_begin_replay (call->control->engine, call->replay);
    }
  tocsin_control_answer (call);
}

/* Who is on duty is known here; the disk is waited for elsewhere. */
static void
replay (TocsinControlCall *call)
{
  g_autoptr (GVariant) messages = NULL;
  const char *task;

  g_variant_get (call->arguments, "(&s@a(ssa(st)))", &task, &messages);
  call->replay = tocsin_engine_make_replay (call->control->engine, task, messages, &call->error);
  if (call->replay == NULL)
    tocsin_control_answer (call);
  else
    tocsin_workers_run (tocsin_engine_get_workers (call->control->engine), write_replay_on_worker,
                        begin_replay_on_main, call, NULL);
}

static void
call_connection (TocsinControlCall *call,
                 gboolean (*func) (TocsinEngine *engine, const char *connection, GError **error))
{
  const char *connection;

  g_variant_get (call->arguments, "(&s)", &connection);
  func (call->control->engine, connection, &call->error);
  tocsin_control_answer (call);
}

static void
on_farewell_sent (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinEngine) engine = user_data;

  g_dbus_connection_flush_finish (G_DBUS_CONNECTION (bus), result, NULL);
  tocsin_engine_stop (engine);
}

/* The socket goes with the engine: whoever asked for that is answered before. */
static void
stop (TocsinControlCall *call)
{
  g_autoptr (GDBusConnection) bus =
      g_object_ref (g_dbus_method_invocation_get_connection (call->invocation));
  TocsinEngine *engine = g_object_ref (call->control->engine);

  tocsin_control_answer (call);
  g_dbus_connection_flush (bus, NULL, on_farewell_sent, engine);
}

static const TocsinControlMethod journal_methods[] = {
  { "GetStatus", count_on_worker, describe_on_main },
  { "ListEvents", list_on_worker, tocsin_control_answer },
  { "GetEvent", show_on_worker, tocsin_control_answer },
  { "RetryEvent", retry_on_worker, wake_on_main },
  { "DiscardEvent", discard_on_worker, tocsin_control_answer },
  { "ConfirmTask", confirm_on_worker, check_on_main },
  { NULL },
};

/* Returns: whether it is one of them. */
static gboolean
run_method (TocsinControlCall *call, const TocsinControlMethod *methods, const char *name)
{
  for (gsize i = 0; methods[i].name != NULL; i++)
    if (g_str_equal (name, methods[i].name))
      {
        tocsin_workers_run (tocsin_engine_get_workers (call->control->engine), methods[i].work,
                            methods[i].done, call, NULL);
        return TRUE;
      }

  return FALSE;
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
  TocsinControl *self = user_data;
  TocsinControlCall *call = g_new0 (TocsinControlCall, 1);

  call->control = g_object_ref (self);
  call->invocation = invocation;
  call->arguments = g_variant_ref (arguments);
  /* What acts does so with the settings that the person has just made. */
  if (!g_str_has_prefix (method, "Get") && !g_str_has_prefix (method, "List"))
    tocsin_engine_refresh (self->engine);

  if (run_method (call, journal_methods, method)
      || run_method (call, tocsin_control_mail_methods, method))
    return;

  if (g_str_equal (method, "RetryConnection"))
    call_connection (call, tocsin_engine_retry_connection);
  else if (g_str_equal (method, "CheckNow"))
    call_connection (call, tocsin_engine_check_now);
  else if (g_str_equal (method, "Replay"))
    replay (call);
  else
    stop (call);
}

static void
on_closed (GDBusConnection *bus, gboolean remote_peer_vanished, GError *error, gpointer user_data)
{
  TocsinControl *self = user_data;

  g_ptr_array_remove_fast (self->clients, bus);
}

static gboolean
on_new_connection (GDBusServer *server, GDBusConnection *bus, gpointer user_data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  TocsinControl *self = user_data;

  if (g_dbus_connection_register_object (bus, TOCSIN_CONTROL_OBJECT,
                                         (GDBusInterfaceInfo *) &org_tocsin_engine1_interface,
                                         &vtable, self, NULL, NULL)
      == 0)
    return FALSE;

  g_signal_connect_object (bus, "closed", G_CALLBACK (on_closed), self, 0);
  g_ptr_array_add (self->clients, g_object_ref (bus));

  return TRUE;
}

static void
tell_all (TocsinControl *self, const char *signal, GVariant *arguments)
{
  g_autoptr (GVariant) shared = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;

  for (guint i = 0; i < self->clients->len; i++)
    g_dbus_connection_emit_signal (g_ptr_array_index (self->clients, i), NULL,
                                   TOCSIN_CONTROL_OBJECT, TOCSIN_CONTROL_INTERFACE, signal, shared,
                                   NULL);
}

static void
on_changed (TocsinEngine *engine, gpointer user_data)
{
  tell_all (user_data, "StatusChanged", NULL);
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
  g_signal_connect_object (engine, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (engine, "replayed", G_CALLBACK (on_replayed), self, 0);
  g_dbus_server_start (self->server);

  return g_steal_pointer (&self);
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

  g_dbus_server_stop (self->server);
  g_clear_object (&self->server);
  for (guint i = 0; i < self->clients->len; i++)
    g_dbus_connection_close (g_ptr_array_index (self->clients, i), NULL, NULL, NULL);
  g_ptr_array_set_size (self->clients, 0);
  g_unlink (self->path);
}
