/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/query-row-view.h"

#include "core/base/error.h"
#include "ui/desktop/tasks/wrap-layout.h"

#include <glib/gi18n.h>

/* Pixels by which what is in a group stands further in, and how often at most: a narrow window must
 * still have room for the row. */
#define INDENT 18
#define MOST_INDENTS 4

struct _TocsinQueryRowView
{
  GtkListBoxRow parent_instance;

  TocsinQueryBuilder *builder;
  TocsinQueryRow *row;
  GtkWidget *parts;
  GtkWidget *add;
  GtkWidget *remove;
  GtkLabel *trouble;

  /* Of a condition. */
  GtkDropDown *comparison;
  GtkWidget *header;
  GtkWidget *value; /* (nullable): an entry or a choice */
  GtkWidget *ignore_case;
  gboolean touched; /* a row that was just added is not wrong, only empty */
};

G_DEFINE_FINAL_TYPE (TocsinQueryRowView, tocsin_query_row_view, GTK_TYPE_LIST_BOX_ROW)

static void
name (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
show_trouble (TocsinQueryRowView *self)
{
  const GError *error = self->touched ? tocsin_query_row_get_error (self->row) : NULL;
  const char *hint = error != NULL ? tocsin_error_get_hint (error) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->trouble), error != NULL);
  if (error != NULL)
    text =
        hint != NULL ? g_strdup_printf ("%s\n%s", error->message, hint) : g_strdup (error->message);
  gtk_label_set_text (self->trouble, text != NULL ? text : "");
  if (self->value == NULL)
    return;
  if (error != NULL)
    gtk_widget_add_css_class (self->value, "error");
  else
    gtk_widget_remove_css_class (self->value, "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_STATE_INVALID,
      error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_remove (TocsinQueryRowView *self)
{
  tocsin_query_builder_remove (self->builder, self->row);
}

static void
on_add (TocsinQueryRowView *self)
{
  tocsin_query_builder_add_condition (self->builder, self->row, 0);
}

static void
touch (TocsinQueryRowView *self)
{
  self->touched = TRUE;
  show_trouble (self);
}

static void
on_value_typed (GtkEditable *entry, TocsinQueryRowView *self)
{
  tocsin_query_row_set_value (self->row, gtk_editable_get_text (entry));
  touch (self);
}

static void
on_header_typed (GtkEditable *entry, TocsinQueryRowView *self)
{
  tocsin_query_row_set_header_name (self->row, gtk_editable_get_text (entry));
  touch (self);
}

static void
on_case_toggled (GtkCheckButton *check, TocsinQueryRowView *self)
{
  tocsin_query_row_set_ignore_case (self->row, gtk_check_button_get_active (check));
}

static void
on_choice (GtkDropDown *choice, GParamSpec *pspec, TocsinQueryRowView *self)
{
  g_auto (GStrv) words =
      tocsin_query_choice_list_words (tocsin_query_row_get_compared (self->row)->field);
  guint index = gtk_drop_down_get_selected (choice);

  if (index < g_strv_length (words))
    tocsin_query_row_set_value (self->row, words[index]);
}

static GtkWidget *
make_choice (TocsinQueryRowView *self)
{
  TocsinQueryField field = tocsin_query_row_get_compared (self->row)->field;
  g_auto (GStrv) words = tocsin_query_choice_list_words (field);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;
  GtkWidget *choice;
  guint selected = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_strv_builder_add (builder, tocsin_query_choice_get_label (field, words[i]));
      if (g_str_equal (words[i], tocsin_query_row_get_value (self->row)))
        selected = i;
    }
  labels = g_strv_builder_end (builder);
  choice = gtk_drop_down_new_from_strings ((const char *const *) labels);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_choice), self);

  return choice;
}

static GtkWidget *
make_entry (const char *text, const char *example, GCallback typed, TocsinQueryRowView *self)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 14);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), example);
  gtk_widget_set_hexpand (entry, TRUE);
  g_signal_connect (entry, "changed", typed, self);

  return entry;
}

static void
drop_parts_behind (TocsinQueryRowView *self, GtkWidget *last)
{
  GtkWidget *part =
      last != NULL ? gtk_widget_get_next_sibling (last) : gtk_widget_get_first_child (self->parts);

  while (part != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (part);

      gtk_box_remove (GTK_BOX (self->parts), part);
      part = next;
    }
  self->value = self->header = self->ignore_case = NULL;
}

static void
add_part (TocsinQueryRowView *self, GtkWidget *part, const char *label)
{
  name (part, label);
  gtk_box_append (GTK_BOX (self->parts), part);
}

static void
add_value (TocsinQueryRowView *self)
{
  const TocsinQueryComparison *compared = tocsin_query_row_get_compared (self->row);

  if (!tocsin_query_comparison_has_value (compared))
    return;
  if (tocsin_query_comparison_get_value_type (compared) == TOCSIN_QUERY_VALUE_TYPE_CHOICE)
    self->value = make_choice (self);
  else
    self->value = make_entry (tocsin_query_row_get_value (self->row),
                              tocsin_query_comparison_get_example (compared),
                              G_CALLBACK (on_value_typed), self);
  add_part (self, self->value, _ ("What it is compared with"));
  if (compared->op != TOCSIN_QUERY_OPERATOR_REGEX)
    return;

  self->ignore_case = gtk_check_button_new_with_label (_ ("Any case"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->ignore_case),
                               tocsin_query_row_get_ignore_case (self->row));
  gtk_widget_set_tooltip_text (self->ignore_case, _ ("Large and small letters are the same"));
  g_signal_connect (self->ignore_case, "toggled", G_CALLBACK (on_case_toggled), self);
  gtk_box_append (GTK_BOX (self->parts), self->ignore_case);
}

/* What stands behind the comparison depends on it. */
static void
show_value (TocsinQueryRowView *self)
{
  drop_parts_behind (self, GTK_WIDGET (self->comparison));
  add_value (self);
  show_trouble (self);
}

static void
on_comparison (GtkDropDown *drop_down, GParamSpec *pspec, TocsinQueryRowView *self)
{
  tocsin_query_row_set_comparison (self->row, gtk_drop_down_get_selected (drop_down));
  show_value (self);
}

static GtkWidget *
make_comparison (TocsinQueryRowView *self)
{
  const TocsinQuerySubject *subject =
      tocsin_query_subject_get (tocsin_query_row_get_subject (self->row));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;
  GtkWidget *drop_down;

  for (guint i = 0; i < subject->n_comparisons; i++)
    g_strv_builder_add (builder, _ (subject->comparisons[i].label));
  labels = g_strv_builder_end (builder);
  drop_down = gtk_drop_down_new_from_strings ((const char *const *) labels);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down),
                              tocsin_query_row_get_comparison (self->row));
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (on_comparison), self);

  return drop_down;
}

/* What stands behind the subject depends on it: for a header, which one, then how it compares. */
static void
show_comparison (TocsinQueryRowView *self, GtkWidget *subject)
{
  gboolean is_header =
      tocsin_query_row_get_compared (self->row)->field == TOCSIN_QUERY_FIELD_HEADER;

  drop_parts_behind (self, subject);
  if (is_header)
    {
      self->header = make_entry (tocsin_query_row_get_header_name (self->row), "List-Id",
                                 G_CALLBACK (on_header_typed), self);
      add_part (self, self->header, _ ("Name of the header"));
    }
  self->comparison = GTK_DROP_DOWN (make_comparison (self));
  add_part (self, GTK_WIDGET (self->comparison), _ ("How it is compared"));
  add_value (self);
  show_trouble (self);
}

static void
on_subject (GtkDropDown *drop_down, GParamSpec *pspec, TocsinQueryRowView *self)
{
  tocsin_query_row_set_subject (self->row, gtk_drop_down_get_selected (drop_down));
  show_comparison (self, GTK_WIDGET (drop_down));
}

static void
show_condition (TocsinQueryRowView *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;
  GtkWidget *subject;

  for (guint i = 0; i < tocsin_query_subject_get_n (); i++)
    g_strv_builder_add (builder, _ (tocsin_query_subject_get (i)->label));
  labels = g_strv_builder_end (builder);
  subject = gtk_drop_down_new_from_strings ((const char *const *) labels);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (subject), tocsin_query_row_get_subject (self->row));
  g_signal_connect (subject, "notify::selected", G_CALLBACK (on_subject), self);
  add_part (self, subject, _ ("What the condition is about"));
  show_comparison (self, subject);
  name (self->remove, _ ("Remove this condition"));
  gtk_widget_set_tooltip_text (self->remove, _ ("Remove this condition"));
}

static void
on_mode (GtkDropDown *drop_down, GParamSpec *pspec, TocsinQueryRow *group)
{
  tocsin_query_row_set_mode (group, (TocsinQueryRowMode) gtk_drop_down_get_selected (drop_down));
}

/**
 * tocsin_query_mode_chooser_new:
 * @group: a group of the builder
 *
 * Returns: (transfer floating): a control for how its rows are joined.
 */
GtkWidget *
tocsin_query_mode_chooser_new (TocsinQueryRow *group)
{
  /* In the order of TocsinQueryRowMode. */
  const char *const labels[] = { _ ("All of these"), _ ("Any of these"), _ ("None of these"),
                                 _ ("Not all of these"), NULL };
  GtkWidget *drop_down = gtk_drop_down_new_from_strings (labels);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), tocsin_query_row_get_mode (group));
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (on_mode), group, 0);
  name (drop_down, _ ("How many of the conditions must hold"));

  return drop_down;
}

static void
show_group (TocsinQueryRowView *self)
{
  gtk_box_append (GTK_BOX (self->parts), tocsin_query_mode_chooser_new (self->row));
  gtk_widget_set_visible (self->add, TRUE);
  name (self->remove, _ ("Remove this group"));
  gtk_widget_set_tooltip_text (self->remove, _ ("Remove this group with all that is in it"));
}

static void
show_text (TocsinQueryRowView *self)
{
  self->value =
      make_entry (tocsin_query_row_get_value (self->row), NULL, G_CALLBACK (on_value_typed), self);
  gtk_widget_add_css_class (self->value, "monospace");
  add_part (self, self->value, _ ("Part of the query as text"));
  name (self->remove, _ ("Remove this part"));
  gtk_widget_set_tooltip_text (self->remove, _ ("Remove this part"));
}

static void
tocsin_query_row_view_dispose (GObject *object)
{
  TocsinQueryRowView *self = TOCSIN_QUERY_ROW_VIEW (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_QUERY_ROW_VIEW);
  g_clear_object (&self->builder);
  g_clear_object (&self->row);

  G_OBJECT_CLASS (tocsin_query_row_view_parent_class)->dispose (object);
}

static void
tocsin_query_row_view_class_init (TocsinQueryRowViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_query_row_view_dispose;
  g_type_ensure (TOCSIN_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/query-row-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryRowView, parts);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryRowView, add);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryRowView, remove);
  gtk_widget_class_bind_template_child (widget_class, TocsinQueryRowView, trouble);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
tocsin_query_row_view_init (TocsinQueryRowView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
indent (TocsinQueryRowView *self)
{
  guint depth = tocsin_query_row_get_depth (self->row) - 1;

  gtk_widget_set_margin_start (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (self)),
                               12 + INDENT * (int) MIN (depth, MOST_INDENTS));
}

/**
 * tocsin_query_row_view_new:
 * @builder: a builder
 * @row: one of its rows
 *
 * Returns: (transfer floating): the row as it is shown.
 */
GtkWidget *
tocsin_query_row_view_new (TocsinQueryBuilder *builder, TocsinQueryRow *row)
{
  TocsinQueryRowView *self = g_object_new (TOCSIN_TYPE_QUERY_ROW_VIEW, NULL);

  self->builder = g_object_ref (builder);
  self->row = g_object_ref (row);
  self->touched = *tocsin_query_row_get_value (row) != '\0';
  indent (self);
  switch (tocsin_query_row_get_kind (row))
    {
    case TOCSIN_QUERY_ROW_GROUP:
      show_group (self);
      break;
    case TOCSIN_QUERY_ROW_CONDITION:
      show_condition (self);
      break;
    case TOCSIN_QUERY_ROW_TEXT:
    default:
      show_text (self);
    }
  g_signal_connect_object (row, "notify::error", G_CALLBACK (show_trouble), self,
                           G_CONNECT_SWAPPED);
  show_trouble (self);

  return GTK_WIDGET (self);
}

/**
 * tocsin_query_row_view_get_row:
 * @self: a row that is shown
 *
 * Returns: (transfer none): the row.
 */
TocsinQueryRow *
tocsin_query_row_view_get_row (TocsinQueryRowView *self)
{
  return self->row;
}

/**
 * tocsin_query_row_view_focus_value:
 * @self: a row that is shown
 *
 * Lets a person type what is looked for.
 */
void
tocsin_query_row_view_focus_value (TocsinQueryRowView *self)
{
  if (self->value != NULL)
    gtk_widget_grab_focus (self->value);
}

/**
 * tocsin_query_row_view_insist:
 * @self: a row that is shown
 *
 * Says what is wrong with it also where nothing was typed yet, and lets a person type.
 */
void
tocsin_query_row_view_insist (TocsinQueryRowView *self)
{
  touch (self);
  tocsin_query_row_view_focus_value (self);
}
