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
  AdwHeaderBar *bar;
  AdwLeaflet *before; /* in which something lies before us */
  AdwLeaflet *behind; /* in which something lies behind us */
};

G_DEFINE_FINAL_TYPE (TocsinBackButton, tocsin_back_button, GTK_TYPE_WIDGET)

/* Whether a child of a leaflet has another one before or behind it; it has helpers among its
 * widgets that are no pages. */
static gboolean
has_neighbour (AdwLeaflet *leaflet, GtkWidget *child, int direction)
{
  g_autoptr (GListModel) pages = G_LIST_MODEL (adw_leaflet_get_pages (leaflet));
  guint n_pages = g_list_model_get_n_items (pages);

  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (AdwLeafletPage) page = g_list_model_get_item (pages, i);

      if (adw_leaflet_page_get_child (page) == child)
        return direction < 0 ? i > 0 : i + 1 < n_pages;
    }

  return FALSE;
}

/* The nearest one in which something lies beside us, in that direction. */
static AdwLeaflet *
find_leaflet (GtkWidget *widget, int direction)
{
  for (GtkWidget *child = widget; child != NULL; child = gtk_widget_get_parent (child))
    {
      GtkWidget *parent = gtk_widget_get_parent (child);

      if (ADW_IS_LEAFLET (parent) && has_neighbour (ADW_LEAFLET (parent), child, direction))
        return ADW_LEAFLET (parent);
    }

  return NULL;
}

/* The buttons of the window stand at its outer ends. */
static void
show_folded (TocsinBackButton *self)
{
  gboolean is_first = self->before == NULL || adw_leaflet_get_folded (self->before);
  gboolean is_last = self->behind == NULL || adw_leaflet_get_folded (self->behind);

  gtk_widget_set_visible (self->button, self->before != NULL && is_first);
  if (self->bar == NULL)
    return;
  adw_header_bar_set_show_start_title_buttons (self->bar, is_first);
  adw_header_bar_set_show_end_title_buttons (self->bar, is_last);
}

static void
on_clicked (TocsinBackButton *self)
{
  if (self->before != NULL)
    adw_leaflet_navigate (self->before, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
follow (TocsinBackButton *self, AdwLeaflet *leaflet)
{
  if (leaflet != NULL)
    g_signal_connect_swapped (leaflet, "notify::folded", G_CALLBACK (show_folded), self);
}

static void
tocsin_back_button_root (GtkWidget *widget)
{
  TocsinBackButton *self = TOCSIN_BACK_BUTTON (widget);
  GtkWidget *bar = gtk_widget_get_ancestor (widget, ADW_TYPE_HEADER_BAR);

  GTK_WIDGET_CLASS (tocsin_back_button_parent_class)->root (widget);

  self->bar = bar != NULL ? ADW_HEADER_BAR (bar) : NULL;
  self->before = find_leaflet (widget, -1);
  self->behind = find_leaflet (widget, 1);
  follow (self, self->before);
  follow (self, self->behind);
  show_folded (self);
}

static void
leave (TocsinBackButton *self, AdwLeaflet **leaflet)
{
  if (*leaflet != NULL)
    g_signal_handlers_disconnect_by_data (*leaflet, self);
  *leaflet = NULL;
}

static void
tocsin_back_button_unroot (GtkWidget *widget)
{
  TocsinBackButton *self = TOCSIN_BACK_BUTTON (widget);

  leave (self, &self->before);
  leave (self, &self->behind);
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
