/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * NotifyNote:
 * @task: whose it is
 * @summary: its first line
 * @text: what it says below
 * @icon: a name or a path, or ""
 * @category: what kind it is, or ""
 * @urgency: 0 low, 1 normal, 2 critical
 * @expires: milliseconds, -1 as the desktop likes, 0 never
 * @replace: whether it takes the place of the task's last one
 * @most: how many are shown one by one
 * @buttons: as planned
 *
 * What is to be shown. A plain value; everything is borrowed.
 */
typedef struct
{
  const char *task;
  const char *summary;
  const char *text;
  const char *icon;
  const char *category;
  guint8 urgency;
  gint32 expires;
  gboolean replace;
  guint most;
  GVariant *buttons;
} NotifyNote;

/**
 * NotifyDesk:
 *
 * Shows notifications, and waits for who presses what. One for the process; may be used from any
 * thread.
 */
typedef struct _NotifyDesk NotifyDesk;

NotifyDesk *notify_desk_get (void);
gboolean notify_desk_show (NotifyDesk *self,
                           const NotifyNote *note,
                           guint *counted,
                           GCancellable *cancellable,
                           GError **error);

G_END_DECLS
