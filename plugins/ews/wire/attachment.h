/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "plugins/ews/wire/node.h"

G_BEGIN_DECLS

/**
 * EwsAttachment:
 * @id: (nullable): its id, for GetAttachment
 * @name: (nullable): the file's name
 * @content_type: (nullable): the media type
 * @content_id: (nullable): by which a text refers to it, without angle brackets
 * @size: bytes as the server says, 0 when not said
 * @is_inline: whether it is part of the text
 * @is_item: whether it is an item itself
 * @item: (nullable): the item as it came, of an item attachment; belongs to the answer
 *
 * An attachment.
 */
typedef struct
{
  char *id;
  char *name;
  char *content_type;
  char *content_id;
  guint64 size;
  gboolean is_inline;
  gboolean is_item;
  const EwsNode *item;
} EwsAttachment;

GPtrArray *ews_attachment_read_list (const EwsNode *attachments);
void ews_attachment_free (EwsAttachment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EwsAttachment, ews_attachment_free)

G_END_DECLS
