/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/base/clock.h"
#include "core/mail/watch.h"

G_BEGIN_DECLS

/**
 * TocsinWatcherReason:
 * @TOCSIN_WATCHER_INPUT: the server spoke, or hung up
 * @TOCSIN_WATCHER_DEADLINE: the time has come
 *
 * Why somebody is woken.
 */
typedef enum
{
  TOCSIN_WATCHER_INPUT,
  TOCSIN_WATCHER_DEADLINE,
} TocsinWatcherReason;

/**
 * TocsinWatcherFunc:
 * @reason: why
 * @user_data: as given when parking
 *
 * Called in the main context, once for each ticket. By then the ticket is used up: the watch is
 * the owner's again.
 */
typedef void (*TocsinWatcherFunc) (TocsinWatcherReason reason, gpointer user_data);

#define TOCSIN_TYPE_WATCHER (tocsin_watcher_get_type ())

/**
 * TocsinWatcher:
 *
 * Where everything that only waits is parked: sessions in which the server may speak, and alarms.
 * One epoll set and one queue of deadlines behind a single source of the main context, so that ten
 * thousand waiting sessions cost a few hundred bytes each and no thread. Lives in the main context.
 */
G_DECLARE_FINAL_TYPE (TocsinWatcher, tocsin_watcher, TOCSIN, WATCHER, GObject)

TocsinWatcher *tocsin_watcher_new (TocsinClock *clock);
guint64 tocsin_watcher_park (TocsinWatcher *self,
                             TocsinWatch *watch,
                             TocsinWatcherFunc func,
                             gpointer user_data,
                             GError **error);
guint64 tocsin_watcher_set_alarm (TocsinWatcher *self,
                                  gint64 deadline,
                                  TocsinWatcherFunc func,
                                  gpointer user_data);
void tocsin_watcher_unpark (TocsinWatcher *self, guint64 ticket);
guint tocsin_watcher_get_parked (TocsinWatcher *self);

G_END_DECLS
