/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TOCSIN_FILE_STORE_LOCK_TIME:
 *
 * Milliseconds to wait for another program that is writing the same file.
 */
#define TOCSIN_FILE_STORE_LOCK_TIME 5000

GBytes *tocsin_file_store_read (const char *path, GError **error);
gboolean tocsin_file_store_replace (const char *path, GBytes *content, GError **error);
int tocsin_file_store_lock (const char *path, GError **error);
void tocsin_file_store_unlock (int lock);

G_END_DECLS
