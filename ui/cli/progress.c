/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/progress.h"

#include <glib/gi18n.h>
#include <unistd.h>

struct _TocsinProgress
{
  char *what;
  GThread *thread;
  GMutex lock;
  GCond over_cond;
  gboolean over;
};

/* Commands block, so the line is written by a thread of its own, once a second. */
static gpointer
tell (gpointer data)
{
  TocsinProgress *self = data;
  gint64 start = g_get_monotonic_time ();
  guint seconds = 0;

  g_mutex_lock (&self->lock);
  while (!self->over)
    {
      if (g_cond_wait_until (&self->over_cond, &self->lock,
                             start + (seconds + 1) * G_TIME_SPAN_SECOND))
        continue;
      seconds++;
      g_printerr (_ ("\r%s… %u s"), self->what, seconds);
    }
  if (seconds > 0)
    g_printerr ("\r%*s\r", (int) g_utf8_strlen (self->what, -1) + 20, "");
  g_mutex_unlock (&self->lock);

  return NULL;
}

/**
 * tocsin_progress_new:
 * @what: what goes on, a few words
 *
 * Returns: (transfer full): tells of it until it is freed.
 */
TocsinProgress *
tocsin_progress_new (const char *what)
{
  TocsinProgress *self = g_new0 (TocsinProgress, 1);

  self->what = g_strdup (what);
  g_mutex_init (&self->lock);
  g_cond_init (&self->over_cond);
  if (isatty (STDERR_FILENO))
    self->thread = g_thread_new ("progress", tell, self);

  return self;
}

/**
 * tocsin_progress_free:
 * @self: (transfer full): what goes on no more
 *
 * Takes the line away.
 */
void
tocsin_progress_free (TocsinProgress *self)
{
  if (self->thread != NULL)
    {
      g_mutex_lock (&self->lock);
      self->over = TRUE;
      g_cond_signal (&self->over_cond);
      g_mutex_unlock (&self->lock);
      g_thread_join (self->thread);
    }
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->over_cond);
  g_free (self->what);
  g_free (self);
}
