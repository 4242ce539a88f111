/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/list-row.h"

#include "ui/desktop/editor/line-tools.h"
#include "ui/desktop/editor/row-dress.h"

#include <glib/gi18n.h>

struct _TocsinListRow
{
  AdwExpanderRow parent_instance;

  TocsinEditorRow *row;
  GPtrArray *lines; /* the entry rows, owned by their parent; the last is for one more */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (TocsinListRow, tocsin_list_row, ADW_TYPE_EXPANDER_ROW)

static void
say_items (TocsinListRow *self)
{
  g_auto (GStrv) items = tocsin_editor_row_get_items (self->row);
  const char *zero = tocsin_editor_row_get_zero (self->row);
  g_autofree char *all = g_strjoinv (" · ", items);

  if (items[0] == NULL)
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), zero != NULL ? zero : _ ("Empty"));
  else
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), all);
}

static void
take_lines (TocsinListRow *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) items = NULL;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *text = gtk_editable_get_text (g_ptr_array_index (self->lines, i));

      if (text[0] != '\0')
        g_strv_builder_add (builder, text);
    }
  items = g_strv_builder_end (builder);
  self->showing = TRUE;
  tocsin_editor_row_type_items (self->row, (const char *const *) items);
  self->showing = FALSE;
  say_items (self);
}

static void add_line (TocsinListRow *self, const char *text);

static gboolean
is_last (TocsinListRow *self, gpointer line)
{
  return g_ptr_array_index (self->lines, self->lines->len - 1) == line;
}

/* What stands in the line for one more is one, and the next takes its place. */
static void
on_typed (GtkEditable *line, TocsinListRow *self)
{
  if (is_last (self, line) && gtk_editable_get_text (line)[0] != '\0')
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), _ ("Entry"));
      add_line (self, "");
    }
  take_lines (self);
}

static void
on_remove (GtkButton *button, TocsinListRow *self)
{
  GtkWidget *line = gtk_widget_get_ancestor (GTK_WIDGET (button), ADW_TYPE_ENTRY_ROW);

  if (is_last (self, line))
    return;
  gtk_widget_grab_focus (g_ptr_array_index (self->lines, self->lines->len - 1));
  g_ptr_array_remove (self->lines, line);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), line);
  take_lines (self);
}

static void
add_tools (TocsinListRow *self, GtkWidget *line)
{
  const char *fields = tocsin_editor_row_get_fields (self->row);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");

  if (fields != NULL)
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (line), tocsin_line_tools_new_fields (line, fields));
  if (tocsin_editor_row_get_kind (self->row) == TOCSIN_EDITOR_FOLDERS)
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (line), tocsin_line_tools_new_folder (line));
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_set_tooltip_text (remove, _ ("Take this entry away"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Take this entry away"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (line), remove);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), self);
}

static void
add_line (TocsinListRow *self, const char *text)
{
  GtkWidget *line = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line),
                                 text[0] != '\0' ? _ ("Entry") : _ ("Add an entry"));
  gtk_editable_set_text (GTK_EDITABLE (line), text);
  add_tools (self, line);
  g_ptr_array_add (self->lines, line);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), line);
  g_signal_connect (line, "changed", G_CALLBACK (on_typed), self);
}

static void
show_text (TocsinListRow *self)
{
  g_auto (GStrv) items = NULL;

  if (self->showing)
    return;
  items = tocsin_editor_row_get_items (self->row);
  for (guint i = 0; i < self->lines->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->lines, i));
  g_ptr_array_set_size (self->lines, 0);
  for (char **item = items; *item != NULL; item++)
    add_line (self, *item);
  add_line (self, "");
  say_items (self);
}

static void
tocsin_list_row_finalize (GObject *object)
{
  TocsinListRow *self = TOCSIN_LIST_ROW (object);

  g_clear_object (&self->row);
  g_ptr_array_unref (self->lines);

  G_OBJECT_CLASS (tocsin_list_row_parent_class)->finalize (object);
}

static void
tocsin_list_row_class_init (TocsinListRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_list_row_finalize;
}

static void
tocsin_list_row_init (TocsinListRow *self)
{
  self->lines = g_ptr_array_new ();
}

/**
 * tocsin_list_row_new:
 * @row: a setting that is a list of texts
 *
 * Returns: (transfer floating): lines for them
 */
GtkWidget *
tocsin_list_row_new (TocsinEditorRow *row)
{
  TocsinListRow *self = g_object_new (TOCSIN_TYPE_LIST_ROW, NULL);

  self->row = g_object_ref (row);
  tocsin_row_dress (GTK_WIDGET (self), row);
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
