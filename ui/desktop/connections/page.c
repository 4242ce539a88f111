/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/page.h"

#include "core/base/text.h"
#include "ui/desktop/connections/add-window.h"
#include "ui/desktop/connections/chores.h"
#include "ui/desktop/connections/connection-cell.h"
#include "ui/desktop/connections/connection-window.h"
#include "ui/desktop/connections/duty.h"
#include "ui/desktop/connections/removal.h"
#include "ui/desktop/connections/sign-in-window.h"
#include "ui/desktop/page-header.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TocsinConnectionsPage
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
  GtkStack *stack;
  GtkListView *list;
  GtkSearchBar *search_bar;
  GtkEditable *search;
  GtkFilterListModel *found;
  GtkSingleSelection *selection;
  char *words; /* folded, as names are compared */
};

G_DEFINE_FINAL_TYPE (TocsinConnectionsPage, tocsin_connections_page, ADW_TYPE_BIN)

enum
{
  PROP_WORKBENCH = 1,
};

static gboolean
has_words (const char *words, const char *text)
{
  g_autofree char *folded = tocsin_text_fold (text);

  return strstr (folded, words) != NULL;
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  static const char *const keys[] = { "address", "authentication.username", NULL };
  TocsinConnectionsPage *self = user_data;
  TocsinSnapshot *settings = tocsin_item_get_settings (item);

  if (self->words == NULL || has_words (self->words, tocsin_item_get_name (item))
      || has_words (self->words, tocsin_item_get_plugin (item)))
    return TRUE;
  for (gsize i = 0; settings != NULL && keys[i] != NULL; i++)
    if (tocsin_snapshot_has_key (settings, keys[i])
        && has_words (self->words, tocsin_snapshot_get_string (settings, keys[i])))
      return TRUE;

  return FALSE;
}

static void
choose_view (TocsinConnectionsPage *self)
{
  GListModel *all = tocsin_workbench_get_connections (self->workbench);
  const char *view = "list";

  if (g_list_model_get_n_items (all) == 0)
    view = tocsin_workbench_is_ready (self->workbench) ? "empty" : "waiting";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0)
    view = "nothing";
  gtk_stack_set_visible_child_name (self->stack, view);
}

static void
on_search_changed (TocsinConnectionsPage *self)
{
  const char *text = gtk_editable_get_text (self->search);

  g_free (self->words);
  self->words = *text != '\0' ? tocsin_text_fold (text) : NULL;
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->found), GTK_FILTER_CHANGE_DIFFERENT);
  choose_view (self);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *cell, TocsinConnectionsPage *self)
{
  gtk_list_item_set_child (cell, tocsin_connection_cell_new (self->workbench));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, TocsinConnectionsPage *self)
{
  tocsin_connection_cell_set_item (TOCSIN_CONNECTION_CELL (gtk_list_item_get_child (cell)),
                                   gtk_list_item_get_item (cell));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, TocsinConnectionsPage *self)
{
  tocsin_connection_cell_set_item (TOCSIN_CONNECTION_CELL (gtk_list_item_get_child (cell)), NULL);
}

static GtkListItemFactory *
make_factory (TocsinConnectionsPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);

  return factory;
}

static void
on_activate (TocsinConnectionsPage *self, guint position)
{
  g_autoptr (TocsinItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "connections.edit", "s",
                                tocsin_item_get_id (item));
}

/* The keys of the list do to the connection that is selected what the menu does. */
static gboolean
on_list_key (GtkWidget *list, GVariant *action, gpointer user_data)
{
  TocsinConnectionsPage *self = user_data;
  TocsinItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL
         && gtk_widget_activate_action (GTK_WIDGET (self), g_variant_get_string (action, NULL), "s",
                                        tocsin_item_get_id (item));
}

static void
add_list_keys (TocsinConnectionsPage *self)
{
  static const char *const keys[][2] = {
    { "F2", "connections.rename" },         { "Delete", "connections.delete" },
    { "<Control>t", "connections.test" },   { "<Control>d", "connections.duplicate" },
    { "<Control>e", "connections.export" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i][0]),
                                                gtk_callback_action_new (on_list_key, self, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_string (keys[i][1]));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self->list), controller);
}

static TocsinItem *
find_item (TocsinConnectionsPage *self, GVariant *id)
{
  return tocsin_workbench_find (self->workbench, TOCSIN_CONFIG_CONNECTION,
                                g_variant_get_string (id, NULL));
}

typedef void (*Chore) (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item);

static void
edit (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  gtk_window_present (GTK_WINDOW (
      tocsin_connection_window_new (GTK_WINDOW (gtk_widget_get_root (any)), workbench, item)));
}

static void
try_out (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  TocsinConnectionWindow *window =
      tocsin_connection_window_new (GTK_WINDOW (gtk_widget_get_root (any)), workbench, item);

  gtk_window_present (GTK_WINDOW (window));
  tocsin_connection_window_test (window);
}

static void
sign_in (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  gtk_window_present (GTK_WINDOW (tocsin_sign_in_window_new (
      GTK_WINDOW (gtk_widget_get_root (any)), workbench, tocsin_item_get_id (item))));
}

static void
copy_id (GtkWidget *any, TocsinWorkbench *workbench, TocsinItem *item)
{
  tocsin_chores_copy_id (any, item);
}

static const struct
{
  const char *action;
  Chore chore;
} chores[] = {
  { "connections.edit", edit },
  { "connections.test", try_out },
  { "connections.sign-in", sign_in },
  { "connections.rename", tocsin_chores_rename },
  { "connections.duplicate", tocsin_chores_duplicate },
  { "connections.export", tocsin_chores_export },
  { "connections.copy-id", copy_id },
  { "connections.delete", tocsin_removal_begin },
  { "connections.pause", tocsin_duty_pause },
  { "connections.resume", tocsin_duty_resume },
  { "connections.check", tocsin_duty_check },
};

static void
do_chore (GtkWidget *widget, const char *action, GVariant *id)
{
  TocsinConnectionsPage *self = TOCSIN_CONNECTIONS_PAGE (widget);
  TocsinItem *item = find_item (self, id);

  for (gsize i = 0; item != NULL && i < G_N_ELEMENTS (chores); i++)
    if (g_str_equal (chores[i].action, action))
      chores[i].chore (widget, self->workbench, item);
}

static void
add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TocsinConnectionsPage *self = TOCSIN_CONNECTIONS_PAGE (widget);

  gtk_window_present (GTK_WINDOW (
      tocsin_add_window_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->workbench)));
}

static void
start_search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_search_bar_set_search_mode (TOCSIN_CONNECTIONS_PAGE (widget)->search_bar, TRUE);
}

static void
tocsin_connections_page_constructed (GObject *object)
{
  TocsinConnectionsPage *self = TOCSIN_CONNECTIONS_PAGE (object);
  GListModel *all = g_object_ref (tocsin_workbench_get_connections (self->workbench));
  g_autoptr (GtkListItemFactory) factory = make_factory (self);

  G_OBJECT_CLASS (tocsin_connections_page_parent_class)->constructed (object);

  self->found =
      gtk_filter_list_model_new (all, GTK_FILTER (gtk_custom_filter_new (matches, self, NULL)));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->found)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (choose_view), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workbench, "notify::ready", G_CALLBACK (choose_view), self,
                           G_CONNECT_SWAPPED);
  add_list_keys (self);
  choose_view (self);
}

static void
tocsin_connections_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, TOCSIN_CONNECTIONS_PAGE (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_connections_page_set_property (GObject *object,
                                      guint id,
                                      const GValue *value,
                                      GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    TOCSIN_CONNECTIONS_PAGE (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_connections_page_dispose (GObject *object)
{
  TocsinConnectionsPage *self = TOCSIN_CONNECTIONS_PAGE (object);

  /* Or else AdwBin lets go a second time of the child that the template lets go of. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_CONNECTIONS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->found);
  g_clear_object (&self->workbench);
  g_clear_pointer (&self->words, g_free);

  G_OBJECT_CLASS (tocsin_connections_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (chores); i++)
    gtk_widget_class_install_action (widget_class, chores[i].action, "s", do_chore);
  gtk_widget_class_install_action (widget_class, "connections.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "connections.search", NULL, start_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "connections.add",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK,
                                       "connections.search", NULL);
}

static void
tocsin_connections_page_class_init (TocsinConnectionsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = tocsin_connections_page_constructed;
  object_class->get_property = tocsin_connections_page_get_property;
  object_class->set_property = tocsin_connections_page_set_property;
  object_class->dispose = tocsin_connections_page_dispose;
  g_object_class_install_property (
      object_class, PROP_WORKBENCH,
      g_param_spec_object ("workbench", NULL, NULL, TOCSIN_TYPE_WORKBENCH,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));

  g_type_ensure (TOCSIN_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/connections/page.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionsPage, list);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionsPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionsPage, search);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  install_actions (widget_class);
}

static void
tocsin_connections_page_init (TocsinConnectionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, self->search);
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self->list));
}

/**
 * tocsin_connections_page_show:
 * @self: the page
 * @id: a connection's id or name
 *
 * Goes to it: selects it and shows its settings.
 */
void
tocsin_connections_page_show (TocsinConnectionsPage *self, const char *id)
{
  TocsinItem *item = tocsin_workbench_find (self->workbench, TOCSIN_CONFIG_CONNECTION, id);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "connections.edit", "s",
                                tocsin_item_get_id (item));
}
