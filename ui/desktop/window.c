/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/window.h"

#include "ui/desktop/connections/page.h"
#include "ui/desktop/history/page.h"
#include "ui/desktop/stall-watch.h"
#include "ui/desktop/tasks/page.h"

#include <glib/gi18n.h>

struct _TocsinWindow
{
  AdwApplicationWindow parent_instance;

  TocsinWorkbench *workbench;
  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  GtkListBox *sections;
  GtkStack *pages;
  TocsinTasksPage *tasks;
  TocsinConnectionsPage *connections;
  TocsinHistoryPage *history;
};

G_DEFINE_FINAL_TYPE (TocsinWindow, tocsin_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  PROP_WORKBENCH = 1,
};

static void
tocsin_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, TOCSIN_WINDOW (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    TOCSIN_WINDOW (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

/* The rows at the left stand in the order of the pages. */
static void
on_section_selected (TocsinWindow *self, GtkListBoxRow *row)
{
  if (row != NULL)
    gtk_stack_set_visible_child_name (self->pages, gtk_widget_get_name (GTK_WIDGET (row)));
}

/* On a narrow window the page comes into view only when somebody chooses it. */
static void
on_section_activated (TocsinWindow *self)
{
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static void
select_section (TocsinWindow *self, const char *page)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->sections));

  while (row != NULL && g_strcmp0 (gtk_widget_get_name (row), page) != 0)
    row = gtk_widget_get_next_sibling (row);
  if (row != NULL)
    gtk_list_box_select_row (self->sections, GTK_LIST_BOX_ROW (row));
}

static void
show_page (GtkWidget *widget, const char *action, GVariant *page)
{
  tocsin_window_show (widget, g_variant_get_string (page, NULL), NULL);
}

static void
tocsin_window_constructed (GObject *object)
{
  TocsinWindow *self = TOCSIN_WINDOW (object);

  G_OBJECT_CLASS (tocsin_window_parent_class)->constructed (object);

  /* The pages need the workbench, so they can't be made by the template. */
  self->tasks = g_object_new (TOCSIN_TYPE_TASKS_PAGE, "workbench", self->workbench, NULL);
  self->connections =
      g_object_new (TOCSIN_TYPE_CONNECTIONS_PAGE, "workbench", self->workbench, NULL);
  self->history = g_object_new (TOCSIN_TYPE_HISTORY_PAGE, "workbench", self->workbench, NULL);
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->tasks), "tasks");
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->connections), "connections");
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->history), "history");
  select_section (self, "tasks");
  g_signal_connect (self, "map", G_CALLBACK (tocsin_stall_watch_arm), NULL);
}

static void
tocsin_window_dispose (GObject *object)
{
  TocsinWindow *self = TOCSIN_WINDOW (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_WINDOW);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_window_parent_class)->dispose (object);
}

static void
tocsin_window_class_init (TocsinWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tocsin_window_get_property;
  object_class->set_property = tocsin_window_set_property;
  object_class->constructed = tocsin_window_constructed;
  object_class->dispose = tocsin_window_dispose;
  g_object_class_install_property (
      object_class, PROP_WORKBENCH,
      g_param_spec_object ("workbench", NULL, NULL, TOCSIN_TYPE_WORKBENCH,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  gtk_widget_class_set_template_from_resource (widget_class, "/org/tocsin/Manager/window.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TocsinWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TocsinWindow, sections);
  gtk_widget_class_bind_template_child (widget_class, TocsinWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, on_section_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_section_activated);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page);
}

static void
tocsin_window_init (TocsinWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_window_new:
 * @application: the application
 * @workbench: everything that is shown
 *
 * Returns: (transfer none): the window, not yet presented.
 */
TocsinWindow *
tocsin_window_new (GtkApplication *application, TocsinWorkbench *workbench)
{
  return g_object_new (TOCSIN_TYPE_WINDOW, "application", application, "workbench", workbench,
                       NULL);
}

/**
 * tocsin_window_get_workbench:
 * @self: a window
 *
 * Returns: (transfer none): what it shows.
 */
TocsinWorkbench *
tocsin_window_get_workbench (TocsinWindow *self)
{
  g_return_val_if_fail (TOCSIN_IS_WINDOW (self), NULL);

  return self->workbench;
}

/**
 * tocsin_window_find:
 * @any: a widget in the window, or in one that belongs to it
 *
 * Returns: (nullable) (transfer none): the window; %NULL when the widget is in none any more.
 */
TocsinWindow *
tocsin_window_find (GtkWidget *any)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (any));

  while (GTK_IS_WINDOW (root) && !TOCSIN_IS_WINDOW (root))
    root = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (root)));

  return TOCSIN_IS_WINDOW (root) ? TOCSIN_WINDOW (root) : NULL;
}

/* What a toast knows while it is shown. */
typedef struct
{
  TocsinWindow *window; /* borrowed: the toast lies in it */
  TocsinWindowUndo undo;
  gpointer data;
  GDestroyNotify free_data;
} Undo;

static void
undo_free (gpointer data, GClosure *closure)
{
  Undo *undo = data;

  if (undo->free_data != NULL)
    undo->free_data (undo->data);
  g_free (undo);
}

static void
on_undo (AdwToast *toast, gpointer user_data)
{
  Undo *undo = user_data;

  undo->undo (undo->window, undo->data);
}

/**
 * tocsin_window_toast:
 * @any: a widget in the window, or in one that belongs to it
 * @text: what was done, a finished and reversible thing
 * @undo: (nullable): undoes it
 * @data: (nullable): for @undo
 * @free_data: (nullable): frees @data when the toast is gone
 *
 * Tells that something is done. An error is no toast: it stays where it belongs until it is solved.
 */
void
tocsin_window_toast (GtkWidget *any,
                     const char *text,
                     TocsinWindowUndo undo,
                     gpointer data,
                     GDestroyNotify free_data)
{
  TocsinWindow *self = tocsin_window_find (any);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast;
  Undo *kept;

  if (self == NULL)
    {
      if (free_data != NULL)
        free_data (data);
      return;
    }
  toast = adw_toast_new (escaped);
  kept = g_new (Undo, 1);
  *kept = (Undo){ self, undo, data, free_data };
  if (undo != NULL)
    adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), kept, undo_free, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * tocsin_window_show:
 * @any: a widget in the window, or in one that belongs to it
 * @page: "tasks", "connections" or "history"
 * @id: (nullable): which task, connection or event; %NULL for the page alone
 *
 * Goes there.
 */
void
tocsin_window_show (GtkWidget *any, const char *page, const char *id)
{
  TocsinWindow *self = tocsin_window_find (any);

  if (self == NULL)
    return;
  select_section (self, page);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
  if (id == NULL)
    return;
  if (g_str_equal (page, "tasks"))
    tocsin_tasks_page_show (self->tasks, id);
  else if (g_str_equal (page, "connections"))
    tocsin_connections_page_show (self->connections, id);
  else
    tocsin_history_page_show (self->history, id);
}
