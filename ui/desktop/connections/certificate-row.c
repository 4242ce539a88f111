/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/certificate-row.h"

#include <glib/gi18n.h>

static void
add_line (GString *text, const char *format, const char *value)
{
  g_autofree char *line = NULL;
  g_auto (GStrv) parts = NULL;

  if (value == NULL || *value == '\0')
    return;
  parts = g_strsplit (format, "%s", 2);
  line = g_strconcat (parts[0], value, parts[1], NULL);
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/**
 * tocsin_certificate_row_new:
 * @certificate: a certificate that a server showed
 * @place: its place in the chain, 0 for the server's own
 *
 * Returns: (transfer none): a row that tells whose it is, who vouches for it and until when.
 */
GtkWidget *
tocsin_certificate_row_new (const TocsinShownCertificate *certificate, guint place)
{
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 certificate->subject != NULL ? certificate->subject
                                                              : _ ("A certificate without a name"));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  add_line (text, _ ("For %s"), certificate->names);
  add_line (text, _ ("Issued by %s"), certificate->issuer);
  add_line (text, _ ("Valid until %s"), certificate->not_after);
  add_line (text, _ ("Key: %s"), certificate->key);
  add_line (text, _ ("SHA-256: %s"), certificate->fingerprint);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row),
                                place == 0 ? "channel-secure-symbolic" : "go-up-symbolic");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);

  return row;
}
