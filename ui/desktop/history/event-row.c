/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/history/event-row.h"

#include "ui/desktop/model/event-item.h"
#include "ui/desktop/state-mark.h"

struct _TocsinEventRow
{
  GtkBox parent_instance;

  TocsinEventItem *item;
  TocsinStateMark *mark;
  GtkInscription *title;
  GtkInscription *subtitle;
  GtkInscription *when;
  GtkInscription *state;
};

G_DEFINE_FINAL_TYPE (TocsinEventRow, tocsin_event_row, GTK_TYPE_BOX)

enum
{
  PROP_ITEM = 1,
};

static GParamSpec *item_property;

/* What has the keyboard is the list's own widget around this, which has no name by itself. */
static void
name_row (TocsinEventRow *self)
{
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;

  if (around == NULL || self->item == NULL)
    return;
  name = g_strjoin (
      ", ", gtk_inscription_get_text (self->title), gtk_inscription_get_text (self->subtitle),
      gtk_inscription_get_text (self->when), gtk_inscription_get_text (self->state), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_item (TocsinEventRow *self)
{
  g_autofree char *mark = NULL;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *when = NULL;
  g_autofree char *state = NULL;

  g_object_get (self->item, "mark", &mark, "title", &title, "subtitle", &subtitle, "when", &when,
                "state-text", &state, NULL);
  g_object_set (self->mark, "state", mark, NULL);
  gtk_inscription_set_text (self->title, title);
  gtk_inscription_set_text (self->subtitle, subtitle);
  gtk_inscription_set_text (self->when, when);
  gtk_inscription_set_text (self->state, state);
  name_row (self);
}

static void
set_item (TocsinEventRow *self, TocsinEventItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_swapped (item, "notify", G_CALLBACK (show_item), self);
  show_item (self);
}

static void
tocsin_event_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_ITEM)
    g_value_set_object (value, TOCSIN_EVENT_ROW (object)->item);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_event_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TocsinEventRow *self = TOCSIN_EVENT_ROW (object);

  if (id != PROP_ITEM)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
      return;
    }
  set_item (self, g_value_get_object (value));
  g_object_notify_by_pspec (object, item_property);
}

static void
tocsin_event_row_dispose (GObject *object)
{
  set_item (TOCSIN_EVENT_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_EVENT_ROW);

  G_OBJECT_CLASS (tocsin_event_row_parent_class)->dispose (object);
}

static void
tocsin_event_row_class_init (TocsinEventRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tocsin_event_row_get_property;
  object_class->set_property = tocsin_event_row_set_property;
  object_class->dispose = tocsin_event_row_dispose;
  item_property =
      g_param_spec_object ("item", NULL, NULL, TOCSIN_TYPE_EVENT_ITEM,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_property (object_class, PROP_ITEM, item_property);
  g_type_ensure (TOCSIN_TYPE_STATE_MARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/history/event-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinEventRow, mark);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventRow, title);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventRow, when);
  gtk_widget_class_bind_template_child (widget_class, TocsinEventRow, state);
}

static void
tocsin_event_row_init (TocsinEventRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::parent", G_CALLBACK (name_row), NULL);
}
