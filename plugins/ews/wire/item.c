/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/item.h"

static void
header_free (gpointer data)
{
  EwsHeader *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static GPtrArray *
read_headers (const EwsNode *list)
{
  GPtrArray *headers = g_ptr_array_new_with_free_func (header_free);

  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    {
      const EwsNode *node = ews_node_get_nth (list, i);
      const char *name = ews_node_get_attribute (node, "HeaderName");
      EwsHeader *header;

      if (name == NULL)
        continue;
      header = g_new0 (EwsHeader, 1);
      header->name = g_strdup (name);
      header->value = g_strdup (ews_node_get_text (node));
      g_ptr_array_add (headers, header);
    }

  return headers;
}

static GStrv
read_texts (const EwsNode *list, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    if (g_str_equal (ews_node_get_nth (list, i)->name, name))
      g_strv_builder_add (builder, ews_node_get_text (ews_node_get_nth (list, i)));

  return g_strv_builder_end (builder);
}

static EwsTristate
read_tristate (const EwsNode *node, const char *name)
{
  const char *text = ews_node_find_text (node, name);
  gboolean value;

  if (text == NULL || !ews_boolean_parse (text, &value))
    return EWS_UNSAID;

  return value ? EWS_YES : EWS_NO;
}

static void
read_identity (EwsItem *self, const EwsNode *node)
{
  const EwsNode *id = ews_node_find (node, "ItemId");

  self->kind = g_strdup (node->name);
  self->id = g_strdup (ews_node_get_attribute (id, "Id"));
  self->change_key = g_strdup (ews_node_get_attribute (id, "ChangeKey"));
  self->parent = g_strdup (ews_node_get_attribute (ews_node_find (node, "ParentFolderId"), "Id"));
  self->item_class = g_strdup (ews_node_find_text (node, "ItemClass"));
  self->conversation_id =
      g_strdup (ews_node_get_attribute (ews_node_find (node, "ConversationId"), "Id"));
}

static void
read_facts (EwsItem *self, const EwsNode *node)
{
  self->size = (guint64) MAX (ews_node_find_number (node, "Size", 0), 0);
  self->received = ews_node_find_time (node, "DateTimeReceived");
  self->sent = ews_node_find_time (node, "DateTimeSent");
  self->created = ews_node_find_time (node, "DateTimeCreated");
  self->modified = ews_node_find_time (node, "LastModifiedTime");
  self->importance = g_strdup (ews_node_find_text (node, "Importance"));
  self->sensitivity = g_strdup (ews_node_find_text (node, "Sensitivity"));
  self->flag = g_strdup (ews_node_find_text (ews_node_find (node, "Flag"), "FlagStatus"));
  self->categories = read_texts (ews_node_find (node, "Categories"), "String");
  self->is_read = read_tristate (node, "IsRead");
  self->is_draft = read_tristate (node, "IsDraft");
  self->has_attachments = read_tristate (node, "HasAttachments");
}

static void
read_letter (EwsItem *self, const EwsNode *node)
{
  const EwsNode *body = ews_node_find (node, "Body");

  self->subject = g_strdup (ews_node_find_text (node, "Subject"));
  self->body = body != NULL ? g_strdup (ews_node_get_text (body)) : NULL;
  self->body_is_html = g_strcmp0 (ews_node_get_attribute (body, "BodyType"), "HTML") == 0;
  self->message_id = g_strdup (ews_node_find_text (node, "InternetMessageId"));
  self->in_reply_to = g_strdup (ews_node_find_text (node, "InReplyTo"));
  self->references = g_strdup (ews_node_find_text (node, "References"));
  self->sender = ews_mailbox_read (ews_node_find (ews_node_find (node, "Sender"), "Mailbox"));
  self->from = ews_mailbox_read (ews_node_find (ews_node_find (node, "From"), "Mailbox"));
  self->to = ews_mailbox_read_list (ews_node_find (node, "ToRecipients"));
  self->cc = ews_mailbox_read_list (ews_node_find (node, "CcRecipients"));
  self->bcc = ews_mailbox_read_list (ews_node_find (node, "BccRecipients"));
  self->reply_to = ews_mailbox_read_list (ews_node_find (node, "ReplyTo"));
  self->headers = read_headers (ews_node_find (node, "InternetMessageHeaders"));
  self->attachments = ews_attachment_read_list (ews_node_find (node, "Attachments"));
}

/**
 * ews_item_read:
 * @node: an element such as Message
 *
 * Returns: (transfer full): what it tells of the item.
 */
EwsItem *
ews_item_read (const EwsNode *node)
{
  EwsItem *self = g_new0 (EwsItem, 1);

  self->node = node;
  read_identity (self, node);
  read_facts (self, node);
  read_letter (self, node);

  return self;
}

/**
 * ews_item_read_list:
 * @list: (nullable): an element Items
 *
 * Returns: (transfer full) (element-type EwsItem): the items in it; empty of none.
 */
GPtrArray *
ews_item_read_list (const EwsNode *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_item_free);

  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    g_ptr_array_add (items, ews_item_read (ews_node_get_nth (list, i)));

  return items;
}

/**
 * ews_response_read_items:
 * @response: of FindItem, GetItem, CreateItem, UpdateItem, MoveItem or CopyItem
 *
 * Returns: (transfer full) (element-type EwsItem): the items in it; empty of none.
 */
GPtrArray *
ews_response_read_items (const EwsResponse *response)
{
  const EwsNode *root = ews_node_find (response->node, "RootFolder");

  return ews_item_read_list (ews_node_find (root != NULL ? root : response->node, "Items"));
}

/**
 * ews_response_read_attachments:
 * @response: of GetAttachment
 *
 * Returns: (transfer full) (element-type EwsAttachment): the attachments in it; empty of none.
 */
GPtrArray *
ews_response_read_attachments (const EwsResponse *response)
{
  return ews_attachment_read_list (ews_node_find (response->node, "Attachments"));
}

/**
 * ews_item_free:
 * @self: (transfer full): an item
 */
void
ews_item_free (EwsItem *self)
{
  g_free (self->kind);
  g_free (self->id);
  g_free (self->change_key);
  g_free (self->parent);
  g_free (self->item_class);
  g_free (self->subject);
  g_free (self->body);
  g_free (self->importance);
  g_free (self->sensitivity);
  g_free (self->flag);
  g_strfreev (self->categories);
  g_free (self->message_id);
  g_free (self->in_reply_to);
  g_free (self->references);
  g_free (self->conversation_id);
  g_clear_pointer (&self->sender, ews_mailbox_free);
  g_clear_pointer (&self->from, ews_mailbox_free);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_ptr_array_unref (self->reply_to);
  g_ptr_array_unref (self->headers);
  g_ptr_array_unref (self->attachments);
  g_free (self);
}

/* Servers write tags as `0x7d` or `0x007D`. */
static gboolean
is_same_tag (const char *written, guint16 tag)
{
  return written != NULL ? g_ascii_strtoull (written, NULL, 0) == tag : tag == 0;
}

static gboolean
is_same_set (const EwsNode *uri, const char *set)
{
  const char *guid = ews_node_get_attribute (uri, "PropertySetId");

  if (guid != NULL)
    return set != NULL && g_ascii_strcasecmp (guid, set) == 0;

  return g_strcmp0 (ews_node_get_attribute (uri, "DistinguishedPropertySetId"), set) == 0;
}

static gboolean
is_property (const EwsNode *uri, const EwsProperty *property)
{
  const char *name = ews_node_get_attribute (uri, "PropertyName");

  return is_same_tag (ews_node_get_attribute (uri, "PropertyTag"), property->tag)
         && is_same_set (uri, property->set) && g_strcmp0 (name, property->name) == 0
         && (property->set == NULL || name != NULL
             || ews_number_parse (ews_node_get_attribute (uri, "PropertyId"), -1) == property->id);
}

/**
 * ews_item_find_property:
 * @self: an item
 * @property: an extended property that was asked for
 *
 * Returns: (nullable) (transfer full) (array zero-terminated=1): its value, or its values; %NULL
 *   when the item does not have it.
 */
GStrv
ews_item_find_property (const EwsItem *self, const EwsProperty *property)
{
  for (guint i = 0; i < ews_node_get_n_children (self->node); i++)
    {
      const EwsNode *node = ews_node_get_nth (self->node, i);
      const EwsNode *values;

      if (!g_str_equal (node->name, "ExtendedProperty")
          || !is_property (ews_node_find (node, "ExtendedFieldURI"), property))
        continue;
      values = ews_node_find (node, "Values");
      return read_texts (values != NULL ? values : node, "Value");
    }

  return NULL;
}
