/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/maildir.h"

#include "core/base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* Dovecot's names for the letters a to z: lines such as “0 $Junk”. */
#define KEYWORDS "dovecot-keywords"

/* More is no list of keywords. */
#define MAX_KEYWORDS_BYTES (64 * 1024)

/* While a directory is read, a file that is renamed may come twice or not at all; then it is read
 * again, so often. */
#define TRIES 3

/* A directory that changed less than so long before it was read may have changed after it within
 * the same tick of the file system's clock. */
#define TICK (2 * G_USEC_PER_SEC)

static const char *const subdirectories[] = { "new", "cur" };

struct _TocsinMaildir
{
  GObject parent_instance;

  char *directory;
  GMutex lock;
  GHashTable *entries;
  gint64 changed[G_N_ELEMENTS (subdirectories)];
  gint64 listed;
};

G_DEFINE_FINAL_TYPE (TocsinMaildir, tocsin_maildir, G_TYPE_OBJECT)

static void
tocsin_maildir_finalize (GObject *object)
{
  TocsinMaildir *self = TOCSIN_MAILDIR (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_free (self->directory);

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
 * tocsin_maildir_is_one:
 * @directory: a directory
 *
 * Returns: whether mail can be in it: it has a `cur` or a `new`.
 */
gboolean
tocsin_maildir_is_one (const char *directory)
{
  g_return_val_if_fail (directory != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (subdirectories); i++)
    {
      g_autofree char *path = g_build_filename (directory, subdirectories[i], NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        return TRUE;
    }

  return FALSE;
}

/**
 * tocsin_maildir_new:
 * @directory: the directory in which `cur` and `new` are
 *
 * Returns: (transfer full): the folder; nothing is read yet.
 */
TocsinMaildir *
tocsin_maildir_new (const char *directory)
{
  TocsinMaildir *self;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_MAILDIR, NULL);
  self->directory = g_strdup (directory);

  return self;
}

static void
read_keyword (char **keywords, const char *line)
{
  char *name = NULL;
  guint64 number;

  if (!g_ascii_isdigit (*line))
    return;
  number = g_ascii_strtoull (line, &name, 10);
  if (number >= TOCSIN_MAILDIR_MAX_KEYWORDS || *name != ' ' || !g_utf8_validate (name, -1, NULL))
    return;

  g_free (keywords[number]);
  keywords[number] = g_strstrip (g_strdup (name));
}

static void
free_keywords (char **keywords)
{
  for (guint i = 0; i < TOCSIN_MAILDIR_MAX_KEYWORDS; i++)
    g_free (keywords[i]);
  g_free (keywords);
}

/* Mail without keywords is mail all the same: what can't be read names none. */
static char **
read_keywords (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, KEYWORDS, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  char **keywords = g_new0 (char *, TOCSIN_MAILDIR_MAX_KEYWORDS);
  GStatBuf info;

  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_KEYWORDS_BYTES
      || !g_file_get_contents (path, &text, NULL, NULL))
    return keywords;

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    read_keyword (keywords, *line);

  return keywords;
}

/* When a subdirectory changed last, in microseconds since 1970; 0 when it is not there. */
static gint64
ask_changed (const char *path)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    return 0;

  return (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
}

/* One go at reading a directory. */
typedef struct
{
  GHashTable *entries;
  char **keywords;
  gboolean missed;
} Reading;

static void
add_entry (Reading *reading, const char *directory, const char *subdirectory, const char *name)
{
  g_autoptr (TocsinMaildirEntry) entry = tocsin_maildir_entry_new (
      directory, subdirectory, name, (const char *const *) reading->keywords);
  GStatBuf info;

  if (g_stat (entry->path, &info) != 0)
    {
      reading->missed = reading->missed || errno == ENOENT;
      return;
    }
  if (!S_ISREG (info.st_mode))
    return;

  entry->bytes = (guint64) info.st_size;
  entry->received = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC;
  g_hash_table_replace (reading->entries, entry->key, tocsin_maildir_entry_ref (entry));
}

static gboolean
read_subdirectory (Reading *reading,
                   const char *directory,
                   const char *subdirectory,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *path = g_build_filename (directory, subdirectory, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &local_error);
  const char *name;

  if (dir == NULL && g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  if (dir == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      tocsin_error_translate (error, _ ("Maildir “%s”"), directory);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        {
          tocsin_error_translate (error, _ ("Maildir “%s”"), directory);
          return FALSE;
        }
      if (name[0] != '.')
        add_entry (reading, directory, subdirectory, name);
    }

  return TRUE;
}

static GHashTable *
read_directory (TocsinMaildir *self, gboolean *missed, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) entries = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) tocsin_maildir_entry_unref);
  Reading reading = { entries, read_keywords (self->directory), FALSE };
  gboolean read = TRUE;

  /* First new, then cur: what somebody moves meanwhile comes twice rather than not at all. */
  for (guint i = 0; read && i < G_N_ELEMENTS (subdirectories); i++)
    read = read_subdirectory (&reading, self->directory, subdirectories[i], cancellable, error);
  free_keywords (reading.keywords);
  *missed = reading.missed;

  return read ? g_steal_pointer (&entries) : NULL;
}

/* When each subdirectory changed last. */
static void
ask_times (TocsinMaildir *self, gint64 *times)
{
  for (guint i = 0; i < G_N_ELEMENTS (subdirectories); i++)
    {
      g_autofree char *path = g_build_filename (self->directory, subdirectories[i], NULL);

      times[i] = ask_changed (path);
    }
}

/* Under the lock. */
static gboolean
refresh (TocsinMaildir *self, GCancellable *cancellable, GError **error)
{
  gint64 times[G_N_ELEMENTS (subdirectories)];
  gboolean missed = TRUE;

  for (guint try = 0; missed && try < TRIES; try++)
    {
      g_autoptr (GHashTable) entries = NULL;

      self->listed = g_get_real_time ();
      ask_times (self, self->changed);
      entries = read_directory (self, &missed, cancellable, error);
      if (entries == NULL)
        return FALSE;
      ask_times (self, times);
      missed = missed || memcmp (times, self->changed, sizeof times) != 0;
      g_clear_pointer (&self->entries, g_hash_table_unref);
      self->entries = g_steal_pointer (&entries);
    }

  return TRUE;
}

/* Under the lock. Whether names may be others than those that were listed. */
static gboolean
is_stale (TocsinMaildir *self)
{
  gint64 times[G_N_ELEMENTS (subdirectories)];

  if (self->entries == NULL)
    return TRUE;

  ask_times (self, times);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (times[i] != self->changed[i] || times[i] > self->listed - TICK)
      return TRUE;

  return FALSE;
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

/**
 * tocsin_maildir_list:
 * @self: a folder
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong
 *
 * What is no regular file, and names that begin with a dot, are no messages.
 *
 * Returns: (transfer container) (element-type TocsinMaildirEntry): its messages as they are now,
 *   oldest first, those of one second by name.
 */
GPtrArray *
tocsin_maildir_list (TocsinMaildir *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *list;
  GHashTableIter iter;
  gpointer entry;

  g_return_val_if_fail (TOCSIN_IS_MAILDIR (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (!refresh (self, cancellable, error))
    return NULL;

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_maildir_entry_unref);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (list, tocsin_maildir_entry_ref (entry));
  g_ptr_array_sort (list, compare_entries);

  return list;
}

/* @moved says that it is not where it was listed. */
static TocsinMaildirEntry *
find (
    TocsinMaildir *self, const char *key, gboolean moved, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  TocsinMaildirEntry *entry = NULL;

  if (self->entries != NULL)
    entry = g_hash_table_lookup (self->entries, key);
  if ((entry == NULL || moved) && is_stale (self))
    {
      if (!refresh (self, cancellable, error))
        return NULL;
      entry = g_hash_table_lookup (self->entries, key);
    }
  if (entry != NULL)
    return tocsin_maildir_entry_ref (entry);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE, _ ("message %s is no longer there"),
               key);
  return NULL;
}

/**
 * tocsin_maildir_open:
 * @self: a folder
 * @key: of a message that was listed
 * @entry: (out) (transfer full): what its name says now
 * @cancellable: (nullable): to stop it
 * @error: where to put what went wrong, %TOCSIN_ERROR_MESSAGE_GONE when it is no longer there
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

  for (guint try = 0; try < TRIES; try++)
    {
      g_autoptr (TocsinMaildirEntry) found = find (self, key, try > 0, cancellable, error);
      int fd;

      if (found == NULL)
        return -1;
      /* A pipe put in the place of a message must not hold us. */
      fd = g_open (found->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
      if (fd < 0 && errno == ENOENT)
        continue;
      if (fd < 0)
        tocsin_error_set_errno (error, errno, _ ("The message “%s” can't be read"), found->path);
      else
        *entry = g_steal_pointer (&found);
      return fd;
    }

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_GONE, _ ("message %s is no longer there"),
               key);
  return -1;
}
