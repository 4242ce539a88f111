/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/plan.h"

G_DEFINE_BOXED_TYPE (TocsinPlan, tocsin_plan, tocsin_plan_ref, tocsin_plan_unref)

/**
 * tocsin_plan_new: (skip)
 * @details: an `a{sv}`; a floating reference is taken
 * @format: printf format of the summary
 *
 * Returns: (transfer full): a plan.
 */
TocsinPlan *
tocsin_plan_new (GVariant *details, const char *format, ...)
{
  TocsinPlan *self;
  va_list args;

  g_return_val_if_fail (g_variant_is_of_type (details, G_VARIANT_TYPE_VARDICT), NULL);

  self = g_new0 (TocsinPlan, 1);
  va_start (args, format);
  self->summary = g_strdup_vprintf (format, args);
  va_end (args);
  self->details = g_variant_ref_sink (details);
  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

/**
 * tocsin_plan_ref:
 * @self: a plan
 *
 * Returns: (transfer full): @self
 */
TocsinPlan *
tocsin_plan_ref (TocsinPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * tocsin_plan_unref:
 * @self: (transfer full): a plan
 */
void
tocsin_plan_unref (TocsinPlan *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->summary);
  g_clear_pointer (&self->details, g_variant_unref);
  g_free (self);
}
