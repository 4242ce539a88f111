/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/lines-row.h"

#include "ui/desktop/editor/help-button.h"
#include "ui/desktop/editor/line-tools.h"
#include "ui/desktop/editor/row-dress.h"

struct _TocsinLinesRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *title;
  GtkBox *head;
  GtkTextView *view;
  TocsinEditorRow *row;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (TocsinLinesRow, tocsin_lines_row, ADW_TYPE_PREFERENCES_ROW)

static char *
read_view (TocsinLinesRow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static void
on_typed (TocsinLinesRow *self)
{
  g_autofree char *text = read_view (self);

  if (!self->showing)
    tocsin_editor_row_type (self->row, text);
}

static void
show_text (TocsinLinesRow *self)
{
  const char *text = tocsin_editor_row_get_text (self->row);
  g_autofree char *shown = read_view (self);

  if (g_str_equal (shown, text))
    return;
  self->showing = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
  self->showing = FALSE;
}

static void
tocsin_lines_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_LINES_ROW);
  g_clear_object (&TOCSIN_LINES_ROW (object)->row);

  G_OBJECT_CLASS (tocsin_lines_row_parent_class)->dispose (object);
}

static gboolean
tocsin_lines_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TOCSIN_LINES_ROW (widget)->view));
}

static void
tocsin_lines_row_class_init (TocsinLinesRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_lines_row_dispose;
  widget_class->grab_focus = tocsin_lines_row_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/lines-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinLinesRow, title);
  gtk_widget_class_bind_template_child (widget_class, TocsinLinesRow, head);
  gtk_widget_class_bind_template_child (widget_class, TocsinLinesRow, view);
}

static void
tocsin_lines_row_init (TocsinLinesRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_lines_row_new:
 * @row: a setting that may hold line breaks
 *
 * Returns: (transfer floating): room to type them
 */
GtkWidget *
tocsin_lines_row_new (TocsinEditorRow *row)
{
  TocsinLinesRow *self = g_object_new (TOCSIN_TYPE_LINES_ROW, NULL);
  const char *fields = tocsin_editor_row_get_fields (row);

  self->row = g_object_ref (row);
  if (fields != NULL)
    gtk_box_append (self->head, tocsin_line_tools_new_fields (GTK_WIDGET (self->view), fields));
  gtk_box_append (self->head, tocsin_help_button_new (row));
  tocsin_row_dress (GTK_WIDGET (self), row);
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (on_typed),
                           self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * tocsin_lines_row_set_title:
 * @self: a row
 * @title: what stands above the text, with an underline before the letter that leads there
 */
void
tocsin_lines_row_set_title (TocsinLinesRow *self, const char *title)
{
  gtk_label_set_text_with_mnemonic (self->title, title);
}
