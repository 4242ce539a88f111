/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/folder-requests.h"

G_BEGIN_DECLS

/**
 * EWS_MAX_CHANGES:
 *
 * The most changes SyncFolderItems may be asked for at once (the schema's limit).
 */
#define EWS_MAX_CHANGES 512

/**
 * EwsDisposal:
 * @EWS_DISPOSAL_MOVE_TO_DELETED_ITEMS: to the folder Deleted Items
 * @EWS_DISPOSAL_SOFT_DELETE: to the dumpster, from where a user can recover it for a while
 * @EWS_DISPOSAL_HARD_DELETE: for good
 *
 * What deleting means.
 */
typedef enum
{
  EWS_DISPOSAL_MOVE_TO_DELETED_ITEMS,
  EWS_DISPOSAL_SOFT_DELETE,
  EWS_DISPOSAL_HARD_DELETE,
} EwsDisposal;

/**
 * EwsFindItem:
 * @folders: where to look
 * @n_folders: in how many folders
 * @shape: what to tell of each
 * @paging: which page
 * @restriction: (nullable): which items; an empty one means all
 * @sort_by: (nullable): by which property they are ordered
 * @descending: from the largest on
 * @query: (nullable): a search in the server's own query language (from 2010 on; not together
 *   with @restriction)
 *
 * What FindItem is asked.
 */
typedef struct
{
  const EwsFolderRef *folders;
  guint n_folders;
  const EwsShape *shape;
  EwsPaging paging;
  const EwsRestriction *restriction;
  const EwsProperty *sort_by;
  gboolean descending;
  const char *query;
} EwsFindItem;

GBytes *ews_find_item_build (const EwsEnvelope *envelope, const EwsFindItem *what);
GBytes *ews_sync_folder_items_build (const EwsEnvelope *envelope,
                                     const EwsFolderRef *folder,
                                     const EwsShape *shape,
                                     const char *sync_state,
                                     guint max_changes);
GBytes *ews_get_item_build (const EwsEnvelope *envelope,
                            const EwsItemRef *items,
                            guint n_items,
                            const EwsShape *shape);
GBytes *ews_get_attachment_build (const EwsEnvelope *envelope,
                                  const char *const *ids,
                                  const EwsShape *shape);
GBytes *ews_move_item_build (const EwsEnvelope *envelope,
                             const EwsItemRef *items,
                             guint n_items,
                             const EwsFolderRef *target);
GBytes *ews_copy_item_build (const EwsEnvelope *envelope,
                             const EwsItemRef *items,
                             guint n_items,
                             const EwsFolderRef *target);
GBytes *ews_delete_item_build (const EwsEnvelope *envelope,
                               const EwsItemRef *items,
                               guint n_items,
                               EwsDisposal disposal);

G_END_DECLS
