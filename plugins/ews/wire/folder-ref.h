/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/xml.h"

G_BEGIN_DECLS

/**
 * EwsFolderRef:
 * @id: (nullable): the folder's id
 * @distinguished: (nullable): or its well-known name, `inbox`, `msgfolderroot`, `sentitems`
 * @mailbox: (nullable): with @distinguished: the address whose folder it is, if it is not that of
 *   the user who asks
 *
 * Names a folder in a request.
 */
typedef struct
{
  const char *id;
  const char *distinguished;
  const char *mailbox;
} EwsFolderRef;

/**
 * EwsItemRef:
 * @id: the item's id
 * @change_key: (nullable): the version that is meant; needed by SendItem
 *
 * Names an item in a request.
 */
typedef struct
{
  const char *id;
  const char *change_key;
} EwsItemRef;

void ews_folder_ref_write (const EwsFolderRef *self, EwsXml *xml);
void
ews_folder_ref_write_list (const EwsFolderRef *refs, guint n_refs, const char *name, EwsXml *xml);
void ews_item_ref_write (const EwsItemRef *self, EwsXml *xml);
void ews_item_ref_write_list (const EwsItemRef *refs, guint n_refs, EwsXml *xml);

G_END_DECLS
