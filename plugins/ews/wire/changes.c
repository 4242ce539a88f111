/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/wire/changes.h"

static void
change_free (gpointer data)
{
  EwsChange *self = data;

  g_free (self->id);
  g_clear_pointer (&self->item, ews_item_free);
  g_clear_pointer (&self->folder, ews_folder_free);
  g_free (self);
}

/**
 * ews_changes_free:
 * @self: (transfer full): changes
 */
void
ews_changes_free (EwsChanges *self)
{
  g_free (self->sync_state);
  g_ptr_array_unref (self->list);
  g_free (self);
}

static gboolean
read_kind (const char *name, EwsChangeKind *kind)
{
  static const char *const names[] = { "Create", "Update", "Delete", "ReadFlagChange" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (name, names[i]))
      {
        *kind = (EwsChangeKind) i;
        return TRUE;
      }

  return FALSE;
}

/* Of create and update the whole is in it, of the others only the id. */
static void
read_subject (EwsChange *self, const EwsNode *node)
{
  for (guint i = 0; i < ews_node_get_n_children (node); i++)
    {
      const EwsNode *child = ews_node_get_nth (node, i);

      if (g_str_equal (child->name, "ItemId") || g_str_equal (child->name, "FolderId"))
        self->id = g_strdup (ews_node_get_attribute (child, "Id"));
      else if (ews_node_find (child, "FolderId") != NULL && self->folder == NULL)
        self->folder = ews_folder_read (child);
      else if (ews_node_get_n_children (child) > 0 && self->item == NULL)
        self->item = ews_item_read (child);
    }
  if (self->id == NULL && self->folder != NULL)
    self->id = g_strdup (self->folder->id);
  if (self->id == NULL && self->item != NULL)
    self->id = g_strdup (self->item->id);
}

/* What has no id can't be asked for, or told from others. */
static void
read_change (EwsChanges *self, const EwsNode *node)
{
  EwsChange *change;
  EwsChangeKind kind;

  if (!read_kind (node->name, &kind))
    return;
  change = g_new0 (EwsChange, 1);
  change->kind = kind;
  change->is_read = ews_node_find_boolean (node, "IsRead", FALSE);
  read_subject (change, node);
  if (change->id != NULL)
    g_ptr_array_add (self->list, change);
  else
    change_free (change);
}

/**
 * ews_response_read_changes:
 * @response: of SyncFolderItems or SyncFolderHierarchy
 *
 * Returns: (transfer full): what it reports.
 */
EwsChanges *
ews_response_read_changes (const EwsResponse *response)
{
  EwsChanges *self = g_new0 (EwsChanges, 1);
  const EwsNode *list = ews_node_find (response->node, "Changes");
  const char *state = ews_node_find_text (response->node, "SyncState");

  self->list = g_ptr_array_new_with_free_func (change_free);
  self->sync_state = state != NULL && *state != '\0' ? g_strdup (state) : NULL;
  self->is_last = ews_node_find_boolean (response->node, "IncludesLastItemInRange", TRUE)
                  && ews_node_find_boolean (response->node, "IncludesLastFolderInRange", TRUE);
  for (guint i = 0; i < ews_node_get_n_children (list); i++)
    read_change (self, ews_node_get_nth (list, i));

  return self;
}
