/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/finding.h"

G_DEFINE_BOXED_TYPE (TocsinQueryFinding,
                     tocsin_query_finding,
                     tocsin_query_finding_copy,
                     tocsin_query_finding_free)

/**
 * tocsin_query_finding_new:
 * @term: a term as it is printed
 * @verdict: what the message says to it
 *
 * Returns: (transfer full): a finding that says nothing of where and what.
 */
TocsinQueryFinding *
tocsin_query_finding_new (const char *term, TocsinQueryVerdict verdict)
{
  TocsinQueryFinding *self;

  g_return_val_if_fail (term != NULL, NULL);

  self = g_new0 (TocsinQueryFinding, 1);
  self->term = g_strdup (term);
  self->verdict = verdict;

  return self;
}

/**
 * tocsin_query_finding_copy:
 * @self: a finding
 *
 * Returns: (transfer full): another that says the same.
 */
TocsinQueryFinding *
tocsin_query_finding_copy (const TocsinQueryFinding *self)
{
  TocsinQueryFinding *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = tocsin_query_finding_new (self->term, self->verdict);
  copy->where = g_strdup (self->where);
  copy->excerpt = g_strdup (self->excerpt);
  copy->begin = self->begin;
  copy->end = self->end;

  return copy;
}

/**
 * tocsin_query_finding_free:
 * @self: (transfer full): a finding
 */
void
tocsin_query_finding_free (TocsinQueryFinding *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->term);
  g_free (self->where);
  g_free (self->excerpt);
  g_free (self);
}
