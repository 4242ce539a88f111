/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What is answered about the engine and what it has done. */
#include "core/engine/control-private.h"

#include "core/engine/feed.h"
#include "core/engine/journal-desk.h"

static void
count_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  TocsinEngine *engine = call->control->engine;

  call->census =
      tocsin_census_take (tocsin_engine_get_journal (engine),
                          tocsin_clock_get_real (tocsin_engine_get_clock (engine)), &call->error);
}

static void
describe_on_main (TocsinControlCall *call)
{
  tocsin_control_take_answer (call, "(@a{sv})",
                              tocsin_engine_describe (call->control->engine, call->census));
}

/* The filter names a task as a person does. Events of tasks that are gone have the id they had. */
static void
resolve_filter (TocsinControlCall *call)
{
  g_autoptr (GVariant) filter = g_variant_get_child_value (call->arguments, 0);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (filter);
  g_autofree char *id = NULL;
  const char *name;

  if (g_variant_dict_lookup (&dict, "task", "&s", &name))
    id = tocsin_engine_find (call->control->engine, TOCSIN_CONFIG_TASK, name, NULL);
  if (id == NULL)
    return;

  g_variant_dict_insert (&dict, "task", "s", id);
  g_variant_unref (call->arguments);
  call->arguments = g_variant_ref_sink (g_variant_new ("(@a{sv})", g_variant_dict_end (&dict)));
}

static void
list_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  g_autoptr (GVariant) filter = g_variant_get_child_value (call->arguments, 0);

  tocsin_control_take_answer (
      call, "(@aa{sv})",
      tocsin_journal_desk_list (tocsin_engine_get_journal (call->control->engine), filter,
                                &call->error));
}

static void
show_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_control_take_answer (
      call, "(@a{sv})",
      tocsin_journal_desk_show (tocsin_engine_get_journal (call->control->engine), id,
                                &call->error));
}

static void
retry_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  TocsinEngine *engine = call->control->engine;
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_journal_retry (tocsin_engine_get_journal (engine), id,
                        tocsin_clock_get_real (tocsin_engine_get_clock (engine)), &call->error);
}

static void
discard_on_worker (TocsinControlCall *call, GCancellable *cancellable)
{
  TocsinEngine *engine = call->control->engine;
  gint64 id;

  g_variant_get (call->arguments, "(x)", &id);
  tocsin_journal_desk_discard (tocsin_engine_get_journal (engine), tocsin_engine_get_spool (engine),
                               id, tocsin_clock_get_real (tocsin_engine_get_clock (engine)),
                               &call->error);
}

static void
wake_on_main (TocsinControlCall *call)
{
  tocsin_engine_wake (call->control->engine);
}

const TocsinControlMethod tocsin_control_journal_methods[] = {
  { "GetStatus", TOCSIN_CONTROL_RIGHT_STATUS, NULL, count_on_worker, describe_on_main },
  { "ListEvents", TOCSIN_CONTROL_RIGHT_READ, resolve_filter, list_on_worker, NULL },
  { "GetEvent", TOCSIN_CONTROL_RIGHT_READ, NULL, show_on_worker, NULL },
  { "RetryEvent", TOCSIN_CONTROL_RIGHT_CONTROL, NULL, retry_on_worker, wake_on_main },
  { "DiscardEvent", TOCSIN_CONTROL_RIGHT_CONTROL, NULL, discard_on_worker, wake_on_main },
  { NULL },
};
