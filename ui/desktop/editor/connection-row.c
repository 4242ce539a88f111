/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/connection-row.h"

#include "ui/desktop/editor/row-dress.h"

#include <glib/gi18n.h>

struct _TocsinConnectionRow
{
  AdwComboRow parent_instance;

  TocsinEditorRow *row;
  TocsinWorkbench *workbench;
  GPtrArray *ids; /* "" for none */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (TocsinConnectionRow, tocsin_connection_row, ADW_TYPE_COMBO_ROW)

static void
add_choice (TocsinConnectionRow *self, GtkStringList *names, const char *id, const char *name)
{
  g_ptr_array_add (self->ids, g_strdup (id));
  gtk_string_list_append (names, name);
}

/* Settings may say the name of a connection, or one that is no more. */
static guint
find_choice (TocsinConnectionRow *self, GtkStringList *names, const char *text)
{
  guint position;

  if (g_ptr_array_find_with_equal_func (self->ids, text, g_str_equal, &position))
    return position;
  for (position = 0; position < self->ids->len; position++)
    if (g_str_equal (gtk_string_list_get_string (names, position), text))
      return position;
  add_choice (self, names, text, text);

  return self->ids->len - 1;
}

static void
show_all (TocsinConnectionRow *self)
{
  GListModel *connections = tocsin_workbench_get_connections (self->workbench);
  const char *zero = tocsin_editor_row_get_zero (self->row);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint position;

  self->showing = TRUE;
  g_ptr_array_set_size (self->ids, 0);
  add_choice (self, names, "", zero != NULL ? zero : _ ("None"));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (TocsinItem) item = g_list_model_get_item (connections, i);

      add_choice (self, names, tocsin_item_get_id (item), tocsin_item_get_name (item));
    }
  position = find_choice (self, names, tocsin_editor_row_get_text (self->row));
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), position);
  self->showing = FALSE;
}

static void
show_text (TocsinConnectionRow *self)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (position >= self->ids->len
      || !g_str_equal (g_ptr_array_index (self->ids, position),
                       tocsin_editor_row_get_text (self->row)))
    show_all (self);
}

static void
on_selected (TocsinConnectionRow *self)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (!self->showing && position < self->ids->len)
    tocsin_editor_row_type (self->row, g_ptr_array_index (self->ids, position));
}

static void
tocsin_connection_row_finalize (GObject *object)
{
  TocsinConnectionRow *self = TOCSIN_CONNECTION_ROW (object);

  g_clear_object (&self->row);
  g_clear_object (&self->workbench);
  g_ptr_array_unref (self->ids);

  G_OBJECT_CLASS (tocsin_connection_row_parent_class)->finalize (object);
}

static void
tocsin_connection_row_class_init (TocsinConnectionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_connection_row_finalize;
}

static void
tocsin_connection_row_init (TocsinConnectionRow *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
}

/**
 * tocsin_connection_row_new:
 * @row: a setting that is a connection
 * @workbench: where the connections are known
 *
 * Returns: (transfer floating): a list of connections to choose from, which follows them
 */
GtkWidget *
tocsin_connection_row_new (TocsinEditorRow *row, TocsinWorkbench *workbench)
{
  TocsinConnectionRow *self = g_object_new (TOCSIN_TYPE_CONNECTION_ROW, NULL);

  self->row = g_object_ref (row);
  self->workbench = g_object_ref (workbench);
  tocsin_row_dress (GTK_WIDGET (self), row);
  show_all (self);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected), NULL);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tocsin_workbench_get_connections (workbench), "items-changed",
                           G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
