/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/switch-row.h"

#include "ui/desktop/editor/row-dress.h"

struct _TocsinSwitchRow
{
  AdwActionRow parent_instance;

  GtkSwitch *button;
  TocsinEditorRow *row;
};

G_DEFINE_FINAL_TYPE (TocsinSwitchRow, tocsin_switch_row, ADW_TYPE_ACTION_ROW)

static void
on_switched (TocsinSwitchRow *self)
{
  tocsin_editor_row_type (self->row, gtk_switch_get_active (self->button) ? "true" : "false");
}

static void
show_text (TocsinSwitchRow *self)
{
  gtk_switch_set_active (self->button,
                         g_str_equal (tocsin_editor_row_get_text (self->row), "true"));
}

static void
tocsin_switch_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_SWITCH_ROW);
  g_clear_object (&TOCSIN_SWITCH_ROW (object)->row);

  G_OBJECT_CLASS (tocsin_switch_row_parent_class)->dispose (object);
}

static void
tocsin_switch_row_class_init (TocsinSwitchRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_switch_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/switch-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinSwitchRow, button);
}

static void
tocsin_switch_row_init (TocsinSwitchRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_switch_row_new:
 * @row: a setting that is yes or no
 *
 * Returns: (transfer floating): a switch for it
 */
GtkWidget *
tocsin_switch_row_new (TocsinEditorRow *row)
{
  TocsinSwitchRow *self = g_object_new (TOCSIN_TYPE_SWITCH_ROW, NULL);

  self->row = g_object_ref (row);
  tocsin_row_dress (GTK_WIDGET (self), row);
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->button, "notify::active", G_CALLBACK (on_switched), self);

  return GTK_WIDGET (self);
}
