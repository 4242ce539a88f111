/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/group-box.h"

#include "ui/desktop/editor/note-row.h"
#include "ui/desktop/editor/row-dress.h"
#include "ui/desktop/editor/row-factory.h"
#include "ui/desktop/model/editor-mnemonic.h"

struct _TocsinGroupBox
{
  AdwPreferencesGroup parent_instance;

  AdwExpanderRow *fold; /* NULL when it is always open */
  GHashTable *widgets;  /* row to widget */
  GPtrArray *rows;      /* in order */
};

G_DEFINE_FINAL_TYPE (TocsinGroupBox, tocsin_group_box, ADW_TYPE_PREFERENCES_GROUP)

static void
tocsin_group_box_finalize (GObject *object)
{
  g_hash_table_unref (TOCSIN_GROUP_BOX (object)->widgets);
  g_ptr_array_unref (TOCSIN_GROUP_BOX (object)->rows);

  G_OBJECT_CLASS (tocsin_group_box_parent_class)->finalize (object);
}

static void
tocsin_group_box_class_init (TocsinGroupBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_group_box_finalize;
}

static void
tocsin_group_box_init (TocsinGroupBox *self)
{
  self->rows = g_ptr_array_new ();
  self->widgets = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * tocsin_group_box_new:
 * @title: (nullable): its headline
 * @description: (nullable): a sentence below it
 * @folded: whether its rows are out of sight until asked for
 *
 * Returns: (transfer floating): a group without rows
 */
GtkWidget *
tocsin_group_box_new (const char *title, const char *description, gboolean folded)
{
  TocsinGroupBox *self = g_object_new (TOCSIN_TYPE_GROUP_BOX, NULL);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  if (!folded)
    {
      adw_preferences_group_set_title (group, title != NULL ? title : "");
      adw_preferences_group_set_description (group, description);
      return GTK_WIDGET (self);
    }

  self->fold = ADW_EXPANDER_ROW (g_object_new (ADW_TYPE_EXPANDER_ROW, "title", title, NULL));
  if (description != NULL)
    adw_expander_row_set_subtitle (self->fold, description);
  adw_preferences_group_add (group, GTK_WIDGET (self->fold));

  return GTK_WIDGET (self);
}

static void
add_widget (TocsinGroupBox *self, GtkWidget *widget)
{
  if (self->fold != NULL)
    adw_expander_row_add_row (self->fold, widget);
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), widget);
}

/**
 * tocsin_group_box_add:
 * @self: a group
 * @row: a setting
 * @workbench: where connections and folders are known
 *
 * Adds its row, and the note that may come below.
 */
void
tocsin_group_box_add (TocsinGroupBox *self, TocsinEditorRow *row, TocsinWorkbench *workbench)
{
  GtkWidget *widget = tocsin_row_factory_make (row, workbench);

  add_widget (self, widget);
  add_widget (self, tocsin_note_row_new (row));
  g_hash_table_insert (self->widgets, g_object_ref (row), widget);
  g_ptr_array_add (self->rows, row);
}

/**
 * tocsin_group_box_find:
 * @self: a group
 * @row: a setting
 *
 * Returns: (nullable) (transfer none): the widget of @row, now not folded away
 */
GtkWidget *
tocsin_group_box_find (TocsinGroupBox *self, TocsinEditorRow *row)
{
  GtkWidget *widget = g_hash_table_lookup (self->widgets, row);

  if (widget != NULL && self->fold != NULL)
    adw_expander_row_set_expanded (self->fold, TRUE);

  return widget;
}

/**
 * tocsin_group_box_set_mnemonics:
 * @self: a group
 * @taken: letters that lead somewhere else; gets those that lead here
 *
 * Gives each of its rows a letter by which it is reached.
 */
void
tocsin_group_box_set_mnemonics (TocsinGroupBox *self, GHashTable *taken)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      TocsinEditorRow *row = g_ptr_array_index (self->rows, i);
      const char *title = tocsin_editor_row_get_title (row);

      tocsin_row_set_mnemonic (g_hash_table_lookup (self->widgets, row),
                               tocsin_editor_mnemonic_choose (title, taken));
    }
}

/**
 * tocsin_group_box_update:
 * @self: a group
 *
 * Is seen when any of its rows applies, and unfolds when one of them is not good.
 */
void
tocsin_group_box_update (TocsinGroupBox *self)
{
  GHashTableIter iter;
  gpointer row;
  gboolean any = FALSE;

  g_hash_table_iter_init (&iter, self->widgets);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    {
      gboolean visible = tocsin_editor_row_get_visible (row);

      any = any || visible;
      if (visible && self->fold != NULL && tocsin_editor_row_get_problem (row) != NULL)
        adw_expander_row_set_expanded (self->fold, TRUE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), any);
}
