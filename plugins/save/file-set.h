/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/save/directory.h"

G_BEGIN_DECLS

/**
 * Collision:
 * @COLLISION_NUMBER: the new file gets a number
 * @COLLISION_SKIP: the old one stays
 * @COLLISION_REPLACE: the new one takes its place
 *
 * What becomes of a file whose name is taken.
 */
typedef enum
{
  COLLISION_NUMBER,
  COLLISION_SKIP,
  COLLISION_REPLACE,
} Collision;

/**
 * FileSet:
 *
 * Files that appear in a directory together, complete and on the disk, or not at all. They are
 * written under names that nobody looks at and get their own when all of them are whole.
 */
typedef struct _FileSet FileSet;

FileSet *
file_set_new (Directory *directory, mode_t mode, Collision collision, const char *temporary_stem);
void file_set_free (FileSet *self);
gboolean file_set_add (FileSet *self, const char *relative_path, int *fd, GError **error);
gboolean file_set_seal (FileSet *self, GError **error);
gboolean file_set_commit (FileSet *self, GError **error);
GPtrArray *file_set_get_placed (FileSet *self);
guint file_set_get_skipped (FileSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FileSet, file_set_free)

G_END_DECLS
