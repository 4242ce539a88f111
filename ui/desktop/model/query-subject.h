/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/field-info.h"
#include "core/mail/query/node.h"

G_BEGIN_DECLS

/**
 * TocsinQueryComparison:
 * @field: the field of the query language
 * @op: how it compares
 * @negated: whether the term stands under a negation
 * @label: how it is said, not yet translated
 *
 * One way in which a subject of the condition builder can be compared.
 */
typedef struct
{
  TocsinQueryField field;
  TocsinQueryOperator op;
  gboolean negated;
  const char *label;
} TocsinQueryComparison;

/**
 * TocsinQuerySubject:
 * @label: what a person calls it, not yet translated
 * @comparisons: (array length=n_comparisons): how it can be compared
 * @n_comparisons: how many these are
 *
 * What a condition can be about. Static data; several fields of the language may be one subject
 * ("received": after, before, on, newer, older).
 */
typedef struct
{
  const char *label;
  const TocsinQueryComparison *comparisons;
  guint n_comparisons;
} TocsinQuerySubject;

guint tocsin_query_subject_get_n (void);
const TocsinQuerySubject *tocsin_query_subject_get (guint index);
gboolean tocsin_query_subject_find (TocsinQueryField field,
                                    TocsinQueryOperator op,
                                    gboolean negated,
                                    guint *subject,
                                    guint *comparison);
TocsinQueryValueType tocsin_query_comparison_get_value_type (const TocsinQueryComparison *self);
gboolean tocsin_query_comparison_has_value (const TocsinQueryComparison *self);
const char *tocsin_query_comparison_get_example (const TocsinQueryComparison *self);
const char *tocsin_query_choice_get_label (TocsinQueryField field, const char *word);

G_END_DECLS
