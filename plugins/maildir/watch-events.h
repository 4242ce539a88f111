/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MaildirWatchMeans:
 * @notifies: whether the system tells of new files
 * @polls: whether the directory is looked at every so often
 * @chosen: whether that is because somebody wants it so
 * @interval: how often, in seconds
 * @remote: (nullable): the network file system that it is on
 *
 * How new mail is noticed. A plain value.
 */
typedef struct
{
  gboolean notifies;
  gboolean polls;
  gboolean chosen;
  guint interval;
  const char *remote;
} MaildirWatchMeans;

/**
 * MaildirWatchEvents:
 *
 * The directories of some folders, watched by one inotify descriptor.
 */
typedef struct _MaildirWatchEvents MaildirWatchEvents;

/**
 * MaildirWatchNews:
 * @folders: (element-type utf8): ids of the folders that may have changed; a set
 * @list_changed: whether folders came or went
 * @gone: whether the Maildir itself did
 */
typedef struct
{
  GHashTable *folders;
  gboolean list_changed;
  gboolean gone;
} MaildirWatchNews;

MaildirWatchMeans maildir_watch_events_choose (const char *root, gboolean polls, guint interval);
MaildirWatchEvents *maildir_watch_events_new (const char *root,
                                              const char *const *folders,
                                              const MaildirWatchMeans *means);
void maildir_watch_events_free (MaildirWatchEvents *self);
int maildir_watch_events_get_fd (const MaildirWatchEvents *self);
gboolean maildir_watch_events_are_complete (const MaildirWatchEvents *self);
void maildir_watch_events_take (MaildirWatchEvents *self, MaildirWatchNews *news);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MaildirWatchEvents, maildir_watch_events_free)

G_END_DECLS
