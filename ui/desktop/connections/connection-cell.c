/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/connection-cell.h"

#include "ui/desktop/connections/connection-menu.h"
#include "ui/desktop/state-mark.h"

#include <glib/gi18n.h>

struct _TocsinConnectionCell
{
  AdwBin parent_instance;

  TocsinWorkbench *workbench;
  TocsinConnectionItem *item;
  GtkMenuButton *menu;
};

G_DEFINE_FINAL_TYPE (TocsinConnectionCell, tocsin_connection_cell, ADW_TYPE_BIN)

enum
{
  PROP_ITEM = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
tocsin_connection_cell_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_ITEM)
    g_value_set_object (value, TOCSIN_CONNECTION_CELL (object)->item);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tocsin_connection_cell_set_property (GObject *object,
                                     guint id,
                                     const GValue *value,
                                     GParamSpec *spec)
{
  if (id == PROP_ITEM)
    tocsin_connection_cell_set_item (TOCSIN_CONNECTION_CELL (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static const char *
get_protocol_title (TocsinConnectionCell *self)
{
  const char *name = tocsin_item_get_plugin (TOCSIN_ITEM (self->item));
  const TocsinProtocol *protocol = tocsin_registry_find_protocol (
      tocsin_workbench_get_registry (self->workbench), name, NULL, NULL);

  return protocol != NULL ? protocol->title : name;
}

static const char *
get_text (TocsinSnapshot *settings, const char *key)
{
  return settings != NULL && tocsin_snapshot_has_key (settings, key)
             ? tocsin_snapshot_get_string (settings, key)
             : "";
}

/* “IMAP · ada@example.org · imap.example.org”, without what is not set. */
static char *
describe_place (TocsinConnectionCell *self, TocsinSnapshot *settings)
{
  const char *user = get_text (settings, "authentication.username");
  const char *address = get_text (settings, "address");
  g_autoptr (GString) text = NULL;

  if (self->item == NULL)
    return g_strdup ("");
  text = g_string_new (get_protocol_title (self));
  if (*user != '\0')
    g_string_append_printf (text, " · %s", user);
  if (*address != '\0')
    g_string_append_printf (text, " · %s", address);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The words of a state in which somebody has to do something stand out. */
static char **
choose_style (TocsinConnectionCell *self, const char *state)
{
  static const char *const quiet[] = { "caption", "dim-label", NULL };
  static const char *const wrong[] = { "caption", "error", NULL };
  static const char *const doubtful[] = { "caption", "warning", NULL };

  if (g_strcmp0 (state, "parked") == 0 || g_strcmp0 (state, "broken") == 0)
    return g_strdupv ((GStrv) wrong);
  if (g_strcmp0 (state, "stalled") == 0 || g_strcmp0 (state, "waiting") == 0)
    return g_strdupv ((GStrv) doubtful);

  return g_strdupv ((GStrv) quiet);
}

static void
make_menu (GtkMenuButton *button, gpointer user_data)
{
  TocsinConnectionCell *self = user_data;
  g_autoptr (GMenuModel) menu = tocsin_connection_menu_new (self->workbench, self->item);

  gtk_menu_button_set_menu_model (button, menu);
}

/* What is read out when the row gets the focus; the list's own child around us has it. */
static void
tell_name (TocsinConnectionCell *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = NULL;
  g_autofree char *button = NULL;

  if (self->item == NULL)
    return;
  name = g_strdup_printf ("%s, %s", tocsin_item_get_name (TOCSIN_ITEM (self->item)),
                          tocsin_item_get_state_text (TOCSIN_ITEM (self->item)));
  /* Translators: the name of a button; %s is the name of a connection. */
  button =
      g_strdup_printf (_ ("What to do with %s"), tocsin_item_get_name (TOCSIN_ITEM (self->item)));
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  button, -1);
}

static void
on_secondary_click (TocsinConnectionCell *self, int presses, double x, double y)
{
  tocsin_connection_cell_open_menu (self);
}

static void
tocsin_connection_cell_dispose (GObject *object)
{
  TocsinConnectionCell *self = TOCSIN_CONNECTION_CELL (object);

  tocsin_connection_cell_set_item (self, NULL);
  /* Or else AdwBin lets go a second time of the child that the template lets go of. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_CONNECTION_CELL);
  g_clear_object (&self->workbench);

  G_OBJECT_CLASS (tocsin_connection_cell_parent_class)->dispose (object);
}

static void
tocsin_connection_cell_class_init (TocsinConnectionCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tocsin_connection_cell_get_property;
  object_class->set_property = tocsin_connection_cell_set_property;
  object_class->dispose = tocsin_connection_cell_dispose;
  properties[PROP_ITEM] =
      g_param_spec_object ("item", NULL, NULL, TOCSIN_TYPE_CONNECTION_ITEM,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  g_type_ensure (TOCSIN_TYPE_STATE_MARK);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/tocsin/Manager/connections/connection-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinConnectionCell, menu);
  gtk_widget_class_bind_template_callback (widget_class, describe_place);
  gtk_widget_class_bind_template_callback (widget_class, choose_style);
  gtk_widget_class_bind_template_callback (widget_class, on_secondary_click);
}

static void
tocsin_connection_cell_init (TocsinConnectionCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu, make_menu, self, NULL);
}

/**
 * tocsin_connection_cell_new:
 * @workbench: everything that is shown
 *
 * Returns: (transfer none): a row without a connection yet.
 */
GtkWidget *
tocsin_connection_cell_new (TocsinWorkbench *workbench)
{
  TocsinConnectionCell *self = g_object_new (TOCSIN_TYPE_CONNECTION_CELL, NULL);

  self->workbench = g_object_ref (workbench);

  return GTK_WIDGET (self);
}

/**
 * tocsin_connection_cell_set_item:
 * @self: a row
 * @item: (nullable): the connection that it shows from now on
 */
void
tocsin_connection_cell_set_item (TocsinConnectionCell *self, TocsinConnectionItem *item)
{
  if (self->item == item)
    return;
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, tell_name, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      g_signal_connect_swapped (item, "notify::name", G_CALLBACK (tell_name), self);
      g_signal_connect_swapped (item, "notify::state", G_CALLBACK (tell_name), self);
    }
  tell_name (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

/**
 * tocsin_connection_cell_open_menu:
 * @self: a row
 *
 * Shows what can be done with the connection.
 */
void
tocsin_connection_cell_open_menu (TocsinConnectionCell *self)
{
  gtk_menu_button_popup (self->menu);
}
