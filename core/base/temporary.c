/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/base/temporary.h"

#include "core/base/error.h"
#include "core/base/write-all.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/**
 * tocsin_temporary_open:
 * @error: where to put what went wrong
 *
 * Makes a file that has no name, so that nothing of it is left behind whatever happens.
 *
 * Returns: its descriptor, to be closed by the caller; -1 when there is none.
 */
int
tocsin_temporary_open (GError **error)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("tocsin-XXXXXX", &path, error);

  if (fd >= 0)
    g_unlink (path);
  else
    tocsin_error_translate (error, _ ("temporary file"));

  return fd;
}

/**
 * tocsin_temporary_open_in:
 * @directory: where, because there is room for much or nobody else looks there
 * @error: where to put what went wrong
 *
 * As tocsin_temporary_open().
 *
 * Returns: its descriptor, to be closed by the caller; -1 when there is none.
 */
int
tocsin_temporary_open_in (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "temporary-XXXXXX", NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    tocsin_error_set_errno (error, errno, _ ("making a temporary file in %s"), directory);
  else
    g_unlink (path);

  return fd;
}

/**
 * tocsin_temporary_write:
 * @fd: a file of tocsin_temporary_open()
 * @bytes: what to write at its position
 * @length: how many bytes
 * @error: where to put what went wrong
 *
 * Returns: whether all of it is written.
 */
gboolean
tocsin_temporary_write (int fd, const char *bytes, gsize length, GError **error)
{
  if (tocsin_write_all (fd, bytes, length))
    return TRUE;
  tocsin_error_set_errno (error, errno, _ ("temporary file"));

  return FALSE;
}
