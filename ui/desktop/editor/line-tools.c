/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/line-tools.h"

#include "core/mail/template-field.h"
#include "ui/desktop/editor/folder-look.h"
#include "ui/desktop/editor/path-chooser.h"
#include "ui/desktop/editor/pick-button.h"
#include "ui/desktop/editor/settings-editor.h"

#include <glib/gi18n.h>
#include <string.h>

/* "header.NAME" is not complete: what a person has to write is left selected. */
static void
insert_into_line (GtkEditable *line, const char *field, const char *braced)
{
  int end;

  gtk_editable_delete_selection (line);
  end = gtk_editable_get_position (line);
  gtk_editable_insert_text (line, braced, -1, &end);
  if (g_str_has_suffix (field, ".NAME"))
    gtk_editable_select_region (line, end - 1 - (int) strlen ("NAME"), end - 1);
  else
    gtk_editable_set_position (line, end);
}

static void
insert_field (GtkWidget *line, const char *field)
{
  g_autofree char *braced = g_strdup_printf ("{%s}", field);

  gtk_widget_grab_focus (line);
  if (GTK_IS_TEXT_VIEW (line))
    gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (line)), braced, -1);
  else
    insert_into_line (GTK_EDITABLE (line), field, braced);
}

static void
on_field (TocsinPickButton *button, const char *field, gpointer line)
{
  insert_field (line, field);
}

/**
 * tocsin_line_tools_new_fields:
 * @line: a #GtkEditable or a #GtkTextView
 * @whose: what fields may stand in it: `event`, or `attachment`
 *
 * Returns: (transfer floating): a button that offers the fields, and puts one where the cursor is
 */
GtkWidget *
tocsin_line_tools_new_fields (GtkWidget *line, const char *whose)
{
  GtkWidget *button =
      tocsin_pick_button_new (_ ("Insert a field of the event"), "insert-text-symbolic");
  g_auto (GStrv) fields = tocsin_template_field_list_known (g_str_equal (whose, "attachment")
                                                                ? TOCSIN_TEMPLATE_FLAGS_ATTACHMENT
                                                                : TOCSIN_TEMPLATE_FLAGS_NONE);

  tocsin_pick_button_set_items (TOCSIN_PICK_BUTTON (button), (const char *const *) fields);
  g_signal_connect_object (button, "picked", G_CALLBACK (on_field), line, 0);

  return button;
}

static void
on_folders (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TocsinPickButton) button = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = tocsin_folder_look_finish (TOCSIN_WORKBENCH (source), result, &error);

  if (names != NULL)
    tocsin_pick_button_set_items (button, (const char *const *) names);
  else
    tocsin_pick_button_set_status (button, error->message);
}

/* Asks anew each time: somebody may just have made the folder. */
static void
on_opened (TocsinPickButton *button)
{
  GtkWidget *editor = gtk_widget_get_ancestor (GTK_WIDGET (button), TOCSIN_TYPE_SETTINGS_EDITOR);

  tocsin_pick_button_set_status (button, _ ("Asking the server…"));
  tocsin_folder_look_async (tocsin_settings_editor_get_workbench (TOCSIN_SETTINGS_EDITOR (editor)),
                            tocsin_settings_editor_get_mailbox (TOCSIN_SETTINGS_EDITOR (editor)),
                            NULL, on_folders, g_object_ref (button));
}

static void
on_folder (TocsinPickButton *button, const char *folder, gpointer line)
{
  gtk_editable_set_text (GTK_EDITABLE (line), folder);
  gtk_widget_grab_focus (line);
}

/**
 * tocsin_line_tools_new_folder:
 * @line: a #GtkEditable in a #TocsinSettingsEditor
 *
 * Returns: (transfer floating): a button that offers the folders of the mailbox that the editor is
 *   about
 */
GtkWidget *
tocsin_line_tools_new_folder (GtkWidget *line)
{
  GtkWidget *button =
      tocsin_pick_button_new (_ ("Choose a folder of the mailbox"), "folder-symbolic");

  g_signal_connect (button, "opened", G_CALLBACK (on_opened), NULL);
  g_signal_connect_object (button, "picked", G_CALLBACK (on_folder), line, 0);

  return button;
}

static void
on_file (GtkWidget *line)
{
  tocsin_path_chooser_open (line, FALSE);
}

static void
on_directory (GtkWidget *line)
{
  tocsin_path_chooser_open (line, TRUE);
}

/**
 * tocsin_line_tools_new_path:
 * @line: a #GtkEditable
 * @directory: whether a directory is wanted, not a file
 *
 * Returns: (transfer floating): a button to choose one
 */
GtkWidget *
tocsin_line_tools_new_path (GtkWidget *line, gboolean directory)
{
  const char *label = directory ? _ ("Choose a directory") : _ ("Choose a file");
  GtkWidget *button =
      gtk_button_new_from_icon_name (directory ? "folder-open-symbolic" : "document-open-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (directory ? on_directory : on_file), line,
                           G_CONNECT_SWAPPED);

  return button;
}
