/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/entry-row.h"

#include "ui/desktop/editor/line-tools.h"
#include "ui/desktop/editor/row-dress.h"

struct _TocsinEntryRow
{
  AdwEntryRow parent_instance;

  TocsinEditorRow *row;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (TocsinEntryRow, tocsin_entry_row, ADW_TYPE_ENTRY_ROW)

static void
on_typed (TocsinEntryRow *self)
{
  if (!self->showing)
    tocsin_editor_row_type (self->row, gtk_editable_get_text (GTK_EDITABLE (self)));
}

/* A line becomes empty before it gets another text, which nobody has typed. */
static void
show_text (TocsinEntryRow *self)
{
  const char *text = tocsin_editor_row_get_text (self->row);

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self)), text))
    return;
  self->showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), text);
  self->showing = FALSE;
}

static void
tocsin_entry_row_dispose (GObject *object)
{
  g_clear_object (&TOCSIN_ENTRY_ROW (object)->row);

  G_OBJECT_CLASS (tocsin_entry_row_parent_class)->dispose (object);
}

static void
tocsin_entry_row_class_init (TocsinEntryRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tocsin_entry_row_dispose;
}

static void
tocsin_entry_row_init (TocsinEntryRow *self)
{
}

/* What helps to fill the line. */
static void
add_tools (TocsinEntryRow *self)
{
  AdwEntryRow *line = ADW_ENTRY_ROW (self);
  TocsinEditorKind kind = tocsin_editor_row_get_kind (self->row);
  const char *fields = tocsin_editor_row_get_fields (self->row);

  if (fields != NULL)
    adw_entry_row_add_suffix (line, tocsin_line_tools_new_fields (GTK_WIDGET (self), fields));
  if (kind == TOCSIN_EDITOR_FOLDER)
    adw_entry_row_add_suffix (line, tocsin_line_tools_new_folder (GTK_WIDGET (self)));
  if (kind == TOCSIN_EDITOR_FILE || kind == TOCSIN_EDITOR_DIRECTORY)
    adw_entry_row_add_suffix (
        line, tocsin_line_tools_new_path (GTK_WIDGET (self), kind == TOCSIN_EDITOR_DIRECTORY));
}

static void
on_activated (TocsinEntryRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "editor.activate", NULL);
}

/**
 * tocsin_entry_row_new:
 * @row: a setting
 *
 * Returns: (transfer floating): a line to type it in
 */
GtkWidget *
tocsin_entry_row_new (TocsinEditorRow *row)
{
  TocsinEntryRow *self = g_object_new (TOCSIN_TYPE_ENTRY_ROW, NULL);

  self->row = g_object_ref (row);
  add_tools (self);
  tocsin_row_dress (GTK_WIDGET (self), row);
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "changed", G_CALLBACK (on_typed), NULL);
  g_signal_connect (self, "entry-activated", G_CALLBACK (on_activated), NULL);

  return GTK_WIDGET (self);
}
