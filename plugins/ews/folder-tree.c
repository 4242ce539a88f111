/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
/* From folders that name their parents to paths that people read. */
#include "plugins/ews/folder-tree.h"

#include <string.h>

#define INBOX "INBOX"

/* Shown for a slash that is part of a name: no level (core/mail/folder-name). */
#define DIVISION_SLASH "∕"

/**
 * ews_folder_tree_show_name:
 * @name: the name of one folder
 *
 * Returns: (transfer full): it as one level of a path.
 */
char *
ews_folder_tree_show_name (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  return g_strjoinv (DIVISION_SLASH, parts);
}

/**
 * ews_folder_tree_read_name:
 * @shown: one level of a path
 *
 * Returns: (transfer full): the name of the folder.
 */
char *
ews_folder_tree_read_name (const char *shown)
{
  g_auto (GStrv) parts = g_strsplit (shown, DIVISION_SLASH, -1);

  return g_strjoinv ("/", parts);
}

static TocsinFolderRole
role_of (const EwsFolderTree *self, const EwsFolder *folder)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->roles, folder->id));
}

static GHashTable *
index_by_id (GPtrArray *found)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < found->len; i++)
    {
      EwsFolder *folder = g_ptr_array_index (found, i);

      if (folder->id != NULL)
        g_hash_table_insert (by_id, folder->id, folder);
    }

  return by_id;
}

/* The folder it is in, if that is shown. A server could tell of circles: who calls counts. */
static const EwsFolder *
parent_of (const EwsFolderTree *self, GHashTable *by_id, const EwsFolder *folder)
{
  if (folder->parent == NULL || (self->root != NULL && g_str_equal (folder->parent, self->root)))
    return NULL;

  return g_hash_table_lookup (by_id, folder->parent);
}

static char *
make_path (const EwsFolderTree *self, GHashTable *by_id, const EwsFolder *folder)
{
  g_autoptr (GPtrArray) levels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint depth = 0; folder != NULL && depth < EWS_FOLDER_TREE_MAX_DEPTH; depth++)
    {
      gboolean is_inbox = role_of (self, folder) == TOCSIN_FOLDER_ROLE_INBOX;

      g_ptr_array_add (
          levels, is_inbox ? g_strdup (INBOX)
                           : ews_folder_tree_show_name (folder->name != NULL ? folder->name : ""));
      folder = is_inbox ? NULL : parent_of (self, by_id, folder);
    }
  for (guint i = levels->len; i > 0; i--)
    g_string_append_printf (path, "%s%s", path->len > 0 ? "/" : "",
                            (const char *) g_ptr_array_index (levels, i - 1));

  return g_string_free (g_steal_pointer (&path), FALSE);
}

/* Folders without a class exist, and hold mail. */
static gboolean
holds_mail (const EwsFolder *folder)
{
  static const char *const classes[] = { "IPF.Note", "IPF.Imap" };

  if (folder->kind != NULL && !g_str_equal (folder->kind, "Folder"))
    return FALSE;
  if (folder->folder_class == NULL || *folder->folder_class == '\0'
      || g_ascii_strcasecmp (folder->folder_class, "IPF") == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_ascii_strncasecmp (folder->folder_class, classes[i], strlen (classes[i])) == 0)
      return TRUE;

  return FALSE;
}

/* Whether users are not shown it, or one that it is in. */
static gboolean
is_hidden (const EwsFolderTree *self, GHashTable *by_id, const EwsFolder *folder)
{
  for (guint depth = 0; folder != NULL && depth < EWS_FOLDER_TREE_MAX_DEPTH; depth++)
    {
      if (folder->is_hidden)
        return TRUE;
      folder = parent_of (self, by_id, folder);
    }

  return FALSE;
}

static TocsinFolder *
make_folder (const EwsFolderTree *self, GHashTable *by_id, const EwsFolder *folder)
{
  g_autofree char *path = make_path (self, by_id, folder);
  TocsinFolder *made =
      tocsin_folder_new (folder->id, path, role_of (self, folder), holds_mail (folder));

  made->messages = folder->total;
  made->unread = folder->unread;

  return made;
}

static int
compare_folders (gconstpointer a, gconstpointer b)
{
  const TocsinFolder *left = *(TocsinFolder *const *) a, *right = *(TocsinFolder *const *) b;
  gboolean left_first = left->role == TOCSIN_FOLDER_ROLE_INBOX,
           right_first = right->role == TOCSIN_FOLDER_ROLE_INBOX;

  return left_first != right_first ? (left_first ? -1 : 1) : strcmp (left->name, right->name);
}

/* Folders of other things are shown only for the folders of mail in them. */
static gboolean
is_needed (GPtrArray *folders, const TocsinFolder *folder)
{
  g_autofree char *path = g_strconcat (folder->name, "/", NULL);

  for (guint i = 0; i < folders->len; i++)
    {
      const TocsinFolder *other = g_ptr_array_index (folders, i);

      if (other->selectable && g_str_has_prefix (other->name, path))
        return TRUE;
    }

  return folder->selectable;
}

static void
drop_unneeded (GPtrArray *folders)
{
  for (guint i = folders->len; i > 0; i--)
    if (!is_needed (folders, g_ptr_array_index (folders, i - 1)))
      g_ptr_array_remove_index (folders, i - 1);
}

/**
 * ews_folder_tree_flatten:
 * @self: folders as the server tells of them
 *
 * Returns: (transfer full) (element-type TocsinFolder): those that a person is shown, INBOX first.
 */
GPtrArray *
ews_folder_tree_flatten (const EwsFolderTree *self)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_folder_unref);
  g_autoptr (GHashTable) by_id = index_by_id (self->found);
  GHashTableIter iter;
  gpointer folder;

  g_hash_table_iter_init (&iter, by_id);
  while (g_hash_table_iter_next (&iter, NULL, &folder))
    if (!is_hidden (self, by_id, folder))
      g_ptr_array_add (folders, make_folder (self, by_id, folder));
  g_ptr_array_sort (folders, compare_folders);
  drop_unneeded (folders);

  return folders;
}
