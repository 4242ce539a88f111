/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/spool-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct _TocsinSpoolFolder
{
  char *path;
  int directory; /* -1 where files have no names */

  GMutex lock;         /* guards the rest */
  GHashTable *unnamed; /* what a file would be called → its descriptor */
};

static void
close_file (gpointer fd)
{
  close (GPOINTER_TO_INT (fd));
}

/**
 * tocsin_spool_folder_new_unnamed: (skip)
 * @path: a folder on the file system that is to have the files
 *
 * Returns: (transfer full): a place for files without names.
 */
TocsinSpoolFolder *
tocsin_spool_folder_new_unnamed (const char *path)
{
  TocsinSpoolFolder *self = g_new0 (TocsinSpoolFolder, 1);

  self->path = g_strdup (path);
  self->directory = -1;
  g_mutex_init (&self->lock);
  self->unnamed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_file);

  return self;
}

/**
 * tocsin_spool_folder_open: (skip)
 * @path: the folder; made (mode 0700) if it is not there, its parent must be
 *
 * Returns: (nullable) (transfer full): the folder.
 */
TocsinSpoolFolder *
tocsin_spool_folder_open (const char *path)
{
  g_autoptr (TocsinSpoolFolder) self = NULL;

  if (mkdir (path, 0700) != 0 && errno != EEXIST)
    return NULL;

  self = tocsin_spool_folder_new_unnamed (path);
  self->directory = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->directory < 0)
    {
      int saved_errno = errno;

      g_clear_pointer (&self, tocsin_spool_folder_close);
      errno = saved_errno;
    }

  return g_steal_pointer (&self);
}

/**
 * tocsin_spool_folder_close: (skip)
 * @self: (transfer full): a folder
 */
void
tocsin_spool_folder_close (TocsinSpoolFolder *self)
{
  if (self->directory >= 0)
    close (self->directory);
  g_hash_table_unref (self->unnamed);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self);
}

/**
 * tocsin_spool_folder_get_path: (skip)
 * @self: a folder
 *
 * Returns: (transfer none): its path.
 */
const char *
tocsin_spool_folder_get_path (TocsinSpoolFolder *self)
{
  return self->path;
}

/* Not every file system has files without a name; memory has. */
static int
create_unnamed (TocsinSpoolFolder *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  int fd, kept;

  if (g_hash_table_contains (self->unnamed, name))
    {
      errno = EEXIST;
      return -1;
    }

  fd = open (self->path, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (fd < 0)
    fd = memfd_create (name, MFD_CLOEXEC);
  kept = fd >= 0 ? fcntl (fd, F_DUPFD_CLOEXEC, 0) : -1;
  if (kept >= 0)
    g_hash_table_insert (self->unnamed, g_strdup (name), GINT_TO_POINTER (kept));
  else if (fd >= 0)
    close (fd);

  return kept >= 0 ? fd : -1;
}

/**
 * tocsin_spool_folder_create_file: (skip)
 * @self: a folder
 * @name: a file that is not there
 *
 * Returns: a descriptor open for writing, or -1, with EEXIST when the name is taken.
 */
int
tocsin_spool_folder_create_file (TocsinSpoolFolder *self, const char *name)
{
  if (self->directory < 0)
    return create_unnamed (self, name);

  return openat (self->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static int
open_unnamed (TocsinSpoolFolder *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gpointer fd;

  if (g_hash_table_lookup_extended (self->unnamed, name, NULL, &fd))
    return fcntl (GPOINTER_TO_INT (fd), F_DUPFD_CLOEXEC, 0);

  errno = ENOENT;
  return -1;
}

/**
 * tocsin_spool_folder_open_file: (skip)
 * @self: a folder
 * @name: a file
 *
 * Returns: a descriptor to read from, by position; or -1, with ENOENT when it is not there.
 */
int
tocsin_spool_folder_open_file (TocsinSpoolFolder *self, const char *name)
{
  if (self->directory < 0)
    return open_unnamed (self, name);

  return openat (self->directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

/**
 * tocsin_spool_folder_remove_file: (skip)
 * @self: a folder
 * @name: a file
 *
 * Returns: whether it is gone; who has it open can go on reading.
 */
gboolean
tocsin_spool_folder_remove_file (TocsinSpoolFolder *self, const char *name)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self->directory >= 0)
    return unlinkat (self->directory, name, 0) == 0;

  locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_remove (self->unnamed, name);
}

/**
 * tocsin_spool_folder_list: (skip)
 * @self: a folder with names
 *
 * Returns: (nullable) (transfer full) (element-type utf8): everything that is in it.
 */
GPtrArray *
tocsin_spool_folder_list (TocsinSpoolFolder *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int fd = openat (self->directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (entries == NULL)
    {
      int saved_errno = errno;

      if (fd >= 0)
        close (fd);
      errno = saved_errno;
      return NULL;
    }
  while ((entry = readdir (entries)) != NULL)
    g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (entries);

  return g_steal_pointer (&names);
}

/**
 * tocsin_spool_folder_sync: (skip)
 * @self: a folder
 *
 * Returns: whether the names of its files are on the disk; where there are none, nothing is to do.
 */
gboolean
tocsin_spool_folder_sync (TocsinSpoolFolder *self)
{
  return self->directory < 0 || fsync (self->directory) == 0;
}
