/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/help-popover.h"

#include <glib/gi18n.h>

struct _TocsinHelpPopover
{
  GtkPopover parent_instance;

  GtkLabel *description;
  GtkLabel *standard;
  GtkLabel *key;
  GtkButton *reset;
  TocsinEditorRow *row;
};

G_DEFINE_FINAL_TYPE (TocsinHelpPopover, tocsin_help_popover, GTK_TYPE_POPOVER)

static void
fill (TocsinHelpPopover *self)
{
  TocsinKeyInfo *info = tocsin_editor_row_get_info (self->row);
  const char *description = tocsin_editor_row_get_description (self->row);
  g_autofree char *text = tocsin_key_info_get_default_text (info);
  g_autofree char *standard =
      text[0] != '\0' ? g_strdup_printf (_ ("Default: %s"), text) : g_strdup (_ ("Default: empty"));

  gtk_label_set_label (self->description, description);
  gtk_widget_set_visible (GTK_WIDGET (self->description), description[0] != '\0');
  gtk_label_set_label (self->standard, standard);
  gtk_label_set_label (self->key, tocsin_editor_row_get_key (self->row));
  gtk_widget_set_sensitive (GTK_WIDGET (self->reset), !tocsin_editor_row_is_default (self->row));
}

static void
on_reset (TocsinHelpPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  tocsin_editor_row_reset (self->row);
}

static void
tocsin_help_popover_dispose (GObject *object)
{
  /* Or else GtkPopover lets go a second time of the child that the template lets go of. */
  gtk_popover_set_child (GTK_POPOVER (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_HELP_POPOVER);
  g_clear_object (&TOCSIN_HELP_POPOVER (object)->row);

  G_OBJECT_CLASS (tocsin_help_popover_parent_class)->dispose (object);
}

static void
tocsin_help_popover_class_init (TocsinHelpPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_help_popover_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/help-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinHelpPopover, description);
  gtk_widget_class_bind_template_child (widget_class, TocsinHelpPopover, standard);
  gtk_widget_class_bind_template_child (widget_class, TocsinHelpPopover, key);
  gtk_widget_class_bind_template_child (widget_class, TocsinHelpPopover, reset);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
}

static void
tocsin_help_popover_init (TocsinHelpPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_help_popover_new:
 * @row: a setting
 *
 * Returns: (transfer floating): what there is to know of it, as it is now
 */
GtkWidget *
tocsin_help_popover_new (TocsinEditorRow *row)
{
  TocsinHelpPopover *self = g_object_new (TOCSIN_TYPE_HELP_POPOVER, NULL);

  self->row = g_object_ref (row);
  fill (self);

  return GTK_WIDGET (self);
}
