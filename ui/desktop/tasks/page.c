/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/page.h"

#include "core/base/text.h"
#include "ui/desktop/model/task-change.h"
#include "ui/desktop/model/task-sentence.h"
#include "ui/desktop/page-header.h"
#include "ui/desktop/tasks/task-deeds.h"
#include "ui/desktop/tasks/task-row.h"
#include "ui/desktop/tasks/task-window.h"
#include "ui/desktop/tasks/trial-window.h"
#include "ui/desktop/window.h"

#include <string.h>

struct _TocsinTasksPage
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

G_DEFINE_FINAL_TYPE (TocsinTasksPage, tocsin_tasks_page, ADW_TYPE_BIN)

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
  TocsinTasksPage *self = user_data;
  TocsinSnapshot *settings = tocsin_item_get_settings (item);
  g_autofree char *sentence = NULL;

  if (self->words == NULL || has_words (self->words, tocsin_item_get_name (item)))
    return TRUE;
  sentence = settings != NULL ? tocsin_task_sentence_make (self->workbench, settings) : NULL;

  return sentence != NULL && has_words (self->words, sentence);
}

static const char *
choose_empty (TocsinTasksPage *self)
{
  GListModel *connections = tocsin_workbench_get_connections (self->workbench);

  if (!tocsin_workbench_is_ready (self->workbench))
    return "waiting";

  return g_list_model_get_n_items (connections) > 0 ? "empty" : "no-connection";
}

static void
choose_view (TocsinTasksPage *self)
{
  GListModel *all = tocsin_workbench_get_tasks (self->workbench);
  const char *view = "list";

  if (g_list_model_get_n_items (all) == 0)
    view = choose_empty (self);
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0)
    view = "nothing";
  gtk_stack_set_visible_child_name (self->stack, view);
}

static void
on_search_changed (TocsinTasksPage *self)
{
  const char *text = gtk_editable_get_text (self->search);

  g_free (self->words);
  self->words = *text != '\0' ? tocsin_text_fold (text) : NULL;
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->found), GTK_FILTER_CHANGE_DIFFERENT);
  choose_view (self);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *cell, TocsinTasksPage *self)
{
  gtk_list_item_set_child (cell, tocsin_task_row_new (self->workbench));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *cell, TocsinTasksPage *self)
{
  tocsin_task_row_set_item (TOCSIN_TASK_ROW (gtk_list_item_get_child (cell)),
                            gtk_list_item_get_item (cell));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *cell, TocsinTasksPage *self)
{
  tocsin_task_row_set_item (TOCSIN_TASK_ROW (gtk_list_item_get_child (cell)), NULL);
}

static void
show_list (TocsinTasksPage *self)
{
  GListModel *all = tocsin_workbench_get_tasks (self->workbench);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), self);
  self->found = gtk_filter_list_model_new (g_object_ref (all), filter);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->found)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}

/* Of a task that is gone meanwhile there is nothing to be done. */
static void
with_task (GtkWidget *widget, GVariant *id, void (*deed) (TocsinTasksPage *, TocsinItem *))
{
  TocsinTasksPage *self = TOCSIN_TASKS_PAGE (widget);
  TocsinItem *item =
      tocsin_workbench_find (self->workbench, TOCSIN_CONFIG_TASK, g_variant_get_string (id, NULL));

  if (item != NULL)
    deed (self, item);
}

static void
edit (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_window_present (GTK_WIDGET (self), self->workbench, item);
}

static void
try (TocsinTasksPage *self, TocsinItem *item)
{
  const char *const nothing[] = { NULL };
  g_autoptr (TocsinTaskChange) change = tocsin_task_change_new (
      tocsin_item_get_id (item), tocsin_item_get_name (item), nothing, nothing);

  tocsin_trial_window_present (GTK_WIDGET (self), self->workbench, change, TRUE);
}

static void
enable (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_enable (GTK_WIDGET (self), self->workbench, item, TRUE);
}

static void
disable (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_enable (GTK_WIDGET (self), self->workbench, item, FALSE);
}

static void
rename_task (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_rename (GTK_WIDGET (self), self->workbench, item);
}

static void
duplicate (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_duplicate (GTK_WIDGET (self), self->workbench, item);
}

static void
remove_task (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_remove (GTK_WIDGET (self), self->workbench, item);
}

static void
copy_id (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_copy_id (GTK_WIDGET (self), item);
}

static void
run (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_call (GTK_WIDGET (self), self->workbench, item, "RunTask");
}

static void
pause_task (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_call (GTK_WIDGET (self), self->workbench, item, "PauseTask");
}

static void
resume (TocsinTasksPage *self, TocsinItem *item)
{
  tocsin_task_deeds_call (GTK_WIDGET (self), self->workbench, item, "ResumeTask");
}

static const struct
{
  const char *name;
  void (*deed) (TocsinTasksPage *self, TocsinItem *item);
} deeds[] = {
  { "tasks.edit", edit },
  { "tasks.try", try },
  { "tasks.enable", enable },
  { "tasks.disable", disable },
  { "tasks.rename", rename_task },
  { "tasks.duplicate", duplicate },
  { "tasks.remove", remove_task },
  { "tasks.copy-id", copy_id },
  { "tasks.run", run },
  { "tasks.pause", pause_task },
  { "tasks.resume", resume },
};

static void
activate_deed (GtkWidget *widget, const char *action, GVariant *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (g_str_equal (deeds[i].name, action))
      with_task (widget, id, deeds[i].deed);
}

static void
activate_add (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tocsin_task_window_present_new (widget, TOCSIN_TASKS_PAGE (widget)->workbench);
}

static void
activate_connections (GtkWidget *widget, const char *action, GVariant *parameter)
{
  tocsin_window_show (widget, "connections", NULL);
}

static void
activate_search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TocsinTasksPage *self = TOCSIN_TASKS_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
on_activate (TocsinTasksPage *self, guint position)
{
  g_autoptr (TocsinItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    edit (self, item);
}

static gboolean
on_delete_key (GtkWidget *list, GVariant *arguments, gpointer user_data)
{
  TocsinTasksPage *self = user_data;
  TocsinItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    remove_task (self, item);

  return item != NULL;
}

static void
add_list_keys (TocsinTasksPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Delete, 0),
                        gtk_callback_action_new (on_delete_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}

static void
tocsin_tasks_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    g_value_set_object (value, TOCSIN_TASKS_PAGE (object)->workbench);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_tasks_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_WORKBENCH)
    TOCSIN_TASKS_PAGE (object)->workbench = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_tasks_page_constructed (GObject *object)
{
  TocsinTasksPage *self = TOCSIN_TASKS_PAGE (object);

  G_OBJECT_CLASS (tocsin_tasks_page_parent_class)->constructed (object);

  show_list (self);
  add_list_keys (self);
  g_signal_connect_object (tocsin_workbench_get_tasks (self->workbench), "items-changed",
                           G_CALLBACK (choose_view), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (tocsin_workbench_get_connections (self->workbench), "items-changed",
                           G_CALLBACK (choose_view), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workbench, "notify::ready", G_CALLBACK (choose_view), self,
                           G_CONNECT_SWAPPED);
  choose_view (self);
}

static void
tocsin_tasks_page_dispose (GObject *object)
{
  TocsinTasksPage *self = TOCSIN_TASKS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_TASKS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->found);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_tasks_page_parent_class)->dispose (object);
}

static void
tocsin_tasks_page_finalize (GObject *object)
{
  g_free (TOCSIN_TASKS_PAGE (object)->words);

  G_OBJECT_CLASS (tocsin_tasks_page_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    gtk_widget_class_install_action (widget_class, deeds[i].name, "s", activate_deed);
  gtk_widget_class_install_action (widget_class, "tasks.add", NULL, activate_add);
  gtk_widget_class_install_action (widget_class, "tasks.connections", NULL, activate_connections);
  gtk_widget_class_install_action (widget_class, "tasks.search", NULL, activate_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "tasks.add",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "tasks.search",
                                       NULL);
}

static void
tocsin_tasks_page_class_init (TocsinTasksPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tocsin_tasks_page_get_property;
  object_class->set_property = tocsin_tasks_page_set_property;
  object_class->constructed = tocsin_tasks_page_constructed;
  object_class->dispose = tocsin_tasks_page_dispose;
  object_class->finalize = tocsin_tasks_page_finalize;
  g_object_class_install_property (
      object_class, PROP_WORKBENCH,
      g_param_spec_object ("workbench", NULL, NULL, TOCSIN_TYPE_WORKBENCH,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_type_ensure (TOCSIN_TYPE_PAGE_HEADER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/tocsin/Manager/tasks/page.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinTasksPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TocsinTasksPage, list);
  gtk_widget_class_bind_template_child (widget_class, TocsinTasksPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, TocsinTasksPage, search);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  install_actions (widget_class);
}

static void
tocsin_tasks_page_init (TocsinTasksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->search_bar, self->search);
}

/**
 * tocsin_tasks_page_show:
 * @self: the page
 * @id: id of a task
 *
 * Opens it.
 */
void
tocsin_tasks_page_show (TocsinTasksPage *self, const char *id)
{
  TocsinItem *item = tocsin_workbench_find (self->workbench, TOCSIN_CONFIG_TASK, id);

  if (item != NULL)
    edit (self, item);
}
