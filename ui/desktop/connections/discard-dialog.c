/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/discard-dialog.h"

#include <glib/gi18n.h>

/* It would go with the window, and look back at it when its answer has been told to all. */
static void
part (GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, NULL);
}

/**
 * tocsin_discard_dialog_new:
 * @window: in which something was typed that is not saved
 *
 * Returns: (transfer none): the question whether that may be lost; it may at the response
 *   `discard`.
 */
GtkWidget *
tocsin_discard_dialog_new (GtkWindow *window)
{
  GtkWidget *dialog = adw_message_dialog_new (window, _ ("Discard Your Changes?"),
                                              _ ("What you have typed is not saved."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Go On Editing"),
                                    "discard", _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response::discard", G_CALLBACK (part), NULL);

  return dialog;
}
