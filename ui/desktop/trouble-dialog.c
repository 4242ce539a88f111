/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/trouble-dialog.h"

#include "core/base/error.h"

#include <glib/gi18n.h>

/**
 * tocsin_trouble_dialog_show:
 * @any: a widget of the window it belongs to
 * @heading: what was wanted and did not happen
 * @error: why
 *
 * Tells why something that has no row of its own did not happen.
 */
void
tocsin_trouble_dialog_show (GtkWidget *any, const char *heading, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (any);
  const char *hint = tocsin_error_get_hint (error);
  GtkWidget *dialog;

  /* Who asked has gone: there is nobody to be told. */
  if (!GTK_IS_WINDOW (root) || g_error_matches (error, TOCSIN_ERROR, TOCSIN_ERROR_CANCELLED))
    return;

  dialog = adw_message_dialog_new (GTK_WINDOW (root), heading, NULL);
  if (hint != NULL)
    adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s\n\n%s", error->message, hint);
  else
    adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}
