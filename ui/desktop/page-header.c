/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/page-header.h"

#include "ui/desktop/back-button.h"
#include "ui/desktop/notice-row.h"
#include "ui/desktop/window.h"

#include <glib/gi18n.h>

/* When there are more notices they are scrolled, in so many pixels. */
#define MOST_NOTICES 4
#define NOTICES_HEIGHT 240

struct _TocsinPageHeader
{
  AdwBin parent_instance;

  AdwHeaderBar *bar;
  AdwWindowTitle *title;
  GtkListBox *notices;
  GtkWidget *notice_area;
  GListModel *problems;
  gboolean shows_notices;
};

static GtkBuildableIface *parent_buildable;

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  AdwHeaderBar *bar = ((TocsinPageHeader *) buildable)->bar;

  if (g_strcmp0 (type, "start") == 0)
    adw_header_bar_pack_start (bar, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "end") == 0)
    adw_header_bar_pack_end (bar, GTK_WIDGET (child));
  else if (g_strcmp0 (type, "title") == 0)
    adw_header_bar_set_title_widget (bar, GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TocsinPageHeader,
                               tocsin_page_header,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

enum
{
  PROP_TITLE = 1,
  PROP_NOTICES,
};

static void
tocsin_page_header_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  TocsinPageHeader *self = TOCSIN_PAGE_HEADER (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, adw_window_title_get_title (self->title));
      break;
    case PROP_NOTICES:
      g_value_set_boolean (value, self->shows_notices);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static void
tocsin_page_header_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TocsinPageHeader *self = TOCSIN_PAGE_HEADER (object);

  switch (id)
    {
    case PROP_TITLE:
      adw_window_title_set_title (self->title, g_value_get_string (value));
      break;
    case PROP_NOTICES:
      self->shows_notices = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
    }
}

static GtkWidget *
make_scrolled (GtkWidget *child)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), NOTICES_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), child);

  return scrolled;
}

/* A few stand there as high as their words want it, many do not push the page away. */
static void
show_area (TocsinPageHeader *self)
{
  guint n_notices = self->problems != NULL ? g_list_model_get_n_items (self->problems) : 0;
  gboolean scrolls = n_notices > MOST_NOTICES;
  g_autoptr (GtkWidget) list = g_object_ref (GTK_WIDGET (self->notices));
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self->notice_area));

  gtk_widget_set_visible (self->notice_area, n_notices > 0);
  if (scrolls == GTK_IS_SCROLLED_WINDOW (child))
    return;
  if (GTK_IS_SCROLLED_WINDOW (child))
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (child), NULL);
  adw_bin_set_child (ADW_BIN (self->notice_area), NULL);
  adw_bin_set_child (ADW_BIN (self->notice_area), scrolls ? make_scrolled (list) : list);
}

static GtkWidget *
make_row (gpointer notice, gpointer user_data)
{
  return tocsin_notice_row_new (notice);
}

static void
follow (TocsinPageHeader *self, GListModel *problems)
{
  if (self->problems != NULL)
    g_signal_handlers_disconnect_by_func (self->problems, show_area, self);
  g_set_object (&self->problems, problems);
  gtk_list_box_bind_model (self->notices, problems, make_row, NULL, NULL);
  if (problems != NULL)
    g_signal_connect_swapped (problems, "items-changed", G_CALLBACK (show_area), self);
  show_area (self);
}

static void
tocsin_page_header_root (GtkWidget *widget)
{
  TocsinPageHeader *self = TOCSIN_PAGE_HEADER (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (tocsin_page_header_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (self->shows_notices && TOCSIN_IS_WINDOW (root))
    follow (self,
            tocsin_workbench_get_problems (tocsin_window_get_workbench (TOCSIN_WINDOW (root))));
}

static void
tocsin_page_header_unroot (GtkWidget *widget)
{
  follow (TOCSIN_PAGE_HEADER (widget), NULL);

  GTK_WIDGET_CLASS (tocsin_page_header_parent_class)->unroot (widget);
}

static void
tocsin_page_header_class_init (TocsinPageHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tocsin_page_header_get_property;
  object_class->set_property = tocsin_page_header_set_property;
  GTK_WIDGET_CLASS (klass)->root = tocsin_page_header_root;
  GTK_WIDGET_CLASS (klass)->unroot = tocsin_page_header_unroot;
  g_object_class_install_property (
      object_class, PROP_TITLE,
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
      object_class, PROP_NOTICES,
      g_param_spec_boolean ("notices", NULL, NULL, TRUE,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static GtkWidget *
make_notice_area (TocsinPageHeader *self)
{
  GtkWidget *area = adw_bin_new ();

  self->notices = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->notices, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->notices), "notices");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->notices), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is missing"), -1);
  adw_bin_set_child (ADW_BIN (area), GTK_WIDGET (self->notices));
  gtk_widget_set_visible (area, FALSE);

  return area;
}

static void
tocsin_page_header_init (TocsinPageHeader *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->bar = ADW_HEADER_BAR (adw_header_bar_new ());
  self->title = ADW_WINDOW_TITLE (adw_window_title_new ("", ""));
  self->notice_area = make_notice_area (self);
  adw_header_bar_set_title_widget (self->bar, GTK_WIDGET (self->title));
  adw_header_bar_pack_start (self->bar, g_object_new (TOCSIN_TYPE_BACK_BUTTON, NULL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), self->notice_area);
  adw_bin_set_child (ADW_BIN (self), box);
}
