/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/plan.h"

G_DEFINE_BOXED_TYPE (TocsinPlan, tocsin_plan, tocsin_plan_ref, tocsin_plan_unref)

static void
free_effect (gpointer data)
{
  TocsinPlanEffect *effect = data;

  g_free (effect->argument);
  g_free (effect->connection);
  g_free (effect);
}

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
  self->effects = g_ptr_array_new_with_free_func (free_effect);
  g_atomic_ref_count_init (&self->ref_count);

  return self;
}

/**
 * tocsin_plan_add_effect: (skip)
 * @self: a plan that nobody else has yet
 * @operation: something it would do to the event's message
 * @connection: (nullable): id or name of the connection whose folder is the target, %NULL for the
 *   one that the message is on
 *
 * Says so to whoever wants to know what would become of the mailbox without doing it: another task
 * may wait where the message would go to. The action itself goes by the details.
 */
void
tocsin_plan_add_effect (TocsinPlan *self,
                        const TocsinMailOperation *operation,
                        const char *connection)
{
  TocsinPlanEffect *effect;

  g_return_if_fail (self != NULL && operation != NULL);

  effect = g_new0 (TocsinPlanEffect, 1);
  effect->verb = operation->verb;
  effect->argument = g_strdup (operation->argument);
  effect->create = operation->create;
  effect->connection = g_strdup (connection);
  g_ptr_array_add (self->effects, effect);
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
  g_ptr_array_unref (self->effects);
  g_free (self);
}
