/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/state-directory.h"

#include "core/base/error.h"
#include "core/base/state-path.h"
#include "core/engine/control-path.h"
#include "core/engine/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _TocsinStateDirectory
{
  GObject parent_instance;

  char *path;
  char *journal;
  char *spool;
  char *log;
  char *transcripts;
  char *work;
  char *outbox;
  char *lock;
  char *control;       /* where ours would be */
  char *other_control; /* where the holder of the lock says it is */
  int lock_fd;
};

G_DEFINE_FINAL_TYPE (TocsinStateDirectory, tocsin_state_directory, G_TYPE_OBJECT)

static void
tocsin_state_directory_finalize (GObject *object)
{
  TocsinStateDirectory *self = TOCSIN_STATE_DIRECTORY (object);

  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
  g_free (self->journal);
  g_free (self->spool);
  g_free (self->log);
  g_free (self->transcripts);
  g_free (self->work);
  g_free (self->outbox);
  g_free (self->lock);
  g_free (self->control);
  g_free (self->other_control);

  G_OBJECT_CLASS (tocsin_state_directory_parent_class)->finalize (object);
}

static void
tocsin_state_directory_class_init (TocsinStateDirectoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_state_directory_finalize;
}

static void
tocsin_state_directory_init (TocsinStateDirectory *self)
{
  self->lock_fd = -1;
}

static gboolean
fail_errno (const char *path, int saved_errno, const char *doing, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, "%s: %s", doing, path);
  tocsin_storage_explain (error, path);

  return FALSE;
}

/**
 * tocsin_state_directory_open:
 * @path: (nullable): the folder, or %NULL for `TOCSIN_STATE`, systemd's `STATE_DIRECTORY`, or
 *   `$XDG_STATE_HOME/tocsin`
 * @error: one of the storage codes
 *
 * Makes the folder (mode 0700) if it is not there. Nothing in it is changed before
 * tocsin_state_directory_lock().
 *
 * Returns: (transfer full): the state directory.
 */
TocsinStateDirectory *
tocsin_state_directory_open (const char *path, GError **error)
{
  g_autoptr (TocsinStateDirectory) self = g_object_new (TOCSIN_TYPE_STATE_DIRECTORY, NULL);

  self->path = tocsin_state_path_choose (path);
  if (g_mkdir_with_parents (self->path, 0700) != 0)
    {
      fail_errno (self->path, errno, _ ("Creating the state directory"), error);
      return NULL;
    }
  if (access (self->path, R_OK | W_OK | X_OK) != 0)
    {
      fail_errno (self->path, errno, _ ("Using the state directory"), error);
      return NULL;
    }

  self->journal = g_build_filename (self->path, "journal.db", NULL);
  self->spool = g_build_filename (self->path, "spool", NULL);
  self->log = g_build_filename (self->path, "log", NULL);
  self->transcripts = g_build_filename (self->path, "transcripts", NULL);
  self->work = g_build_filename (self->path, "work", NULL);
  self->outbox = g_build_filename (self->path, "outbox", NULL);
  self->lock = g_build_filename (self->path, "lock", NULL);
  self->control = tocsin_control_path_choose (self->path);

  return g_steal_pointer (&self);
}

static struct flock
whole_file (void)
{
  return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET };
}

/* Returns: (nullable): the two lines and what is behind them, or NULL when it is not written yet.
 */
static GStrv
read_lock_file (TocsinStateDirectory *self)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (self->lock, &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", 3);

  return g_strv_length (lines) == 3 ? g_steal_pointer (&lines) : NULL;
}

static gint64
read_holder (TocsinStateDirectory *self)
{
  g_auto (GStrv) lines = read_lock_file (self);

  return lines != NULL ? g_ascii_strtoll (lines[0], NULL, 10) : -1;
}

static gboolean
refuse_locked (TocsinStateDirectory *self, GError **error)
{
  gint64 holder = read_holder (self);
  GError *refusal;

  refusal =
      holder > 0
          ? g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED,
                         _ ("Another engine, process %" PRId64 ", owns the state directory %s"),
                         holder, self->path)
          : g_error_new (TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_LOCKED,
                         _ ("Another engine owns the state directory %s"), self->path);
  tocsin_error_set_hint (refusal, _ ("Ask it with `tocsin status`, stop it, or give this one "
                                     "another state directory with TOCSIN_STATE"));
  g_propagate_error (error, refusal);

  return FALSE;
}

/* The lock belongs to the open file and not to the process, so that two engines in one process see
 * each other, and closing another descriptor of the file does not lose it. */
static gboolean
take_lock (TocsinStateDirectory *self, int fd, GError **error)
{
  struct flock whole = whole_file ();

  if (fcntl (fd, F_OFD_SETLK, &whole) == 0)
    return TRUE;
  if (errno == EAGAIN || errno == EACCES)
    return refuse_locked (self, error);

  return fail_errno (self->lock, errno, _ ("Locking"), error);
}

static gboolean
write_lock_file (TocsinStateDirectory *self, int fd, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%d\n%s\n", (int) getpid (), self->control);
  gssize length = (gssize) strlen (text);
  gssize written = ftruncate (fd, 0) == 0 ? pwrite (fd, text, (gsize) length, 0) : -1;

  if (written == length)
    return TRUE;

  /* A short write is a disk that has just become full. */
  return fail_errno (self->lock, written < 0 ? errno : ENOSPC, _ ("Writing the lock file"), error);
}

static gboolean
make_folders (TocsinStateDirectory *self, GError **error)
{
  const char *const folders[] = { self->spool, self->log, self->transcripts, self->work,
                                  self->outbox };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    if (mkdir (folders[i], 0700) != 0 && errno != EEXIST)
      return fail_errno (folders[i], errno, _ ("Creating the folder"), error);

  return TRUE;
}

/**
 * tocsin_state_directory_lock:
 * @self: a state directory
 * @error: `storage.locked`, naming the process, when another engine has it; or another of the
 *   storage codes
 *
 * Makes this process the one that may write here, until @self is freed or the process ends in
 * whatever way. The folders below are made.
 *
 * Returns: whether it is ours.
 */
gboolean
tocsin_state_directory_lock (TocsinStateDirectory *self, GError **error)
{
  int fd;

  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), FALSE);

  if (self->lock_fd >= 0)
    return TRUE;

  fd = open (self->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return fail_errno (self->lock, errno, _ ("Opening the lock file"), error);
  if (!take_lock (self, fd, error) || !write_lock_file (self, fd, error)
      || !make_folders (self, error))
    {
      close (fd);
      return FALSE;
    }

  self->lock_fd = fd;

  return TRUE;
}

/**
 * tocsin_state_directory_is_locked:
 * @self: a state directory
 *
 * Returns: whether this object holds the lock.
 */
gboolean
tocsin_state_directory_is_locked (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), FALSE);

  return self->lock_fd >= 0;
}

/**
 * tocsin_state_directory_get_lock_holder:
 * @self: a state directory
 *
 * Asks without taking the lock even for a moment.
 *
 * Returns: the id of the process that holds the lock, -1 when it is held but nobody can say by
 *   whom, 0 when nobody holds it.
 */
gint64
tocsin_state_directory_get_lock_holder (TocsinStateDirectory *self)
{
  struct flock whole = whole_file ();
  int fd;

  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), 0);

  fd = open (self->lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0)
    return 0;
  if (fcntl (fd, F_OFD_GETLK, &whole) != 0)
    whole.l_type = F_UNLCK;
  close (fd);

  return whole.l_type == F_UNLCK ? 0 : read_holder (self);
}

/**
 * tocsin_state_directory_get_path:
 * @self: a state directory
 *
 * Returns: (transfer none): the folder itself.
 */
const char *
tocsin_state_directory_get_path (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  return self->path;
}

/**
 * tocsin_state_directory_get_journal_path:
 * @self: a state directory
 *
 * Returns: (transfer none): the file of the journal.
 */
const char *
tocsin_state_directory_get_journal_path (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  return self->journal;
}

/**
 * tocsin_state_directory_get_spool_path:
 * @self: a state directory
 *
 * Returns: (transfer none): the folder of the spool.
 */
const char *
tocsin_state_directory_get_spool_path (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  return self->spool;
}

/**
 * tocsin_state_directory_get_log_path:
 * @self: a state directory
 *
 * Returns: (transfer none): the folder for log files.
 */
const char *
tocsin_state_directory_get_log_path (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  return self->log;
}

/**
 * tocsin_state_directory_get_transcript_path:
 * @self: a state directory
 *
 * Returns: (transfer none): the folder for transcripts of sessions.
 */
const char *
tocsin_state_directory_get_transcript_path (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  return self->transcripts;
}

/**
 * tocsin_state_directory_get_work_path:
 * @self: a state directory
 *
 * Returns: (transfer none): the folder for files that an action needs for a while, on the disk of
 *   the state.
 */
const char *
tocsin_state_directory_get_work_path (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  return self->work;
}

/**
 * tocsin_state_directory_get_outbox_path:
 * @self: a state directory
 *
 * Returns: (transfer none): the folder in which connections have their queue directories that name
 *   no other.
 */
const char *
tocsin_state_directory_get_outbox_path (TocsinStateDirectory *self)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  return self->outbox;
}

/**
 * tocsin_state_directory_get_control_path:
 * @self: a state directory
 *
 * Where the control socket is: of this engine, or of the one that holds the lock, which says so in
 * the lock file. The two may run with different environments.
 *
 * Returns: (transfer none): a path short enough for a socket's address, good until the next call.
 */
const char *
tocsin_state_directory_get_control_path (TocsinStateDirectory *self)
{
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self), NULL);

  if (self->lock_fd >= 0 || tocsin_state_directory_get_lock_holder (self) == 0)
    return self->control;

  lines = read_lock_file (self);
  if (lines == NULL || !g_path_is_absolute (lines[1]) || !tocsin_control_path_fits (lines[1]))
    return self->control;

  g_free (self->other_control);
  self->other_control = g_strdup (lines[1]);

  return self->other_control;
}

/**
 * tocsin_state_directory_prepare_control:
 * @self: a state directory that is locked
 * @error: one of the storage codes
 *
 * Makes the folder of the control socket, and removes a socket that a crashed engine left there.
 *
 * Returns: whether a socket can be bound.
 */
gboolean
tocsin_state_directory_prepare_control (TocsinStateDirectory *self, GError **error)
{
  g_return_val_if_fail (TOCSIN_IS_STATE_DIRECTORY (self) && self->lock_fd >= 0, FALSE);

  return tocsin_control_path_prepare (self->control, error);
}
