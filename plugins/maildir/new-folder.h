/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *maildir_new_folder_id (const char *name, GError **error);
gboolean maildir_new_folder_complete (const char *root, const char *folder, GError **error);
gboolean maildir_new_folder_make (const char *root, const char *folder, GError **error);

G_END_DECLS
