/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* A call from when it comes in to its answer. */
#include "core/engine/control-private.h"

#include "core/engine/control-error.h"
#include "core/engine/guard.h"

static void
call_free (TocsinControlCall *call)
{
  g_clear_object (&call->control);
  g_clear_pointer (&call->arguments, g_variant_unref);
  g_clear_pointer (&call->answer, g_variant_unref);
  g_clear_pointer (&call->census, tocsin_census_free);
  g_clear_pointer (&call->replay, tocsin_replay_unref);
  g_clear_pointer (&call->pauses, tocsin_pauses_unref);
  g_clear_pointer (&call->id, g_free);
  g_clear_pointer (&call->events, g_ptr_array_unref);
  g_clear_pointer (&call->description, g_variant_unref);
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
end_on_main (gpointer data)
{
  TocsinControlCall *call = data;

  if (call->error == NULL && call->method->end != NULL)
    call->method->end (call);
  answer (call);
}

static void
work_on_worker (gpointer data, GCancellable *cancellable)
{
  TocsinControlCall *call = data;

  call->method->work (call, cancellable);
}

static void
begin (TocsinControlCall *call)
{
  TocsinEngine *engine = call->control->engine;

  /* What acts does so with the settings that the person has just made. */
  if (g_strcmp0 (call->method->right, TOCSIN_CONTROL_RIGHT_CONTROL) == 0)
    tocsin_engine_refresh (engine);
  if (call->method->begin != NULL)
    call->method->begin (call);

  if (call->error != NULL || call->method->work == NULL)
    end_on_main (call);
  else
    tocsin_workers_run (tocsin_engine_get_workers (engine), work_on_worker, end_on_main, call,
                        NULL);
}

static void
on_allowed (GError *error, gpointer user_data)
{
  TocsinControlCall *call = user_data;

  call->error = error;
  if (error != NULL)
    answer (call);
  else
    begin (call);
}

static const TocsinControlMethod *
find_method (const char *name)
{
  static const TocsinControlMethod *const tables[] = {
    tocsin_control_journal_methods, tocsin_control_order_methods, tocsin_control_mail_methods,
    tocsin_control_tree_methods, tocsin_control_test_methods
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    for (const TocsinControlMethod *method = tables[i]; method->name != NULL; method++)
      if (g_str_equal (method->name, name))
        return method;

  g_return_val_if_reached (NULL);
}

static const char *
get_right (TocsinControlCall *call)
{
  return call->method->right != NULL
             ? call->method->right
             : tocsin_control_tree_get_right (
                 g_dbus_method_invocation_get_object_path (call->invocation));
}

/*< private >
 * tocsin_control_take_call:
 * @line: where it came in
 * @invocation: (transfer full): a call of a method that the interface has
 */
void
tocsin_control_take_call (TocsinControlLine *line, GDBusMethodInvocation *invocation)
{
  TocsinControlCall *call = g_new0 (TocsinControlCall, 1);

  call->control = g_object_ref (line->control);
  call->invocation = invocation;
  call->arguments = g_variant_ref (g_dbus_method_invocation_get_parameters (invocation));
  call->method = find_method (g_dbus_method_invocation_get_method_name (invocation));
  call->access = line->access;
  if (line->access == TOCSIN_CONTROL_POLKIT)
    tocsin_guard_ask (invocation, get_right (call), on_allowed, call);
  else
    begin (call);
}
