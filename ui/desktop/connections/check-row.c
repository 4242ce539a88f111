/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/connections/check-row.h"

#include "ui/desktop/model/fact-label.h"
#include "ui/desktop/model/shown-certificate.h"

struct _TocsinCheckRow
{
  AdwExpanderRow parent_instance;

  TocsinChecklistStep *step;
  GtkStack *marks;
  GtkImage *mark;
  GtkLabel *time;
  GPtrArray *facts; /* rows, borrowed */
};

G_DEFINE_FINAL_TYPE (TocsinCheckRow, tocsin_check_row, ADW_TYPE_EXPANDER_ROW)

/* Of another shape each, not only of another colour. */
static const struct
{
  const char *icon;
  const char *style;
} looks[] = {
  [TOCSIN_STEP_STATUS_RUNNING] = { "content-loading-symbolic", "accent" },
  [TOCSIN_STEP_STATUS_OK] = { "emblem-ok-symbolic", "success" },
  [TOCSIN_STEP_STATUS_WARNING] = { "dialog-warning-symbolic", "warning" },
  [TOCSIN_STEP_STATUS_FAILED] = { "dialog-error-symbolic", "error" },
  [TOCSIN_STEP_STATUS_NOT_RUN] = { "list-remove-symbolic", "dim-label" },
};

static void
show_mark (TocsinCheckRow *self)
{
  TocsinStepStatus status = tocsin_checklist_step_get_status (self->step);
  const char *const styles[] = { looks[status].style, NULL };

  gtk_stack_set_visible_child_name (self->marks,
                                    status == TOCSIN_STEP_STATUS_RUNNING ? "running" : "done");
  gtk_image_set_from_icon_name (self->mark, looks[status].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->mark), (const char **) styles);
}

static void
add_fact (TocsinCheckRow *self, const char *name, const char *value)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tocsin_fact_label_get (name));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (row, "fact");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->facts, row);
}

/* To allow it to be unfolded unfolds it: a person's choice stays as it was. */
static void
show_arrow (TocsinCheckRow *self)
{
  gboolean expanded = adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self))
                      && adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self));

  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), self->facts->len > 0);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), expanded && self->facts->len > 0);
}

static void
show_facts (TocsinCheckRow *self)
{
  GVariantIter iter;
  const char *name, *value;

  for (guint i = 0; i < self->facts->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->facts->pdata[i]);
  g_ptr_array_set_size (self->facts, 0);
  g_variant_iter_init (&iter, tocsin_checklist_step_get_facts (self->step));
  /* The certificates have a place of their own, where they can be told from each other. */
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (!tocsin_shown_certificate_owns_fact (name))
      add_fact (self, name, value);
  show_arrow (self);
}

/* A warning is read without unfolding anything. */
static void
show_summary (TocsinCheckRow *self)
{
  g_autofree char *warnings = tocsin_checklist_step_dup_warnings (self->step);
  g_autofree char *summary = tocsin_checklist_step_dup_summary (self->step);
  const GError *error = tocsin_checklist_step_get_error (self->step);

  if (error != NULL)
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), error->message);
  else
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), *warnings != '\0' ? warnings : summary);
}

static void
show (TocsinCheckRow *self)
{
  const char *title = tocsin_step_get_title (tocsin_checklist_step_get_step (self->step));
  const char *status = tocsin_checklist_step_get_status_text (self->step);
  g_autofree char *time = tocsin_checklist_step_dup_time (self->step);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, status);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_label_set_text (self->time, time);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  show_mark (self);
  show_summary (self);
  show_facts (self);
}

static void
tocsin_check_row_dispose (GObject *object)
{
  TocsinCheckRow *self = TOCSIN_CHECK_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_CHECK_ROW);
  g_clear_object (&self->step);

  G_OBJECT_CLASS (tocsin_check_row_parent_class)->dispose (object);
}

static void
tocsin_check_row_finalize (GObject *object)
{
  g_ptr_array_unref (TOCSIN_CHECK_ROW (object)->facts);

  G_OBJECT_CLASS (tocsin_check_row_parent_class)->finalize (object);
}

static void
tocsin_check_row_class_init (TocsinCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_check_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = tocsin_check_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/connections/check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinCheckRow, marks);
  gtk_widget_class_bind_template_child (widget_class, TocsinCheckRow, mark);
  gtk_widget_class_bind_template_child (widget_class, TocsinCheckRow, time);
}

static void
tocsin_check_row_init (TocsinCheckRow *self)
{
  self->facts = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_check_row_new:
 * @step: a step
 *
 * Returns: (transfer none): a row that follows it.
 */
GtkWidget *
tocsin_check_row_new (TocsinChecklistStep *step)
{
  TocsinCheckRow *self = g_object_new (TOCSIN_TYPE_CHECK_ROW, NULL);

  self->step = g_object_ref (step);
  g_signal_connect_object (step, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);

  return GTK_WIDGET (self);
}
