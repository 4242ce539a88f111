/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * FileNamePattern:
 *
 * How files are called, relative to a directory. Whatever an event holds, what comes out is a path
 * that stays below the directory: only the person who wrote the pattern makes levels.
 */
typedef struct _FileNamePattern FileNamePattern;

FileNamePattern *
file_name_pattern_new (const char *pattern, gboolean for_attachments, GError **error);
void file_name_pattern_free (FileNamePattern *self);
void file_name_pattern_list_fields (FileNamePattern *self, GHashTable *fields);
gboolean file_name_pattern_uses (FileNamePattern *self, const char *field);
char *file_name_pattern_expand (FileNamePattern *self,
                                JsonObject *data,
                                JsonObject *attachment,
                                const char *fallback);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FileNamePattern, file_name_pattern_free)

G_END_DECLS
