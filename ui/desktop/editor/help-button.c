/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/help-button.h"

#include "ui/desktop/editor/help-popover.h"

#include <glib/gi18n.h>

struct _TocsinHelpButton
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  TocsinEditorRow *row;
};

G_DEFINE_FINAL_TYPE (TocsinHelpButton, tocsin_help_button, ADW_TYPE_BIN)

/* Made anew each time somebody looks: there are a hundred of these buttons. */
static void
make_popover (GtkMenuButton *button, gpointer user_data)
{
  TocsinHelpButton *self = user_data;

  gtk_menu_button_set_popover (button, tocsin_help_popover_new (self->row));
}

static void
tocsin_help_button_dispose (GObject *object)
{
  /* Or else AdwBin lets go a second time of the child that the template lets go of. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_HELP_BUTTON);
  g_clear_object (&TOCSIN_HELP_BUTTON (object)->row);

  G_OBJECT_CLASS (tocsin_help_button_parent_class)->dispose (object);
}

static void
tocsin_help_button_class_init (TocsinHelpButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_help_button_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/help-button.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinHelpButton, button);
}

static void
tocsin_help_button_init (TocsinHelpButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->button, make_popover, self, NULL);
}

/**
 * tocsin_help_button_new:
 * @row: a setting
 *
 * Returns: (transfer floating): a button that explains it
 */
GtkWidget *
tocsin_help_button_new (TocsinEditorRow *row)
{
  TocsinHelpButton *self = g_object_new (TOCSIN_TYPE_HELP_BUTTON, NULL);
  /* Translators: %s is the name of a setting, such as “Port”. */
  g_autofree char *label = g_strdup_printf (_ ("About “%s”"), tocsin_editor_row_get_title (row));

  self->row = g_object_ref (row);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);

  return GTK_WIDGET (self);
}
