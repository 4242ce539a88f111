/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/stall-watch.h"

#include <stdio.h>

/* A person feels what takes longer than this, milliseconds; TOCSIN_STALL_LIMIT has another. */
#define LIMIT 50

/* What the poll function of the main context knows: when the last one returned. */
static GPollFunc real_poll;
static gint64 woken;
static gint64 limit;
static FILE *file;
static gboolean armed;

static void
tell (gint64 begin, gint64 end)
{
  fprintf (file, "%.1f ms, %.1f s after the start\n", (double) (end - begin) / 1000,
           (double) begin / G_USEC_PER_SEC);
  fflush (file);
}

/* Between two polls the main context works: as long as that takes nothing on the screen moves. */
static int
watch_poll (GPollFD *descriptors, guint n_descriptors, int timeout)
{
  static gint64 start;
  gint64 now = g_get_monotonic_time ();
  int result;

  if (start == 0)
    start = now;
  if (armed && woken > 0 && now - woken > limit)
    tell (woken - start, now - start);
  result = real_poll (descriptors, n_descriptors, timeout);
  woken = g_get_monotonic_time ();

  return result;
}

/**
 * tocsin_stall_watch_begin:
 *
 * Where TOCSIN_STALL_FILE names a file, writes a line into it for each time that the main context
 * was kept from its work once the window can be seen. The file is made at once, so that an empty
 * one says that all was well.
 */
void
tocsin_stall_watch_begin (void)
{
  GMainContext *context = g_main_context_default ();
  const char *path = g_getenv ("TOCSIN_STALL_FILE");
  const char *other = g_getenv ("TOCSIN_STALL_LIMIT");

  if (path == NULL || file != NULL)
    return;
  file = fopen (path, "ae");
  if (file == NULL)
    return;
  limit = (other != NULL ? g_ascii_strtoll (other, NULL, 10) : LIMIT) * 1000;
  real_poll = g_main_context_get_poll_func (context);
  g_main_context_set_poll_func (context, watch_poll);
}

static gboolean
arm (gpointer user_data)
{
  armed = TRUE;
  woken = 0;

  return G_SOURCE_REMOVE;
}

/**
 * tocsin_stall_watch_arm:
 *
 * The window is there: from when it has first been drawn on, nothing may take its time any more.
 */
void
tocsin_stall_watch_arm (void)
{
  if (file != NULL && !armed)
    g_idle_add_full (G_PRIORITY_LOW, arm, NULL, NULL);
}
