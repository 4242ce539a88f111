/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/watch.h"

G_DEFINE_ABSTRACT_TYPE (TocsinWatch, tocsin_watch, G_TYPE_OBJECT)

static void
tocsin_watch_class_init (TocsinWatchClass *klass)
{
}

static void
tocsin_watch_init (TocsinWatch *self)
{
}

/**
 * tocsin_watch_get_fd:
 * @self: a watch
 *
 * Returns: the descriptor to poll for input, or -1 once closed.
 */
int
tocsin_watch_get_fd (TocsinWatch *self)
{
  g_return_val_if_fail (TOCSIN_IS_WATCH (self), -1);

  return TOCSIN_WATCH_GET_CLASS (self)->get_fd (self);
}

/**
 * tocsin_watch_get_deadline:
 * @self: a watch
 *
 * Returns: monotonic microseconds when it must be resumed even if the server is silent.
 */
gint64
tocsin_watch_get_deadline (TocsinWatch *self)
{
  g_return_val_if_fail (TOCSIN_IS_WATCH (self), 0);

  return TOCSIN_WATCH_GET_CLASS (self)->get_deadline (self);
}

/**
 * tocsin_watch_resume:
 * @self: a watch that has input or whose deadline came
 * @folders: (out) (transfer full): ids of the folders that may have changed
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Blocking. Leaves the session waiting again, or fails and leaves it useless.
 *
 * Returns: whether the watch goes on.
 */
gboolean
tocsin_watch_resume (TocsinWatch *self, GStrv *folders, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_WATCH (self) && folders != NULL, FALSE);

  return TOCSIN_WATCH_GET_CLASS (self)->resume (self, folders, cancellable, error);
}

/**
 * tocsin_watch_close:
 * @self: a watch
 *
 * Ends its session at once. Does nothing the second time.
 */
void
tocsin_watch_close (TocsinWatch *self)
{
  g_return_if_fail (TOCSIN_IS_WATCH (self));

  TOCSIN_WATCH_GET_CLASS (self)->close (self);
}

/**
 * tocsin_watch_take_list_changed:
 * @self: a watch that was resumed
 *
 * Returns: whether folders came or went since this was asked the last time; %FALSE where the server
 *   does not tell.
 */
gboolean
tocsin_watch_take_list_changed (TocsinWatch *self)
{
  g_return_val_if_fail (TOCSIN_IS_WATCH (self), FALSE);

  return TOCSIN_WATCH_GET_CLASS (self)->take_list_changed != NULL
         && TOCSIN_WATCH_GET_CLASS (self)->take_list_changed (self);
}
