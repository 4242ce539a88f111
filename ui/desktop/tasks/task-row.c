/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/task-row.h"

#include "ui/desktop/model/task-sentence.h"
#include "ui/desktop/state-mark.h"

#include <glib/gi18n.h>

struct _TocsinTaskRow
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
  TocsinTaskItem *item;
  GtkSwitch *enabled;
  GtkMenuButton *menu;
  gboolean showing;
};

enum
{
  PROP_ITEM = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TocsinTaskRow, tocsin_task_row, ADW_TYPE_BIN)

static char *
describe (TocsinTaskRow *self, TocsinSnapshot *settings)
{
  return settings != NULL ? tocsin_task_sentence_make (self->workbench, settings) : g_strdup ("");
}

static const char *
get_state (TocsinTaskRow *self)
{
  return tocsin_item_get_state (TOCSIN_ITEM (self->item));
}

static void
append (GMenu *menu, const char *label, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", id);
  g_menu_append_item (menu, item);
}

static void
add_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenuModel *
make_menu (TocsinTaskRow *self)
{
  GMenu *menu = g_menu_new ();
  GMenu *work = g_menu_new (), *copies = g_menu_new (), *end = g_menu_new ();
  const char *id = tocsin_item_get_id (TOCSIN_ITEM (self->item));

  append (work, _ ("_Edit"), "tasks.edit", id);
  append (work, _ ("_Try…"), "tasks.try", id);
  append (work, _ ("_Look Now"), "tasks.run", id);
  if (g_strcmp0 (get_state (self), "paused") == 0)
    append (work, _ ("_Go On"), "tasks.resume", id);
  else
    append (work, _ ("_Pause"), "tasks.pause", id);
  add_section (menu, work);
  append (copies, _ ("_Rename…"), "tasks.rename", id);
  append (copies, _ ("_Duplicate"), "tasks.duplicate", id);
  append (copies, _ ("_Copy Identifier"), "tasks.copy-id", id);
  add_section (menu, copies);
  append (end, _ ("Re_move"), "tasks.remove", id);
  add_section (menu, end);

  return G_MENU_MODEL (menu);
}

static void
open_menu (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenuModel) menu = make_menu (user_data);

  gtk_menu_button_set_menu_model (button, menu);
}

static void
show_enabled (TocsinTaskRow *self)
{
  gboolean enabled = self->item != NULL && tocsin_item_get_enabled (TOCSIN_ITEM (self->item));

  self->showing = TRUE;
  gtk_switch_set_active (self->enabled, enabled);
  gtk_switch_set_state (self->enabled, enabled);
  self->showing = FALSE;
}

/* The switch shows what the settings say: it moves on when they have changed. */
static gboolean
on_switch (GtkSwitch *widget, gboolean wanted, TocsinTaskRow *self)
{
  if (!self->showing && self->item != NULL
      && wanted != tocsin_item_get_enabled (TOCSIN_ITEM (self->item)))
    gtk_widget_activate_action (GTK_WIDGET (self), wanted ? "tasks.enable" : "tasks.disable", "s",
                                tocsin_item_get_id (TOCSIN_ITEM (self->item)));

  return TRUE;
}

static void
show_name (TocsinTaskRow *self)
{
  const char *name = self->item != NULL ? tocsin_item_get_name (TOCSIN_ITEM (self->item)) : "";
  g_autofree char *switched = g_strdup_printf (_ ("“%s” is on"), name);
  g_autofree char *more = g_strdup_printf (_ ("More for “%s”"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  switched, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, more,
                                  -1);
}

static void
tocsin_task_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ITEM)
    g_value_set_object (value, TOCSIN_TASK_ROW (object)->item);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tocsin_task_row_dispose (GObject *object)
{
  TocsinTaskRow *self = TOCSIN_TASK_ROW (object);

  tocsin_task_row_set_item (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_TASK_ROW);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_task_row_parent_class)->dispose (object);
}

static void
tocsin_task_row_class_init (TocsinTaskRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tocsin_task_row_dispose;
  object_class->get_property = tocsin_task_row_get_property;
  properties[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, TOCSIN_TYPE_TASK_ITEM,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (TOCSIN_TYPE_STATE_MARK);
  g_type_ensure (TOCSIN_TYPE_TASK_ITEM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskRow, enabled);
  gtk_widget_class_bind_template_child (widget_class, TocsinTaskRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, describe);
  gtk_widget_class_bind_template_callback (widget_class, on_switch);
}

static void
tocsin_task_row_init (TocsinTaskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu, open_menu, self, NULL);
}

/**
 * tocsin_task_row_new:
 * @workbench: the workbench
 *
 * Returns: (transfer floating): an empty row.
 */
GtkWidget *
tocsin_task_row_new (TocsinWorkbench *workbench)
{
  TocsinTaskRow *self = g_object_new (TOCSIN_TYPE_TASK_ROW, NULL);

  self->workbench = g_object_ref (workbench);

  return GTK_WIDGET (self);
}

/**
 * tocsin_task_row_set_item:
 * @self: a row
 * @item: (nullable): the task it shows
 */
void
tocsin_task_row_set_item (TocsinTaskRow *self, TocsinTaskItem *item)
{
  if (self->item == item)
    return;
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      g_signal_connect_swapped (item, "notify::enabled", G_CALLBACK (show_enabled), self);
      g_signal_connect_swapped (item, "notify::name", G_CALLBACK (show_name), self);
      show_enabled (self);
      show_name (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}
