/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/note-row.h"

struct _TocsinNoteRow
{
  AdwActionRow parent_instance;

  GtkImage *image;
  TocsinEditorRow *row;
};

G_DEFINE_FINAL_TYPE (TocsinNoteRow, tocsin_note_row, ADW_TYPE_ACTION_ROW)

/* What is wrong comes before what should be known. */
static void
update (TocsinNoteRow *self)
{
  const char *problem = tocsin_editor_row_get_problem (self->row);
  const char *words = problem != NULL ? problem : tocsin_editor_row_get_warning (self->row);

  gtk_widget_set_visible (GTK_WIDGET (self),
                          words != NULL && tocsin_editor_row_get_visible (self->row));
  if (words == NULL)
    return;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), words);
  gtk_image_set_from_icon_name (self->image, problem != NULL ? "dialog-error-symbolic"
                                                             : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self), problem != NULL ? "warning" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self), problem != NULL ? "error" : "warning");
}

static void
tocsin_note_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_NOTE_ROW);
  g_clear_object (&TOCSIN_NOTE_ROW (object)->row);

  G_OBJECT_CLASS (tocsin_note_row_parent_class)->dispose (object);
}

static void
tocsin_note_row_class_init (TocsinNoteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_note_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/note-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinNoteRow, image);
}

static void
tocsin_note_row_init (TocsinNoteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_note_row_new:
 * @row: a setting
 *
 * Returns: (transfer floating): the note that goes below its row
 */
GtkWidget *
tocsin_note_row_new (TocsinEditorRow *row)
{
  TocsinNoteRow *self = g_object_new (TOCSIN_TYPE_NOTE_ROW, NULL);

  self->row = g_object_ref (row);
  g_signal_connect_object (row, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
