/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/tasks/trial-row-view.h"

#include "core/base/locale.h"

#include <glib/gi18n.h>

struct _TocsinTrialRowView
{
  AdwBin parent_instance;

  GtkLabel *subject;
  GtkLabel *time;
  GtkLabel *sender;
  GtkLabel *findings;
  GtkImage *mark;
  GtkLabel *verdict;
  GtkLabel *plans;
  GtkLabel *notes;
};

G_DEFINE_FINAL_TYPE (TocsinTrialRowView, tocsin_trial_row_view, ADW_TYPE_BIN)

static void
tocsin_trial_row_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_TRIAL_ROW_VIEW);

  G_OBJECT_CLASS (tocsin_trial_row_view_parent_class)->dispose (object);
}

static void
tocsin_trial_row_view_class_init (TocsinTrialRowViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_trial_row_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/tasks/trial-row-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, subject);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, time);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, sender);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, findings);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, mark);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, verdict);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, plans);
  gtk_widget_class_bind_template_child (widget_class, TocsinTrialRowView, notes);
}

static void
tocsin_trial_row_view_init (TocsinTrialRowView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tocsin_trial_row_view_new:
 *
 * Returns: (transfer floating): an empty row.
 */
GtkWidget *
tocsin_trial_row_view_new (void)
{
  return g_object_new (TOCSIN_TYPE_TRIAL_ROW_VIEW, NULL);
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_markup (GtkLabel *label, const char *markup)
{
  gtk_label_set_markup (label, markup);
  gtk_widget_set_visible (GTK_WIDGET (label), *markup != '\0');
}

static const char *
choose_mark (TocsinTrialRow *row)
{
  if (tocsin_trial_row_fails (row))
    return "dialog-error-symbolic";

  switch (tocsin_trial_row_get_verdict (row))
    {
    case TOCSIN_TRIAL_HIDDEN:
      return "action-unavailable-symbolic";
    case TOCSIN_TRIAL_UNDECIDED:
      return "dialog-question-symbolic";
    case TOCSIN_TRIAL_FIRES:
    default:
      return "emblem-ok-symbolic";
    }
}

/**
 * tocsin_trial_row_view_set_row:
 * @self: a row
 * @row: (nullable): what it shows
 */
void
tocsin_trial_row_view_set_row (TocsinTrialRowView *self, TocsinTrialRow *row)
{
  g_autofree char *time = NULL;

  if (row == NULL)
    return;
  time = tocsin_trial_row_get_time (row) > 0
             ? tocsin_locale_format_local (tocsin_trial_row_get_time (row))
             : g_strdup ("");
  if (*tocsin_trial_row_get_subject_markup (row) != '\0')
    gtk_label_set_markup (self->subject, tocsin_trial_row_get_subject_markup (row));
  else
    gtk_label_set_text (self->subject, tocsin_trial_row_get_ref (row) != NULL ? _ ("(no subject)")
                                                                              : _ ("At this time"));
  gtk_label_set_text (self->time, time);
  show_text (self->sender, tocsin_trial_row_get_sender (row));
  show_markup (self->findings, tocsin_trial_row_get_findings_markup (row));
  gtk_image_set_from_icon_name (self->mark, choose_mark (row));
  gtk_label_set_text (self->verdict, tocsin_trial_row_get_verdict_text (row));
  show_text (self->plans, tocsin_trial_row_get_plans (row));
  show_text (self->notes, tocsin_trial_row_get_notes (row));
}
