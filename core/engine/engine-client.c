/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-client-private.h"

#include "core/base/error.h"
#include "core/engine/control-message.h"
#include "core/engine/control.h"

#include <glib/gi18n-lib.h>

/* How often an engine is looked for while none answers; seconds. */
#define LOOK_INTERVAL 1

/* The engine is asked for its status at most so often, milliseconds, and spends at most a fourth of
 * its time on the answers, however much it has to tell. */
#define STATUS_INTERVAL 100
#define STATUS_SHARE 4

G_DEFINE_FINAL_TYPE (TocsinEngineClient, tocsin_engine_client, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_RUNNING,
  PROP_STATUS,
  PROP_ERROR,
  N_PROPS,
};

enum
{
  STATUS_CHANGED,
  EVENT_CHANGED,
  REPLAYED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
take_error (TocsinEngineClient *self, GError *error)
{
  gboolean same = error == NULL && self->error == NULL;

  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
take_status (TocsinEngineClient *self, GVariant *status)
{
  g_clear_pointer (&self->status, g_variant_unref);
  self->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  g_signal_emit (self, signals[STATUS_CHANGED], 0);
}

static gboolean ask_for_status (gpointer data);

static void
plan_question (TocsinEngineClient *self, gint64 duration)
{
  self->outdated = FALSE;
  self->next_question = g_timeout_add (
      MAX (STATUS_INTERVAL, (guint) (STATUS_SHARE * duration / 1000)), ask_for_status, self);
}

static void
on_status (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TocsinEngineClient *self = TOCSIN_ENGINE_CLIENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = tocsin_engine_client_call_finish (self, result, &error);

  /* The line that was asked over is gone. */
  if (g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    return;

  g_clear_object (&self->asking);
  if (reply != NULL)
    take_status (self, g_variant_get_child_value (reply, 0));
  take_error (self, g_steal_pointer (&error));
  if (self->outdated && self->bus != NULL)
    plan_question (self, g_get_monotonic_time () - self->asked);
}

static gboolean
ask_for_status (gpointer data)
{
  TocsinEngineClient *self = data;

  self->next_question = 0;
  self->asked = g_get_monotonic_time ();
  self->asking = g_cancellable_new ();
  tocsin_engine_client_call_async (self, "GetStatus", NULL, "(a{sv})", self->asking, on_status,
                                   NULL);

  return G_SOURCE_REMOVE;
}

static void
on_signal (GDBusConnection *bus,
           const char *sender,
           const char *object,
           const char *interface,
           const char *signal,
           GVariant *arguments,
           gpointer user_data)
{
  TocsinEngineClient *self = user_data;
  g_autoptr (GVariant) dict = NULL;

  if (g_str_equal (signal, "StatusChanged"))
    {
      if (self->asking != NULL)
        self->outdated = TRUE;
      else if (self->next_question == 0)
        plan_question (self, 0);
      return;
    }
  if (!g_variant_is_of_type (arguments, G_VARIANT_TYPE ("(a{sv})")))
    return;

  dict = g_variant_get_child_value (arguments, 0);
  if (g_str_equal (signal, "EventChanged"))
    g_signal_emit (self, signals[EVENT_CHANGED], 0, dict);
  else if (g_str_equal (signal, "Replayed"))
    g_signal_emit (self, signals[REPLAYED], 0, dict);
}

static void
drop_line (TocsinEngineClient *self)
{
  g_clear_handle_id (&self->next_question, g_source_remove);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->outdated = FALSE;
  if (self->bus == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->bus, self);
  g_dbus_connection_signal_unsubscribe (self->bus, self->subscription);
  g_dbus_connection_close (self->bus, NULL, NULL, NULL);
  g_clear_object (&self->bus);
}

static GError *
say_not_running (void)
{
  GError *error = g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_NOT_FOUND,
                               _ ("no engine runs on this state directory"));

  tocsin_error_set_hint (error, _ ("“tocsin run” starts one, and so does the service."));

  return error;
}

static void
on_closed (GDBusConnection *bus, gboolean remote_peer_vanished, GError *error, gpointer user_data)
{
  g_autoptr (TocsinEngineClient) self = g_object_ref (user_data);

  drop_line (self);
  take_status (self, NULL);
  take_error (self, say_not_running ());
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  tocsin_engine_client_try (self);
}

static void
take_line (TocsinEngineClient *self, GDBusConnection *bus)
{
  self->bus = bus;
  g_signal_connect (bus, "closed", G_CALLBACK (on_closed), self);
  self->subscription = g_dbus_connection_signal_subscribe (
      bus, NULL, TOCSIN_CONTROL_INTERFACE, NULL, TOCSIN_CONTROL_OBJECT, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_signal, self, NULL);
  take_error (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  ask_for_status (self);
}

static void
send_waiting (TocsinEngineClient *self)
{
  g_autoptr (GPtrArray) calls = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < calls->len; i++)
    tocsin_engine_client_send (self, g_ptr_array_index (calls, i));
}

static gboolean
on_time_to_look (gpointer data)
{
  TocsinEngineClient *self = data;

  self->next_attempt = 0;
  tocsin_engine_client_try (self);

  return G_SOURCE_REMOVE;
}

/* That nobody listens there is no trouble of the line's, and the way out is another. */
static GError *
say_why (GError *error, const char *path)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    {
      g_error_free (error);
      return say_not_running ();
    }
  tocsin_error_translate (&error, _ ("engine at %s"), path);

  return error;
}

/* Looking keeps no client alive that nobody wants any more. */
static gpointer
new_weak (TocsinEngineClient *self)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  g_weak_ref_init (weak, self);

  return weak;
}

static TocsinEngineClient *
take_weak (gpointer data)
{
  TocsinEngineClient *self = g_weak_ref_get (data);

  g_weak_ref_clear (data);
  g_free (data);

  return self;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinEngineClient) self = take_weak (user_data);
  GError *error = NULL;
  g_autoptr (GDBusConnection) bus = g_dbus_connection_new_for_address_finish (result, &error);

  if (self == NULL)
    {
      g_clear_error (&error);
      return;
    }
  g_clear_object (&self->attempt);
  g_clear_handle_id (&self->attempt_limit, g_source_remove);
  if (bus != NULL)
    take_line (self, g_steal_pointer (&bus));
  else
    {
      take_error (self, say_why (error, self->socket_path));
      self->next_attempt = g_timeout_add_seconds (LOOK_INTERVAL, on_time_to_look, self);
    }
  send_waiting (self);
}

static gboolean
on_attempt_limit (gpointer data)
{
  TocsinEngineClient *self = data;

  self->attempt_limit = 0;
  g_cancellable_cancel (self->attempt);

  return G_SOURCE_REMOVE;
}

/*< private >
 * tocsin_engine_client_try:
 * @self: a client
 *
 * Looks for the engine now, unless it has found it or is looking.
 */
void
tocsin_engine_client_try (TocsinEngineClient *self)
{
  g_autofree char *address = tocsin_control_make_address (self->socket_path);

  if (self->bus != NULL || self->attempt != NULL)
    return;

  g_clear_handle_id (&self->next_attempt, g_source_remove);
  self->attempt = g_cancellable_new ();
  self->attempt_limit = g_timeout_add (TOCSIN_CONTROL_TIMEOUT, on_attempt_limit, self);
  g_dbus_connection_new_for_address (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL,
                                     self->attempt, on_connected, new_weak (self));
}

static void
tocsin_engine_client_dispose (GObject *object)
{
  TocsinEngineClient *self = TOCSIN_ENGINE_CLIENT (object);

  drop_line (self);
  g_clear_handle_id (&self->next_attempt, g_source_remove);
  g_clear_handle_id (&self->attempt_limit, g_source_remove);
  if (self->attempt != NULL)
    g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);

  G_OBJECT_CLASS (tocsin_engine_client_parent_class)->dispose (object);
}

static void
tocsin_engine_client_finalize (GObject *object)
{
  TocsinEngineClient *self = TOCSIN_ENGINE_CLIENT (object);

  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->status, g_variant_unref);
  g_clear_error (&self->error);
  g_free (self->socket_path);

  G_OBJECT_CLASS (tocsin_engine_client_parent_class)->finalize (object);
}

static void
tocsin_engine_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TocsinEngineClient *self = TOCSIN_ENGINE_CLIENT (object);

  switch (id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->bus != NULL);
      break;
    case PROP_STATUS:
      g_value_set_variant (value, self->status);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tocsin_engine_client_class_init (TocsinEngineClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = tocsin_engine_client_dispose;
  object_class->finalize = tocsin_engine_client_finalize;
  object_class->get_property = tocsin_engine_client_get_property;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATUS] = g_param_spec_variant ("status", NULL, NULL, G_VARIANT_TYPE_VARDICT,
                                                  NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[STATUS_CHANGED] =
      g_signal_new ("status-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EVENT_CHANGED] = g_signal_new ("event-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 1, G_TYPE_VARIANT);
  signals[REPLAYED] = g_signal_new ("replayed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_VARIANT);
}

static void
tocsin_engine_client_init (TocsinEngineClient *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tocsin_engine_client_new:
 * @socket_path: where the engine's private socket is, see
 *   tocsin_state_directory_get_control_path()
 *
 * Returns: (transfer full): a client that begins to look for the engine.
 */
TocsinEngineClient *
tocsin_engine_client_new (const char *socket_path)
{
  TocsinEngineClient *self;

  g_return_val_if_fail (socket_path != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_ENGINE_CLIENT, NULL);
  self->socket_path = g_strdup (socket_path);
  tocsin_engine_client_try (self);

  return self;
}

/**
 * tocsin_engine_client_get_running:
 * @self: a client
 *
 * Returns: whether an engine answers.
 */
gboolean
tocsin_engine_client_get_running (TocsinEngineClient *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE_CLIENT (self), FALSE);

  return self->bus != NULL;
}

/**
 * tocsin_engine_client_get_status:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): what the engine told of itself last, an `a{sv}`; %NULL while
 *   none answers.
 */
GVariant *
tocsin_engine_client_get_status (TocsinEngineClient *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE_CLIENT (self), NULL);

  return self->status;
}

/**
 * tocsin_engine_client_get_error:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): why no engine answers, or why it did not tell its status.
 */
const GError *
tocsin_engine_client_get_error (TocsinEngineClient *self)
{
  g_return_val_if_fail (TOCSIN_IS_ENGINE_CLIENT (self), NULL);

  return self->error;
}
