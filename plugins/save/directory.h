/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * Directory:
 *
 * A directory that everything stays below: reached by descriptor, never again by name, and no
 * symbolic link is followed on the way down.
 */
typedef struct _Directory Directory;

Directory *directory_open (const char *path, mode_t mode, gboolean create, GError **error);
void directory_free (Directory *self);
const char *directory_get_path (Directory *self);
int directory_open_parent (Directory *self, const char *relative_path, GError **error);
mode_t directory_mode_for_files (mode_t file_mode);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Directory, directory_free)

G_END_DECLS
