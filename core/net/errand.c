/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/errand.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/wait.h"

/* Each call that hangs holds one; those behind them wait, and give up at their deadlines. */
#define MAX_THREADS 32

/* The thread and who waits hold a reference each. */
typedef struct
{
  gatomicrefcount references;
  TocsinErrandFunc work;
  gpointer data;
  GDestroyNotify release;
  int flag;
} Errand;

static void
errand_unref (Errand *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  self->release (self->data);
  close (self->flag);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_unref)

static void
run (gpointer data, gpointer user_data)
{
  g_autoptr (Errand) errand = data;

  errand->work (errand->data);
  tocsin_wait_flag_raise (errand->flag);
}

static GThreadPool *
get_threads (void)
{
  static GThreadPool *threads = NULL;

  if (g_once_init_enter (&threads))
    g_once_init_leave (&threads, g_thread_pool_new (run, NULL, MAX_THREADS, FALSE, NULL));

  return threads;
}

/**
 * tocsin_errand_run: (skip)
 * @work: runs on another thread, and to its end in any case
 * @data: (transfer full): for @work
 * @release: frees @data, on whichever thread is the last to need it; take a reference before to
 *   look at the result
 * @deadline: until when to wait, in g_get_monotonic_time() units; 0 for no limit
 * @cancellable: (nullable): ends the wait
 * @error: `cancelled` or `internal`
 *
 * Returns: 1 if the work is done, 0 if the deadline came first, -1 with @error set. Unless it is 1
 *   nobody but the thread may touch what @data leads to.
 */
int
tocsin_errand_run (TocsinErrandFunc work,
                   gpointer data,
                   GDestroyNotify release,
                   gint64 deadline,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (Errand) errand = NULL;
  int flag = tocsin_wait_flag_new ();

  if (flag < 0)
    {
      release (data);
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_INTERNAL, _ ("no descriptors left"));
      return -1;
    }

  errand = g_new0 (Errand, 1);
  g_atomic_ref_count_init (&errand->references);
  g_atomic_ref_count_inc (&errand->references);
  errand->work = work;
  errand->data = data;
  errand->release = release;
  errand->flag = flag;
  g_thread_pool_push (get_threads (), errand, NULL);

  return tocsin_wait_fd (flag, G_IO_IN, deadline, cancellable, error);
}
