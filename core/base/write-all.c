/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/write-all.h"

#include <errno.h>
#include <unistd.h>

/**
 * tocsin_write_all: (skip)
 * @fd: a file, written to at its position
 * @bytes: what to write
 * @length: how many bytes
 *
 * Goes on where the kernel takes less at once, or is interrupted by a signal.
 *
 * Returns: whether all of it is written; else errno says why not.
 */
gboolean
tocsin_write_all (int fd, const char *bytes, gsize length)
{
  while (length > 0)
    {
      gssize written = write (fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      bytes += written;
      length -= (gsize) written;
    }

  return TRUE;
}
