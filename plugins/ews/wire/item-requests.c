/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/item-requests.h"

static void
write_sort_order (const EwsFindItem *what, EwsXml *xml)
{
  if (what->sort_by == NULL)
    return;
  ews_xml_open (xml, "m:SortOrder");
  ews_xml_open (xml, "t:FieldOrder");
  ews_xml_attribute (xml, "Order", what->descending ? "Descending" : "Ascending");
  ews_property_write (what->sort_by, xml);
  ews_xml_close (xml);
  ews_xml_close (xml);
}

/**
 * ews_find_item_build:
 * @envelope: what all requests begin with
 * @what: what is asked
 *
 * Returns: (transfer full): a FindItem request.
 */
GBytes *
ews_find_item_build (const EwsEnvelope *envelope, const EwsFindItem *what)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:FindItem");
  ews_xml_attribute (xml, "Traversal", "Shallow");
  ews_shape_write_item (what->shape, xml);
  ews_paging_write (what->paging, "m:IndexedPageItemView", xml);
  if (what->restriction != NULL && !ews_restriction_is_empty (what->restriction))
    {
      ews_xml_open (xml, "m:Restriction");
      ews_restriction_write (what->restriction, xml);
      ews_xml_close (xml);
    }
  write_sort_order (what, xml);
  ews_folder_ref_write_list (what->folders, what->n_folders, "m:ParentFolderIds", xml);
  ews_xml_leaf (xml, "m:QueryString", what->query);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_sync_folder_items_build:
 * @envelope: what all requests begin with
 * @folder: whose changes
 * @shape: what to tell of each; only ids are reliable, GetItem tells the rest
 * @sync_state: (nullable): what the last answer gave; %NULL = from the beginning
 * @max_changes: how many at once, at most %EWS_MAX_CHANGES
 *
 * Returns: (transfer full): a SyncFolderItems request.
 */
GBytes *
ews_sync_folder_items_build (const EwsEnvelope *envelope,
                             const EwsFolderRef *folder,
                             const EwsShape *shape,
                             const char *sync_state,
                             guint max_changes)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:SyncFolderItems");
  ews_shape_write_item (shape, xml);
  ews_folder_ref_write_list (folder, 1, "m:SyncFolderId", xml);
  ews_xml_leaf (xml, "m:SyncState", sync_state);
  ews_xml_leaf_number (xml, "m:MaxChangesReturned", CLAMP (max_changes, 1, EWS_MAX_CHANGES));
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_get_item_build:
 * @envelope: what all requests begin with
 * @items: which items
 * @n_items: how many
 * @shape: what to tell of each
 *
 * Returns: (transfer full): a GetItem request; its answer has a response for each item, in order.
 */
GBytes *
ews_get_item_build (const EwsEnvelope *envelope,
                    const EwsItemRef *items,
                    guint n_items,
                    const EwsShape *shape)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:GetItem");
  ews_shape_write_item (shape, xml);
  ews_item_ref_write_list (items, n_items, xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_get_attachment_build:
 * @envelope: what all requests begin with
 * @ids: (array zero-terminated=1): ids of attachments
 * @shape: (nullable): what to tell of those that are items; files come with their content anyhow
 *
 * Returns: (transfer full): a GetAttachment request; its answer has a response for each, in order.
 */
GBytes *
ews_get_attachment_build (const EwsEnvelope *envelope,
                          const char *const *ids,
                          const EwsShape *shape)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:GetAttachment");
  if (shape != NULL)
    ews_shape_write_attachment (shape, xml);
  ews_xml_open (xml, "m:AttachmentIds");
  for (; *ids != NULL; ids++)
    {
      ews_xml_open (xml, "t:AttachmentId");
      ews_xml_attribute (xml, "Id", *ids);
      ews_xml_close (xml);
    }
  ews_xml_close (xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

static GBytes *
build_transfer (const char *name,
                const EwsEnvelope *envelope,
                const EwsItemRef *items,
                guint n_items,
                const EwsFolderRef *target)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, name);
  ews_folder_ref_write_list (target, 1, "m:ToFolderId", xml);
  ews_item_ref_write_list (items, n_items, xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_move_item_build:
 * @envelope: what all requests begin with
 * @items: which items
 * @n_items: how many
 * @target: where to
 *
 * Returns: (transfer full): a MoveItem request; the answers have the new ids, but for another
 *   mailbox.
 */
GBytes *
ews_move_item_build (const EwsEnvelope *envelope,
                     const EwsItemRef *items,
                     guint n_items,
                     const EwsFolderRef *target)
{
  return build_transfer ("m:MoveItem", envelope, items, n_items, target);
}

/**
 * ews_copy_item_build:
 * @envelope: what all requests begin with
 * @items: which items
 * @n_items: how many
 * @target: where to
 *
 * Returns: (transfer full): a CopyItem request.
 */
GBytes *
ews_copy_item_build (const EwsEnvelope *envelope,
                     const EwsItemRef *items,
                     guint n_items,
                     const EwsFolderRef *target)
{
  return build_transfer ("m:CopyItem", envelope, items, n_items, target);
}

/**
 * ews_delete_item_build:
 * @envelope: what all requests begin with
 * @items: which items
 * @n_items: how many
 * @disposal: what deleting means
 *
 * A mailbox may hold appointments and tasks, for which a server wants to be told more: nobody is
 * sent anything because of what is deleted here, and of a series one is.
 *
 * Returns: (transfer full): a DeleteItem request.
 */
GBytes *
ews_delete_item_build (const EwsEnvelope *envelope,
                       const EwsItemRef *items,
                       guint n_items,
                       EwsDisposal disposal)
{
  static const char *const names[] = { "MoveToDeletedItems", "SoftDelete", "HardDelete" };
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:DeleteItem");
  ews_xml_attribute (xml, "DeleteType", names[disposal]);
  ews_xml_attribute (xml, "SendMeetingCancellations", "SendToNone");
  ews_xml_attribute (xml, "AffectedTaskOccurrences", "SpecifiedOccurrenceOnly");
  if (envelope->version >= EWS_VERSION_2013_SP1)
    ews_xml_attribute (xml, "SuppressReadReceipts", "true");
  ews_item_ref_write_list (items, n_items, xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}
