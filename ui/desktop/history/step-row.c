/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/history/step-row.h"

#include "core/base/locale.h"
#include "core/engine/describe-read.h"
#include "ui/desktop/state-mark.h"

#include <glib/gi18n.h>

struct _TocsinStepRow
{
  AdwExpanderRow parent_instance;

  TocsinStateMark *mark;
  AdwActionRow *plan;
  AdwActionRow *time;
  GtkWidget *output_row;
  GtkTextView *output;
  char *text; /* what it printed, shown when somebody looks */
};

G_DEFINE_FINAL_TYPE (TocsinStepRow, tocsin_step_row, ADW_TYPE_EXPANDER_ROW)

/* What the journal calls an outcome, in words and with which picture. */
static const struct
{
  const char *outcome;
  const char *words;
  const char *mark;
} outcomes[] = {
  { "started", N_ ("Begun"), "running" },
  { "done", N_ ("Done"), "done" },
  { "failed", N_ ("Failed"), "dead" },
  { "later", N_ ("To be tried again"), "failed" },
  { "dropped", N_ ("No more work needed"), "discarded" },
  { "interrupted", N_ ("Interrupted"), "interrupted" },
  { NULL, N_ ("Unknown"), NULL },
};

static void
on_expanded (TocsinStepRow *self)
{
  g_autofree char *text = NULL;

  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  text = g_steal_pointer (&self->text);
  if (text != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->output), text, -1);
}

static void
tocsin_step_row_dispose (GObject *object)
{
  g_clear_pointer (&TOCSIN_STEP_ROW (object)->text, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), TOCSIN_TYPE_STEP_ROW);

  G_OBJECT_CLASS (tocsin_step_row_parent_class)->dispose (object);
}

static void
tocsin_step_row_class_init (TocsinStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tocsin_step_row_dispose;
  g_type_ensure (TOCSIN_TYPE_STATE_MARK);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tocsin/Manager/history/step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TocsinStepRow, mark);
  gtk_widget_class_bind_template_child (widget_class, TocsinStepRow, plan);
  gtk_widget_class_bind_template_child (widget_class, TocsinStepRow, time);
  gtk_widget_class_bind_template_child (widget_class, TocsinStepRow, output_row);
  gtk_widget_class_bind_template_child (widget_class, TocsinStepRow, output);
}

static void
tocsin_step_row_init (TocsinStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (on_expanded), NULL);
}

static const char *
get_text (GVariant *dict, const char *key)
{
  const char *text = "";

  g_variant_lookup (dict, key, "&s", &text);

  return text;
}

static void
show_outcome (TocsinStepRow *self, GVariant *step)
{
  const char *outcome = get_text (step, "outcome");
  const char *summary = get_text (step, "summary");
  g_autofree char *subtitle = NULL;
  gsize i = 0;

  while (outcomes[i].outcome != NULL && !g_str_equal (outcomes[i].outcome, outcome))
    i++;
  subtitle = *summary != '\0' ? g_strjoin (" · ", _ (outcomes[i].words), summary, NULL)
                              : g_strdup (_ (outcomes[i].words));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  g_object_set (self->mark, "state", outcomes[i].mark, NULL);
}

static void
show_title (TocsinStepRow *self, GVariant *step)
{
  guint attempt = 1;
  g_autofree char *title = NULL;

  g_variant_lookup (step, "attempt", "u", &attempt);
  if (attempt > 1)
    /* Translators: an action, and which try at it this was. */
    title = g_strdup_printf (_ ("%s, try %u"), get_text (step, "action"), attempt);
  else
    title = g_strdup (get_text (step, "action"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
}

static void
show_time (TocsinStepRow *self, GVariant *step)
{
  gint64 started = tocsin_describe_read_time (step, "started");
  gint64 finished = tocsin_describe_read_time (step, "finished");
  g_autofree char *begin = tocsin_locale_format_local (started);
  g_autofree char *words = NULL;
  guint seconds = (guint) MAX ((finished - started) / G_USEC_PER_SEC, 0);

  if (finished > 0 && seconds > 0)
    /* Translators: when it began, and how many seconds it took. */
    words = g_strdup_printf (ngettext ("%s, %u second", "%s, %u seconds", seconds), begin, seconds);
  else
    words = g_strdup (begin);
  adw_action_row_set_subtitle (self->time, words);
}

/**
 * tocsin_step_row_new:
 * @step: a step as core/engine/describe tells it
 *
 * Returns: (transfer floating): its row.
 */
GtkWidget *
tocsin_step_row_new (GVariant *step)
{
  TocsinStepRow *self = g_object_new (TOCSIN_TYPE_STEP_ROW, NULL);
  const char *plan = get_text (step, "plan");
  const char *output = get_text (step, "output");

  show_title (self, step);
  show_outcome (self, step);
  show_time (self, step);
  adw_action_row_set_subtitle (self->plan, plan);
  gtk_widget_set_visible (GTK_WIDGET (self->plan), *plan != '\0');
  gtk_widget_set_visible (self->output_row, *output != '\0');
  self->text = g_strdup (output);

  return GTK_WIDGET (self);
}
