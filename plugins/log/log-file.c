/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/log/log-file.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Mail is private: so is what is said about it, until a person changes the file's mode. */
#define MODE 0600

static gboolean
fail (const char *path, int saved_errno, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, _ ("adding a line to %s"), path);

  return FALSE;
}

static gboolean
refuse_kind (const char *path, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, _ ("file: %s is no ordinary file"),
               path);

  return FALSE;
}

/* A pipe would make everybody wait for its reader, a device has no lines. */
static gboolean
check_regular (int fd, const char *path, struct stat *info, GError **error)
{
  if (fstat (fd, info) != 0)
    return fail (path, errno, error);

  return S_ISREG (info->st_mode) || refuse_kind (path, error);
}

/* Whether the last line has no end: a power cut in the middle of it, or somebody else's editor. */
static gboolean
ends_torn (int fd, goffset size)
{
  char last;

  return size > 0 && pread (fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* Goes in as one piece or not at all: what a full disk left of it is cut off again. */
static gboolean
write_whole (int fd, const char *path, goffset size, const char *bytes, GError **error)
{
  gsize length = strlen (bytes);
  gssize written;
  int saved_errno;

  do
    written = write (fd, bytes, length);
  while (written < 0 && errno == EINTR);
  if (written == (gssize) length && fsync (fd) == 0)
    return TRUE;

  saved_errno = written >= 0 && written < (gssize) length ? ENOSPC : errno;
  if (ftruncate (fd, size) != 0)
    g_debug ("cutting a torn line off %s: %s", path, g_strerror (errno));

  return fail (path, saved_errno, error);
}

/* The lock keeps the cut of one writer from hitting the line of another. */
static gboolean
append_locked (int fd, const char *path, const char *line, GError **error)
{
  struct stat info;
  g_autofree char *bytes = NULL;

  if (!check_regular (fd, path, &info, error))
    return FALSE;
  if (flock (fd, LOCK_EX) != 0 || fstat (fd, &info) != 0)
    return fail (path, errno, error);

  bytes = g_strconcat (ends_torn (fd, info.st_size) ? "\n" : "", line, "\n", NULL);

  return write_whole (fd, path, info.st_size, bytes, error);
}

/**
 * log_file_foresee:
 * @path: a file
 * @error: where to put why no line could be added to it
 *
 * Changes nothing.
 *
 * Returns: whether nothing is seen that would keep log_file_append() from adding one.
 */
gboolean
log_file_foresee (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat info;

  if (stat (path, &info) != 0)
    return access (folder, W_OK) == 0 || fail (path, errno, error);
  if (S_ISREG (info.st_mode))
    return access (path, W_OK) == 0 || fail (path, errno, error);

  return refuse_kind (path, error);
}

/**
 * log_file_append:
 * @path: a file, made when it is missing; its folder is not
 * @line: a line without its end
 * @error: where to put what went wrong
 *
 * Adds the line at the end with one write, and comes back when it is on the disk. Several processes
 * may do so at the same time.
 *
 * Returns: whether it is there.
 */
gboolean
log_file_append (const char *path, const char *line, GError **error)
{
  gboolean appended;
  int fd;

  fd = open (path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, MODE);
  if (fd < 0)
    return fail (path, errno, error);

  appended = append_locked (fd, path, line, error);
  close (fd);

  return appended;
}
