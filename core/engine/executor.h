/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/engine/journal.h"
#include "core/engine/spool.h"
#include "core/engine/task.h"

G_BEGIN_DECLS

/**
 * TocsinWork:
 * @claimed: how many events were taken on
 * @failed: how many of them ended in a failure, tried again later or not
 * @steps: how many actions came to which end
 * @next_due: when the task's next event is due, microseconds since 1970; %G_MAXINT64 when
 *   none waits
 * @stop_task: whether the task is to be switched off, as its `on-error` or `max-firings` says
 *
 * What came of one round of work.
 */
typedef struct
{
  guint claimed;
  guint failed;
  guint steps[TOCSIN_JOURNAL_N_OUTCOMES];
  gint64 next_due;
  gboolean stop_task;
} TocsinWork;

#define TOCSIN_TYPE_EXECUTOR (tocsin_executor_get_type ())

/**
 * TocsinExecutor:
 *
 * Works events off: claims them, has each action plan and perform, and writes every step down
 * before and after. Thread safe; a call blocks as long as the actions take.
 */
G_DECLARE_FINAL_TYPE (TocsinExecutor, tocsin_executor, TOCSIN, EXECUTOR, GObject)

TocsinExecutor *tocsin_executor_new (TocsinJournal *journal,
                                     TocsinSpool *spool,
                                     TocsinHost *host,
                                     TocsinClock *clock);
gboolean tocsin_executor_work (TocsinExecutor *self,
                               TocsinTask *task,
                               const char *owner,
                               guint limit,
                               TocsinWork *work,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
