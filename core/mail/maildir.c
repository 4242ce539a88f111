/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/maildir.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/maildir-listing.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* While a directory is read, a file that is renamed may come twice or not at all; then it is read
 * again, so often. */
#define TRIES 3

/* So often in a row a message may be renamed by others between being found and being opened. */
#define CHASES 10

struct _TocsinMaildir
{
  GObject parent_instance;

  char *directory;
  char *folder;
  GMutex lock;
  TocsinMaildirListing *listing;
  GPtrArray *sorted;
};

G_DEFINE_FINAL_TYPE (TocsinMaildir, tocsin_maildir, G_TYPE_OBJECT)

static void
tocsin_maildir_finalize (GObject *object)
{
  TocsinMaildir *self = TOCSIN_MAILDIR (object);

  g_clear_pointer (&self->listing, tocsin_maildir_listing_free);
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  g_free (self->directory);
  g_free (self->folder);

  G_OBJECT_CLASS (tocsin_maildir_parent_class)->finalize (object);
}

static void
tocsin_maildir_class_init (TocsinMaildirClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_maildir_finalize;
}

static void
tocsin_maildir_init (TocsinMaildir *self)
{
  g_mutex_init (&self->lock);
}

/**
 * tocsin_maildir_new:
 * @directory: a Maildir
 * @folder: the id of one of its folders, %TOCSIN_MAILDIR_INBOX for its own
 *
 * Returns: (transfer full): the folder; nothing is read yet.
 */
TocsinMaildir *
tocsin_maildir_new (const char *directory, const char *folder)
{
  TocsinMaildir *self;

  g_return_val_if_fail (directory != NULL && folder != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_MAILDIR, NULL);
  self->directory = g_strdup (directory);
  self->folder = g_strdup (folder);

  return self;
}

/**
 * tocsin_maildir_exists:
 * @self: a folder
 *
 * Returns: whether mail can be in it: it has a `cur` or a `new`, though we may not see into them.
 */
gboolean
tocsin_maildir_exists (TocsinMaildir *self)
{
  static const char *const subdirectories[] = { "cur", "new" };

  g_return_val_if_fail (TOCSIN_IS_MAILDIR (self), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (subdirectories); i++)
    {
      g_autoptr (GError) error = NULL;
      int fd =
          tocsin_maildir_directory_open (self->directory, self->folder, subdirectories[i], &error);

      if (fd >= 0)
        close (fd);
      if (fd >= 0 || !g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING))
        return TRUE;
    }

  return FALSE;
}

/**
 * tocsin_maildir_is_one:
 * @directory: a directory
 *
 * Returns: whether mail can be in it: it has a `cur` or a `new`.
 */
gboolean
tocsin_maildir_is_one (const char *directory)
{
  g_autoptr (TocsinMaildir) maildir = tocsin_maildir_new (directory, TOCSIN_MAILDIR_INBOX);

  return tocsin_maildir_exists (maildir);
}

/* Under the lock. */
static gboolean
is_stale (TocsinMaildir *self)
{
  return self->listing == NULL
         || !tocsin_maildir_listing_is_current (self->listing, self->directory, self->folder);
}

/* Under the lock. */
static gboolean
refresh (TocsinMaildir *self, GCancellable *cancellable, GError **error)
{
  gboolean stands = FALSE;

  for (guint try = 0; !stands && try < TRIES; try++)
    {
      TocsinMaildirListing *listing = tocsin_maildir_listing_read (
          self->directory, self->folder, self->listing, &stands, cancellable, error);

      if (listing == NULL)
        return FALSE;
      g_clear_pointer (&self->listing, tocsin_maildir_listing_free);
      g_clear_pointer (&self->sorted, g_ptr_array_unref);
      self->listing = listing;
    }

  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const TocsinMaildirEntry *left = *(TocsinMaildirEntry *const *) a;
  const TocsinMaildirEntry *right = *(TocsinMaildirEntry *const *) b;

  if (left->received != right->received)
    return left->received < right->received ? -1 : 1;

  return strcmp (left->key, right->key);
}

static GPtrArray *
sort_entries (GHashTable *entries)
{
  GPtrArray *sorted = g_ptr_array_new_full (g_hash_table_size (entries),
                                            (GDestroyNotify) tocsin_maildir_entry_unref);
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (sorted, tocsin_maildir_entry_ref (entry));
  g_ptr_array_sort (sorted, compare_entries);

  return sorted;
}

/**
 * tocsin_maildir_list:
 * @self: a folder
 * @complete: (out) (optional): whether nothing can have been overlooked. While others rename files
 *   a directory can't be read for sure
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_MAILBOX_MISSING when there is no such folder
 *
 * What is no regular file, a symbolic link too, and names that begin with a dot, are no messages.
 *
 * Returns: (transfer container) (element-type TocsinMaildirEntry): its messages as they are now,
 *   oldest first, those of one second by name; not to be changed.
 */
GPtrArray *
tocsin_maildir_list (TocsinMaildir *self,
                     gboolean *complete,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (TOCSIN_IS_MAILDIR (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (is_stale (self) && !refresh (self, cancellable, error))
    return NULL;
  if (self->sorted == NULL)
    self->sorted = sort_entries (self->listing->entries);
  if (complete != NULL)
    *complete = !is_stale (self);

  return g_ptr_array_ref (self->sorted);
}

static gboolean
fail_gone (const char *key, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE, _ ("message %s is no longer there"),
               key);
  return FALSE;
}

/**
 * tocsin_maildir_find:
 * @self: a folder
 * @key: of a message
 * @moved: whether it is known not to be where it was found the last time
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_MESSAGE_GONE when it is no longer there
 *
 * Finds a message again after somebody changed its flags, and with them its name.
 *
 * Returns: (transfer full): where it is.
 */
TocsinMaildirEntry *
tocsin_maildir_find (
    TocsinMaildir *self, const char *key, gboolean moved, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  TocsinMaildirEntry *entry = NULL;

  g_return_val_if_fail (TOCSIN_IS_MAILDIR (self) && key != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (self->listing != NULL)
    entry = g_hash_table_lookup (self->listing->entries, key);
  /* While others rename files, one that is not found may have been overlooked. */
  for (guint try = 0; (entry == NULL || (moved && try == 0)) && try < TRIES && is_stale (self);
       try++)
    {
      if (!refresh (self, cancellable, error))
        return NULL;
      entry = g_hash_table_lookup (self->listing->entries, key);
    }
  if (entry != NULL)
    return tocsin_maildir_entry_ref (entry);
  fail_gone (key, error);

  return NULL;
}

static int
open_entry (TocsinMaildir *self, const TocsinMaildirEntry *entry)
{
  int directory =
      tocsin_maildir_directory_open (self->directory, self->folder, entry->subdirectory, NULL);
  int fd, saved_errno;

  if (directory < 0)
    {
      errno = ENOENT;
      return -1;
    }
  /* A pipe put in the place of a message must not hold us. */
  fd = openat (directory, entry->name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
  saved_errno = errno;
  close (directory);
  errno = saved_errno;

  return fd;
}

/* What a single file can cause; anything else, such as too many open files, concerns all. */
static void
fail_to_open (const TocsinMaildirEntry *entry, int saved_errno, GError **error)
{
  gboolean its_own = saved_errno == EACCES || saved_errno == EPERM || saved_errno == ELOOP
                     || saved_errno == ENXIO || saved_errno == EIO;
  g_autofree char *shown = tocsin_text_escape (entry->path, -1, 0);

  if (its_own)
    g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE,
                 _ ("The message “%s” can't be read: %s"), shown, g_strerror (saved_errno));
  else
    tocsin_error_set_errno (error, saved_errno, _ ("The message “%s” can't be read"), shown);
}

/**
 * tocsin_maildir_open:
 * @self: a folder
 * @key: of a message
 * @entry: (out) (transfer full): what its name says now
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_MESSAGE_GONE when it is no longer there,
 *   %TOCSIN_ERROR_MESSAGE_UNPARSABLE when nobody lets us read it
 *
 * Finds a message again after somebody changed its flags, and with them its name.
 *
 * Returns: a descriptor of its file, to be closed by the caller; -1 when there is none.
 */
int
tocsin_maildir_open (TocsinMaildir *self,
                     const char *key,
                     TocsinMaildirEntry **entry,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_MAILDIR (self) && key != NULL && entry != NULL, -1);

  for (guint try = 0; try < CHASES; try++)
    {
      g_autoptr (TocsinMaildirEntry) found =
          tocsin_maildir_find (self, key, try > 0, cancellable, error);
      int fd;

      if (found == NULL)
        return -1;
      fd = open_entry (self, found);
      if (fd < 0 && errno == ENOENT)
        continue;
      if (fd < 0)
        fail_to_open (found, errno, error);
      else
        *entry = g_steal_pointer (&found);
      return fd;
    }
  fail_gone (key, error);

  return -1;
}
