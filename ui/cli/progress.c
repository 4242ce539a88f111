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
  guint64 done;
  guint64 size;
};

/* The lock is held. */
static char *
say_bytes (const TocsinProgress *self)
{
  g_autofree char *done = g_format_size (self->done);
  g_autofree char *size = g_format_size (self->size);

  return self->size > 0 ? g_strdup_printf (_ (", %s of %s"), done, size) : g_strdup ("");
}

/* Commands block, so the line is written by a thread of its own, once a second. */
static gpointer
tell (gpointer data)
{
  TocsinProgress *self = data;
  gint64 start = g_get_monotonic_time ();
  guint seconds = 0;
  int width = 0;

  g_mutex_lock (&self->lock);
  while (!self->over)
    {
      if (g_cond_wait_until (&self->over_cond, &self->lock,
                             start + (seconds + 1) * G_TIME_SPAN_SECOND))
        continue;
      seconds++;
      g_autofree char *bytes = say_bytes (self);
      g_autofree char *line = g_strdup_printf (_ ("%s… %u s%s"), self->what, seconds, bytes);
      /* What was longer before is painted over. */
      int length = (int) g_utf8_strlen (line, -1);

      g_printerr ("\r%s%*s", line, MAX (width - length, 0), "");
      width = length;
    }
  if (seconds > 0)
    g_printerr ("\r%*s\r", width, "");
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
 * tocsin_progress_set_bytes:
 * @self: what goes on
 * @done: how many bytes have gone
 * @size: of how many
 *
 * Has it told with the next line. May be called from any thread.
 */
void
tocsin_progress_set_bytes (TocsinProgress *self, guint64 done, guint64 size)
{
  g_mutex_lock (&self->lock);
  self->done = done;
  self->size = size;
  g_mutex_unlock (&self->lock);
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
