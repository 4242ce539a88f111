/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/plugin/outcome.h"

G_DEFINE_BOXED_TYPE (TocsinOutcome, tocsin_outcome, tocsin_outcome_copy, tocsin_outcome_free)

/**
 * tocsin_outcome_new: (skip)
 * @format: printf format of the summary
 *
 * Returns: (transfer full): an outcome without output, after which the next action follows.
 */
TocsinOutcome *
tocsin_outcome_new (const char *format, ...)
{
  TocsinOutcome *self = g_new0 (TocsinOutcome, 1);
  va_list args;

  va_start (args, format);
  self->summary = g_strdup_vprintf (format, args);
  va_end (args);

  return self;
}

/**
 * tocsin_outcome_copy:
 * @self: an outcome
 *
 * Returns: (transfer full): another like it.
 */
TocsinOutcome *
tocsin_outcome_copy (const TocsinOutcome *self)
{
  TocsinOutcome *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = tocsin_outcome_new ("%s", self->summary);
  copy->output = self->output != NULL ? g_bytes_ref (self->output) : NULL;
  copy->drop = self->drop;

  return copy;
}

/**
 * tocsin_outcome_free:
 * @self: (transfer full): an outcome
 */
void
tocsin_outcome_free (TocsinOutcome *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->summary);
  g_clear_pointer (&self->output, g_bytes_unref);
  g_free (self);
}
