/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/secret-file.h"

#include "core/base/error.h"
#include "core/base/write-all.h"
#include "core/settings/secret-reference.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
check_privacy (const char *path, const struct stat *info, GError **error)
{
  if (info->st_uid != geteuid () && info->st_uid != 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_INSECURE,
                   _ ("The secret in %s belongs to another user, who can read and change it"),
                   path);
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("take a file of your own"));
      return FALSE;
    }
  if ((info->st_mode & 077) != 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_INSECURE,
                   _ ("The secret in %s can be read or changed by others (mode %04o)"), path,
                   info->st_mode & 07777);
      if (error != NULL)
        tocsin_error_set_hint (*error, _ ("run “chmod 600 %s”"), path);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_file (const char *path, int fd, gboolean check_mode, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Looking at the secret in %s"), path);
      return FALSE;
    }
  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                   _ ("The secret in %s can not be read: it is no ordinary file"), path);
      return FALSE;
    }

  return !check_mode || check_privacy (path, &info, error);
}

static gssize
read_all (int fd, char *buffer, gsize size)
{
  gsize length = 0;

  while (length < size)
    {
      gssize got = read (fd, buffer + length, size - length);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return -1;
      if (got == 0)
        break;
      length += (gsize) got;
    }

  return (gssize) length;
}

static gboolean
check_content (const char *path, const char *buffer, gssize length, GError **error)
{
  const char *what = NULL;

  if (length < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Reading the secret in %s"), path);
      return FALSE;
    }

  if (length == 0)
    what = _ ("it is empty");
  else if (length > TOCSIN_SECRET_MAX_SIZE)
    what = _ ("it is too large to be one");
  else if (memchr (buffer, '\0', (gsize) length) != NULL)
    what = _ ("it holds NUL bytes");
  if (what == NULL)
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
               _ ("The secret in %s can not be used: %s"), path, what);
  return FALSE;
}

static gsize
without_line_end (const char *buffer, gsize length)
{
  if (length > 0 && buffer[length - 1] == '\n')
    length--;
  if (length > 0 && buffer[length - 1] == '\r')
    length--;

  return length;
}

static TocsinSecret *
read_secret (const char *path, int fd, GError **error)
{
  gsize size = TOCSIN_SECRET_MAX_SIZE + 1;
  g_autofree char *buffer = g_malloc (size);
  gssize length = read_all (fd, buffer, size);
  TocsinSecret *secret = NULL;

  if (length > 0)
    length = (gssize) without_line_end (buffer, (gsize) length);
  if (check_content (path, buffer, length, error))
    secret = tocsin_secret_new (buffer, length);
  explicit_bzero (buffer, size);

  return secret;
}

/**
 * tocsin_secret_file_read:
 * @path: where it is
 * @check_mode: whether to refuse a file that others can read
 * @error: %TOCSIN_ERROR_SECRET_INSECURE or %TOCSIN_ERROR_SECRET_UNAVAILABLE
 *
 * One line end behind the secret is left out, as editors and echo put it there.
 *
 * Returns: (transfer full): the secret, or %NULL
 */
TocsinSecret *
tocsin_secret_file_read (const char *path, gboolean check_mode, GError **error)
{
  TocsinSecret *secret = NULL;
  /* Not to be stopped by a FIFO that nobody writes to. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_SECRET_UNAVAILABLE,
                   _ ("The secret in %s can not be read: %s"), path, g_strerror (errno));
      return NULL;
    }

  if (check_file (path, fd, check_mode, error))
    secret = read_secret (path, fd, error);
  close (fd);

  return secret;
}

/* A name is on the disk when its folder is. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);

  return good;
}

/**
 * tocsin_secret_file_write:
 * @path: where to, in a folder that exists
 * @secret: what to write
 * @error: a storage error
 *
 * Replaces the file in one step with one that only its owner can read.
 *
 * Returns: whether it is on the disk
 */
gboolean
tocsin_secret_file_write (const char *path, TocsinSecret *secret, GError **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.XXXXXX", path);
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  gboolean good;

  if (fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Writing the secret to %s"), path);
      return FALSE;
    }

  good = tocsin_write_all (fd, tocsin_secret_peek (secret), tocsin_secret_get_length (secret))
         && fsync (fd) == 0 && g_rename (temporary, path) == 0 && sync_folder (path);
  if (!good)
    {
      tocsin_error_set_errno (error, errno, _ ("Writing the secret to %s"), path);
      g_unlink (temporary);
    }
  close (fd);

  return good;
}
