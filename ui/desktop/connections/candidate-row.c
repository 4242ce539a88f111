/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/candidate-row.h"

#include <glib/gi18n.h>

static char *
describe (TocsinCandidateItem *item)
{
  const char *warnings = tocsin_candidate_item_get_warnings (item);

  return g_strdup_printf ("%s\n%s%s%s", tocsin_candidate_item_get_place (item),
                          tocsin_candidate_item_get_source (item), *warnings != '\0' ? "\n" : "",
                          warnings);
}

static void
add_best_mark (AdwActionRow *row)
{
  GtkWidget *label = gtk_label_new (_ ("Recommended"));

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "accent");
  gtk_widget_add_css_class (label, "caption-heading");
  adw_action_row_add_suffix (row, label);
}

/**
 * tocsin_candidate_row_new:
 * @item: a way to a mailbox that was found
 * @is_best: whether it is the one to be preferred
 *
 * Returns: (transfer none): a row that can be activated if @item may be chosen.
 */
GtkWidget *
tocsin_candidate_row_new (TocsinCandidateItem *item, gboolean is_best)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = describe (item);
  gboolean can_choose = tocsin_candidate_item_can_choose (item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tocsin_candidate_item_get_title (item));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), can_choose);
  if (*tocsin_candidate_item_get_warnings (item) != '\0')
    adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "dialog-warning-symbolic");
  if (is_best && can_choose && !tocsin_candidate_item_needs_consent (item))
    add_best_mark (ADW_ACTION_ROW (row));
  if (can_choose)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                             "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                             NULL));

  return row;
}
