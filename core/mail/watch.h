/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_WATCH (tocsin_watch_get_type ())

/**
 * TocsinWatch:
 *
 * A session that waits for the server to speak, and holds no thread while it does. Exactly one
 * owner at a time: the worker that calls tocsin_watch_resume(), or the engine's epoll set while it
 * is parked. Nothing may be parked while the TLS layer still holds decrypted bytes: a plugin drains
 * them into its own buffer and, if whole lines are there, handles them before it returns.
 */
G_DECLARE_DERIVABLE_TYPE (TocsinWatch, tocsin_watch, TOCSIN, WATCH, GObject)

/**
 * TocsinWatchClass:
 * @get_fd: the descriptor whose input means that the server speaks, or -1 once closed
 * @get_deadline: monotonic microseconds when resume must be called at the latest, silence or not
 * @resume: takes in what the server said (or, at the deadline, asks for a sign of life), leaves the
 *   session waiting again; blocking. @folders gets the ids of the folders that may have changed,
 *   empty when nothing did. On failure the watch is of no more use.
 * @close: ends the session without waiting for an answer; idempotent
 * @take_list_changed: (nullable): whether folders came or went since this was asked the last time,
 *   as far as the last resume told
 */
struct _TocsinWatchClass
{
  GObjectClass parent_class;

  int (*get_fd) (TocsinWatch *self);
  gint64 (*get_deadline) (TocsinWatch *self);
  gboolean (*resume) (TocsinWatch *self, GStrv *folders, GCancellable *cancellable, GError **error);
  void (*close) (TocsinWatch *self);
  gboolean (*take_list_changed) (TocsinWatch *self);

  /*< private >*/
  gpointer padding[3];
};

int tocsin_watch_get_fd (TocsinWatch *self);
gint64 tocsin_watch_get_deadline (TocsinWatch *self);
gboolean
tocsin_watch_resume (TocsinWatch *self, GStrv *folders, GCancellable *cancellable, GError **error);
void tocsin_watch_close (TocsinWatch *self);
gboolean tocsin_watch_take_list_changed (TocsinWatch *self);

G_END_DECLS
