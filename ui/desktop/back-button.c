/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/back-button.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _TocsinBackButton
{
  GtkWidget parent_instance;

  GtkWidget *button;
  AdwLeaflet *leaflet;
  AdwHeaderBar *bar;
};

G_DEFINE_FINAL_TYPE (TocsinBackButton, tocsin_back_button, GTK_TYPE_WIDGET)

/* The nearest one in which something lies before us. */
static AdwLeaflet *
find_leaflet (GtkWidget *widget)
{
  for (GtkWidget *child = widget; child != NULL; child = gtk_widget_get_parent (child))
    {
      GtkWidget *parent = gtk_widget_get_parent (child);

      if (ADW_IS_LEAFLET (parent) && gtk_widget_get_prev_sibling (child) != NULL)
        return ADW_LEAFLET (parent);
    }

  return NULL;
}

static void
show_folded (TocsinBackButton *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (self->button, folded);
  if (self->bar != NULL)
    adw_header_bar_set_show_start_title_buttons (self->bar, folded);
}

static void
on_clicked (TocsinBackButton *self)
{
  if (self->leaflet != NULL)
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
tocsin_back_button_root (GtkWidget *widget)
{
  TocsinBackButton *self = TOCSIN_BACK_BUTTON (widget);

  GTK_WIDGET_CLASS (tocsin_back_button_parent_class)->root (widget);

  self->leaflet = find_leaflet (widget);
  if (self->leaflet == NULL)
    return;
  self->bar = ADW_HEADER_BAR (gtk_widget_get_ancestor (widget, ADW_TYPE_HEADER_BAR));
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (show_folded), self);
  show_folded (self);
}

static void
tocsin_back_button_unroot (GtkWidget *widget)
{
  TocsinBackButton *self = TOCSIN_BACK_BUTTON (widget);

  if (self->leaflet != NULL)
    g_signal_handlers_disconnect_by_data (self->leaflet, self);
  self->leaflet = NULL;
  self->bar = NULL;

  GTK_WIDGET_CLASS (tocsin_back_button_parent_class)->unroot (widget);
}

static void
tocsin_back_button_dispose (GObject *object)
{
  g_clear_pointer (&TOCSIN_BACK_BUTTON (object)->button, gtk_widget_unparent);

  G_OBJECT_CLASS (tocsin_back_button_parent_class)->dispose (object);
}

static void
tocsin_back_button_class_init (TocsinBackButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_back_button_dispose;
  widget_class->root = tocsin_back_button_root;
  widget_class->unroot = tocsin_back_button_unroot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tocsin_back_button_init (TocsinBackButton *self)
{
  self->button = gtk_button_new_from_icon_name ("go-previous-symbolic");
  gtk_widget_set_tooltip_text (self->button, _ ("Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Back"), -1);
  gtk_widget_set_visible (self->button, FALSE);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
}
