/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/folder-requests.h"

#include <string.h>

/**
 * ews_find_folder_build:
 * @envelope: what all requests begin with
 * @parent: in which folder to look
 * @deep: whether in its folders too
 * @shape: what to tell of each
 * @paging: which page (from 2010 on: an older server sends all)
 * @restriction: (nullable): which folders; an empty one means all
 *
 * Returns: (transfer full): a FindFolder request.
 */
GBytes *
ews_find_folder_build (const EwsEnvelope *envelope,
                       const EwsFolderRef *parent,
                       gboolean deep,
                       const EwsShape *shape,
                       EwsPaging paging,
                       const EwsRestriction *restriction)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:FindFolder");
  ews_xml_attribute (xml, "Traversal", deep ? "Deep" : "Shallow");
  ews_shape_write_folder (shape, xml);
  ews_paging_write (paging, "m:IndexedPageFolderView", xml);
  if (restriction != NULL && !ews_restriction_is_empty (restriction))
    {
      ews_xml_open (xml, "m:Restriction");
      ews_restriction_write (restriction, xml);
      ews_xml_close (xml);
    }
  ews_folder_ref_write_list (parent, 1, "m:ParentFolderIds", xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_paging_write:
 * @self: which page
 * @name: the element it becomes
 * @xml: where it goes
 */
void
ews_paging_write (EwsPaging self, const char *name, EwsXml *xml)
{
  if (self.max == 0)
    return;
  ews_xml_open (xml, name);
  ews_xml_attribute_number (xml, "MaxEntriesReturned", self.max);
  ews_xml_attribute_number (xml, "Offset", self.offset);
  ews_xml_attribute (xml, "BasePoint", "Beginning");
  ews_xml_close (xml);
}

/**
 * ews_get_folder_build:
 * @envelope: what all requests begin with
 * @folders: which folders
 * @n_folders: how many
 * @shape: what to tell of each
 *
 * Returns: (transfer full): a GetFolder request.
 */
GBytes *
ews_get_folder_build (const EwsEnvelope *envelope,
                      const EwsFolderRef *folders,
                      guint n_folders,
                      const EwsShape *shape)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:GetFolder");
  ews_shape_write_folder (shape, xml);
  ews_folder_ref_write_list (folders, n_folders, "m:FolderIds", xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_sync_folder_hierarchy_build:
 * @envelope: what all requests begin with
 * @root: (nullable): the folder whose folders are meant; %NULL = the root of mail
 * @shape: what to tell of each
 * @sync_state: (nullable): what the last answer gave; %NULL = from the beginning
 *
 * Returns: (transfer full): a SyncFolderHierarchy request.
 */
GBytes *
ews_sync_folder_hierarchy_build (const EwsEnvelope *envelope,
                                 const EwsFolderRef *root,
                                 const EwsShape *shape,
                                 const char *sync_state)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:SyncFolderHierarchy");
  ews_shape_write_folder (shape, xml);
  if (root != NULL)
    ews_folder_ref_write_list (root, 1, "m:SyncFolderId", xml);
  ews_xml_leaf (xml, "m:SyncState", sync_state);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}

/**
 * ews_create_folder_build:
 * @envelope: what all requests begin with
 * @parent: where it goes
 * @name: its name
 * @folder_class: (nullable): `IPF.Note` for mail; %NULL = the server's choice
 *
 * Returns: (transfer full): a CreateFolder request.
 */
GBytes *
ews_create_folder_build (const EwsEnvelope *envelope,
                         const EwsFolderRef *parent,
                         const char *name,
                         const char *folder_class)
{
  EwsXml *xml = ews_envelope_begin (envelope);

  ews_xml_open (xml, "m:CreateFolder");
  ews_folder_ref_write_list (parent, 1, "m:ParentFolderId", xml);
  ews_xml_open (xml, "m:Folders");
  ews_xml_open (xml, "t:Folder");
  ews_xml_leaf (xml, "t:FolderClass", folder_class);
  ews_xml_leaf (xml, "t:DisplayName", name);
  ews_xml_close (xml);
  ews_xml_close (xml);
  ews_xml_close (xml);

  return ews_envelope_end (xml);
}
