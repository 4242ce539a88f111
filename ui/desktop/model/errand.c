/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/errand.h"

#include "core/base/error.h"

#include <glib/gi18n.h>

struct _TocsinErrand
{
  GTask *task;
  TocsinWorkbenchEdit edit;
  TocsinWorkbenchWork work;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  GCancellable *cancellable; /* ours, so that the end of the program may set it off */
  gulong follows;
  gpointer result;
  GError *error;
};

static void
follow (GCancellable *theirs, gpointer ours)
{
  g_cancellable_cancel (ours);
}

/* A task may be told of its result a moment after the errand has returned. */
static void
on_completed (GObject *task, GParamSpec *spec, gpointer abroad)
{
  g_hash_table_remove (abroad, task);
}

static void
abroad_unref (gpointer abroad, GClosure *closure)
{
  g_hash_table_unref (abroad);
}

/**
 * tocsin_errand_new:
 * @task: (transfer full): who is told of the result
 * @abroad: the set of tasks that do not know their result yet, which it joins
 * @data: for the work
 * @free_data: (nullable): frees it
 * @free_result: (nullable): frees the result when nobody takes it
 *
 * Returns: (transfer full): the errand, freed by tocsin_errand_return().
 */
TocsinErrand *
tocsin_errand_new (GTask *task,
                   GHashTable *abroad,
                   gpointer data,
                   GDestroyNotify free_data,
                   GDestroyNotify free_result)
{
  TocsinErrand *self = g_new0 (TocsinErrand, 1);
  GCancellable *theirs = g_task_get_cancellable (task);

  self->task = task;
  g_hash_table_add (abroad, task);
  g_signal_connect_data (task, "notify::completed", G_CALLBACK (on_completed),
                         g_hash_table_ref (abroad), abroad_unref, 0);
  self->data = data;
  self->free_data = free_data;
  self->free_result = free_result;
  self->cancellable = g_cancellable_new ();
  g_task_set_task_data (task, g_object_ref (self->cancellable), g_object_unref);
  /* What has been done is told, even if nobody wanted it any more. */
  g_task_set_check_cancellable (task, FALSE);
  if (theirs != NULL)
    self->follows = g_cancellable_connect (theirs, G_CALLBACK (follow),
                                           g_object_ref (self->cancellable), g_object_unref);

  return self;
}

/**
 * tocsin_errand_set_edit:
 * @self: an errand
 * @edit: what to do with the settings
 */
void
tocsin_errand_set_edit (TocsinErrand *self, TocsinWorkbenchEdit edit)
{
  self->edit = edit;
}

/**
 * tocsin_errand_set_work:
 * @self: an errand
 * @work: what to do
 */
void
tocsin_errand_set_work (TocsinErrand *self, TocsinWorkbenchWork work)
{
  self->work = work;
}

/**
 * tocsin_errand_cancel:
 * @task: one of those that do not know their result yet
 *
 * Asks the work to end.
 */
void
tocsin_errand_cancel (GTask *task)
{
  g_cancellable_cancel (g_task_get_task_data (task));
}

static gboolean
may_begin (TocsinErrand *self, TocsinConfig *config, const GError *no_config)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    g_set_error_literal (&self->error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("Cancelled"));
  else if (self->edit != NULL && config == NULL)
    self->error = g_error_copy (no_config);

  return self->error == NULL;
}

/**
 * tocsin_errand_run:
 * @self: an errand
 * @config: (nullable): the settings, on their thread
 * @no_config: (nullable): why there are none
 *
 * Does the work. To be called on the thread that is meant for it.
 */
void
tocsin_errand_run (TocsinErrand *self, TocsinConfig *config, const GError *no_config)
{
  if (!may_begin (self, config, no_config))
    return;
  if (self->edit != NULL)
    self->result = self->edit (config, self->data, self->cancellable, &self->error);
  else
    self->result = self->work (self->data, self->cancellable, &self->error);
}

static void
drop (gpointer *data, GDestroyNotify free_data)
{
  gpointer taken = g_steal_pointer (data);

  if (taken != NULL && free_data != NULL)
    free_data (taken);
}

/**
 * tocsin_errand_return:
 * @self: (transfer full): an errand, done or never begun
 *
 * Tells the result, in the main context of who asked.
 */
void
tocsin_errand_return (TocsinErrand *self)
{
  if (self->follows != 0)
    g_cancellable_disconnect (g_task_get_cancellable (self->task), self->follows);
  drop (&self->data, self->free_data);
  if (self->error != NULL)
    {
      drop (&self->result, self->free_result);
      g_task_return_error (self->task, g_steal_pointer (&self->error));
    }
  else
    g_task_return_pointer (self->task, g_steal_pointer (&self->result), self->free_result);
  g_object_unref (self->task);
  g_object_unref (self->cancellable);
  g_free (self);
}
