/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a running engine is told to do. */
#include "core/engine/control-private.h"

#include "core/engine/feed.h"

static void
confirm_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  TocsinEngine *engine = call->control->engine;

  tocsin_feed_confirm (tocsin_engine_get_journal (engine), call->id,
                       tocsin_clock_get_real (tocsin_engine_get_clock (engine)), &call->error);
}

static void
check_on_main (TocsinControlCall *call)
{
  tocsin_engine_check_now (call->control->engine, "", &call->error);
}

static void
write_replay_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  tocsin_replay_write (call->replay, tocsin_engine_get_journal (call->control->engine),
                       &call->error);
}

static void
begin_replay_on_main (TocsinControlCall *call)
{
  call->answer = g_variant_ref_sink (g_variant_new ("(s)", call->replay->id));
  tocsin_engine_begin_replay (call->control->engine, call->replay);
}

/* Who is on duty is known here; the disk is waited for elsewhere. */
static void
make_replay (TocsinControlCall *call)
{
  g_autoptr (GVariant) messages = NULL;
  const char *task;

  g_variant_get (call->arguments, "(&s@a(ssa(st)))", &task, &messages);
  call->replay = tocsin_engine_make_replay (call->control->engine, task, messages, &call->error);
}

/* The engine's methods that take a name do nothing but to see who is meant. */
static void
tell_engine (TocsinControlCall *call,
             gboolean (*func) (TocsinEngine *engine, const char *name, GError **error))
{
  const char *name;

  g_variant_get (call->arguments, "(&s)", &name);
  func (call->control->engine, name, &call->error);
}

static void
retry_connection (TocsinControlCall *call)
{
  tell_engine (call, tocsin_engine_retry_connection);
}

static void
check_now (TocsinControlCall *call)
{
  tell_engine (call, tocsin_engine_check_now);
}

static void
run_task (TocsinControlCall *call)
{
  tell_engine (call, tocsin_engine_run_task);
}

/* PauseTask, ResumeTask and so on end in what is meant. */
static TocsinConfigKind
get_kind (TocsinControlCall *call)
{
  if (g_str_has_suffix (call->method->name, "Task"))
    return TOCSIN_CONFIG_TASK;

  return g_str_has_suffix (call->method->name, "Connection") ? TOCSIN_CONFIG_CONNECTION
                                                             : TOCSIN_CONFIG_ENGINE;
}

static void
find_named (TocsinControlCall *call)
{
  const char *name;

  if (get_kind (call) == TOCSIN_CONFIG_ENGINE)
    return;
  g_variant_get (call->arguments, "(&s)", &name);
  call->id = tocsin_engine_find (call->control->engine, get_kind (call), name, &call->error);
}

static void
write_pause_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  TocsinEngine *engine = call->control->engine;
  gboolean pauses = g_str_has_prefix (call->method->name, "Pause");
  gint64 since = pauses ? tocsin_clock_get_real (tocsin_engine_get_clock (engine)) : 0;

  call->pauses = tocsin_pauses_change (tocsin_engine_get_journal (engine), get_kind (call),
                                       call->id, since, &call->error);
}

static void
take_pauses (TocsinControlCall *call)
{
  tocsin_engine_take_pauses (call->control->engine, call->pauses);
}

/* The socket goes with the engine: whoever asked for that is answered before. */
typedef struct
{
  GDBusConnection *bus;
  TocsinEngine *engine;
} Farewell;

static void
on_farewell_sent (GObject *bus, GAsyncResult *result, gpointer user_data)
{
  Farewell *farewell = user_data;

  g_dbus_connection_flush_finish (G_DBUS_CONNECTION (bus), result, NULL);
  tocsin_engine_stop (farewell->engine);
  g_object_unref (farewell->engine);
  g_object_unref (farewell->bus);
  g_free (farewell);
}

static gboolean
on_answered (gpointer data)
{
  Farewell *farewell = data;

  g_dbus_connection_flush (farewell->bus, NULL, on_farewell_sent, farewell);

  return G_SOURCE_REMOVE;
}

static void
stop (TocsinControlCall *call)
{
  Farewell *farewell = g_new0 (Farewell, 1);

  farewell->bus = g_object_ref (g_dbus_method_invocation_get_connection (call->invocation));
  farewell->engine = g_object_ref (call->control->engine);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answered, farewell, NULL);
}

const TocsinControlMethod tocsin_control_order_methods[] = {
  { "ConfirmTask", TOCSIN_CONTROL_RIGHT_CONTROL, find_named, confirm_on_worker, check_on_main },
  { "RetryConnection", TOCSIN_CONTROL_RIGHT_CONTROL, retry_connection, NULL, NULL },
  { "CheckNow", TOCSIN_CONTROL_RIGHT_CONTROL, check_now, NULL, NULL },
  { "RunTask", TOCSIN_CONTROL_RIGHT_CONTROL, run_task, NULL, NULL },
  { "Replay", TOCSIN_CONTROL_RIGHT_CONTROL, make_replay, write_replay_on_worker,
    begin_replay_on_main },
  { "PauseConnection", TOCSIN_CONTROL_RIGHT_CONTROL, find_named, write_pause_on_worker,
    take_pauses },
  { "ResumeConnection", TOCSIN_CONTROL_RIGHT_CONTROL, find_named, write_pause_on_worker,
    take_pauses },
  { "PauseTask", TOCSIN_CONTROL_RIGHT_CONTROL, find_named, write_pause_on_worker, take_pauses },
  { "ResumeTask", TOCSIN_CONTROL_RIGHT_CONTROL, find_named, write_pause_on_worker, take_pauses },
  { "Pause", TOCSIN_CONTROL_RIGHT_CONTROL, find_named, write_pause_on_worker, take_pauses },
  { "Resume", TOCSIN_CONTROL_RIGHT_CONTROL, find_named, write_pause_on_worker, take_pauses },
  { "Stop", TOCSIN_CONTROL_RIGHT_CONTROL, NULL, NULL, stop },
  { NULL },
};
