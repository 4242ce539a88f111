/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_WORKERS (tocsin_workers_get_type ())

/**
 * TocsinWorkers:
 *
 * The threads that do what blocks. A pool of our own: GTask's ten threads belong to the whole
 * process, and thirty stalled servers would fill them.
 */
G_DECLARE_FINAL_TYPE (TocsinWorkers, tocsin_workers, TOCSIN, WORKERS, GObject)

/**
 * TocsinWorkFunc:
 * @data: the job's data
 * @cancellable: (nullable): set off when the job is no longer wanted
 *
 * A job; runs on a worker and may block.
 */
typedef void (*TocsinWorkFunc) (gpointer data, GCancellable *cancellable);

/**
 * TocsinWorkDone:
 * @data: the job's data, owned by the callee from now on
 *
 * Called in the main context where the workers were made, exactly once, however the job went.
 */
typedef void (*TocsinWorkDone) (gpointer data);

TocsinWorkers *tocsin_workers_new (guint most_threads);
void tocsin_workers_set_most_threads (TocsinWorkers *self, guint most_threads);
void tocsin_workers_run (TocsinWorkers *self,
                         TocsinWorkFunc func,
                         TocsinWorkDone done,
                         gpointer data,
                         GCancellable *cancellable);
gboolean tocsin_workers_are_all_busy (TocsinWorkers *self);
guint tocsin_workers_get_busy (TocsinWorkers *self);

G_END_DECLS
