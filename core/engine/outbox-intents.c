/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/outbox-intents.h"

#include "core/base/error.h"
#include "core/base/fault.h"
#include "core/engine/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Tells a note from what a file holds otherwise: zeros, or the half of one. */
#define MARK 0x546f6349u

/* One note, little-endian. Those of the two highest rounds count, the last one of each mail. */
typedef struct
{
  guint64 mail;
  guint32 round;
  guint16 state;
  guint16 unused;
  guint32 unused_too;
  guint32 check;
} Note;

G_STATIC_ASSERT (sizeof (Note) == 24);

struct _TocsinOutboxIntents
{
  char *path;
  int fd;

  GMutex lock; /* guards the rest; never held while the disk is waited for */
  GCond flushed;
  GHashTable *open; /* mail → what was noted last, while the journal does not know */
  guint32 round;
  guint next;      /* place of the next note */
  guint64 noted;   /* commits noted so far */
  guint64 durable; /* of these, on the disk */
  guint64 failed;  /* of these, tried in vain */
  int failure;
  gboolean flushing;
};

static guint32
make_check (const Note *note)
{
  return MARK ^ (guint32) note->mail ^ (guint32) (note->mail >> 32) ^ note->round * 2654435761u
         ^ note->state;
}

static Note
make_note (gint64 mail, guint32 round, TocsinOutboxState state)
{
  Note note = { .mail = (guint64) mail, .round = round, .state = (guint16) state };

  note.check = make_check (&note);
  note.mail = GUINT64_TO_LE (note.mail);
  note.round = GUINT32_TO_LE (note.round);
  note.state = GUINT16_TO_LE (note.state);
  note.check = GUINT32_TO_LE (note.check);

  return note;
}

static gboolean
read_note (Note *note)
{
  note->mail = GUINT64_FROM_LE (note->mail);
  note->round = GUINT32_FROM_LE (note->round);
  note->state = GUINT16_FROM_LE (note->state);
  note->check = GUINT32_FROM_LE (note->check);

  return note->round > 0 && note->check == make_check (note)
         && note->state < TOCSIN_OUTBOX_N_STATES;
}

static gboolean
fail (const char *path, int saved_errno, GError **error)
{
  tocsin_error_set_errno (error, saved_errno, _ ("Noting what is sent in %s"), path);
  tocsin_storage_explain (error, path);

  return FALSE;
}

static guint32
find_highest_round (const char *bytes, gsize length)
{
  guint32 highest = 0;

  for (gsize i = 0; i + sizeof (Note) <= length; i += sizeof (Note))
    {
      Note note;

      memcpy (&note, bytes + i, sizeof note);
      if (read_note (&note))
        highest = MAX (highest, note.round);
    }

  return highest;
}

static void
collect_round (const char *bytes, gsize length, guint32 round, GHashTable *found)
{
  for (gsize i = 0; i + sizeof (Note) <= length; i += sizeof (Note))
    {
      Note note;

      memcpy (&note, bytes + i, sizeof note);
      if (read_note (&note) && note.round == round)
        g_hash_table_insert (found, g_memdup2 (&note.mail, sizeof note.mail),
                             GUINT_TO_POINTER (note.state));
    }
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static gboolean
read_file (const char *path, char **bytes, gsize *length, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (g_file_get_contents (path, bytes, length, &local_error)
      || g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_STORAGE_FAILED, "%s", local_error->message);

  return FALSE;
}

/**
 * tocsin_outbox_intents_read: (skip)
 * @path: the file; it need not be there
 * @error: `storage.failed`
 *
 * Returns: (transfer full): of each mail (gint64) what was noted last; to count only where the
 *   journal does not say that it is over.
 */
GHashTable *
tocsin_outbox_intents_read (const char *path, GError **error)
{
  g_autoptr (GHashTable) found = new_table ();
  g_autofree char *bytes = NULL;
  gsize length = 0;

  guint32 round;

  if (!read_file (path, &bytes, &length, error))
    return NULL;
  /* When the power went while a round was begun, what it takes along may be in the one before. */
  round = find_highest_round (bytes, length);
  collect_round (bytes, length, round - 1, found);
  collect_round (bytes, length, round, found);

  return g_steal_pointer (&found);
}

/* With the lock held. */
static gboolean
write_note (TocsinOutboxIntents *self, gint64 mail, TocsinOutboxState state)
{
  Note note = make_note (mail, self->round, state);
  off_t place = (off_t) (self->next * sizeof note);

  if (pwrite (self->fd, &note, sizeof note, place) != sizeof note)
    return FALSE;
  self->next++;

  return TRUE;
}

/* All of it is there before it is used: to overwrite what is there is all that a flush has to wait
 * for then. */
static gboolean
make_room (int fd)
{
  g_autofree char *zeros = g_malloc0 (TOCSIN_OUTBOX_INTENTS_ROOM * sizeof (Note));
  gsize size = TOCSIN_OUTBOX_INTENTS_ROOM * sizeof (Note);

  if (lseek (fd, 0, SEEK_END) == (off_t) size)
    return TRUE;

  return pwrite (fd, zeros, size, 0) == (gssize) size && ftruncate (fd, (off_t) size) == 0
         && fsync (fd) == 0;
}

/**
 * tocsin_outbox_intents_open: (skip)
 * @path: the file; made if it is not there
 * @error: one of the storage codes
 *
 * Opens it for an engine that has recovered: what is in it counts no more.
 *
 * Returns: (transfer full): the file.
 */
TocsinOutboxIntents *
tocsin_outbox_intents_open (const char *path, GError **error)
{
  g_autoptr (TocsinOutboxIntents) self = g_new0 (TocsinOutboxIntents, 1);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_mutex_init (&self->lock);
  g_cond_init (&self->flushed);
  self->path = g_strdup (path);
  self->open = new_table ();
  self->fd = -1;
  if (!read_file (path, &bytes, &length, error))
    return NULL;
  /* Not the next one: what was noted before counts no more. */
  self->round = find_highest_round (bytes, length) + 2;
  self->fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->fd < 0 || !make_room (self->fd) || !write_note (self, 0, TOCSIN_OUTBOX_WAITING))
    {
      fail (path, errno, error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * tocsin_outbox_intents_close: (skip)
 * @self: (transfer full): a file that nobody uses any more
 */
void
tocsin_outbox_intents_close (TocsinOutboxIntents *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_hash_table_unref (self->open);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->flushed);
  g_free (self->path);
  g_free (self);
}

/* With the lock held: a further round from the begin of the file; what is open is taken along. */
static gboolean
begin_anew (TocsinOutboxIntents *self)
{
  GHashTableIter iter;
  gpointer mail, state;

  self->round++;
  self->next = 0;
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &mail, &state))
    if (!write_note (self, *(gint64 *) mail, GPOINTER_TO_UINT (state)))
      return FALSE;

  return TRUE;
}

/* With the lock held. */
static gboolean
note_down (TocsinOutboxIntents *self, gint64 mail, TocsinOutboxState state)
{
  if (self->next == TOCSIN_OUTBOX_INTENTS_ROOM && !begin_anew (self))
    return FALSE;

  return write_note (self, mail, state);
}

/* Flushes for all that have noted; the lock is held at the begin and at the end. */
static void
flush (TocsinOutboxIntents *self)
{
  guint64 noted = self->noted;
  int failure;

  self->flushing = TRUE;
  g_mutex_unlock (&self->lock);
  failure = fdatasync (self->fd) == 0 ? 0 : errno;
  g_mutex_lock (&self->lock);
  self->flushing = FALSE;
  self->failure = failure;
  if (failure == 0)
    self->durable = noted;
  else
    self->failed = noted;
  g_cond_broadcast (&self->flushed);
}

/* With the lock held. */
static gboolean
wait_for_disk (TocsinOutboxIntents *self, guint64 mine, GError **error)
{
  while (self->durable < mine && self->failed < mine)
    if (self->flushing)
      g_cond_wait (&self->flushed, &self->lock);
    else
      flush (self);

  return self->durable >= mine || fail (self->path, self->failure, error);
}

/**
 * tocsin_outbox_intents_commit: (skip)
 * @self: the file
 * @mail: a mail in hand, of which all but the last byte has been sent
 * @error: one of the storage codes
 *
 * Returns: whether it is on the disk that it may be sent from now on.
 */
gboolean
tocsin_outbox_intents_commit (TocsinOutboxIntents *self, gint64 mail, GError **error)
{
  int injected = tocsin_fault_hit ("outbox-commit-before");
  gboolean done;

  if (injected != 0)
    return fail (self->path, injected, error);

  g_mutex_lock (&self->lock);
  done = note_down (self, mail, TOCSIN_OUTBOX_COMMITTING) || fail (self->path, errno, error);
  if (done)
    {
      g_hash_table_insert (self->open, g_memdup2 (&mail, sizeof mail),
                           GUINT_TO_POINTER (TOCSIN_OUTBOX_COMMITTING));
      done = wait_for_disk (self, ++self->noted, error);
    }
  g_mutex_unlock (&self->lock);
  if (done)
    tocsin_fault_hit ("outbox-commit-after");

  return done;
}

/**
 * tocsin_outbox_intents_answer: (skip)
 * @self: the file
 * @mail: a mail in hand
 * @state: what became of it
 *
 * Notes it without waiting for the disk: when the process dies it is known, and the journal is told
 * soon. Of what was never about to be sent nothing is noted.
 */
void
tocsin_outbox_intents_answer (TocsinOutboxIntents *self, gint64 mail, TocsinOutboxState state)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (g_hash_table_contains (self->open, &mail) && note_down (self, mail, state))
    g_hash_table_insert (self->open, g_memdup2 (&mail, sizeof mail), GUINT_TO_POINTER (state));
}

/**
 * tocsin_outbox_intents_forget: (skip)
 * @self: the file
 * @mail: a mail of which the journal knows now
 */
void
tocsin_outbox_intents_forget (TocsinOutboxIntents *self, gint64 mail)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  TocsinOutboxState noted = GPOINTER_TO_UINT (g_hash_table_lookup (self->open, &mail));

  /* Should a person have it sent again, it is not taken for doubtful at the next start. */
  if (noted == TOCSIN_OUTBOX_UNKNOWN || noted == TOCSIN_OUTBOX_PARTIAL)
    note_down (self, mail, TOCSIN_OUTBOX_REMOVED);
  g_hash_table_remove (self->open, &mail);
}
