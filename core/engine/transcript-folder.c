/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/engine/transcript-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct _TocsinTranscriptFolder
{
  GObject parent_instance;

  char *path;
  GMutex mutex;
  int n_sessions;
  gboolean failed; /* told once, until a line can be written again */
};

G_DEFINE_FINAL_TYPE (TocsinTranscriptFolder, tocsin_transcript_folder, G_TYPE_OBJECT)

/* One session: several of a connection write into the same file. */
typedef struct
{
  TocsinTranscriptFolder *folder;
  char *file;
  guint number;
} Follower;

static void
follower_free (gpointer data, GClosure *closure)
{
  Follower *follower = data;

  g_object_unref (follower->folder);
  g_free (follower->file);
  g_free (follower);
}

static void
tocsin_transcript_folder_finalize (GObject *object)
{
  TocsinTranscriptFolder *self = TOCSIN_TRANSCRIPT_FOLDER (object);

  g_free (self->path);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tocsin_transcript_folder_parent_class)->finalize (object);
}

static void
tocsin_transcript_folder_class_init (TocsinTranscriptFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_transcript_folder_finalize;
}

static void
tocsin_transcript_folder_init (TocsinTranscriptFolder *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * tocsin_transcript_folder_new:
 * @path: a folder that is there
 *
 * Returns: (transfer full): a folder for transcripts.
 */
TocsinTranscriptFolder *
tocsin_transcript_folder_new (const char *path)
{
  TocsinTranscriptFolder *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (TOCSIN_TYPE_TRANSCRIPT_FOLDER, NULL);
  self->path = g_strdup (path);

  return self;
}

/* Under the mutex. */
static gboolean
put_aside_if_full (const char *file)
{
  g_autofree char *before = g_strconcat (file, ".1", NULL);
  struct stat status;

  return g_lstat (file, &status) != 0 || status.st_size < TOCSIN_TRANSCRIPT_MAX_SIZE
         || g_rename (file, before) == 0;
}

/* Under the mutex. */
static gboolean
append (const char *file, const char *text)
{
  gsize length = strlen (text);
  gboolean written;
  int fd;

  if (!put_aside_if_full (file))
    return FALSE;
  fd = open (file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return FALSE;

  written = write (fd, text, length) == (gssize) length;

  return close (fd) == 0 && written;
}

static void
on_line (TocsinTranscript *transcript, const char *line, Follower *follower)
{
  TocsinTranscriptFolder *self = follower->folder;
  g_autofree char *text = g_strdup_printf ("#%u %s\n", follower->number, line);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gboolean written = append (follower->file, text);

  if (!written && !self->failed)
    g_warning (_ ("the transcript %s can't be written: %s"), follower->file, g_strerror (errno));
  self->failed = !written;
}

/**
 * tocsin_transcript_folder_follow:
 * @self: the folder
 * @session: a session that is about to be opened
 *
 * Writes down what is said on it, if its connection's `transcript` says so and nobody else does.
 */
void
tocsin_transcript_folder_follow (TocsinTranscriptFolder *self, TocsinSession *session)
{
  g_autoptr (TocsinTranscript) transcript = NULL;
  g_autofree char *name = NULL;
  TocsinSnapshot *settings;
  Follower *follower;

  g_return_if_fail (TOCSIN_IS_TRANSCRIPT_FOLDER (self) && TOCSIN_IS_SESSION (session));

  settings = TOCSIN_SNAPSHOT (tocsin_endpoint_get_settings (tocsin_session_get_endpoint (session)));
  if (!tocsin_snapshot_get_boolean (settings, "transcript")
      || tocsin_session_get_transcript (session) != NULL)
    return;

  name = g_strconcat (tocsin_snapshot_get_id (settings), ".log", NULL);
  follower = g_new0 (Follower, 1);
  follower->folder = g_object_ref (self);
  follower->file = g_build_filename (self->path, name, NULL);
  follower->number = (guint) g_atomic_int_add (&self->n_sessions, 1) + 1;
  transcript = tocsin_transcript_new ();
  g_signal_connect_data (transcript, "line", G_CALLBACK (on_line), follower, follower_free, 0);
  tocsin_session_set_transcript (session, transcript);
}
