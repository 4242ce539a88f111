/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/editor/number-row.h"

#include "ui/desktop/editor/row-dress.h"
#include "ui/desktop/model/editor-number.h"

#include <glib/gi18n.h>

/* What a double still counts one by one. */
#define MOST 9007199254740991.0

/* In characters: as wide as its text, so that the title has the rest where a window is narrow. */
#define LEAST_WIDTH 6
#define MOST_WIDTH 16

struct _TocsinNumberRow
{
  AdwActionRow parent_instance;

  GtkSpinButton *button;
  TocsinEditorRow *row;
  gboolean showing;
};

G_DEFINE_FINAL_TYPE (TocsinNumberRow, tocsin_number_row, ADW_TYPE_ACTION_ROW)

static double
as_double (GVariant *number)
{
  return g_variant_is_of_type (number, G_VARIANT_TYPE_UINT64)
             ? (double) g_variant_get_uint64 (number)
             : (double) g_variant_get_uint32 (number);
}

/* “Standard (993)”. */
static char *
describe_zero (TocsinNumberRow *self)
{
  const char *zero = tocsin_editor_row_get_zero (self->row);
  const char *effective = tocsin_editor_row_get_effective (self->row);
  g_autofree char *means = NULL;
  guint64 number;

  if (zero == NULL || effective == NULL
      || !g_ascii_string_to_unsigned (effective, 10, 1, G_MAXUINT64, &number, NULL))
    return g_strdup (zero);
  means = tocsin_editor_number_print (number, tocsin_editor_row_get_unit (self->row), NULL);

  /* Translators: what the value 0 stands for, and in brackets what that is at the moment, as in
   * “Standard (993)”. */
  return g_strdup_printf (_ ("%s (%s)"), zero, means);
}

static int
on_input (GtkSpinButton *button, double *value, TocsinNumberRow *self)
{
  g_autofree char *zero = describe_zero (self);
  guint64 number;

  if (!tocsin_editor_number_parse (gtk_editable_get_text (GTK_EDITABLE (button)),
                                   tocsin_editor_row_get_unit (self->row), zero, &number))
    return GTK_INPUT_ERROR;
  *value = (double) number;

  return TRUE;
}

static gboolean
on_output (GtkSpinButton *button, TocsinNumberRow *self)
{
  guint64 number = (guint64) gtk_adjustment_get_value (gtk_spin_button_get_adjustment (button));
  g_autofree char *zero = describe_zero (self);
  g_autofree char *text =
      tocsin_editor_number_print (number, tocsin_editor_row_get_unit (self->row), zero);

  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (button)), text))
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  gtk_editable_set_width_chars (
      GTK_EDITABLE (button), CLAMP ((int) g_utf8_strlen (text, -1) + 1, LEAST_WIDTH, MOST_WIDTH));

  return TRUE;
}

/* Each key counts: nobody has to leave the field before saving. What is no number goes to the check
 * as it is, which says so. */
static void
on_typed (TocsinNumberRow *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->button));
  g_autofree char *zero = describe_zero (self);
  g_autofree char *text = NULL;
  guint64 number;

  if (self->showing)
    return;
  if (tocsin_editor_number_parse (typed, tocsin_editor_row_get_unit (self->row), zero, &number))
    text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  self->showing = TRUE;
  tocsin_editor_row_type (self->row, text != NULL ? text : typed);
  self->showing = FALSE;
}

static void
show_text (TocsinNumberRow *self)
{
  g_autoptr (GVariant) value = tocsin_key_info_parse (tocsin_editor_row_get_info (self->row),
                                                      tocsin_editor_row_get_text (self->row), NULL);

  if (value == NULL || self->showing)
    return;
  self->showing = TRUE;
  gtk_spin_button_set_value (self->button, MIN (as_double (value), MOST));
  self->showing = FALSE;
}

static void
tocsin_number_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_NUMBER_ROW);
  g_clear_object (&TOCSIN_NUMBER_ROW (object)->row);

  G_OBJECT_CLASS (tocsin_number_row_parent_class)->dispose (object);
}

static void
tocsin_number_row_class_init (TocsinNumberRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_number_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/editor/number-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinNumberRow, button);
}

/* The wheel is for the page: nobody who scrolls means to change what comes below the mouse. */
static void
leave_wheel (TocsinNumberRow *self)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->button));

  for (guint i = g_list_model_get_n_items (controllers); i > 0; i--)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i - 1);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_widget_remove_controller (GTK_WIDGET (self->button), controller);
    }
}

static void
tocsin_number_row_init (TocsinNumberRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  leave_wheel (self);
}

static void
set_range (TocsinNumberRow *self)
{
  TocsinKeyInfo *info = tocsin_editor_row_get_info (self->row);
  gboolean is_long =
      g_variant_type_equal (tocsin_key_info_get_value_type (info), G_VARIANT_TYPE_UINT64);
  double low = 0;
  double high = is_long ? MOST : G_MAXUINT32;
  GVariant *least, *most;

  if (tocsin_key_info_get_range (info, &least, &most))
    {
      low = as_double (least);
      high = as_double (most);
    }
  gtk_spin_button_set_range (self->button, low, MIN (high, MOST));
  gtk_spin_button_set_increments (self->button, 1, 10);
}

/* Not while somebody types there: leaving it says it anew. */
static void
show_effective (TocsinNumberRow *self)
{
  if (gtk_widget_get_state_flags (GTK_WIDGET (self->button)) & GTK_STATE_FLAG_FOCUS_WITHIN)
    return;
  self->showing = TRUE;
  on_output (self->button, self);
  self->showing = FALSE;
}

/**
 * tocsin_number_row_new:
 * @row: a setting that is a number
 *
 * Returns: (transfer floating): a spin button for it
 */
GtkWidget *
tocsin_number_row_new (TocsinEditorRow *row)
{
  TocsinNumberRow *self = g_object_new (TOCSIN_TYPE_NUMBER_ROW, NULL);

  self->row = g_object_ref (row);
  tocsin_row_dress (GTK_WIDGET (self), row);
  g_signal_connect (self->button, "input", G_CALLBACK (on_input), self);
  g_signal_connect (self->button, "output", G_CALLBACK (on_output), self);
  self->showing = TRUE;
  set_range (self);
  self->showing = FALSE;
  show_text (self);
  g_signal_connect_object (row, "notify::text", G_CALLBACK (show_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "notify::effective", G_CALLBACK (show_effective), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->button, "changed", G_CALLBACK (on_typed), self);

  return GTK_WIDGET (self);
}
