/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/path-chooser.h"

#include <glib/gi18n.h>

#define DIALOG "tocsin-path-chooser"

static void
on_response (GtkNativeDialog *dialog, int response, gpointer line)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    gtk_editable_set_text (GTK_EDITABLE (line), path);
  g_object_set_data (line, DIALOG, NULL);
}

/* The dialog is not the line's child; it must not outlive it. */
static void
close_dialog (gpointer dialog)
{
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/**
 * tocsin_path_chooser_open:
 * @line: where the path is written to, a #GtkEditable
 * @directory: whether a directory is wanted, not a file
 *
 * Lets a person choose.
 */
void
tocsin_path_chooser_open (GtkWidget *line, gboolean directory)
{
  GtkRoot *root = gtk_widget_get_root (line);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (line));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      directory ? _ ("Choose a Directory") : _ ("Choose a File"),
      GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      directory ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GFile) file = g_path_is_absolute (text) ? g_file_new_for_path (text) : NULL;

  if (file != NULL)
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), file, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), line, 0);
  g_object_set_data_full (G_OBJECT (line), DIALOG, dialog, close_dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
