/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * TargetFolder:
 *
 * The name of a folder with fields of an event in it. Only the person who wrote the pattern makes
 * levels; what a field holds stays within its own.
 */
typedef struct _TargetFolder TargetFolder;

TargetFolder *target_folder_new (const char *pattern, GError **error);
void target_folder_free (TargetFolder *self);
void target_folder_list_fields (TargetFolder *self, GHashTable *fields);
char *target_folder_expand (TargetFolder *self, JsonObject *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TargetFolder, target_folder_free)

G_END_DECLS
