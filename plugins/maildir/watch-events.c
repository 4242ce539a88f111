/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* What inotify tells of the directories of a Maildir, in the words of folders. */
#include "plugins/maildir/watch-events.h"

#include "core/mail/maildir-directory.h"

#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

/* A message is there once it has its name, or is written to its end by a program that knows no
 * better; renames within `cur` are changes of flags. */
#define MAIL_EVENTS                                                                                \
  (IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR           \
   | IN_DONT_FOLLOW)
#define FOLDER_EVENTS                                                                              \
  (IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW)
/* The directory that a person named may be a link. */
#define ROOT_EVENTS                                                                                \
  (IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR)

/* More events than this at once are taken in several reads. */
#define BUFFER (64 * 1024)

/* What a watch is on: the Maildir, a folder's directory, one with mail in it, or the directory of
 * what is to become a folder. */
typedef enum
{
  ROOT,
  FOLDER,
  MAIL,
  CANDIDATE,
} Kind;

typedef struct
{
  Kind kind;
  char *folder;
} Spot;

struct _MaildirWatchEvents
{
  int fd;
  char *root;
  GStrv folders;
  GHashTable *spots;
  gboolean incomplete;
};

static void
spot_free (gpointer data)
{
  Spot *self = data;

  g_free (self->folder);
  g_free (self);
}

/* Where others may put mail without our system knowing. */
static const char *
name_remote (const char *root)
{
  static const struct
  {
    guint32 magic;
    const char *name;
  } rows[] = {
    { NFS_SUPER_MAGIC, "NFS" },   { SMB_SUPER_MAGIC, "SMB" },     { 0xfe534d42, "SMB" },
    { 0xff534d42, "CIFS" },       { 0x65735546, "FUSE" },         { V9FS_MAGIC, "9P" },
    { CODA_SUPER_MAGIC, "Coda" }, { AFS_SUPER_MAGIC, "AFS" },     { 0x6b414653, "AFS" },
    { 0x00c36400, "Ceph" },       { OCFS2_SUPER_MAGIC, "OCFS2" }, { 0x01161970, "GFS2" },
    { 0x0bd00bd0, "Lustre" },     { 0x786f4256, "vboxsf" },
  };
  struct statfs info;

  if (statfs (root, &info) != 0)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].magic == (guint32) info.f_type)
      return rows[i].name;

  return NULL;
}

static gboolean
can_notify (const char *root)
{
  int fd = inotify_init1 (IN_CLOEXEC);
  gboolean can = fd >= 0 && inotify_add_watch (fd, root, ROOT_EVENTS) >= 0;

  if (fd >= 0)
    close (fd);

  return can;
}

/**
 * maildir_watch_events_choose:
 * @root: a Maildir
 * @polls: whether somebody wants it looked at in any case
 * @interval: seconds between looks
 *
 * Returns: how new mail is noticed there.
 */
MaildirWatchMeans
maildir_watch_events_choose (const char *root, gboolean polls, guint interval)
{
  MaildirWatchMeans means = { .chosen = polls, .interval = interval };

  means.remote = name_remote (root);
  means.notifies = !polls && can_notify (root);
  means.polls = means.remote != NULL || !means.notifies;

  return means;
}

static int
add (MaildirWatchEvents *self, const char *path, guint32 events, Kind kind, const char *folder)
{
  int wd = inotify_add_watch (self->fd, path, events);
  Spot *spot;

  if (wd < 0)
    {
      /* What is not there may come, and whatever is above it will tell. */
      self->incomplete = self->incomplete || (errno != ENOENT && errno != ENOTDIR);
      return -1;
    }
  spot = g_new0 (Spot, 1);
  spot->kind = kind;
  spot->folder = g_strdup (folder);
  g_hash_table_replace (self->spots, GINT_TO_POINTER (wd), spot);

  return wd;
}

static char *
path_of (MaildirWatchEvents *self, const char *folder)
{
  return g_str_equal (folder, TOCSIN_MAILDIR_INBOX) ? g_strdup (self->root)
                                                    : g_build_filename (self->root, folder, NULL);
}

static void
watch_folder (MaildirWatchEvents *self, const char *folder)
{
  static const char *const parts[] = { "new", "cur" };
  g_autofree char *path = path_of (self, folder);

  if (!g_str_equal (folder, TOCSIN_MAILDIR_INBOX))
    add (self, path, FOLDER_EVENTS, FOLDER, folder);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_build_filename (path, parts[i], NULL);

      add (self, part, MAIL_EVENTS, MAIL, folder);
    }
}

/**
 * maildir_watch_events_new:
 * @root: a Maildir
 * @folders: (array zero-terminated=1): ids of the folders to watch
 * @means: how new mail is noticed there
 *
 * Returns: (transfer full): their events, from now on; see maildir_watch_events_are_complete().
 */
MaildirWatchEvents *
maildir_watch_events_new (const char *root,
                          const char *const *folders,
                          const MaildirWatchMeans *means)
{
  MaildirWatchEvents *self = g_new0 (MaildirWatchEvents, 1);

  self->fd = means->notifies ? inotify_init1 (IN_CLOEXEC | IN_NONBLOCK) : -1;
  self->root = g_strdup (root);
  self->folders = g_strdupv ((GStrv) folders);
  self->spots = g_hash_table_new_full (NULL, NULL, NULL, spot_free);
  if (self->fd < 0)
    {
      self->incomplete = TRUE;
      return self;
    }
  add (self, root, ROOT_EVENTS, ROOT, TOCSIN_MAILDIR_INBOX);
  for (char **folder = self->folders; *folder != NULL; folder++)
    watch_folder (self, *folder);

  return self;
}

/**
 * maildir_watch_events_free:
 * @self: (transfer full): events
 */
void
maildir_watch_events_free (MaildirWatchEvents *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_hash_table_unref (self->spots);
  g_strfreev (self->folders);
  g_free (self->root);
  g_free (self);
}

/**
 * maildir_watch_events_get_fd:
 * @self: events
 *
 * Returns: the descriptor that has input when something happened, -1 if the system gave none.
 */
int
maildir_watch_events_get_fd (const MaildirWatchEvents *self)
{
  return self->fd;
}

/**
 * maildir_watch_events_are_complete:
 * @self: events
 *
 * Returns: whether every directory is watched that is there: a system has only so many watches.
 */
gboolean
maildir_watch_events_are_complete (const MaildirWatchEvents *self)
{
  return !self->incomplete;
}

static gboolean
is_watched (MaildirWatchEvents *self, const char *folder)
{
  return g_strv_contains ((const char *const *) self->folders, folder);
}

static void
tell_folder (MaildirWatchEvents *self, const char *folder, MaildirWatchNews *news)
{
  if (is_watched (self, folder))
    g_hash_table_add (news->folders, g_strdup (folder));
}

/* Whatever happened: look everywhere. */
static void
tell_all (MaildirWatchEvents *self, MaildirWatchNews *news)
{
  for (char **folder = self->folders; *folder != NULL; folder++)
    {
      watch_folder (self, *folder);
      tell_folder (self, *folder, news);
    }
  news->list_changed = TRUE;
}

/* A directory came or went beside `cur`: a folder. Its own directories may be made only after it,
 * so it is watched until it is one. */
static void
take_folder (MaildirWatchEvents *self, const char *name, gboolean came, MaildirWatchNews *news)
{
  g_autofree char *path = NULL;

  if (!tocsin_maildir_directory_is_folder (name))
    return;
  news->list_changed = TRUE;
  if (is_watched (self, name))
    {
      watch_folder (self, name);
      tell_folder (self, name, news);
    }
  else if (came)
    {
      path = path_of (self, name);
      add (self, path, FOLDER_EVENTS, CANDIDATE, name);
    }
}

static void
take_directory (MaildirWatchEvents *self,
                const Spot *spot,
                const struct inotify_event *event,
                MaildirWatchNews *news)
{
  gboolean came = (event->mask & (IN_CREATE | IN_MOVED_TO)) != 0;

  if (!(event->mask & IN_ISDIR) || event->len == 0)
    return;
  if (came && (g_str_equal (event->name, "cur") || g_str_equal (event->name, "new")))
    {
      g_autofree char *folder = g_strdup (spot->folder);

      news->list_changed = news->list_changed || spot->kind == CANDIDATE;
      if (spot->kind != CANDIDATE && is_watched (self, folder))
        watch_folder (self, folder);
      tell_folder (self, folder, news);
    }
  else if (spot->kind == ROOT && event->name[0] == '.')
    take_folder (self, event->name, came, news);
}

static void
take_event (MaildirWatchEvents *self, const struct inotify_event *event, MaildirWatchNews *news)
{
  const Spot *spot = g_hash_table_lookup (self->spots, GINT_TO_POINTER (event->wd));
  gboolean went = (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0;

  if (event->mask & IN_Q_OVERFLOW)
    {
      tell_all (self, news);
      return;
    }
  if (spot == NULL)
    return;
  if (went && spot->kind == ROOT)
    news->gone = TRUE;
  else if (went || spot->kind == MAIL)
    {
      tell_folder (self, spot->folder, news);
      news->list_changed = news->list_changed || (went && spot->kind != MAIL);
    }
  else if (!(event->mask & IN_IGNORED))
    take_directory (self, spot, event, news);

  /* What was moved away is still watched, in a place that is none of ours. */
  if (event->mask & IN_MOVE_SELF)
    inotify_rm_watch (self->fd, event->wd);
  if (event->mask & IN_IGNORED)
    g_hash_table_remove (self->spots, GINT_TO_POINTER (event->wd));
}

/**
 * maildir_watch_events_take:
 * @self: events
 * @news: what happened is added to it
 *
 * Takes all that happened until now.
 */
void
maildir_watch_events_take (MaildirWatchEvents *self, MaildirWatchNews *news)
{
  g_autofree char *buffer = g_malloc (BUFFER);
  gssize length;

  while (self->fd >= 0
         && ((length = read (self->fd, buffer, BUFFER)) > 0 || (length < 0 && errno == EINTR)))
    for (gssize at = 0; at < length;)
      {
        const struct inotify_event *event = (const struct inotify_event *) (gpointer) (buffer + at);

        take_event (self, event, news);
        at += (gssize) (sizeof *event + event->len);
      }
}
