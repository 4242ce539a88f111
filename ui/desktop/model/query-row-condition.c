/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-row-private.h"

#include <string.h>

/**
 * tocsin_query_row_get_subject:
 * @self: a condition
 *
 * Returns: the index of what it is about.
 */
guint
tocsin_query_row_get_subject (TocsinQueryRow *self)
{
  return self->condition.subject;
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

/* A choice is always one of those that fit, and nothing typed for another sort of value stays. */
static void
adapt_value (TocsinQueryRow *self, const TocsinQueryComparison *before)
{
  const TocsinQueryComparison *now = tocsin_query_row_get_compared (self);
  TocsinQueryValueType type = tocsin_query_comparison_get_value_type (now);
  g_auto (GStrv) words = tocsin_query_choice_list_words (now->field);

  if (type == TOCSIN_QUERY_VALUE_TYPE_CHOICE)
    {
      if (!g_strv_contains ((const char *const *) words, self->condition.value))
        set_text (&self->condition.value, words[0]);
    }
  else if (before != NULL && type != tocsin_query_comparison_get_value_type (before)
           && (type >= TOCSIN_QUERY_VALUE_TYPE_CHOICE
               || tocsin_query_comparison_get_value_type (before)
                      >= TOCSIN_QUERY_VALUE_TYPE_CHOICE))
    set_text (&self->condition.value, "");
  if (!tocsin_query_comparison_has_value (now))
    set_text (&self->condition.value, "");
  if (now->field != TOCSIN_QUERY_FIELD_HEADER)
    set_text (&self->condition.header_name, "");
  if (now->op != TOCSIN_QUERY_OPERATOR_REGEX)
    set_text (&self->condition.flags, "");
  else if (before == NULL || before->op != TOCSIN_QUERY_OPERATOR_REGEX)
    set_text (&self->condition.flags, "i");
}

static void
set_compared (TocsinQueryRow *self, guint subject, guint comparison)
{
  const TocsinQueryComparison *before = tocsin_query_row_get_compared (self);

  self->condition.subject = subject;
  self->condition.comparison = comparison;
  adapt_value (self, before);
  tocsin_query_row_tell (self);
}

/**
 * tocsin_query_row_set_subject:
 * @self: a condition
 * @subject: the index of what it is about
 *
 * The comparison becomes the subject's first.
 */
void
tocsin_query_row_set_subject (TocsinQueryRow *self, guint subject)
{
  g_return_if_fail (subject < tocsin_query_subject_get_n ());

  set_compared (self, subject, 0);
}

/**
 * tocsin_query_row_get_comparison:
 * @self: a condition
 *
 * Returns: the index of how its subject is compared.
 */
guint
tocsin_query_row_get_comparison (TocsinQueryRow *self)
{
  return self->condition.comparison;
}

/**
 * tocsin_query_row_set_comparison:
 * @self: a condition
 * @comparison: the index of how its subject is compared
 */
void
tocsin_query_row_set_comparison (TocsinQueryRow *self, guint comparison)
{
  g_return_if_fail (comparison < tocsin_query_subject_get (self->condition.subject)->n_comparisons);

  set_compared (self, self->condition.subject, comparison);
}

/**
 * tocsin_query_row_get_compared:
 * @self: a condition
 *
 * Returns: (transfer none): how its subject is compared.
 */
const TocsinQueryComparison *
tocsin_query_row_get_compared (TocsinQueryRow *self)
{
  return &tocsin_query_subject_get (self->condition.subject)
              ->comparisons[self->condition.comparison];
}

/**
 * tocsin_query_row_get_value:
 * @self: a condition or a text
 *
 * Returns: (transfer none): what it is compared with; the text.
 */
const char *
tocsin_query_row_get_value (TocsinQueryRow *self)
{
  return self->condition.value;
}

/**
 * tocsin_query_row_set_value:
 * @self: a condition or a text
 * @value: what it is compared with; the text
 */
void
tocsin_query_row_set_value (TocsinQueryRow *self, const char *value)
{
  if (g_str_equal (self->condition.value, value))
    return;
  set_text (&self->condition.value, value);
  tocsin_query_row_tell (self);
}

/**
 * tocsin_query_row_get_header_name:
 * @self: a condition
 *
 * Returns: (transfer none): which header it is about, "" where it is about no header.
 */
const char *
tocsin_query_row_get_header_name (TocsinQueryRow *self)
{
  return self->condition.header_name;
}

/**
 * tocsin_query_row_set_header_name:
 * @self: a condition about a header
 * @name: its name
 */
void
tocsin_query_row_set_header_name (TocsinQueryRow *self, const char *name)
{
  if (g_str_equal (self->condition.header_name, name))
    return;
  set_text (&self->condition.header_name, name);
  tocsin_query_row_tell (self);
}

/**
 * tocsin_query_row_get_ignore_case:
 * @self: a condition with a pattern
 *
 * Returns: whether large and small letters are the same to it.
 */
gboolean
tocsin_query_row_get_ignore_case (TocsinQueryRow *self)
{
  return strchr (self->condition.flags, 'i') != NULL;
}

/**
 * tocsin_query_row_set_ignore_case:
 * @self: a condition with a pattern
 * @ignore_case: whether large and small letters are the same to it
 */
void
tocsin_query_row_set_ignore_case (TocsinQueryRow *self, gboolean ignore_case)
{
  const char *other = strchr (self->condition.flags, 's') != NULL ? "s" : "";

  if (tocsin_query_row_get_ignore_case (self) == ignore_case)
    return;
  g_free (self->condition.flags);
  self->condition.flags = g_strconcat (ignore_case ? "i" : "", other, NULL);
  tocsin_query_row_tell (self);
}
