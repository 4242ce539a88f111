/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/row-dress.h"

#include "ui/desktop/editor/help-button.h"
#include "ui/desktop/editor/lines-row.h"
#include "ui/desktop/model/editor-mnemonic.h"

#define MNEMONIC "tocsin-mnemonic"
#define TITLE "tocsin-title"

static void
show_problem (TocsinEditorRow *row, GParamSpec *spec, GtkWidget *widget)
{
  gboolean bad = tocsin_editor_row_get_problem (row) != NULL;

  if (bad)
    gtk_widget_add_css_class (widget, "error");
  else
    gtk_widget_remove_css_class (widget, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_INVALID,
                               bad ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
add_suffix (GtkWidget *widget, GtkWidget *suffix)
{
  if (ADW_IS_ENTRY_ROW (widget))
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (widget), suffix);
  else if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_add_action (ADW_EXPANDER_ROW (widget), suffix);
  else if (ADW_IS_ACTION_ROW (widget))
    adw_action_row_add_suffix (ADW_ACTION_ROW (widget), suffix);
}

/**
 * tocsin_row_dress:
 * @widget: what a person changes the value with
 * @row: the value
 *
 * Gives it what all rows have in common: title, help, the look of an error, and when it is seen.
 */
void
tocsin_row_dress (GtkWidget *widget, TocsinEditorRow *row)
{
  const char *description = tocsin_editor_row_get_description (row);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (widget), TRUE);
  tocsin_row_set_title (widget, tocsin_editor_row_get_title (row));
  if (description[0] != '\0')
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description, -1);
  add_suffix (widget, tocsin_help_button_new (row));
  g_object_bind_property (row, "visible", widget, "visible", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (row, "notify::problem", G_CALLBACK (show_problem), widget, 0);
  show_problem (row, NULL, widget);
}

/**
 * tocsin_row_set_title:
 * @widget: the widget of a setting
 * @title: what stands before its value
 *
 * Marks in it the letter by which the widget is reached.
 */
void
tocsin_row_set_title (GtkWidget *widget, const char *title)
{
  gunichar letter = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), MNEMONIC));
  g_autofree char *marked = tocsin_editor_mnemonic_mark (title, letter);

  g_object_set_data_full (G_OBJECT (widget), TITLE, g_strdup (title), g_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), marked);
  if (TOCSIN_IS_LINES_ROW (widget))
    tocsin_lines_row_set_title (TOCSIN_LINES_ROW (widget), marked);
}

/**
 * tocsin_row_set_mnemonic:
 * @widget: the widget of a setting
 * @letter: the letter by which it is to be reached, or 0
 */
void
tocsin_row_set_mnemonic (GtkWidget *widget, gunichar letter)
{
  g_autofree char *title = g_strdup (g_object_get_data (G_OBJECT (widget), TITLE));

  g_object_set_data (G_OBJECT (widget), MNEMONIC, GUINT_TO_POINTER (letter));
  tocsin_row_set_title (widget, title);
}
