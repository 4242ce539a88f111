/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/watch.h"

G_BEGIN_DECLS

/* A watch on a pair of sockets: what is said on the other end is a folder's name a line. */

typedef gboolean (*FakeWatchHook) (gpointer user_data, GCancellable *cancellable, GError **error);

TocsinWatch *fake_watch_new (gint64 deadline, FakeWatchHook hook, gpointer user_data);
void fake_watch_say (TocsinWatch *watch, const char *folder);
void fake_watch_hang_up (TocsinWatch *watch);
gboolean fake_watch_is_closed (TocsinWatch *watch);

G_END_DECLS
