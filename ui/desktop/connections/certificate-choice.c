/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/certificate-choice.h"

#include <glib/gi18n.h>

typedef struct
{
  TocsinSettingsEditor *editor;
  char *key;
  void (*chosen) (gpointer object);
  GWeakRef object;
} Choice;

static void
choice_free (Choice *self)
{
  g_object_unref (self->editor);
  g_free (self->key);
  g_weak_ref_clear (&self->object);
  g_free (self);
}

static void
on_response (GtkNativeDialog *dialog, int response, Choice *choice)
{
  g_autoptr (GObject) object = g_weak_ref_get (&choice->object);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT
                               ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog))
                               : NULL;

  if (file != NULL && object != NULL)
    {
      tocsin_settings_editor_type_value (choice->editor, choice->key, g_file_peek_path (file));
      choice->chosen (object);
    }
  choice_free (choice);
  g_object_unref (dialog);
}

/**
 * tocsin_certificate_choice_open:
 * @parent: the window it belongs to
 * @editor: the settings that are being edited
 * @key: the setting that takes a file
 * @chosen: called when a person has chosen one, and it stands in @editor
 * @object: for @chosen, which is not called when it has gone meanwhile
 *
 * Has a file with a certificate chosen.
 */
void
tocsin_certificate_choice_open (GtkWindow *parent,
                                TocsinSettingsEditor *editor,
                                const char *key,
                                void (*chosen) (gpointer object),
                                GObject *object)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Choose a Certificate"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("_Choose"), _ ("_Cancel"));
  Choice *choice = g_new0 (Choice, 1);

  choice->editor = g_object_ref (editor);
  choice->key = g_strdup (key);
  choice->chosen = chosen;
  g_weak_ref_init (&choice->object, object);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
