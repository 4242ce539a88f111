/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/checklist-step.h"

#include "ui/desktop/model/fact-label.h"

#include <glib/gi18n.h>

struct _TocsinChecklistStep
{
  GObject parent_instance;

  TocsinStep step;
  TocsinStepStatus status;
  guint milliseconds;
  GVariant *facts;
  GError *error;
};

G_DEFINE_FINAL_TYPE (TocsinChecklistStep, tocsin_checklist_step, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tocsin_checklist_step_finalize (GObject *object)
{
  TocsinChecklistStep *self = TOCSIN_CHECKLIST_STEP (object);

  g_clear_pointer (&self->facts, g_variant_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (tocsin_checklist_step_parent_class)->finalize (object);
}

static void
tocsin_checklist_step_class_init (TocsinChecklistStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tocsin_checklist_step_finalize;

  signals[CHANGED] = g_signal_new ("changed", TOCSIN_TYPE_CHECKLIST_STEP, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tocsin_checklist_step_init (TocsinChecklistStep *self)
{
  self->facts = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(ss)"), NULL, 0));
}

/**
 * tocsin_checklist_step_new:
 * @step: which step
 *
 * Returns: (transfer full): a step that has just begun.
 */
TocsinChecklistStep *
tocsin_checklist_step_new (TocsinStep step)
{
  TocsinChecklistStep *self = g_object_new (TOCSIN_TYPE_CHECKLIST_STEP, NULL);

  self->step = step;

  return self;
}

/**
 * tocsin_checklist_step_take:
 * @self: a step
 * @status: how it is now
 * @milliseconds: how long it took
 * @facts: an `a(ss)` of what it found out
 * @error: (nullable): why it failed
 *
 * What was said last counts, as #TocsinReport::step wants it.
 */
void
tocsin_checklist_step_take (TocsinChecklistStep *self,
                            TocsinStepStatus status,
                            guint milliseconds,
                            GVariant *facts,
                            const GError *error)
{
  /* What is taken may be what it has already. */
  g_autoptr (GVariant) before = g_steal_pointer (&self->facts);
  g_autoptr (GError) error_before = g_steal_pointer (&self->error);

  g_return_if_fail (facts != NULL);

  self->status = status;
  self->milliseconds = milliseconds;
  self->facts = g_variant_ref_sink (facts);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * tocsin_checklist_step_get_step:
 * @self: a step
 *
 * Returns: which it is.
 */
TocsinStep
tocsin_checklist_step_get_step (TocsinChecklistStep *self)
{
  return self->step;
}

/**
 * tocsin_checklist_step_get_status:
 * @self: a step
 *
 * Returns: how it went.
 */
TocsinStepStatus
tocsin_checklist_step_get_status (TocsinChecklistStep *self)
{
  return self->status;
}

/**
 * tocsin_checklist_step_get_facts:
 * @self: a step
 *
 * Returns: (transfer none): an `a(ss)` of what it found out.
 */
GVariant *
tocsin_checklist_step_get_facts (TocsinChecklistStep *self)
{
  return self->facts;
}

/**
 * tocsin_checklist_step_get_error:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): why it failed.
 */
const GError *
tocsin_checklist_step_get_error (TocsinChecklistStep *self)
{
  return self->error;
}

/**
 * tocsin_checklist_step_get_status_text:
 * @self: a step
 *
 * Returns: (transfer none): how it went in a word, for who sees no mark.
 */
const char *
tocsin_checklist_step_get_status_text (TocsinChecklistStep *self)
{
  static const char *const texts[] = {
    N_ ("running"), N_ ("passed"), N_ ("passed with a warning"), N_ ("failed"), N_ ("not run"),
  };

  return _ (texts[self->status]);
}

/**
 * tocsin_checklist_step_dup_time:
 * @self: a step
 *
 * Returns: (transfer full): how long it took, for a person; "" when it has not ended or not run.
 */
char *
tocsin_checklist_step_dup_time (TocsinChecklistStep *self)
{
  if (self->status == TOCSIN_STEP_STATUS_RUNNING || self->status == TOCSIN_STEP_STATUS_NOT_RUN)
    return g_strdup ("");
  if (self->milliseconds < 1000)
    /* Translators: milliseconds. */
    return g_strdup_printf (_ ("%u ms"), self->milliseconds);

  /* Translators: seconds. */
  return g_strdup_printf (_ ("%.1f s"), self->milliseconds / 1000.0);
}

/**
 * tocsin_checklist_step_dup_summary:
 * @self: a step
 *
 * Returns: (transfer full): one line of what it found out, possibly "".
 */
char *
tocsin_checklist_step_dup_summary (TocsinChecklistStep *self)
{
  return tocsin_fact_label_sum_up (self->step, self->facts);
}

/**
 * tocsin_checklist_step_dup_warnings:
 * @self: a step
 *
 * Returns: (transfer full): what works but should not stay so, a line each, possibly "".
 */
char *
tocsin_checklist_step_dup_warnings (TocsinChecklistStep *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *name, *value;

  g_variant_iter_init (&iter, self->facts);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    if (g_str_equal (name, "warning"))
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", value);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
