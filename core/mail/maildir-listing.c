/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* Reading the directories of a folder while others deliver, rename and delete. A directory that is
 * changed meanwhile may tell a file twice or not at all, so what was read says when it is to be
 * trusted; and since a file of a Maildir never changes, what is known of one is never asked again.
 */
#include "core/mail/maildir-listing.h"

#include "core/base/error.h"
#include "core/mail/maildir-directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A directory that changed less than so long before it was read may have changed after it within
 * the same tick of the file system's clock. */
#define TICK (2 * G_USEC_PER_SEC)

/* In this order: what somebody moves meanwhile comes twice rather than not at all. */
static const char *const subdirectories[TOCSIN_MAILDIR_N_SUBDIRECTORIES] = { "new", "cur" };
#define N_SUBDIRECTORIES TOCSIN_MAILDIR_N_SUBDIRECTORIES

/* One of the folders of a Maildir. */
typedef struct
{
  const char *directory;
  const char *folder;
} Place;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DIR, closedir)

static DIR *
open_subdirectory (const Place *place, const char *name, GError **error)
{
  int fd = tocsin_maildir_directory_open (place->directory, place->folder, name, error);
  DIR *dir = fd >= 0 ? fdopendir (fd) : NULL;

  if (dir == NULL && fd >= 0)
    {
      tocsin_error_set_errno (error, errno, _ ("Maildir “%s”"), place->directory);
      close (fd);
    }

  return dir;
}

/* Called with each name that may be a message. */
typedef void (*NameFunc) (int fd, const char *subdirectory, const char *name, gpointer user_data);

static gboolean
read_names (const Place *place,
            const char *subdirectory,
            NameFunc func,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (DIR) dir = open_subdirectory (place, subdirectory, error);
  struct dirent *entry;

  if (dir == NULL)
    return FALSE;
  while (errno = 0, (entry = readdir (dir)) != NULL)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          tocsin_error_translate (error, _ ("Maildir “%s”"), place->directory);
          return FALSE;
        }
      if (entry->d_name[0] != '.' && (entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN))
        func (dirfd (dir), subdirectory, entry->d_name, user_data);
    }
  if (errno == 0)
    return TRUE;
  tocsin_error_set_errno (error, errno, _ ("Maildir “%s”"), place->directory);

  return FALSE;
}

/* One of the two may be missing, as Courier makes `new` when it is needed; without both there is no
 * folder, and what was in it is not gone: a disk may not be mounted. */
static gboolean
read_all_names (const Place *place,
                const gboolean *skip,
                NameFunc func,
                gpointer user_data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GError) missing = NULL;
  guint n_missing = 0;

  for (guint i = 0; i < N_SUBDIRECTORIES; i++)
    {
      g_autoptr (GError) local_error = NULL;

      if ((skip != NULL && skip[i])
          || read_names (place, subdirectories[i], func, user_data, cancellable, &local_error))
        continue;
      if (!g_error_matches (local_error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_error (&missing);
      missing = g_steal_pointer (&local_error);
      n_missing++;
    }
  if (n_missing < N_SUBDIRECTORIES)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&missing));

  return FALSE;
}

/* One go at reading a folder. */
typedef struct
{
  const char *path;
  TocsinMaildirListing *listing;
  const TocsinMaildirListing *before;
  gboolean missed;
} Reading;

/* A file of a Maildir never changes, only its name does: what was listed under that name needs no
 * second look. */
static TocsinMaildirEntry *
find_known (const Reading *reading, const char *subdirectory, const char *name)
{
  g_autofree char *key = NULL;
  TocsinMaildirEntry *entry;

  if (reading->before == NULL)
    return NULL;
  key = tocsin_maildir_entry_make_key (name);
  entry = g_hash_table_lookup (reading->before->entries, key);

  return entry != NULL && g_str_equal (entry->subdirectory, subdirectory)
                 && g_str_equal (entry->name, name)
             ? entry
             : NULL;
}

static void
take_entry (Reading *reading, TocsinMaildirEntry *entry)
{
  g_hash_table_replace (reading->listing->entries, entry->key, tocsin_maildir_entry_ref (entry));
}

static void
add_name (int fd, const char *subdirectory, const char *name, gpointer user_data)
{
  Reading *reading = user_data;
  TocsinMaildirEntry *known = find_known (reading, subdirectory, name);
  g_autoptr (TocsinMaildirEntry) entry = NULL;
  struct stat info;

  if (known != NULL)
    {
      take_entry (reading, known);
      return;
    }
  if (fstatat (fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    {
      reading->missed = reading->missed || errno == ENOENT;
      return;
    }
  if (!S_ISREG (info.st_mode))
    return;

  entry = tocsin_maildir_entry_new (reading->path, subdirectory, name,
                                    (const char *const *) reading->listing->keywords->names);
  entry->bytes = (guint64) info.st_size;
  entry->received = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC;
  take_entry (reading, entry);
}

/* When each subdirectory changed last, in microseconds since 1970; 0 when it is not there. */
static void
ask_times (const Place *place, gint64 *times)
{
  int fd = tocsin_maildir_directory_open (place->directory, place->folder, NULL, NULL);

  for (guint i = 0; i < N_SUBDIRECTORIES; i++)
    {
      struct stat info;

      times[i] = 0;
      if (fd >= 0 && fstatat (fd, subdirectories[i], &info, AT_SYMLINK_NOFOLLOW) == 0)
        times[i] = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
    }
  if (fd >= 0)
    close (fd);
}

/* Whether a subdirectory is, for sure, as it was when it was listed. */
static gboolean
is_settled (const TocsinMaildirListing *listing, const gint64 *times, guint i)
{
  return times[i] != 0 && times[i] == listing->changed[i] && times[i] <= listing->begun - TICK;
}

static void
take_settled (Reading *reading, const char *subdirectory)
{
  GHashTableIter iter;
  gpointer entry;

  g_hash_table_iter_init (&iter, reading->before->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    if (g_str_equal (((TocsinMaildirEntry *) entry)->subdirectory, subdirectory))
      take_entry (reading, entry);
}

static TocsinMaildirKeywords *
read_keywords (const Place *place)
{
  int fd = tocsin_maildir_directory_open (place->directory, place->folder, NULL, NULL);
  TocsinMaildirKeywords *keywords = tocsin_maildir_keywords_read (fd);

  if (fd >= 0)
    close (fd);

  return keywords;
}

static gboolean
read_entries (Reading *reading, const Place *place, GCancellable *cancellable, GError **error)
{
  gboolean skip[N_SUBDIRECTORIES] = { FALSE };

  for (guint i = 0; reading->before != NULL && i < N_SUBDIRECTORIES; i++)
    {
      skip[i] = is_settled (reading->before, reading->listing->changed, i);
      if (skip[i])
        take_settled (reading, subdirectories[i]);
    }

  return read_all_names (place, skip, add_name, reading, cancellable, error);
}

/**
 * tocsin_maildir_listing_read: (skip)
 * @directory: a Maildir
 * @folder: the id of one of its folders
 * @before: (nullable): what was read there before
 * @stands: (out): whether nothing was changed while it was read
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_MAILBOX_MISSING when there is no such folder
 *
 * What is no regular file, a symbolic link too, and names that begin with a dot, are no messages.
 *
 * Returns: (transfer full): what is there.
 */
TocsinMaildirListing *
tocsin_maildir_listing_read (const char *directory,
                             const char *folder,
                             const TocsinMaildirListing *before,
                             gboolean *stands,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (TocsinMaildirListing) self = g_new0 (TocsinMaildirListing, 1);
  g_autofree char *path = g_str_equal (folder, TOCSIN_MAILDIR_INBOX)
                              ? g_strdup (directory)
                              : g_build_filename (directory, folder, NULL);
  Place place = { directory, folder };
  Reading reading = { path, self, before, FALSE };
  gint64 times[N_SUBDIRECTORIES];

  self->begun = g_get_real_time ();
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) tocsin_maildir_entry_unref);
  self->keywords = read_keywords (&place);
  ask_times (&place, self->changed);
  /* With other keywords the same names say something else. */
  if (before != NULL && !tocsin_maildir_keywords_equal (before->keywords, self->keywords))
    reading.before = NULL;
  if (!read_entries (&reading, &place, cancellable, error))
    return NULL;
  ask_times (&place, times);
  *stands = !reading.missed && memcmp (times, self->changed, sizeof times) == 0;

  return g_steal_pointer (&self);
}

/**
 * tocsin_maildir_listing_is_current: (skip)
 * @self: what was read
 * @directory: the Maildir
 * @folder: the folder
 *
 * Returns: whether, for sure, nothing has changed since, and nothing did while it was read.
 */
gboolean
tocsin_maildir_listing_is_current (const TocsinMaildirListing *self,
                                   const char *directory,
                                   const char *folder)
{
  Place place = { directory, folder };
  gint64 times[N_SUBDIRECTORIES];
  g_autoptr (TocsinMaildirKeywords) keywords = NULL;

  ask_times (&place, times);
  for (guint i = 0; i < N_SUBDIRECTORIES; i++)
    if (!is_settled (self, times, i))
      return FALSE;
  keywords = read_keywords (&place);

  return tocsin_maildir_keywords_equal (self->keywords, keywords);
}

/**
 * tocsin_maildir_listing_free: (skip)
 * @self: (transfer full): what was read
 */
void
tocsin_maildir_listing_free (TocsinMaildirListing *self)
{
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->keywords, tocsin_maildir_keywords_free);
  g_free (self);
}

typedef struct
{
  gint64 messages;
  gint64 unread;
} Count;

static void
count_name (int fd, const char *subdirectory, const char *name, gpointer user_data)
{
  Count *count = user_data;
  const char *info = tocsin_maildir_entry_find_info (name);

  count->messages++;
  if (strchr (info, 'S') == NULL)
    count->unread++;
}

/**
 * tocsin_maildir_listing_count: (skip)
 * @directory: a Maildir
 * @folder: the id of one of its folders
 * @messages: (out): how many messages it has
 * @unread: (out): how many of them have not been read
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * Looks at names alone, which is quick in a large folder, too.
 *
 * Returns: whether they could be counted.
 */
gboolean
tocsin_maildir_listing_count (const char *directory,
                              const char *folder,
                              gint64 *messages,
                              gint64 *unread,
                              GCancellable *cancellable,
                              GError **error)
{
  Place place = { directory, folder };
  Count count = { 0, 0 };

  if (!read_all_names (&place, NULL, count_name, &count, cancellable, error))
    return FALSE;
  *messages = count.messages;
  *unread = count.unread;

  return TRUE;
}
