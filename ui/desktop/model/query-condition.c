/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "ui/desktop/model/query-condition.h"

#include "core/base/error.h"
#include "core/mail/query/number.h"

#include <glib/gi18n.h>
#include <string.h>

/* A condition becomes a query by way of the language's own parser: what is typed into a row is
 * judged as it would be in the text, and can never become more than the value of one term. */

/**
 * tocsin_query_condition_clear:
 * @self: a condition
 */
void
tocsin_query_condition_clear (TocsinQueryCondition *self)
{
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->header_name, g_free);
  g_clear_pointer (&self->flags, g_free);
}

/**
 * tocsin_query_condition_read:
 * @self: (out): a condition, to be cleared
 * @node: a term, or the negation of one
 *
 * Returns: whether a condition can say that.
 */
gboolean
tocsin_query_condition_read (TocsinQueryCondition *self, const TocsinQueryNode *node)
{
  gboolean negated = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_NOT;
  TocsinQueryCondition read = { 0 };

  if (negated)
    node = tocsin_query_node_get_child (node, 0);
  if (tocsin_query_node_get_kind (node) != TOCSIN_QUERY_KIND_TERM
      || !tocsin_query_subject_find (tocsin_query_node_get_field (node),
                                     tocsin_query_node_get_operator (node), negated, &read.subject,
                                     &read.comparison))
    return FALSE;

  read.value = g_strdup (tocsin_query_node_get_value (node));
  read.header_name = g_strdup (tocsin_query_node_get_header_name (node) != NULL
                                   ? tocsin_query_node_get_header_name (node)
                                   : "");
  read.flags = g_strdup (tocsin_query_node_get_operator (node) == TOCSIN_QUERY_OPERATOR_REGEX
                             ? tocsin_query_node_get_flags (node)
                             : "");
  *self = read;

  return TRUE;
}

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

/* The slash that would end it gets a backslash, where it has none. */
static void
append_pattern (GString *out, const char *pattern, const char *flags)
{
  g_string_append_c (out, '/');
  for (; *pattern != '\0'; pattern++)
    {
      if (*pattern == '/')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *pattern);
      if (*pattern == '\\' && pattern[1] != '\0')
        g_string_append_c (out, *++pattern);
    }
  g_string_append_printf (out, "/%s", flags);
}

static char *
write_term (const TocsinQueryCondition *self, const TocsinQueryComparison *compared)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *value =
      g_strconcat (tocsin_query_number_operator_to_string (compared->op), self->value, NULL);

  if (compared->field != TOCSIN_QUERY_FIELD_ANY)
    g_string_append_printf (out, "%s:", tocsin_query_field_get_name (compared->field));
  if (compared->field == TOCSIN_QUERY_FIELD_HEADER)
    {
      append_quoted (out, self->header_name);
      if (tocsin_query_comparison_has_value (compared))
        g_string_append_c (out, '=');
    }
  if (compared->op == TOCSIN_QUERY_OPERATOR_REGEX)
    append_pattern (out, self->value, self->flags);
  else if (tocsin_query_comparison_has_value (compared))
    append_quoted (out, value);

  return g_strdup (out->str);
}

static gboolean
is_blank (const char *text)
{
  g_autofree char *copy = g_strdup (text);

  return *g_strstrip (copy) == '\0';
}

static gboolean
is_complete (const TocsinQueryCondition *self,
             const TocsinQueryComparison *compared,
             GError **error)
{
  if (compared->field == TOCSIN_QUERY_FIELD_HEADER && is_blank (self->header_name))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("Which header is meant? Type its name, such as List-Id"));
  else if (tocsin_query_comparison_has_value (compared) && is_blank (self->value))
    g_set_error_literal (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
                         _ ("Type what is looked for, or remove this condition"));
  else
    return TRUE;

  return FALSE;
}

/* `=5M` behind "is larger than" would be read as "is at least". */
static gboolean
says (TocsinQuery *query, const TocsinQueryComparison *compared)
{
  const TocsinQueryNode *root = tocsin_query_get_root (query);

  return tocsin_query_node_get_kind (root) == TOCSIN_QUERY_KIND_TERM
         && tocsin_query_node_get_field (root) == compared->field
         && tocsin_query_node_get_operator (root) == compared->op;
}

static void
refuse (const TocsinQueryCondition *self, GError **error)
{
  g_set_error (error, TOCSIN_ERROR, TOCSIN_ERROR_CONFIG_INVALID,
               _ ("“%s” is no value of this condition"), self->value);
}

/* “Query, column 12: …” means a text that nobody sees here. */
static void
strip_place (GError *error)
{
  g_autofree char *place =
      g_strdup_printf (_ ("Query, column %u: %s"), tocsin_error_get_column (error), "");
  g_autofree char *message = NULL;

  if (tocsin_error_get_column (error) == 0 || !g_str_has_prefix (error->message, place))
    return;
  message = g_strdup (error->message + strlen (place));
  g_free (error->message);
  error->message = g_steal_pointer (&message);
}

/**
 * tocsin_query_condition_make_query:
 * @self: a condition
 * @error: where to put what is wrong with it
 *
 * Returns: (transfer full): what it finds.
 */
TocsinQuery *
tocsin_query_condition_make_query (const TocsinQueryCondition *self, GError **error)
{
  const TocsinQueryComparison *compared =
      &tocsin_query_subject_get (self->subject)->comparisons[self->comparison];
  g_autofree char *text = write_term (self, compared);
  g_autoptr (TocsinQuery) query = NULL;
  g_autoptr (GError) mistake = NULL;

  if (!is_complete (self, compared, error))
    return NULL;
  query = tocsin_query_parse (text, &mistake);
  if (query == NULL)
    {
      strip_place (mistake);
      g_propagate_error (error, g_steal_pointer (&mistake));
      return NULL;
    }
  if (!says (query, compared))
    {
      refuse (self, error);
      return NULL;
    }

  return compared->negated ? tocsin_query_new_negated (query) : g_steal_pointer (&query);
}
