/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The readable files that describe providers and protocols. Private to core/net/discovery. */

/**
 * TocsinDataSetter:
 * @group: the group a value stands in
 * @key: its name
 * @text: its value
 * @user_data: what was given with the function
 * @error: why it can't be taken
 */
typedef gboolean (*TocsinDataSetter) (
    const char *group, const char *key, const char *text, gpointer user_data, GError **error);

/**
 * TocsinDataLoader:
 * @path: one file
 * @error: why it can't be taken
 *
 * Returns: (transfer full): what it says.
 */
typedef gpointer (*TocsinDataLoader) (const char *path, GError **error);

GPtrArray *tocsin_data_file_list (const char *folder, const char *suffix);
GPtrArray *tocsin_data_file_load_all (const char *folder,
                                      const char *suffix,
                                      TocsinDataLoader load,
                                      GDestroyNotify free_one);
gboolean tocsin_data_file_read (const char *path,
                                TocsinDataSetter setter,
                                gpointer user_data,
                                GError **error);
char *tocsin_data_file_get_id (const char *path);
GStrv tocsin_data_file_split (const char *text);
gboolean tocsin_data_file_parse_number (
    const char *key, const char *text, guint64 most, guint64 *number, GError **error);

G_END_DECLS
