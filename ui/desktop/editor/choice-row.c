/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/choice-row.h"

#include "ui/desktop/editor/row-dress.h"

struct _TocsinChoiceRow
{
  AdwComboRow parent_instance;

  TocsinEditorRow *row;
  GPtrArray *values;
  gboolean showing;
};

/* Beside the title there is room for no more; what is longer goes below it. */
#define SHORT_TITLE 16

G_DEFINE_FINAL_TYPE (TocsinChoiceRow, tocsin_choice_row, ADW_TYPE_COMBO_ROW)

static guint
find_value (TocsinChoiceRow *self, const char *text)
{
  guint position = GTK_INVALID_LIST_POSITION;

  g_ptr_array_find_with_equal_func (self->values, text, g_str_equal, &position);

  return position;
}

/* A word that is saved and that nobody offers is offered all the same: nothing is changed by
 * being looked at. */
static void
show_text (TocsinChoiceRow *self)
{
  const char *text = tocsin_editor_row_get_text (self->row);
  GListModel *titles = adw_combo_row_get_model (ADW_COMBO_ROW (self));
  guint position = find_value (self, text);

  self->showing = TRUE;
  if (position == GTK_INVALID_LIST_POSITION)
    {
      position = self->values->len;
      g_ptr_array_add (self->values, g_strdup (text));
      gtk_string_list_append (GTK_STRING_LIST (titles), text);
    }
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), position);
  self->showing = FALSE;
}

static void
on_selected (TocsinChoiceRow *self)
{
  guint position = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (!self->showing && position < self->values->len)
    tocsin_editor_row_type (self->row, g_ptr_array_index (self->values, position));
}

static void
tocsin_choice_row_finalize (GObject *object)
{
  TocsinChoiceRow *self = TOCSIN_CHOICE_ROW (object);

  g_clear_object (&self->row);
  g_ptr_array_unref (self->values);

  G_OBJECT_CLASS (tocsin_choice_row_parent_class)->finalize (object);
}

static void
tocsin_choice_row_class_init (TocsinChoiceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_choice_row_finalize;
}

static void
tocsin_choice_row_init (TocsinChoiceRow *self)
{
  self->values = g_ptr_array_new_with_free_func (g_free);
}

/**
 * tocsin_choice_row_new:
 * @row: a setting with choices
 *
 * Returns: (transfer floating): a list to choose from
 */
GtkWidget *
tocsin_choice_row_new (TocsinEditorRow *row)
{
  TocsinChoiceRow *self = g_object_new (TOCSIN_TYPE_CHOICE_ROW, NULL);
  GPtrArray *choices = tocsin_editor_row_get_choices (row);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) factory = gtk_builder_list_item_factory_new_from_resource (
      NULL, "/org/tocsin/Manager/editor/choice-item.ui");

  self->row = g_object_ref (row);
  tocsin_row_dress (GTK_WIDGET (self), row);
  for (guint i = 0; i < choices->len; i++)
    {
      const char *value = g_ptr_array_index (choices, i);
      const char *title = tocsin_editor_row_get_choice_title (row, value);

      g_ptr_array_add (self->values, g_strdup (value));
      gtk_string_list_append (titles, title);
      if (g_utf8_strlen (title, -1) > SHORT_TITLE)
        adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (self), TRUE);
    }
  adw_combo_row_set_list_factory (ADW_COMBO_ROW (self), factory);
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (titles));
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected), NULL);

  return GTK_WIDGET (self);
}
