/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/task-item.h"

struct _TocsinTaskItem
{
  TocsinItem parent_instance;
};

G_DEFINE_FINAL_TYPE (TocsinTaskItem, tocsin_task_item, TOCSIN_TYPE_ITEM)

enum
{
  PROP_TRIGGER = 1,
};

static void
tocsin_task_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_TRIGGER)
    g_value_set_string (value, tocsin_item_get_plugin (TOCSIN_ITEM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
on_plugin_changed (GObject *object, GParamSpec *spec, gpointer user_data)
{
  g_object_notify (object, "trigger");
}

static void
tocsin_task_item_class_init (TocsinTaskItemClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = tocsin_task_item_get_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), PROP_TRIGGER,
      g_param_spec_string ("trigger", NULL, NULL, "",
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

static void
tocsin_task_item_init (TocsinTaskItem *self)
{
  g_signal_connect (self, "notify::plugin", G_CALLBACK (on_plugin_changed), NULL);
}
