/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/connection-item.h"

struct _TocsinConnectionItem
{
  TocsinItem parent_instance;
};

G_DEFINE_FINAL_TYPE (TocsinConnectionItem, tocsin_connection_item, TOCSIN_TYPE_ITEM)

enum
{
  PROP_PROTOCOL = 1,
};

static void
tocsin_connection_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_PROTOCOL)
    g_value_set_string (value, tocsin_item_get_plugin (TOCSIN_ITEM (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
on_plugin_changed (GObject *object, GParamSpec *spec, gpointer user_data)
{
  g_object_notify (object, "protocol");
}

static void
tocsin_connection_item_class_init (TocsinConnectionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = tocsin_connection_item_get_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (klass), PROP_PROTOCOL,
      g_param_spec_string ("protocol", NULL, NULL, "",
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
}

static void
tocsin_connection_item_init (TocsinConnectionItem *self)
{
  g_signal_connect (self, "notify::plugin", G_CALLBACK (on_plugin_changed), NULL);
}
