/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/trial-tray.h"

struct _TocsinTrialTray
{
  gatomicrefcount ref_count;
  GWeakRef owner;
  TocsinTrialTake take;

  GMutex lock;
  GPtrArray *rows;
  gboolean announced;
};

/**
 * tocsin_trial_tray_new:
 * @owner: who takes what is put in; when it is gone it is thrown away
 * @take: how
 *
 * Returns: (transfer full): an empty tray.
 */
TocsinTrialTray *
tocsin_trial_tray_new (GObject *owner, TocsinTrialTake take)
{
  TocsinTrialTray *self = g_new0 (TocsinTrialTray, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_weak_ref_init (&self->owner, owner);
  g_mutex_init (&self->lock);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->take = take;

  return self;
}

/**
 * tocsin_trial_tray_ref:
 * @self: a tray
 *
 * Returns: (transfer full): @self.
 */
TocsinTrialTray *
tocsin_trial_tray_ref (TocsinTrialTray *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_trial_tray_unref:
 * @self: (transfer full): a tray
 */
void
tocsin_trial_tray_unref (TocsinTrialTray *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_weak_ref_clear (&self->owner);
  g_ptr_array_unref (self->rows);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
unref_tray (gpointer data)
{
  tocsin_trial_tray_unref (data);
}

static gboolean
on_announced (gpointer data)
{
  tocsin_trial_tray_empty (data);

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_trial_tray_put:
 * @self: a tray
 * @row: (transfer full): what was found
 *
 * On the worker.
 */
void
tocsin_trial_tray_put (TocsinTrialTray *self, TocsinTrialRow *row)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_add (self->rows, row);
  if (self->announced)
    return;
  self->announced = TRUE;
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT_IDLE, on_announced,
                              tocsin_trial_tray_ref (self), unref_tray);
}

/**
 * tocsin_trial_tray_empty:
 * @self: a tray
 *
 * In the main context: what is in it is taken.
 */
void
tocsin_trial_tray_empty (TocsinTrialTray *self)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);
  g_autoptr (GPtrArray) rows = NULL;

  g_mutex_lock (&self->lock);
  rows = g_steal_pointer (&self->rows);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->announced = FALSE;
  g_mutex_unlock (&self->lock);

  if (owner != NULL && rows->len > 0)
    self->take (rows, owner);
}
