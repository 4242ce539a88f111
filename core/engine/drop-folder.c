/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/drop-private.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/base/notice.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* So many messages are written down in one transaction. */
#define MOST_AT_ONCE 64

/* So many names are taken from the folder at a time; what is left is found the next time. */
#define MOST_NAMES 4096

/* What was last seen of a file that is not taken yet. */
typedef struct
{
  struct stat status;
  gint64 since; /* monotonic, microseconds */
} Sighting;

/* Whether a file can be taken, the better first. */
typedef enum
{
  WHOLE,
  LYING,   /* it has not lain still for long enough */
  GROWING, /* somebody has it open to write */
} Ripeness;

/**
 * tocsin_drop_folder_new: (skip)
 * @connection: id of the connection whose mail is dropped there
 * @outbox: where it goes
 * @clock: the time
 *
 * Returns: (transfer full): a queue directory that is not open.
 */
TocsinDropFolder *
tocsin_drop_folder_new (const char *connection, TocsinOutbox *outbox, TocsinClock *clock)
{
  TocsinDropFolder *self = g_new0 (TocsinDropFolder, 1);

  self->connection = g_strdup (connection);
  self->outbox = g_object_ref (outbox);
  self->clock = g_object_ref (clock);
  self->fd = -1;
  self->sightings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->stuck = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

static void
close_folder (TocsinDropFolder *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_pointer (&self->path, g_free);
  g_hash_table_remove_all (self->sightings);
  g_hash_table_remove_all (self->stuck);
}

/**
 * tocsin_drop_folder_free: (skip)
 * @self: (transfer full): a queue directory
 */
void
tocsin_drop_folder_free (TocsinDropFolder *self)
{
  close_folder (self);
  g_hash_table_unref (self->sightings);
  g_hash_table_unref (self->stuck);
  g_object_unref (self->outbox);
  g_object_unref (self->clock);
  g_free (self->connection);
  g_free (self);
}

/**
 * tocsin_drop_folder_open: (skip)
 * @self: a queue directory
 * @path: where it is; made (mode 0700) if it is not there
 * @error: why it can't be used
 *
 * Returns: whether it can be looked into.
 */
gboolean
tocsin_drop_folder_open (TocsinDropFolder *self, const char *path, GError **error)
{
  struct stat open_one, there;

  /* Another one may have been put in its place. */
  if (self->fd >= 0 && g_str_equal (self->path, path) && fstat (self->fd, &open_one) == 0
      && stat (path, &there) == 0 && open_one.st_ino == there.st_ino
      && open_one.st_dev == there.st_dev)
    return TRUE;

  close_folder (self);
  if (g_mkdir_with_parents (path, 0700) == 0)
    self->fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->fd < 0)
    {
      tocsin_error_set_errno (error, errno, _ ("The queue directory %s"), path);
      return FALSE;
    }
  self->path = g_strdup (path);

  return TRUE;
}

static gboolean
is_message_name (const char *name)
{
  return name[0] != '.' && g_str_has_suffix (name, ".eml");
}

static GPtrArray *
list_names (TocsinDropFolder *self, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  int fd = openat (self->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (entries == NULL)
    {
      tocsin_error_set_errno (error, errno, _ ("The queue directory %s"), self->path);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  while (names->len < MOST_NAMES && (entry = readdir (entries)) != NULL)
    if (is_message_name (entry->d_name) && !g_hash_table_contains (self->stuck, entry->d_name))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (entries);

  return g_steal_pointer (&names);
}

static gboolean
is_same_file (const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_size == b->st_size
         && a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* For how long it has lain still, as far as is known, in microseconds. */
static gint64
get_rest (TocsinDropFolder *self, const char *name, const struct stat *status)
{
  Sighting *sighting = g_hash_table_lookup (self->sightings, name);
  gint64 now = tocsin_clock_get_monotonic (self->clock);
  gint64 age = g_get_real_time () - (gint64) status->st_ctim.tv_sec * G_USEC_PER_SEC
               - status->st_ctim.tv_nsec / 1000;

  if (sighting == NULL || !is_same_file (&sighting->status, status))
    {
      sighting = g_new0 (Sighting, 1);
      sighting->status = *status;
      sighting->since = now;
      g_hash_table_insert (self->sightings, g_strdup (name), sighting);
    }

  /* The file system's clock need not be ours: what is from the future is only watched. */
  return MAX (now - sighting->since, age);
}

/* Whether somebody has the file open to write: the system gives nobody a lease on it then. It tells
 * only of files of ours, and not on every file system: then more patience has to do. */
static gint64
get_patience (int fd)
{
  if (fcntl (fd, F_SETLEASE, F_RDLCK) == 0)
    {
      fcntl (fd, F_SETLEASE, F_UNLCK);
      return TOCSIN_DROP_QUIET;
    }

  return errno == EAGAIN ? G_MAXINT64 : TOCSIN_DROP_LONG_QUIET;
}

static Ripeness
judge_ripeness (
    TocsinDropFolder *self, const char *name, int fd, const struct stat *status, GHashTable *moved)
{
  gint64 patience = get_patience (fd);

  if (patience == G_MAXINT64)
    {
      get_rest (self, name, status);
      return GROWING;
    }
  if (moved != NULL && g_hash_table_contains (moved, name))
    return WHOLE;

  return get_rest (self, name, status) >= patience ? WHOLE : LYING;
}

/* A sidecar that still grows keeps its message waiting. */
static Ripeness
judge_sidecar (TocsinDropFolder *self, const char *message, GHashTable *moved)
{
  g_autofree char *name = tocsin_drop_letter_name_sidecar (message);
  int fd = openat (self->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  Ripeness ripeness = WHOLE;
  struct stat status;

  if (fd < 0)
    return WHOLE;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    ripeness = judge_ripeness (self, name, fd, &status, moved);
  close (fd);

  return ripeness;
}

static void
put_aside (TocsinDropFolder *self, const char *name, const GError *reason)
{
  g_autoptr (GError) error = NULL;

  g_log_structured (
      G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "MESSAGE_ID", TOCSIN_NOTICE_QUEUE_FAILED, "CONNECTION_ID",
      self->connection, "ERROR_CODE", tocsin_error_get_code_name (reason), "MESSAGE",
      _ ("%s/%s can't be sent: %s; it is moved to “failed”"), self->path, name, reason->message);
  g_hash_table_remove (self->sightings, name);
  if (tocsin_drop_result_put_aside (self, name, reason, &error))
    return;

  g_warning ("%s", error->message);
  g_hash_table_add (self->stuck, g_strdup (name));
}

static void
put_aside_because (TocsinDropFolder *self, const char *name, const char *why)
{
  g_autoptr (GError) reason = g_error_new_literal (TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID, why);

  put_aside (self, name, reason);
}

/* What will never be read is put aside; what may come right by itself is left for the next look. */
static gboolean
is_hopeless (const GError *error)
{
  return g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID)
         || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_MESSAGE_UNPARSABLE);
}

/* One look at one file. */
typedef struct
{
  TocsinDropFolder *self;
  const TocsinMailDefaults *defaults;
  GHashTable *moved;
  GPtrArray *letters;
  gboolean unsettled; /* something will be ripe soon */
  GCancellable *cancellable;
} Look;

static gboolean
check_kind (Look *look, const char *name, const struct stat *status)
{
  if (!S_ISREG (status->st_mode))
    put_aside_because (look->self, name, _ ("it is no regular file"));
  else if (status->st_nlink > 1 && get_rest (look->self, name, status) >= TOCSIN_DROP_LONG_QUIET)
    put_aside_because (look->self, name, _ ("it has another name elsewhere (a hard link)"));
  else if (status->st_nlink > 1)
    look->unsettled = TRUE;
  else
    return TRUE;

  return FALSE;
}

static gboolean
is_ripe (Look *look, const char *name, int fd, const struct stat *status)
{
  Ripeness own = judge_ripeness (look->self, name, fd, status, look->moved);
  Ripeness sidecar = judge_sidecar (look->self, name, look->moved);
  Ripeness ripeness = MAX (own, sidecar);

  look->unsettled = look->unsettled || ripeness == LYING;

  return ripeness == WHOLE;
}

static gboolean
read_letter (Look *look, const char *name, int fd, const struct stat *status, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (TocsinDropLetter) letter = tocsin_drop_letter_read (
      look->self, name, fd, status, look->defaults, look->cancellable, &local_error);

  if (letter != NULL)
    g_ptr_array_add (look->letters, g_steal_pointer (&letter));
  else if (is_hopeless (local_error))
    put_aside (look->self, name, local_error);
  else
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

static gboolean
look_at_open (Look *look, const char *name, int fd, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0 || !check_kind (look, name, &status)
      || !is_ripe (look, name, fd, &status))
    return TRUE;

  return read_letter (look, name, fd, &status, error);
}

/* Fails only with what keeps all others from being taken, too. */
static gboolean
look_at (Look *look, const char *name, GError **error)
{
  TocsinDropFolder *self = look->self;
  gboolean done;
  int fd = openat (self->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0 && errno == ELOOP)
    put_aside_because (self, name, _ ("it is a symbolic link"));
  else if (fd < 0)
    put_aside_because (self, name, g_strerror (errno));
  if (fd < 0)
    return TRUE;

  done = look_at_open (look, name, fd, error);
  close (fd);

  return done;
}

/* The sidecar first: without its message it would stand beside the next one of that name. A message
 * that is still there after a crash has a key that is known already. */
static void
unlink_letter (TocsinDropFolder *self, const TocsinDropLetter *letter)
{
  g_autofree char *sidecar = tocsin_drop_letter_name_sidecar (letter->name);
  struct stat status;

  /* Somebody has put another one in its place meanwhile. */
  if (fstatat (self->fd, letter->name, &status, AT_SYMLINK_NOFOLLOW) != 0
      || !is_same_file (&status, &letter->status))
    return;

  unlinkat (self->fd, sidecar, 0);
  tocsin_fault_hit ("outbox-take-sidecar");
  if (unlinkat (self->fd, letter->name, 0) != 0)
    {
      g_warning (_ ("%s/%s is queued, but can't be removed: %s"), self->path, letter->name,
                 g_strerror (errno));
      g_hash_table_add (self->stuck, g_strdup (letter->name));
    }
  g_hash_table_remove (self->sightings, letter->name);
  g_hash_table_remove (self->sightings, sidecar);
}

/* Not every file system's names are UTF-8. */
static char *
make_printable (const char *name)
{
  return g_utf8_make_valid (name, -1);
}

static gboolean
queue_letters (Look *look, GError **error)
{
  guint n = look->letters->len;
  g_autofree TocsinOutboxOrder *orders = g_new0 (TocsinOutboxOrder, n + 1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const TocsinDropLetter *letter = g_ptr_array_index (look->letters, i);

      g_ptr_array_add (names, make_printable (letter->name));
      orders[i].connection = look->self->connection;
      orders[i].envelope = letter->envelope;
      orders[i].message = letter->message;
      orders[i].key = letter->key;
      orders[i].name = g_ptr_array_index (names, i);
      orders[i].not_before = letter->not_before;
    }
  tocsin_fault_hit ("outbox-take-before");
  if (n > 0 && !tocsin_outbox_queue_all (look->self->outbox, orders, n, look->cancellable, error))
    return FALSE;

  tocsin_fault_hit ("outbox-take-after");
  for (guint i = 0; i < n; i++)
    unlink_letter (look->self, g_ptr_array_index (look->letters, i));
  g_ptr_array_set_size (look->letters, 0);

  return TRUE;
}

/**
 * tocsin_drop_folder_take: (skip)
 * @self: a queue directory that is open
 * @defaults: what the connection's settings say
 * @moved: (nullable) (element-type utf8 utf8): names that were moved there, and so are whole
 * @unsettled: (out): whether something there will be ripe soon
 * @cancellable: (nullable): to stop it
 * @error: why nothing can be taken at the moment
 *
 * Queues what is there and whole, and then removes it.
 *
 * Returns: whether everything was looked at.
 */
gboolean
tocsin_drop_folder_take (TocsinDropFolder *self,
                         const TocsinMailDefaults *defaults,
                         GHashTable *moved,
                         gboolean *unsettled,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GPtrArray) letters =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_drop_letter_free);
  Look look = { self, defaults, moved, letters, FALSE, cancellable };

  g_return_val_if_fail (self->fd >= 0 && unsettled != NULL, FALSE);

  *unsettled = FALSE;
  names = list_names (self, error);
  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < names->len && !g_cancellable_is_cancelled (cancellable); i++)
    if (!look_at (&look, g_ptr_array_index (names, i), error)
        || (letters->len == MOST_AT_ONCE && !queue_letters (&look, error)))
      return FALSE;

  *unsettled = look.unsettled || names->len == MOST_NAMES;

  return queue_letters (&look, error);
}
