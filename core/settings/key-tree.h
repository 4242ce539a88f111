/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/settings/key-file.h"

G_BEGIN_DECLS

/**
 * TOCSIN_KEY_TREE_ROOT_GROUP:
 *
 * The group of the keys that stand at the root.
 */
#define TOCSIN_KEY_TREE_ROOT_GROUP "tocsin"

const char *tocsin_key_tree_get (TocsinKeyFile *file, const char *path, guint *line);
void tocsin_key_tree_merge (TocsinKeyFile *file, GTree *changes);
void tocsin_key_tree_compare (TocsinKeyFile *one, TocsinKeyFile *other, GHashTable *differences);
GStrv tocsin_key_tree_list (TocsinKeyFile *file, const char *prefix);

G_END_DECLS
