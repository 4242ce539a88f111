/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/save/file-set.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/base/file-name.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many files of one name are no collision but a mistake in the pattern. */
#define MAX_NUMBER 9999

typedef struct
{
  char *path;
  char *temporary;
  char *placed;
  dev_t device;
  ino_t inode;
} Entry;

struct _FileSet
{
  Directory *directory;
  mode_t mode;
  Collision collision;
  char *stem;
  GPtrArray *entries;
  GPtrArray *placed;
  guint n_added;
  guint skipped;
  int fd;
  gboolean committed;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->path);
  g_free (entry->temporary);
  g_free (entry->placed);
  g_free (entry);
}

/**
 * file_set_new:
 * @directory: where the files go; it outlives the set
 * @mode: their permissions
 * @collision: what becomes of a file whose name is taken
 * @temporary_stem: what temporary names are made of. The same for every attempt at the same files:
 *   one clears up what the one before left behind when the power went
 *
 * Returns: (transfer full): an empty set.
 */
FileSet *
file_set_new (Directory *directory, mode_t mode, Collision collision, const char *temporary_stem)
{
  FileSet *self = g_new0 (FileSet, 1);

  self->directory = directory;
  self->mode = mode;
  self->collision = collision;
  self->stem = tocsin_file_name_clean (temporary_stem, "x");
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->placed = g_ptr_array_new_with_free_func (g_free);
  self->fd = -1;

  return self;
}

static void
remove_name (FileSet *self, const Entry *entry, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  int parent = directory_open_parent (self->directory, path, NULL);
  struct stat info;

  if (parent < 0)
    return;

  /* Never what somebody else has put in its place meanwhile. */
  if (fstatat (parent, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && info.st_dev == entry->device
      && info.st_ino == entry->inode)
    unlinkat (parent, name, 0);
  close (parent);
}

static void
remove_traces (FileSet *self, const Entry *entry)
{
  remove_name (self, entry, entry->temporary);
  if (entry->placed != NULL && !self->committed && self->collision != COLLISION_REPLACE)
    remove_name (self, entry, entry->placed);
}

/**
 * file_set_free:
 * @self: (transfer full): a set; if it was not committed, nothing of it stays
 */
void
file_set_free (FileSet *self)
{
  if (self->fd >= 0)
    close (self->fd);
  for (guint i = 0; i < self->entries->len; i++)
    remove_traces (self, g_ptr_array_index (self->entries, i));
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->placed);
  g_free (self->stem);
  g_free (self);
}

static gboolean
fail (FileSet *self, int saved_errno, const char *path, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, _ ("saving %s/%s"),
                          directory_get_path (self->directory), path);

  return FALSE;
}

static char *
sibling (const char *path, const char *name)
{
  const char *slash = strrchr (path, '/');

  return slash == NULL ? g_strdup (name)
                       : g_strdup_printf ("%.*s/%s", (int) (slash - path), path, name);
}

static int
create_temporary (int parent, const char *name, mode_t mode)
{
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  int fd = openat (parent, name, flags, 0600);

  if (fd < 0 && errno == EEXIST && unlinkat (parent, name, 0) == 0)
    fd = openat (parent, name, flags, 0600);
  if (fd >= 0)
    fchmod (fd, mode);

  return fd;
}

static void
remember (FileSet *self, const char *path, const char *temporary, int fd)
{
  Entry *entry = g_new0 (Entry, 1);
  struct stat info = { 0 };

  fstat (fd, &info);
  entry->path = g_strdup (path);
  entry->temporary = sibling (path, temporary);
  entry->device = info.st_dev;
  entry->inode = info.st_ino;
  g_ptr_array_add (self->entries, entry);
}

static gboolean
is_taken (int parent, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return faccessat (parent, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/**
 * file_set_add:
 * @self: a set
 * @relative_path: what the file is to be called
 * @fd: (out): a descriptor to write its content to, which belongs to the set; -1 when there is such
 *   a file already and it is to stay
 * @error: where to put what went wrong
 *
 * Begins a file; file_set_seal() ends it.
 *
 * Returns: whether all is well.
 */
gboolean
file_set_add (FileSet *self, const char *relative_path, int *fd, GError **error)
{
  /* No file out of mail begins with a dot, so none can have this name. */
  g_autofree char *temporary = g_strdup_printf (".%s-%u.part", self->stem, self->n_added++);
  int parent = directory_open_parent (self->directory, relative_path, error);
  int saved_errno;

  g_assert (self->fd < 0);
  if (parent < 0)
    return FALSE;

  *fd = -1;
  if (self->collision == COLLISION_SKIP && is_taken (parent, relative_path))
    {
      self->skipped++;
      close (parent);
      return TRUE;
    }
  self->fd = create_temporary (parent, temporary, self->mode);
  saved_errno = errno;
  close (parent);
  if (self->fd < 0)
    return fail (self, saved_errno, relative_path, error);

  remember (self, relative_path, temporary, self->fd);
  *fd = self->fd;

  return TRUE;
}

/**
 * file_set_seal:
 * @self: a set
 * @error: where to put what went wrong
 *
 * Ends the file that was begun last. The disk starts to write it while the next one is made.
 *
 * Returns: whether it is whole.
 */
gboolean
file_set_seal (FileSet *self, GError **error)
{
  const Entry *entry = g_ptr_array_index (self->entries, self->entries->len - 1);
  int saved_errno = tocsin_fault_hit ("save-write");

  g_assert (self->fd >= 0);
  sync_file_range (self->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  if (close (g_steal_fd (&self->fd)) != 0 && saved_errno == 0)
    saved_errno = errno;

  return saved_errno == 0 || fail (self, saved_errno, entry->path, error);
}

static gboolean
sync_path (FileSet *self, const char *path, int flags, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  int parent = directory_open_parent (self->directory, path, error);
  int fd, saved_errno;

  if (parent < 0)
    return FALSE;

  fd = openat (parent, flags & O_DIRECTORY ? "." : name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flags);
  saved_errno = fd < 0 || fsync (fd) != 0 ? errno : 0;
  if (fd >= 0)
    close (fd);
  close (parent);

  return saved_errno == 0 || fail (self, saved_errno, path, error);
}

/* Not every file system can rename without replacing; those that can't have hard links. */
static gboolean
rename_to_free_name (int parent, const char *from, const char *to)
{
  if (renameat2 (parent, from, parent, to, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  if (linkat (parent, from, parent, to, 0) != 0)
    return FALSE;

  unlinkat (parent, from, 0);

  return TRUE;
}

/* The number is found by taking it, so two writers never get the same. */
static char *
take_numbered_name (int parent, const char *from, const char *name)
{
  if (rename_to_free_name (parent, from, name))
    return g_strdup (name);

  for (guint number = 2; errno == EEXIST && number <= MAX_NUMBER; number++)
    {
      g_autofree char *numbered = tocsin_file_name_number (name, number);

      if (rename_to_free_name (parent, from, numbered))
        return g_steal_pointer (&numbered);
    }

  return NULL;
}

static char *
take_name (FileSet *self, int parent, const char *from, const char *name)
{
  if (self->collision == COLLISION_REPLACE)
    return renameat (parent, from, parent, name) == 0 ? g_strdup (name) : NULL;
  if (self->collision == COLLISION_SKIP)
    return rename_to_free_name (parent, from, name) ? g_strdup (name) : NULL;

  return take_numbered_name (parent, from, name);
}

static gboolean
place (FileSet *self, Entry *entry, GError **error)
{
  g_autofree char *from = g_path_get_basename (entry->temporary);
  g_autofree char *name = g_path_get_basename (entry->path);
  g_autofree char *taken = NULL;
  int parent = directory_open_parent (self->directory, entry->path, error);
  int saved_errno;

  if (parent < 0)
    return FALSE;

  saved_errno = tocsin_fault_hit ("save-place");
  if (saved_errno == 0 && (taken = take_name (self, parent, from, name)) == NULL)
    saved_errno = errno;
  close (parent);

  if (taken != NULL)
    {
      entry->placed = sibling (entry->path, taken);
      g_ptr_array_add (self->placed, g_strdup (entry->placed));
      return TRUE;
    }
  if (saved_errno != EEXIST || self->collision != COLLISION_SKIP)
    return fail (self, saved_errno, entry->path, error);

  self->skipped++;

  return TRUE;
}

/**
 * file_set_commit:
 * @self: a set whose files are all sealed
 * @error: where to put what went wrong
 *
 * Gives the files their names, once all of them are on the disk.
 *
 * Returns: whether all of them are there to stay. If not, none is.
 */
gboolean
file_set_commit (FileSet *self, GError **error)
{
  g_autoptr (GHashTable) synced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (!sync_path (self, entry->temporary, 0, error))
        return FALSE;
    }
  for (guint i = 0; i < self->entries->len; i++)
    if (!place (self, g_ptr_array_index (self->entries, i), error))
      return FALSE;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (self->entries, i);

      if (g_hash_table_add (synced, g_path_get_dirname (entry->path))
          && !sync_path (self, entry->path, O_DIRECTORY, error))
        return FALSE;
    }
  self->committed = TRUE;

  return TRUE;
}

/**
 * file_set_get_placed:
 * @self: a committed set
 *
 * Returns: (transfer none) (element-type utf8): the names that the files got in the end.
 */
GPtrArray *
file_set_get_placed (FileSet *self)
{
  return self->placed;
}

/**
 * file_set_get_skipped:
 * @self: a committed set
 *
 * Returns: how many files were there already and stayed as they are.
 */
guint
file_set_get_skipped (FileSet *self)
{
  return self->skipped;
}
