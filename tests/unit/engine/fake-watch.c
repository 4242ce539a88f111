/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/unit/engine/fake-watch.h"

#include "core/base/error.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  TocsinWatch parent_instance;

  GMutex mutex;
  int ours;
  int theirs;
  gint64 deadline;
  gboolean closed;
  FakeWatchHook hook;
  gpointer user_data;
} FakeWatch;

typedef struct
{
  TocsinWatchClass parent_class;
} FakeWatchClass;

static GType fake_watch_get_type (void);
G_DEFINE_TYPE (FakeWatch, fake_watch, TOCSIN_TYPE_WATCH)

static int
get_fd (TocsinWatch *watch)
{
  return ((FakeWatch *) watch)->ours;
}

static gint64
get_deadline (TocsinWatch *watch)
{
  return ((FakeWatch *) watch)->deadline;
}

static gboolean
resume (TocsinWatch *watch, GStrv *folders, GCancellable *cancellable, GError **error)
{
  FakeWatch *self = (FakeWatch *) watch;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  char buffer[4096];
  gssize length;

  if (self->hook != NULL && !self->hook (self->user_data, cancellable, error))
    return FALSE;

  length = recv (self->ours, buffer, sizeof buffer - 1, MSG_DONTWAIT);
  if (length == 0)
    {
      g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_NET_RESET, "the server hung up");
      return FALSE;
    }
  buffer[MAX (length, 0)] = '\0';
  lines = g_strsplit (buffer, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      g_strv_builder_add (builder, lines[i]);
  *folders = g_strv_builder_end (builder);

  return TRUE;
}

static void
close_watch (TocsinWatch *watch)
{
  FakeWatch *self = (FakeWatch *) watch;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->closed)
    return;
  self->closed = TRUE;
  close (self->ours);
  close (self->theirs);
  self->ours = -1;
}

static void
fake_watch_finalize (GObject *object)
{
  close_watch (TOCSIN_WATCH (object));

  G_OBJECT_CLASS (fake_watch_parent_class)->finalize (object);
}

static void
fake_watch_class_init (FakeWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_watch_finalize;
  TOCSIN_WATCH_CLASS (klass)->get_fd = get_fd;
  TOCSIN_WATCH_CLASS (klass)->get_deadline = get_deadline;
  TOCSIN_WATCH_CLASS (klass)->resume = resume;
  TOCSIN_WATCH_CLASS (klass)->close = close_watch;
}

static void
fake_watch_init (FakeWatch *self)
{
  int sockets[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets), ==, 0);
  self->ours = sockets[0];
  self->theirs = sockets[1];
  g_mutex_init (&self->mutex);
}

TocsinWatch *
fake_watch_new (gint64 deadline, FakeWatchHook hook, gpointer user_data)
{
  FakeWatch *self = g_object_new (fake_watch_get_type (), NULL);

  self->deadline = deadline;
  self->hook = hook;
  self->user_data = user_data;

  return TOCSIN_WATCH (self);
}

void
fake_watch_say (TocsinWatch *watch, const char *folder)
{
  FakeWatch *self = (FakeWatch *) watch;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *line = g_strconcat (folder, "\n", NULL);

  if (!self->closed)
    g_assert_cmpint (send (self->theirs, line, strlen (line), 0), ==, strlen (line));
}

void
fake_watch_hang_up (TocsinWatch *watch)
{
  FakeWatch *self = (FakeWatch *) watch;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (!self->closed)
    shutdown (self->theirs, SHUT_RDWR);
}

gboolean
fake_watch_is_closed (TocsinWatch *watch)
{
  FakeWatch *self = (FakeWatch *) watch;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->closed;
}
