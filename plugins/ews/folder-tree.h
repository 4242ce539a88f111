/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/folder.h"
#include "plugins/ews/wire/folder.h"

G_BEGIN_DECLS

/** EWS_FOLDER_TREE_MAX_DEPTH: folders within folders; what is deeper is shown at this depth */
#define EWS_FOLDER_TREE_MAX_DEPTH 300

/**
 * EwsFolderTree:
 * @found: (element-type EwsFolder): folders in any order
 * @roles: (element-type utf8 TocsinFolderRole): by their ids, those with a role
 * @root: (nullable): the id of the folder that all others are in, which is not shown itself
 *
 * What a server tells of the folders of a mailbox.
 */
typedef struct
{
  GPtrArray *found;
  GHashTable *roles;
  const char *root;
} EwsFolderTree;

GPtrArray *ews_folder_tree_flatten (const EwsFolderTree *self);
char *ews_folder_tree_show_name (const char *name);
char *ews_folder_tree_read_name (const char *shown);

G_END_DECLS
