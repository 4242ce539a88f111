/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/save/directory.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPEN_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

struct _Directory
{
  char *path;
  mode_t mode;
  int fd;
};

/* The person named the directory and may have meant a symbolic link; below it nobody did. */
static int
open_root (const char *path, mode_t mode, gboolean create)
{
  int fd = open (path, OPEN_FLAGS);

  if (fd >= 0 || errno != ENOENT || !create)
    return fd;
  if (mkdir (path, mode) != 0 && errno != EEXIST)
    return -1;

  return open (path, OPEN_FLAGS);
}

static void
set_open_error (GError **error, int saved_errno, const char *path, gboolean create)
{
  tocsin_error_set_errno (error, saved_errno, _ ("opening the directory %s"), path);
  if (error == NULL)
    return;

  if (saved_errno == ENOENT && create)
    tocsin_error_set_hint (*error, _ ("Its parent must exist: make it, or mount the disk."));
  else if (saved_errno == ENOENT)
    tocsin_error_set_hint (*error, _ ("Make it, or set create=true."));
  else if (saved_errno == EROFS || saved_errno == EACCES)
    tocsin_error_set_hint (*error,
                           _ ("Let the service write there: ReadWritePaths=%s in its unit."), path);
}

/**
 * directory_open:
 * @path: its full path
 * @mode: of directories that are made
 * @create: whether it is made when it is missing and its parent is there
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): the directory.
 */
Directory *
directory_open (const char *path, mode_t mode, gboolean create, GError **error)
{
  Directory *self;
  int fd = open_root (path, mode, create);

  if (fd < 0)
    {
      set_open_error (error, errno, path, create);
      return NULL;
    }

  self = g_new0 (Directory, 1);
  self->path = g_strdup (path);
  self->mode = mode;
  self->fd = fd;

  return self;
}

/**
 * directory_free:
 * @self: (transfer full): a directory
 */
void
directory_free (Directory *self)
{
  close (self->fd);
  g_free (self->path);
  g_free (self);
}

/**
 * directory_get_path:
 * @self: a directory
 *
 * Returns: (transfer none): how the person calls it.
 */
const char *
directory_get_path (Directory *self)
{
  return self->path;
}

/* A directory that is new has to be known on the disk before what is put into it. */
static int
open_level (Directory *self, int parent, const char *name)
{
  int fd = openat (parent, name, OPEN_FLAGS | O_NOFOLLOW);

  if (fd >= 0 || errno != ENOENT)
    return fd;
  if (mkdirat (parent, name, self->mode) != 0 && errno != EEXIST)
    return -1;
  if (fsync (parent) != 0)
    return -1;

  return openat (parent, name, OPEN_FLAGS | O_NOFOLLOW);
}

static void
set_level_error (Directory *self, int saved_errno, const char *name, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, _ ("opening “%s” below %s"), name, self->path);
  if (error != NULL && (saved_errno == ELOOP || saved_errno == ENOTDIR))
    tocsin_error_set_hint (*error, _ ("A file or a symbolic link is in the way of a directory."));
}

/**
 * directory_open_parent:
 * @self: a directory
 * @relative_path: clean names, parted by `/`
 * @error: where to put what went wrong
 *
 * Makes what is missing on the way.
 *
 * Returns: a descriptor of the directory that the last name is in, to be closed, or -1.
 */
int
directory_open_parent (Directory *self, const char *relative_path, GError **error)
{
  g_auto (GStrv) names = g_strsplit (relative_path, "/", -1);
  int fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0);

  for (gsize i = 0; fd >= 0 && names[i + 1] != NULL; i++)
    {
      int next = open_level (self, fd, names[i]);
      int saved_errno = errno;

      close (fd);
      if (next < 0)
        {
          set_level_error (self, saved_errno, names[i], error);
          return -1;
        }
      fd = next;
    }
  if (fd < 0)
    set_level_error (self, errno, ".", error);

  return fd;
}

/**
 * directory_mode_for_files:
 * @file_mode: permissions of files
 *
 * Returns: those of their directories: who may read may also enter, and the owner may do all.
 */
mode_t
directory_mode_for_files (mode_t file_mode)
{
  return file_mode | ((file_mode & 0444) >> 2) | 0700;
}
