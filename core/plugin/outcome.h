/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define TOCSIN_TYPE_OUTCOME (tocsin_outcome_get_type ())

/**
 * TocsinOutcome:
 * @summary: what was done, a sentence for a person
 * @output: (nullable): what a program printed or a server answered, as it came
 * @drop: whether the event is to end here, well, without its further actions
 *
 * How an action went that did not fail. One that failed says so by its #GError:
 * %TOCSIN_ERROR_ACTION_LATER to be tried again, any other as the task's `on-error` says.
 */
typedef struct
{
  char *summary;
  GBytes *output;
  gboolean drop;
} TocsinOutcome;

GType tocsin_outcome_get_type (void);
TocsinOutcome *tocsin_outcome_new (const char *format, ...) G_GNUC_PRINTF (1, 2);
TocsinOutcome *tocsin_outcome_copy (const TocsinOutcome *self);
void tocsin_outcome_free (TocsinOutcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TocsinOutcome, tocsin_outcome_free)

G_END_DECLS
