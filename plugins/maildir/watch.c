/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/maildir/watch.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/mail/maildir-directory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

/* What changed so shortly before a look may have changed again within the same tick of the file
 * system's clock, and is looked at once more. */
#define TICK (2 * G_USEC_PER_SEC)

/* When a folder's directories changed last, microseconds since 1970. */
typedef struct
{
  gint64 new;
  gint64 cur;
} Mark;

struct _TocsinMaildirWatch
{
  TocsinWatch parent_instance;

  char *root;
  GStrv folders;
  MaildirWatchMeans means;
  MaildirWatchEvents *events;
  TocsinClock *clock;
  int fd;
  GArray *marks;
  gint64 root_mark;
  gint64 deadline;
  gboolean list_changed;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (TocsinMaildirWatch, tocsin_maildir_watch, TOCSIN_TYPE_WATCH)

static gint64
ask_changed (int fd, const char *part)
{
  struct stat info;

  if (fstatat (fd, part, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return 0;

  return (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
}

/* One that can't be told from what may come within its tick is remembered as none. */
static gint64
settle (gint64 changed, gint64 now)
{
  return changed > now - TICK ? -1 : changed;
}

static Mark
look_at (TocsinMaildirWatch *self, const char *folder, gint64 now)
{
  int fd = tocsin_maildir_directory_open (self->root, folder, NULL, NULL);
  Mark mark = { 0, 0 };

  if (fd < 0)
    return mark;
  mark.new = settle (ask_changed (fd, "new"), now);
  mark.cur = settle (ask_changed (fd, "cur"), now);
  close (fd);

  return mark;
}

/* Which folders changed since the last look; all that did within the tick of one count. */
static gboolean
look_around (TocsinMaildirWatch *self, MaildirWatchNews *news, GError **error)
{
  gint64 now = g_get_real_time ();
  int fd = tocsin_maildir_directory_open (self->root, TOCSIN_MAILDIR_INBOX, NULL, error);
  gint64 root_mark;

  if (fd < 0)
    return FALSE;
  root_mark = settle (ask_changed (fd, "."), now);
  close (fd);
  news->list_changed = news->list_changed || root_mark < 0 || root_mark != self->root_mark;
  self->root_mark = root_mark;
  for (guint i = 0; self->folders[i] != NULL; i++)
    {
      Mark mark = look_at (self, self->folders[i], now);
      Mark *known = &g_array_index (self->marks, Mark, i);

      if (mark.new < 0 || mark.cur < 0 || mark.new != known->new || mark.cur != known->cur)
        g_hash_table_add (news->folders, g_strdup (self->folders[i]));
      *known = mark;
    }

  return TRUE;
}

static gboolean
polls (TocsinMaildirWatch *self)
{
  return self->means.polls || !maildir_watch_events_are_complete (self->events);
}

static void
set_deadline (TocsinMaildirWatch *self)
{
  self->deadline = polls (self) ? tocsin_clock_get_monotonic (self->clock)
                                      + (gint64) self->means.interval * G_USEC_PER_SEC
                                : G_MAXINT64;
}

static gboolean
fail_gone (TocsinMaildirWatch *self, GError **error)
{
  g_autofree char *shown = tocsin_text_escape (self->root, -1, 0);

  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_MAILBOX_MISSING,
               _ ("the Maildir “%s” was taken away"), shown);
  return FALSE;
}

static gboolean
take_news (TocsinMaildirWatch *self, MaildirWatchNews *news, GError **error)
{
  maildir_watch_events_take (self->events, news);
  if (news->gone)
    return fail_gone (self, error);
  if (tocsin_clock_get_monotonic (self->clock) < self->deadline)
    return TRUE;
  if (!look_around (self, news, error))
    return FALSE;
  set_deadline (self);

  return TRUE;
}

static void
tocsin_maildir_watch_close (TocsinWatch *watch)
{
  TocsinMaildirWatch *self = TOCSIN_MAILDIR_WATCH (watch);

  g_clear_pointer (&self->events, maildir_watch_events_free);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->closed = TRUE;
}

static GStrv
list_changed_folders (TocsinMaildirWatch *self, MaildirWatchNews *news)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (char **folder = self->folders; *folder != NULL; folder++)
    if (g_hash_table_contains (news->folders, *folder))
      g_strv_builder_add (builder, *folder);

  return g_strv_builder_end (builder);
}

static gboolean
tocsin_maildir_watch_resume (TocsinWatch *watch,
                             GStrv *folders,
                             GCancellable *cancellable,
                             GError **error)
{
  TocsinMaildirWatch *self = TOCSIN_MAILDIR_WATCH (watch);
  g_autoptr (GHashTable) changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MaildirWatchNews news = { .folders = changed };

  if (self->closed)
    {
      g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED, _ ("the watch is closed"));
      return FALSE;
    }
  if (!take_news (self, &news, error))
    {
      tocsin_maildir_watch_close (watch);
      return FALSE;
    }
  self->list_changed = self->list_changed || news.list_changed;
  *folders = list_changed_folders (self, &news);

  return TRUE;
}

static gboolean
tocsin_maildir_watch_take_list_changed (TocsinWatch *watch)
{
  TocsinMaildirWatch *self = TOCSIN_MAILDIR_WATCH (watch);
  gboolean changed = self->list_changed;

  self->list_changed = FALSE;

  return changed;
}

/* Without events there is one that never comes: the deadline wakes. */
static int
tocsin_maildir_watch_get_fd (TocsinWatch *watch)
{
  TocsinMaildirWatch *self = TOCSIN_MAILDIR_WATCH (watch);
  int fd = self->events != NULL ? maildir_watch_events_get_fd (self->events) : -1;

  return fd >= 0 ? fd : self->fd;
}

static gint64
tocsin_maildir_watch_get_deadline (TocsinWatch *watch)
{
  return TOCSIN_MAILDIR_WATCH (watch)->deadline;
}

static void
tocsin_maildir_watch_finalize (GObject *object)
{
  TocsinMaildirWatch *self = TOCSIN_MAILDIR_WATCH (object);

  tocsin_maildir_watch_close (TOCSIN_WATCH (self));
  g_clear_object (&self->clock);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->folders, g_strfreev);
  g_free (self->root);

  G_OBJECT_CLASS (tocsin_maildir_watch_parent_class)->finalize (object);
}

static void
tocsin_maildir_watch_class_init (TocsinMaildirWatchClass *klass)
{
  TocsinWatchClass *watch_class = TOCSIN_WATCH_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tocsin_maildir_watch_finalize;
  watch_class->get_fd = tocsin_maildir_watch_get_fd;
  watch_class->get_deadline = tocsin_maildir_watch_get_deadline;
  watch_class->resume = tocsin_maildir_watch_resume;
  watch_class->close = tocsin_maildir_watch_close;
  watch_class->take_list_changed = tocsin_maildir_watch_take_list_changed;
}

static void
tocsin_maildir_watch_init (TocsinMaildirWatch *self)
{
  self->fd = -1;
  self->marks = g_array_new (FALSE, TRUE, sizeof (Mark));
}

/* Whether there is something to wait with, and what to compare with later. */
static gboolean
begin (TocsinMaildirWatch *self, GError **error)
{
  g_autoptr (GHashTable) unused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MaildirWatchNews news = { .folders = unused };

  if (maildir_watch_events_get_fd (self->events) < 0)
    {
      self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
      if (self->fd < 0)
        {
          tocsin_error_set_errno (error, errno, _ ("Waiting for mail"));
          return FALSE;
        }
    }
  set_deadline (self);

  return !polls (self) || look_around (self, &news, error);
}

/**
 * tocsin_maildir_watch_new:
 * @root: a Maildir
 * @folders: (array zero-terminated=1): ids of its folders to watch
 * @means: how new mail is noticed there
 * @clock: (nullable): the time, for tests
 * @error: where to put what went wrong
 *
 * Returns: (transfer full): a watch that waits already.
 */
TocsinWatch *
tocsin_maildir_watch_new (const char *root,
                          const char *const *folders,
                          const MaildirWatchMeans *means,
                          TocsinClock *clock,
                          GError **error)
{
  g_autoptr (TocsinMaildirWatch) self = g_object_new (TOCSIN_TYPE_MAILDIR_WATCH, NULL);

  self->root = g_strdup (root);
  self->folders = g_strdupv ((GStrv) folders);
  self->means = *means;
  self->clock = g_object_ref (clock != NULL ? clock : tocsin_clock_get_default ());
  self->events = maildir_watch_events_new (root, folders, means);
  g_array_set_size (self->marks, g_strv_length (self->folders));
  if (!begin (self, error))
    return NULL;

  return TOCSIN_WATCH (g_steal_pointer (&self));
}
