/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/action-card.h"

#include "ui/desktop/model/plugin-title.h"

#include <glib/gi18n.h>

struct _TocsinActionCard
{
  AdwBin parent_instance;

  char *id;
  char *type;
  char *name; /* what a person calls it */
  TocsinSettingsEditor *editor;

  GtkWidget *handle;
  GtkImage *icon;
  GtkLabel *title;
  GtkWidget *up;
  GtkWidget *down;
  GtkWidget *remove;
  AdwBin *place;
};

enum
{
  CHANGED,
  MOVE,
  DROPPED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TocsinActionCard, tocsin_action_card, ADW_TYPE_BIN)

static void
on_up (TocsinActionCard *self)
{
  g_signal_emit (self, signals[MOVE], 0, -1);
}

static void
on_down (TocsinActionCard *self)
{
  g_signal_emit (self, signals[MOVE], 0, 1);
}

static void
on_remove (TocsinActionCard *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
on_edited (TocsinActionCard *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static GdkContentProvider *
on_drag (GtkDragSource *source, double x, double y, TocsinActionCard *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);

  return gdk_content_provider_new_typed (TOCSIN_TYPE_ACTION_CARD, self);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, TocsinActionCard *self)
{
  TocsinActionCard *other = g_value_get_object (value);

  /* A card of another window has nothing to look for here. */
  if (other == self
      || gtk_widget_get_parent (GTK_WIDGET (other)) != gtk_widget_get_parent (GTK_WIDGET (self)))
    return FALSE;
  g_signal_emit (self, signals[DROPPED], 0, other);

  return TRUE;
}

static void
make_draggable (TocsinActionCard *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (TOCSIN_TYPE_ACTION_CARD, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_drag), self);
  gtk_widget_add_controller (self->handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
activate_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  on_up (TOCSIN_ACTION_CARD (widget));
}

static void
activate_down (GtkWidget *widget, const char *action, GVariant *parameter)
{
  on_down (TOCSIN_ACTION_CARD (widget));
}

static void
tocsin_action_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_ACTION_CARD);

  G_OBJECT_CLASS (tocsin_action_card_parent_class)->dispose (object);
}

static void
tocsin_action_card_finalize (GObject *object)
{
  TocsinActionCard *self = TOCSIN_ACTION_CARD (object);

  g_free (self->id);
  g_free (self->type);
  g_free (self->name);

  G_OBJECT_CLASS (tocsin_action_card_parent_class)->finalize (object);
}

static void
install_signals (TocsinActionCardClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_INT);
  signals[DROPPED] = g_signal_new ("dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, TOCSIN_TYPE_ACTION_CARD);
  signals[REMOVED] =
      g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_action_card_class_init (TocsinActionCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tocsin_action_card_dispose;
  object_class->finalize = tocsin_action_card_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/action-card.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinActionCard, handle);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionCard, icon);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionCard, title);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionCard, up);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionCard, down);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionCard, remove);
  gtk_widget_class_bind_template_child (widget_class, TocsinActionCard, place);
  gtk_widget_class_bind_template_callback (widget_class, on_up);
  gtk_widget_class_bind_template_callback (widget_class, on_down);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_install_action (widget_class, "card.up", NULL, activate_up);
  gtk_widget_class_install_action (widget_class, "card.down", NULL, activate_down);
  install_signals (klass);
}

static void
tocsin_action_card_init (TocsinActionCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_draggable (self);
}

/**
 * tocsin_action_card_new:
 * @workbench: the workbench
 * @id: what the settings call the action
 * @type: which action it is
 *
 * Returns: (transfer floating): a card with the action's defaults.
 */
GtkWidget *
tocsin_action_card_new (TocsinWorkbench *workbench, const char *id, const char *type)
{
  TocsinActionCard *self = g_object_new (TOCSIN_TYPE_ACTION_CARD, NULL);
  g_autofree char *prefix = g_strdup_printf ("action.%s.", id);
  g_autofree char *icon = NULL;

  self->id = g_strdup (id);
  self->type = g_strdup (type);
  self->name = tocsin_plugin_title_find (TOCSIN_PLUGIN_ACTION, type, &icon);
  gtk_image_set_from_icon_name (self->icon, icon);
  self->editor = tocsin_settings_editor_new_for_action (workbench, type, prefix);
  g_signal_connect_object (self->editor, "changed", G_CALLBACK (on_edited), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->place, GTK_WIDGET (self->editor));

  return GTK_WIDGET (self);
}

/**
 * tocsin_action_card_get_id:
 * @self: a card
 *
 * Returns: (transfer none): what the settings call the action.
 */
const char *
tocsin_action_card_get_id (TocsinActionCard *self)
{
  return self->id;
}

/**
 * tocsin_action_card_get_action_type:
 * @self: a card
 *
 * Returns: (transfer none): which action it is.
 */
const char *
tocsin_action_card_get_action_type (TocsinActionCard *self)
{
  return self->type;
}

/**
 * tocsin_action_card_get_editor:
 * @self: a card
 *
 * Returns: (transfer none): its settings.
 */
TocsinSettingsEditor *
tocsin_action_card_get_editor (TocsinActionCard *self)
{
  return self->editor;
}

static void
name_button (GtkWidget *button, char *label)
{
  g_autofree char *owned = label;

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, owned,
                                  -1);
}

/**
 * tocsin_action_card_set_place:
 * @self: a card
 * @place: its place, from 0
 * @count: how many there are
 */
void
tocsin_action_card_set_place (TocsinActionCard *self, guint place, guint count)
{
  /* Translators: place in the order, and kind of an action: “1. File”. */
  g_autofree char *title = g_strdup_printf (_ ("%u. %s"), place + 1, self->name);

  gtk_label_set_text (self->title, title);
  gtk_widget_set_sensitive (self->up, place > 0);
  gtk_widget_set_sensitive (self->down, place + 1 < count);
  gtk_widget_set_visible (self->handle, count > 1);
  name_button (self->up, g_strdup_printf (_ ("Do “%s” earlier"), title));
  name_button (self->down, g_strdup_printf (_ ("Do “%s” later"), title));
  name_button (self->remove, g_strdup_printf (_ ("Take “%s” away"), title));
}

/**
 * tocsin_action_card_focus:
 * @self: a card
 *
 * Goes to its first setting.
 */
void
tocsin_action_card_focus (TocsinActionCard *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self->place), GTK_DIR_TAB_FORWARD);
}
