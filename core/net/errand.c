/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/net/errand.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/net/wait.h"

/* Each call that hangs holds one; those behind them wait, and give up at their deadlines. */
#define MAX_THREADS 32
/* So long the end of the process waits for calls to come back. */
#define PATIENCE_AT_END (G_TIME_SPAN_SECOND)

/* The thread and who waits hold a reference each. */
typedef struct
{
  gatomicrefcount references;
  TocsinErrandFunc work;
  gpointer data;
  GDestroyNotify release;
  int flag;
  gint done; /* atomic access: a descriptor that is readable orders no memory */
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

static GMutex running_mutex;
static GCond running_cond;
static guint n_running = 0;

static void
count_running (int change)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&running_mutex);

  n_running += (guint) change;
  g_cond_broadcast (&running_cond);
}

static void
finish (Errand *errand)
{
  g_atomic_int_set (&errand->done, TRUE);
  tocsin_wait_flag_raise (errand->flag);
  errand_unref (errand);
}

static void
run (gpointer data, gpointer user_data)
{
  Errand *errand = data;

  errand->work (errand->data);
  finish (errand);
  count_running (-1);
}

/* What is still at work when the process ends would find its library taken down beneath it, and
 * abort: Kerberos may ask a server that does not answer for as long as it likes. So the libraries
 * are not taken down then. */
static void
leave (int status, void *data)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_AT_END;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&running_mutex);

  while (n_running > 0 && g_cond_wait_until (&running_cond, &running_mutex, until))
    continue;
  if (n_running == 0)
    return;

  fflush (NULL);
  _exit (status);
}

static GThreadPool *
get_threads (void)
{
  static GThreadPool *threads = NULL;

  if (g_once_init_enter (&threads))
    {
      on_exit (leave, NULL);
      g_once_init_leave (&threads, g_thread_pool_new (run, NULL, MAX_THREADS, FALSE, NULL));
    }

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
  int ready;

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
  count_running (1);
  g_thread_pool_push (get_threads (), errand, NULL);

  ready = tocsin_wait_fd (flag, G_IO_IN, deadline, cancellable, error);
  if (ready > 0 && !g_atomic_int_get (&errand->done))
    g_warn_if_reached ();

  return ready;
}

/**
 * tocsin_errand_wait_for_all: (skip)
 *
 * Waits until nothing runs any more, also of what nobody waits for: for tests, since libraries that
 * are taken down at the end of a process don't stand being at work meanwhile.
 */
void
tocsin_errand_wait_for_all (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&running_mutex);

  while (n_running > 0)
    g_cond_wait (&running_cond, &running_mutex);
}
