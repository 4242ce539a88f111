/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TocsinLineEndsFunc:
 * @bytes: some of the message
 * @length: how many bytes
 * @user_data: as given to tocsin_line_ends_read()
 * @error: where to put what went wrong
 *
 * Returns: whether to go on.
 */
typedef gboolean (*TocsinLineEndsFunc) (const char *bytes,
                                        gsize length,
                                        gpointer user_data,
                                        GError **error);

void tocsin_line_ends_make_unix (char *text);
gboolean tocsin_line_ends_read (
    int fd, TocsinLineEndsFunc func, gpointer user_data, GCancellable *cancellable, GError **error);
gboolean
tocsin_line_ends_measure (int fd, guint64 *size, GCancellable *cancellable, GError **error);

G_END_DECLS
