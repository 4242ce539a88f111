/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/answer.h"

G_BEGIN_DECLS

/**
 * EwsFolder:
 * @kind: what element it came as: `Folder`, `SearchFolder`, `CalendarFolder` ...
 * @id: (nullable): its id; folders without one exist
 * @change_key: (nullable): its version
 * @parent: (nullable): the id of the folder it is in
 * @folder_class: (nullable): `IPF.Note`; folders without one exist
 * @name: (nullable): its own name, without that of its parents
 * @distinguished: (nullable): its well-known name, where the server tells it (from 2013 on)
 * @total: how many items, -1 when not said
 * @unread: how many of them are unread, -1 when not said
 * @children: how many folders are in it, -1 when not said
 * @is_hidden: whether users are not shown it (needs PR_ATTR_HIDDEN in the shape)
 *
 * A folder: what the answer tells of it.
 */
typedef struct
{
  char *kind;
  char *id;
  char *change_key;
  char *parent;
  char *folder_class;
  char *name;
  char *distinguished;
  gint64 total;
  gint64 unread;
  gint64 children;
  gboolean is_hidden;
} EwsFolder;

/**
 * EWS_FOLDER_HIDDEN_TAG:
 *
 * PR_ATTR_HIDDEN.
 */
#define EWS_FOLDER_HIDDEN_TAG 0x10f4

/**
 * EWS_FOLDER_HIDDEN:
 *
 * The same as an initialiser of an #EwsProperty for the shape.
 */
#define EWS_FOLDER_HIDDEN                                                                          \
  {                                                                                                \
    .tag = EWS_FOLDER_HIDDEN_TAG, .type = "Boolean"                                                \
  }

EwsFolder *ews_folder_read (const EwsNode *node);
GPtrArray *ews_folder_read_list (const EwsNode *list);
GPtrArray *ews_response_read_folders (const EwsResponse *response);
void ews_folder_free (EwsFolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsFolder, ews_folder_free)

G_END_DECLS
