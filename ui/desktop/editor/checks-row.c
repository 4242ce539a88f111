/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/checks-row.h"

#include "ui/desktop/editor/row-dress.h"

#include <glib/gi18n.h>

struct _TocsinChecksRow
{
  AdwExpanderRow parent_instance;

  TocsinEditorRow *row;
  GHashTable *checks; /* value to its check button */
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (TocsinChecksRow, tocsin_checks_row, ADW_TYPE_EXPANDER_ROW)

static void
show_text (TocsinChecksRow *self)
{
  g_auto (GStrv) items = tocsin_editor_row_get_items (self->row);
  GPtrArray *choices = tocsin_editor_row_get_choices (self->row);
  g_autoptr (GString) words = g_string_new (NULL);
  const char *zero = tocsin_editor_row_get_zero (self->row);

  self->showing = TRUE;
  for (guint i = 0; i < choices->len; i++)
    gtk_check_button_set_active (g_hash_table_lookup (self->checks, choices->pdata[i]),
                                 g_strv_contains ((const char *const *) items, choices->pdata[i]));
  self->showing = FALSE;

  for (char **item = items; *item != NULL; item++)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "",
                            tocsin_editor_row_get_choice_title (self->row, *item));
  if (words->len == 0)
    g_string_append (words, zero != NULL ? zero : _ ("None chosen"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), words->str);
}

/* In the order of the choices; words that nobody offers stay where they are, in front. */
static void
on_toggled (TocsinChecksRow *self)
{
  g_auto (GStrv) items = tocsin_editor_row_get_items (self->row);
  GPtrArray *choices = tocsin_editor_row_get_choices (self->row);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) chosen = NULL;

  if (self->showing)
    return;
  for (char **item = items; *item != NULL; item++)
    if (!g_hash_table_contains (self->checks, *item))
      g_strv_builder_add (builder, *item);
  for (guint i = 0; i < choices->len; i++)
    if (gtk_check_button_get_active (g_hash_table_lookup (self->checks, choices->pdata[i])))
      g_strv_builder_add (builder, choices->pdata[i]);
  chosen = g_strv_builder_end (builder);
  tocsin_editor_row_type_items (self->row, (const char *const *) chosen);
}

static void
tocsin_checks_row_finalize (GObject *object)
{
  TocsinChecksRow *self = TOCSIN_CHECKS_ROW (object);

  g_clear_object (&self->row);
  g_hash_table_unref (self->checks);

  G_OBJECT_CLASS (tocsin_checks_row_parent_class)->finalize (object);
}

static void
tocsin_checks_row_class_init (TocsinChecksRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_checks_row_finalize;
}

static void
tocsin_checks_row_init (TocsinChecksRow *self)
{
  self->checks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
add_choice (TocsinChecksRow *self, const char *value)
{
  const char *title = tocsin_editor_row_get_choice_title (self->row, value);
  GtkWidget *check = gtk_check_button_new ();
  AdwActionRow *line = ADW_ACTION_ROW (adw_action_row_new ());

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), title);
  adw_action_row_set_title_lines (line, 0);
  adw_action_row_add_prefix (line, check);
  adw_action_row_set_activatable_widget (line, check);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (line));
  g_hash_table_insert (self->checks, g_strdup (value), check);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_toggled), self);
}

/**
 * tocsin_checks_row_new:
 * @row: a setting that is a list of choices
 *
 * Returns: (transfer floating): checks for them
 */
GtkWidget *
tocsin_checks_row_new (TocsinEditorRow *row)
{
  TocsinChecksRow *self = g_object_new (TOCSIN_TYPE_CHECKS_ROW, NULL);
  GPtrArray *choices = tocsin_editor_row_get_choices (row);

  self->row = g_object_ref (row);
  tocsin_row_dress (GTK_WIDGET (self), row);
  self->showing = TRUE;
  for (guint i = 0; i < choices->len; i++)
    add_choice (self, g_ptr_array_index (choices, i));
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
