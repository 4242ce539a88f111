/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/folder.h"

/* PR_ATTR_HIDDEN, the one extended property that EWS_FOLDER_HIDDEN asks for. */
static gboolean
read_hidden (const EwsNode *node)
{
  for (guint i = 0; i < ews_node_get_n_children (node); i++)
    {
      const EwsNode *child = ews_node_get_nth (node, i);
      const char *tag =
          ews_node_get_attribute (ews_node_find (child, "ExtendedFieldURI"), "PropertyTag");

      if (tag != NULL && g_ascii_strtoull (tag, NULL, 0) == EWS_FOLDER_HIDDEN_TAG)
        return ews_node_find_boolean (child, "Value", FALSE);
    }

  return FALSE;
}

/**
 * ews_folder_read:
 * @node: an element such as Folder
 *
 * Returns: (transfer full): what it tells of the folder.
 */
EwsFolder *
ews_folder_read (const EwsNode *node)
{
  EwsFolder *self = g_new0 (EwsFolder, 1);
  const EwsNode *id = ews_node_find (node, "FolderId");

  self->kind = g_strdup (node->name);
  self->id = g_strdup (ews_node_get_attribute (id, "Id"));
  self->change_key = g_strdup (ews_node_get_attribute (id, "ChangeKey"));
  self->parent = g_strdup (ews_node_get_attribute (ews_node_find (node, "ParentFolderId"), "Id"));
  self->folder_class = g_strdup (ews_node_find_text (node, "FolderClass"));
  self->name = g_strdup (ews_node_find_text (node, "DisplayName"));
  self->distinguished = g_strdup (ews_node_find_text (node, "DistinguishedFolderId"));
  self->total = ews_node_find_number (node, "TotalCount", -1);
  self->unread = ews_node_find_number (node, "UnreadCount", -1);
  self->children = ews_node_find_number (node, "ChildFolderCount", -1);
  self->is_hidden = read_hidden (node);

  return self;
}

/**
 * ews_folder_read_list:
 * @list: (nullable): an element Folders
 *
 * Returns: (transfer full) (element-type EwsFolder): the folders in it; empty of none.
 */
GPtrArray *
ews_folder_read_list (const EwsNode *list)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_folder_free);

  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    g_ptr_array_add (folders, ews_folder_read (ews_node_get_nth (list, i)));

  return folders;
}

/**
 * ews_response_read_folders:
 * @response: of FindFolder, GetFolder or CreateFolder
 *
 * Returns: (transfer full) (element-type EwsFolder): the folders in it; empty of none.
 */
GPtrArray *
ews_response_read_folders (const EwsResponse *response)
{
  const EwsNode *root = ews_node_find (response->node, "RootFolder");

  return ews_folder_read_list (ews_node_find (root != NULL ? root : response->node, "Folders"));
}

/**
 * ews_folder_free:
 * @self: (transfer full): a folder
 */
void
ews_folder_free (EwsFolder *self)
{
  g_free (self->kind);
  g_free (self->id);
  g_free (self->change_key);
  g_free (self->parent);
  g_free (self->folder_class);
  g_free (self->name);
  g_free (self->distinguished);
  g_free (self);
}
