/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/cli/prompt.h"

#include <errno.h>
#include <unistd.h>

/**
 * tocsin_prompt_read_line:
 * @buffer: where to put it, without its end
 * @size: how long that is
 * @cancellable: ends it
 *
 * Reads a line of standard input. Ctrl-C has to work here too, so it never waits for that alone.
 *
 * Returns: whether there is anything in it.
 */
gboolean
tocsin_prompt_read_line (char *buffer, gsize size, GCancellable *cancellable)
{
  GPollFD polled[] = { { .fd = STDIN_FILENO, .events = G_IO_IN }, { 0 } };
  guint sources = g_cancellable_make_pollfd (cancellable, &polled[1]) ? 2 : 1;
  gsize used = 0;
  gboolean more = TRUE;

  while (more && used + 1 < size)
    {
      if (g_poll (polled, sources, -1) < 0 && errno == EINTR)
        continue;
      more = !g_cancellable_is_cancelled (cancellable) && read (STDIN_FILENO, buffer + used, 1) == 1
             && buffer[used] != '\n';
      used += more ? 1 : 0;
    }
  if (sources == 2)
    g_cancellable_release_fd (cancellable);
  buffer[used] = '\0';
  if (used > 0 && buffer[used - 1] == '\r')
    buffer[used - 1] = '\0';

  return buffer[0] != '\0';
}

/**
 * tocsin_prompt_is_possible:
 *
 * Returns: whether there is a person who can be asked.
 */
gboolean
tocsin_prompt_is_possible (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}
