/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean tocsin_maildir_folders_check (const char *directory, GError **error);
char *tocsin_maildir_folders_get_path (const char *directory, const char *id);
GPtrArray *
tocsin_maildir_folders_list (const char *directory, GCancellable *cancellable, GError **error);

G_END_DECLS
