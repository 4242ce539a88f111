/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/folder-ref.h"

/**
 * ews_folder_ref_write:
 * @self: a folder
 * @xml: where its id goes
 */
void
ews_folder_ref_write (const EwsFolderRef *self, EwsXml *xml)
{
  if (self->id != NULL)
    {
      ews_xml_open (xml, "t:FolderId");
      ews_xml_attribute (xml, "Id", self->id);
      ews_xml_close (xml);
      return;
    }
  ews_xml_open (xml, "t:DistinguishedFolderId");
  ews_xml_attribute (xml, "Id", self->distinguished);
  if (self->mailbox != NULL)
    {
      ews_xml_open (xml, "t:Mailbox");
      ews_xml_leaf (xml, "t:EmailAddress", self->mailbox);
      ews_xml_close (xml);
    }
  ews_xml_close (xml);
}

/**
 * ews_folder_ref_write_list:
 * @refs: folders
 * @n_refs: how many
 * @name: the element around them
 * @xml: where they go
 */
void
ews_folder_ref_write_list (const EwsFolderRef *refs, guint n_refs, const char *name, EwsXml *xml)
{
  ews_xml_open (xml, name);
  for (guint i = 0; i < n_refs; i++)
    ews_folder_ref_write (&refs[i], xml);
  ews_xml_close (xml);
}

/**
 * ews_item_ref_write:
 * @self: an item
 * @xml: where its id goes
 */
void
ews_item_ref_write (const EwsItemRef *self, EwsXml *xml)
{
  ews_xml_open (xml, "t:ItemId");
  ews_xml_attribute (xml, "Id", self->id);
  ews_xml_attribute (xml, "ChangeKey", self->change_key);
  ews_xml_close (xml);
}

/**
 * ews_item_ref_write_list:
 * @refs: items
 * @n_refs: how many
 * @xml: where they go
 */
void
ews_item_ref_write_list (const EwsItemRef *refs, guint n_refs, EwsXml *xml)
{
  ews_xml_open (xml, "m:ItemIds");
  for (guint i = 0; i < n_refs; i++)
    ews_item_ref_write (&refs[i], xml);
  ews_xml_close (xml);
}
