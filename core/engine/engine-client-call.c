/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-client-private.h"

#include "core/base/error.h"
#include "core/engine/control-message.h"

#include <glib/gi18n-lib.h>

/* A call that waits for a line or for its answer. */
typedef struct
{
  char *method;
  GVariant *arguments;
  char *reply_type;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->method);
  g_clear_pointer (&call->arguments, g_variant_unref);
  g_free (call->reply_type);
  g_free (call);
}

static void
on_answer (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Call *call = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GDBusMessage) answer =
      g_dbus_connection_send_message_with_reply_finish (G_DBUS_CONNECTION (bus), result, &error);
  GVariant *reply = NULL;

  if (answer != NULL)
    reply = tocsin_control_message_take (answer, call->reply_type, &error);
  if (reply != NULL)
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, error);
}

/*< private >
 * tocsin_engine_client_send:
 * @self: a client that is not looking for its engine
 * @task: a call that was made
 */
void
tocsin_engine_client_send (TocsinEngineClient *self, GTask *task)
{
  const Call *call = g_task_get_task_data (task);
  g_autoptr (GDBusMessage) question = NULL;

  if (self->bus == NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }
  question = tocsin_control_message_new (self->bus, call->method, call->arguments);
  g_dbus_connection_send_message_with_reply (
      self->bus, question, G_DBUS_SEND_MESSAGE_FLAGS_NONE, TOCSIN_CONTROL_TIMEOUT, NULL,
      g_task_get_cancellable (task), on_answer, g_object_ref (task));
}

/**
 * tocsin_engine_client_call_async:
 * @self: a client
 * @method: a method of org.tocsin.Engine1
 * @arguments: (nullable): a tuple; a floating reference is taken
 * @reply_type: (nullable): the type of the answer, a tuple
 * @cancellable: (nullable): to wait for it no longer; what the engine has begun goes on
 * @callback: who is told when the answer is here
 * @user_data: for @callback
 *
 * Asks the engine. While the client is looking for it, the call waits until it is found or not.
 */
void
tocsin_engine_client_call_async (TocsinEngineClient *self,
                                 const char *method,
                                 GVariant *arguments,
                                 const char *reply_type,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Call *call;

  g_return_if_fail (TOCSIN_IS_ENGINE_CLIENT (self) && method != NULL);

  call = g_new0 (Call, 1);
  call->method = g_strdup (method);
  call->arguments = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  call->reply_type = g_strdup (reply_type);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tocsin_engine_client_call_async);
  g_task_set_task_data (task, call, call_free);
  if (self->attempt != NULL)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    tocsin_engine_client_send (self, task);
}

/**
 * tocsin_engine_client_call_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: where to put what the engine said, or %TOCSIN_ERROR_CONFIG_NOT_FOUND when none runs
 *
 * Returns: (transfer full): the engine's answer.
 */
GVariant *
tocsin_engine_client_call_finish (TocsinEngineClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;
  GVariant *reply;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  reply = g_task_propagate_pointer (G_TASK (result), &problem);
  if (reply != NULL)
    return reply;

  /* What the engine says speaks for itself; what the line says does not. */
  if (problem->domain != TOCSIN_ERROR)
    tocsin_error_translate (&problem, _ ("asking the engine"));
  g_propagate_error (error, g_steal_pointer (&problem));

  return NULL;
}
