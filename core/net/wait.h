/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Waiting on descriptors inside a blocking call. Private to core/net. Deadlines are
 * g_get_monotonic_time() values in microseconds, 0 for none. */

gint64 tocsin_wait_earlier (gint64 one, gint64 other);
int tocsin_wait_fds (
    GPollFD *fds, guint n_fds, gint64 deadline, GCancellable *cancellable, GError **error);
int
tocsin_wait_fd (int fd, gushort events, gint64 deadline, GCancellable *cancellable, GError **error);

int tocsin_wait_flag_new (void);
void tocsin_wait_flag_raise (int flag);

G_END_DECLS
