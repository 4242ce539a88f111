/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/attachment.h"

#include <string.h>

static const EwsNode *
find_item (const EwsNode *attachment)
{
  for (guint i = 0; i < ews_node_get_n_children (attachment); i++)
    if (ews_node_find (ews_node_get_nth (attachment, i), "ItemId") != NULL
        || ews_node_find (ews_node_get_nth (attachment, i), "ItemClass") != NULL
        || ews_node_find (ews_node_get_nth (attachment, i), "MimeContent") != NULL)
      return ews_node_get_nth (attachment, i);

  return NULL;
}

static EwsAttachment *
read_attachment (const EwsNode *node)
{
  EwsAttachment *self = g_new0 (EwsAttachment, 1);

  self->is_item = g_str_equal (node->name, "ItemAttachment");
  self->id = g_strdup (ews_node_get_attribute (ews_node_find (node, "AttachmentId"), "Id"));
  self->name = g_strdup (ews_node_find_text (node, "Name"));
  self->content_type = g_strdup (ews_node_find_text (node, "ContentType"));
  self->content_id = g_strdup (ews_node_find_text (node, "ContentId"));
  self->size = (guint64) MAX (ews_node_find_number (node, "Size", 0), 0);
  self->is_inline = ews_node_find_boolean (node, "IsInline", FALSE);
  self->item = self->is_item ? find_item (node) : NULL;

  return self;
}

/**
 * ews_attachment_read_list:
 * @attachments: (nullable): an element Attachments
 *
 * Returns: (transfer full) (element-type EwsAttachment): the files and items in it. Of what a
 *   server calls a reference there is nothing to be had.
 */
GPtrArray *
ews_attachment_read_list (const EwsNode *attachments)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_attachment_free);

  for (guint i = 0; i < ews_node_get_n_children (attachments); i++)
    {
      const EwsNode *node = ews_node_get_nth (attachments, i);

      if (g_str_equal (node->name, "FileAttachment") || g_str_equal (node->name, "ItemAttachment"))
        g_ptr_array_add (list, read_attachment (node));
    }

  return list;
}

/**
 * ews_attachment_free:
 * @self: (transfer full): an attachment
 */
void
ews_attachment_free (EwsAttachment *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->content_type);
  g_free (self->content_id);
  g_free (self);
}
