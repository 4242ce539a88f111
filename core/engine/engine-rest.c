/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/engine-private.h"

#include <glib/gi18n-lib.h>

/* A task that is being put to rest in the journal. */
typedef struct
{
  TocsinEngine *engine;
  char *task;
  TocsinPauses *pauses;
  GError *error;
} Rest;

static void
rest_on_worker (gpointer data, GCancellable *cancellable)
{
  Rest *rest = data;

  rest->pauses = tocsin_pauses_change (rest->engine->journal, TOCSIN_CONFIG_TASK, rest->task,
                                       tocsin_clock_get_real (rest->engine->clock), &rest->error);
}

static void
take_on_main (gpointer data)
{
  Rest *rest = data;

  if (rest->pauses != NULL)
    tocsin_engine_take_pauses (rest->engine, rest->pauses);
  else
    tocsin_engine_take_problem (rest->engine, g_steal_pointer (&rest->error));
  g_clear_pointer (&rest->pauses, tocsin_pauses_unref);
  g_object_unref (rest->engine);
  g_free (rest->task);
  g_free (rest);
}

/*< private >
 * tocsin_engine_rest_task:
 * @self: a running engine
 * @task: id of a task that has to be switched off
 * @reason: (transfer full): why the settings can't say so: they are only read here
 *
 * The journal says it instead, so that the task rests whatever happens.
 */
void
tocsin_engine_rest_task (TocsinEngine *self, const char *task, GError *reason)
{
  Rest *rest = g_new0 (Rest, 1);

  g_prefix_error (&reason, _ ("task “%s” is paused instead of switched off: "), task);
  tocsin_engine_take_problem (self, reason);
  rest->engine = g_object_ref (self);
  rest->task = g_strdup (task);
  tocsin_workers_run (self->workers, rest_on_worker, take_on_main, rest, NULL);
}
