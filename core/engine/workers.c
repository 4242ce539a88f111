/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/workers.h"

struct _TocsinWorkers
{
  GObject parent_instance;

  GThreadPool *pool;
  GMainContext *context;
  gint busy;
};

G_DEFINE_FINAL_TYPE (TocsinWorkers, tocsin_workers, G_TYPE_OBJECT)

typedef struct
{
  TocsinWorkers *workers;
  TocsinWorkFunc func;
  TocsinWorkDone done;
  gpointer data;
  GCancellable *cancellable;
} Job;

static gboolean
finish_job (gpointer user_data)
{
  Job *job = user_data;

  g_atomic_int_add (&job->workers->busy, -1);
  job->done (job->data);
  g_clear_object (&job->cancellable);
  g_object_unref (job->workers);
  g_free (job);

  return G_SOURCE_REMOVE;
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  job->func (job->data, job->cancellable);

  /* Never through g_main_context_invoke(): it would run `done` right here whenever this thread
   * could get hold of the context, and the main thread's objects have no locks. */
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, finish_job, job, NULL);
  g_source_attach (source, job->workers->context);
}

static void
tocsin_workers_finalize (GObject *object)
{
  TocsinWorkers *self = TOCSIN_WORKERS (object);

  /* Each job holds a reference, so nothing runs any more. */
  g_thread_pool_free (self->pool, TRUE, TRUE);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (tocsin_workers_parent_class)->finalize (object);
}

static void
tocsin_workers_class_init (TocsinWorkersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_workers_finalize;
}

static void
tocsin_workers_init (TocsinWorkers *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * tocsin_workers_new:
 * @most_threads: the most threads at once
 *
 * Returns: (transfer full): workers that report to the caller's main context.
 */
TocsinWorkers *
tocsin_workers_new (guint most_threads)
{
  TocsinWorkers *self;

  g_return_val_if_fail (most_threads > 0, NULL);

  self = g_object_new (TOCSIN_TYPE_WORKERS, NULL);
  self->pool = g_thread_pool_new (run_job, NULL, (gint) most_threads, FALSE, NULL);

  return self;
}

/**
 * tocsin_workers_set_most_threads:
 * @self: the workers
 * @most_threads: the most threads at once, from now on; when there are more, they end their work
 */
void
tocsin_workers_set_most_threads (TocsinWorkers *self, guint most_threads)
{
  g_return_if_fail (TOCSIN_IS_WORKERS (self) && most_threads > 0);

  g_thread_pool_set_max_threads (self->pool, (gint) most_threads, NULL);
}

/**
 * tocsin_workers_run: (skip)
 * @self: the workers
 * @func: what is to be done
 * @done: called in the main context afterwards
 * @data: for both; handed over
 * @cancellable: (nullable): handed to @func
 *
 * Has a worker do @func as soon as one is free.
 */
void
tocsin_workers_run (TocsinWorkers *self,
                    TocsinWorkFunc func,
                    TocsinWorkDone done,
                    gpointer data,
                    GCancellable *cancellable)
{
  Job *job;

  g_return_if_fail (TOCSIN_IS_WORKERS (self) && func != NULL && done != NULL);

  job = g_new0 (Job, 1);
  job->workers = g_object_ref (self);
  job->func = func;
  job->done = done;
  job->data = data;
  g_set_object (&job->cancellable, cancellable);
  g_atomic_int_inc (&self->busy);
  g_thread_pool_push (self->pool, job, NULL);
}

/**
 * tocsin_workers_are_all_busy:
 * @self: the workers
 *
 * Returns: whether a job that is added now would have to wait.
 */
gboolean
tocsin_workers_are_all_busy (TocsinWorkers *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKERS (self), FALSE);

  return g_atomic_int_get (&self->busy) >= g_thread_pool_get_max_threads (self->pool);
}

/**
 * tocsin_workers_get_busy:
 * @self: the workers
 *
 * Returns: how many jobs are waiting, running or not yet reported.
 */
guint
tocsin_workers_get_busy (TocsinWorkers *self)
{
  g_return_val_if_fail (TOCSIN_IS_WORKERS (self), 0);

  return (guint) g_atomic_int_get (&self->busy);
}
