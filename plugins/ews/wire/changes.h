/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/folder.h"
#include "plugins/ews/wire/item.h"

G_BEGIN_DECLS

/**
 * EwsChangeKind:
 * @EWS_CHANGE_CREATE: new
 * @EWS_CHANGE_UPDATE: changed
 * @EWS_CHANGE_DELETE: gone from this folder
 * @EWS_CHANGE_READ_FLAG: read or unread now, and nothing else
 *
 * What happened to an item or a folder.
 */
typedef enum
{
  EWS_CHANGE_CREATE,
  EWS_CHANGE_UPDATE,
  EWS_CHANGE_DELETE,
  EWS_CHANGE_READ_FLAG,
} EwsChangeKind;

/**
 * EwsChange:
 * @kind: what happened
 * @id: the id of what it happened to
 * @item: (nullable): the item, of create and update in SyncFolderItems
 * @folder: (nullable): the folder, of create and update in SyncFolderHierarchy
 * @is_read: of a read flag: how it is now
 *
 * A change that synchronisation reports.
 */
typedef struct
{
  EwsChangeKind kind;
  char *id;
  EwsItem *item;
  EwsFolder *folder;
  gboolean is_read;
} EwsChange;

/**
 * EwsChanges:
 * @sync_state: (nullable): what to ask with next time
 * @is_last: whether these are all changes up to now
 * @list: (element-type EwsChange): the changes in their order
 *
 * What SyncFolderItems and SyncFolderHierarchy report.
 */
typedef struct
{
  char *sync_state;
  gboolean is_last;
  GPtrArray *list;
} EwsChanges;

EwsChanges *ews_response_read_changes (const EwsResponse *response);
void ews_changes_free (EwsChanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsChanges, ews_changes_free)

G_END_DECLS
