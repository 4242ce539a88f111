/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What a workbench has done elsewhere. */
#include "ui/desktop/model/workbench-private.h"

/* Tests of connections, sign-ins, trials and discoveries at the same time; further ones wait. */
#define WORKERS 16

static gboolean
return_errand (gpointer errand)
{
  tocsin_errand_return (errand);

  return G_SOURCE_REMOVE;
}

static void
run_errand (gpointer errand, gpointer user_data)
{
  TocsinWorkbench *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  tocsin_errand_run (errand, NULL, NULL);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_errand, errand, NULL);
  g_source_attach (source, self->context);
}

/*< private >
 * tocsin_workbench_begin_errands:
 * @self: a new workbench
 */
void
tocsin_workbench_begin_errands (TocsinWorkbench *self)
{
  self->errands = g_hash_table_new (NULL, NULL);
  self->workers = g_thread_pool_new (run_errand, self, WORKERS, FALSE, NULL);
}

static void
cancel_errands (TocsinWorkbench *self)
{
  GHashTableIter iter;
  gpointer task;

  g_hash_table_iter_init (&iter, self->errands);
  while (g_hash_table_iter_next (&iter, &task, NULL))
    tocsin_errand_cancel (task);
}

/*< private >
 * tocsin_workbench_end_errands:
 * @self: the workbench
 *
 * Cancels what is still going on and waits until it has returned.
 */
void
tocsin_workbench_end_errands (TocsinWorkbench *self)
{
  /* Who is told of one may begin another. */
  while (g_hash_table_size (self->errands) > 0)
    {
      cancel_errands (self);
      g_main_context_iteration (self->context, TRUE);
    }
  g_thread_pool_free (g_steal_pointer (&self->workers), FALSE, TRUE);
}

/**
 * tocsin_workbench_edit_async:
 * @self: the workbench
 * @edit: (scope async): what to do with the settings
 * @data: (nullable): for @edit
 * @free_data: (nullable): frees @data, in the main context
 * @free_result: (nullable): frees what @edit returns if nobody takes it
 * @cancellable: (nullable): to stop it
 * @callback: (scope async): is told of the result
 * @user_data: for @callback
 *
 * Does something with the settings on their thread; several in the order of the calls. When
 * @callback is called the lists show what was changed.
 */
void
tocsin_workbench_edit_async (TocsinWorkbench *self,
                             TocsinWorkbenchEdit edit,
                             gpointer data,
                             GDestroyNotify free_data,
                             GDestroyNotify free_result,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  TocsinErrand *errand;

  g_return_if_fail (TOCSIN_IS_WORKBENCH (self) && self->settings != NULL && edit != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tocsin_workbench_edit_async);
  errand = tocsin_errand_new (task, self->errands, data, free_data, free_result);
  tocsin_errand_set_edit (errand, edit);
  tocsin_settings_thread_run (self->settings, errand);
}

/**
 * tocsin_workbench_edit_finish:
 * @self: the workbench
 * @result: what the callback was given
 * @error: what went wrong, in %TOCSIN_ERROR
 *
 * Returns: (nullable) (transfer full): what the work returned.
 */
gpointer
tocsin_workbench_edit_finish (TocsinWorkbench *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tocsin_workbench_edit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tocsin_workbench_run_async:
 * @self: the workbench
 * @work: (scope async): what to do
 * @data: (nullable): for @work
 * @free_data: (nullable): frees @data, in the main context
 * @free_result: (nullable): frees what @work returns if nobody takes it
 * @cancellable: (nullable): to stop it
 * @callback: (scope async): is told of the result
 * @user_data: for @callback
 *
 * Does something that may wait, on a worker.
 */
void
tocsin_workbench_run_async (TocsinWorkbench *self,
                            TocsinWorkbenchWork work,
                            gpointer data,
                            GDestroyNotify free_data,
                            GDestroyNotify free_result,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  TocsinErrand *errand;

  g_return_if_fail (TOCSIN_IS_WORKBENCH (self) && self->workers != NULL && work != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tocsin_workbench_run_async);
  errand = tocsin_errand_new (task, self->errands, data, free_data, free_result);
  tocsin_errand_set_work (errand, work);
  g_thread_pool_push (self->workers, errand, NULL);
}

/**
 * tocsin_workbench_run_finish:
 * @self: the workbench
 * @result: what the callback was given
 * @error: what went wrong, in %TOCSIN_ERROR
 *
 * Returns: (nullable) (transfer full): what the work returned.
 */
gpointer
tocsin_workbench_run_finish (TocsinWorkbench *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tocsin_workbench_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
