/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "plugins/ews/folder-tree.h"

static const struct
{
  const char *kind;
  const char *id;
  const char *parent;
  const char *name;
  const char *folder_class;
  gboolean hidden;
} rows[] = {
  { "Folder", "inbox", "root", "Posteingang", "IPF.Note", FALSE },
  { "Folder", "done", "inbox", "Erledigt", "IPF.Note", FALSE },
  { "Folder", "deep", "done", "2026", NULL, FALSE },
  { "Folder", "slash", "root", "In/Out", "IPF.Note", FALSE },
  { "CalendarFolder", "calendar", "root", "Kalender", "IPF.Appointment", FALSE },
  { "Folder", "contacts", "root", "Kontakte", "IPF.Contact", FALSE },
  { "Folder", "filed", "contacts", "Post", "IPF.Note", FALSE },
  { "Folder", "secret", "root", "Config", "IPF.Configuration", TRUE },
  { "Folder", "within", "secret", "Within", "IPF.Note", FALSE },
  { "Folder", "orphan", "nowhere", "Waise", "IPF.Note.Custom", FALSE },
  { "Folder", "a", "b", "A", "IPF.Note", FALSE },
  { "Folder", "b", "a", "B", "IPF.Note", FALSE },
  { "Folder", NULL, "root", "No id", "IPF.Note", FALSE },
  { "Folder", "nameless", "root", NULL, "IPF.Note", FALSE },
};

static EwsFolder *
make_folder (gsize i)
{
  EwsFolder *folder = g_new0 (EwsFolder, 1);

  folder->kind = g_strdup (rows[i].kind);
  folder->id = g_strdup (rows[i].id);
  folder->parent = g_strdup (rows[i].parent);
  folder->name = g_strdup (rows[i].name);
  folder->folder_class = g_strdup (rows[i].folder_class);
  folder->is_hidden = rows[i].hidden;
  folder->total = 7;
  folder->unread = 2;

  return folder;
}

static const TocsinFolder *
find (GPtrArray *folders, const char *id)
{
  for (guint i = 0; i < folders->len; i++)
    if (g_str_equal (((TocsinFolder *) g_ptr_array_index (folders, i))->id, id))
      return g_ptr_array_index (folders, i);

  return NULL;
}

static void
test_paths (void)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) ews_folder_free);
  g_autoptr (GHashTable) roles = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) folders = NULL;
  EwsFolderTree tree = { found, roles, "root" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_ptr_array_add (found, make_folder (i));
  g_hash_table_insert (roles, (gpointer) "inbox", GINT_TO_POINTER (TOCSIN_FOLDER_ROLE_INBOX));
  folders = ews_folder_tree_flatten (&tree);

  g_assert_cmpstr (((TocsinFolder *) g_ptr_array_index (folders, 0))->name, ==, "INBOX");
  g_assert_cmpstr (find (folders, "done")->name, ==, "INBOX/Erledigt");
  g_assert_cmpstr (find (folders, "deep")->name, ==, "INBOX/Erledigt/2026");
  g_assert_true (find (folders, "deep")->selectable);
  g_assert_cmpint (find (folders, "deep")->messages, ==, 7);
  g_assert_cmpstr (find (folders, "slash")->name, ==, "In∕Out");
  g_assert_null (find (folders, "calendar"));
  g_assert_false (find (folders, "contacts")->selectable);
  g_assert_null (find (folders, "secret"));
  g_assert_null (find (folders, "within"));
  g_assert_cmpstr (find (folders, "orphan")->name, ==, "Waise");
  g_assert_true (find (folders, "orphan")->selectable);
  /* A circle has an end. */
  g_assert_true (g_str_has_suffix (find (folders, "a")->name, "B/A"));
  g_assert_nonnull (find (folders, "nameless"));
}

static void
test_names (void)
{
  g_autofree char *shown = ews_folder_tree_show_name ("In/Out/x");
  g_autofree char *name = ews_folder_tree_read_name (shown);

  g_assert_cmpstr (shown, ==, "In∕Out∕x");
  g_assert_cmpstr (name, ==, "In/Out/x");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ews/folder-tree/paths", test_paths);
  g_test_add_func ("/ews/folder-tree/names", test_names);

  return g_test_run ();
}
