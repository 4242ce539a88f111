/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/settings/file-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/write-all.h"
#include "core/settings/key-file.h"

/* Milliseconds between two looks at a lock that another program holds. */
#define LOCK_POLL 10

static GBytes *
read_rest (int fd, const char *path, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint8 buffer[16384];

  for (;;)
    {
      gssize got = read (fd, buffer, sizeof buffer);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          tocsin_error_set_errno (error, errno, _ ("Reading the settings in %s"), path);
          return NULL;
        }
      if (got == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&content));
      /* One byte too many is left for the parser to complain about. */
      if (content->len + (gsize) got > TOCSIN_KEY_FILE_MAX_SIZE)
        got = TOCSIN_KEY_FILE_MAX_SIZE + 1 - content->len;
      g_byte_array_append (content, buffer, (guint) got);
      if (content->len > TOCSIN_KEY_FILE_MAX_SIZE)
        return g_byte_array_free_to_bytes (g_steal_pointer (&content));
    }
}

/*
 * tocsin_file_store_read:
 * @path: the settings file
 * @error: a storage error
 *
 * Returns: (nullable) (transfer full): its content; %NULL without an error when there is no such
 * file
 */
GBytes *
tocsin_file_store_read (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  GBytes *content = NULL;
  struct stat info;

  if (fd < 0)
    {
      if (errno != ENOENT)
        tocsin_error_set_errno (error, errno, _ ("Opening the settings in %s"), path);
      return NULL;
    }

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    content = read_rest (fd, path, error);
  else
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                 _ ("The settings in %s can not be read: it is no ordinary file"), path);
  close (fd);

  return content;
}

/* A file kept elsewhere and linked here stays so. */
static char *
resolve (const char *path)
{
  char real[PATH_MAX];

  return g_strdup (realpath (path, real) != NULL ? real : path);
}

static gboolean
write_durably (int fd, GBytes *content)
{
  gsize length;
  const char *bytes = g_bytes_get_data (content, &length);

  return tocsin_write_all (fd, bytes, length) && fsync (fd) == 0;
}

/* Who could read the file before still can, and nobody else. */
static void
keep_mode (int fd, const char *path)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return;
  if (fchown (fd, info.st_uid, info.st_gid) == 0)
    fchmod (fd, info.st_mode & 0777);
}

static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good;

  if (fd < 0)
    return FALSE;
  good = fsync (fd) == 0;
  close (fd);

  return good;
}

static gboolean
write_temporary (char *temporary, const char *target, GBytes *content)
{
  int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  gboolean good;
  int saved_errno;

  if (fd < 0)
    return FALSE;

  keep_mode (fd, target);
  good = write_durably (fd, content);
  saved_errno = errno;
  close (fd);
  if (!good)
    g_unlink (temporary);
  errno = saved_errno;

  return good;
}

/*
 * tocsin_file_store_replace:
 * @path: the settings file
 * @content: what is to stand in it
 * @error: a storage error
 *
 * In one step: whoever reads the file, or starts after the power went, finds the old content or
 * the new. A new file can be read by its owner alone.
 *
 * Returns: whether it is on the disk
 */
gboolean
tocsin_file_store_replace (const char *path, GBytes *content, GError **error)
{
  g_autofree char *target = resolve (path);
  g_autofree char *temporary = g_strdup_printf ("%s.XXXXXX", target);

  if (write_temporary (temporary, target, content))
    {
      if (g_rename (temporary, target) == 0 && sync_folder (target))
        return TRUE;
      tocsin_error_set_errno (error, errno, _ ("Writing the settings to %s"), path);
      g_unlink (temporary);
      return FALSE;
    }

  tocsin_error_set_errno (error, errno, _ ("Writing the settings to %s"), path);
  return FALSE;
}

static gboolean
wait_for_lock (int fd)
{
  for (guint waited = 0; waited < TOCSIN_FILE_STORE_LOCK_TIME; waited += LOCK_POLL)
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      if (errno != EWOULDBLOCK && errno != EINTR)
        return FALSE;
      g_usleep (LOCK_POLL * 1000);
    }

  return FALSE;
}

/*
 * tocsin_file_store_lock:
 * @path: the settings file
 * @error: %TOCSIN_ERROR_STORAGE_FAILED when another program keeps it longer than
 *   %TOCSIN_FILE_STORE_LOCK_TIME, or another storage error
 *
 * The lock is on a file of its own beside the settings, because these are replaced.
 *
 * Returns: the lock, to be given to tocsin_file_store_unlock(), or -1
 */
int
tocsin_file_store_lock (const char *path, GError **error)
{
  g_autofree char *target = resolve (path);
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *name = g_strconcat (target, ".lock", NULL);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Making the folder %s for the settings"), folder);
      return -1;
    }
  fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Locking the settings in %s"), path);
      return -1;
    }
  if (wait_for_lock (fd))
    return fd;

  if (errno == EWOULDBLOCK)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED,
                 _ ("Another program is writing the settings in %s and does not finish"), path);
  else
    tocsin_error_set_errno (error, errno, _ ("Locking the settings in %s"), path);
  close (fd);

  return -1;
}

/*
 * tocsin_file_store_unlock:
 * @lock: a lock
 */
void
tocsin_file_store_unlock (int lock)
{
  close (lock);
}
