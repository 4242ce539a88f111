/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "tests/generator/shrink.h"

#include "core/mail/query/printer.h"

#include "tests/generator/query.h"

/* A server may be asked for each try. */
#define MOST_TRIES 300

static void add_smaller (GPtrArray *smaller, const TocsinQueryNode *node);

/* All children, but the one at @index is @replacement, or left out. */
static char *
join (const TocsinQueryNode *node, guint index, const char *replacement)
{
  gboolean is_or = tocsin_query_node_get_kind (node) == TOCSIN_QUERY_KIND_OR;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      g_autofree char *child = tocsin_query_printer_print (tocsin_query_node_get_child (node, i));

      if (i == index && replacement == NULL)
        continue;
      g_string_append_printf (text, "%s(%s)", text->len > 0 ? (is_or ? " OR " : " ") : "",
                              i == index ? replacement : child);
    }

  return g_string_free (text, FALSE);
}

static void
add_smaller_joined (GPtrArray *smaller, const TocsinQueryNode *node)
{
  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      const TocsinQueryNode *child = tocsin_query_node_get_child (node, i);
      g_autoptr (GPtrArray) replacements = g_ptr_array_new_with_free_func (g_free);

      g_ptr_array_add (smaller, tocsin_query_printer_print (child));
      if (tocsin_query_node_get_n_children (node) > 2)
        g_ptr_array_add (smaller, join (node, i, NULL));
      add_smaller (replacements, child);
      for (guint k = 0; k < replacements->len; k++)
        g_ptr_array_add (smaller, join (node, i, g_ptr_array_index (replacements, k)));
    }
}

static void
add_smaller_negated (GPtrArray *smaller, const TocsinQueryNode *child)
{
  g_autoptr (GPtrArray) replacements = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (smaller, tocsin_query_printer_print (child));
  add_smaller (replacements, child);
  for (guint i = 0; i < replacements->len; i++)
    g_ptr_array_add (smaller,
                     g_strdup_printf ("-(%s)", (char *) g_ptr_array_index (replacements, i)));
}

/* Each half of the text, and all but the first or the last character. */
static void
add_smaller_term (GPtrArray *smaller, const TocsinQueryNode *term)
{
  const char *value = tocsin_query_node_get_value (term);
  glong length = g_utf8_strlen (value, -1);
  const glong cuts[][2] = {
    { 0, length / 2 }, { length / 2, length }, { 1, length }, { 0, length - 1 }
  };

  if (tocsin_query_node_get_operator (term) != TOCSIN_QUERY_OPERATOR_IS)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++)
    if (cuts[i][0] < cuts[i][1] && cuts[i][1] - cuts[i][0] < length)
      {
        g_autofree char *piece = g_utf8_substring (value, cuts[i][0], cuts[i][1]);

        g_ptr_array_add (smaller,
                         query_write_term (tocsin_query_node_get_field (term),
                                           tocsin_query_node_get_header_name (term), piece));
      }
}

static void
add_smaller (GPtrArray *smaller, const TocsinQueryNode *node)
{
  switch (tocsin_query_node_get_kind (node))
    {
    case TOCSIN_QUERY_KIND_AND:
    case TOCSIN_QUERY_KIND_OR:
      add_smaller_joined (smaller, node);
      return;
    case TOCSIN_QUERY_KIND_NOT:
      add_smaller_negated (smaller, tocsin_query_node_get_child (node, 0));
      return;
    case TOCSIN_QUERY_KIND_TERM:
      add_smaller_term (smaller, node);
      return;
    case TOCSIN_QUERY_KIND_ALL:
    default:
      return;
    }
}

static char *
shrink_once (const char *text, ShrinkFunc shows, gpointer user_data, guint *tries)
{
  g_autoptr (GPtrArray) smaller = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TocsinQuery) query = tocsin_query_parse (text, NULL);

  g_assert_nonnull (query);
  add_smaller (smaller, tocsin_query_get_root (query));
  for (guint i = 0; i < smaller->len && *tries < MOST_TRIES; i++)
    {
      const char *candidate = g_ptr_array_index (smaller, i);
      g_autoptr (TocsinQuery) tried = tocsin_query_parse (candidate, NULL);

      if (tried == NULL)
        continue;
      (*tries)++;
      if (shows (tried, user_data))
        return g_strdup (candidate);
    }

  return NULL;
}

char *
shrink_query (const char *text, ShrinkFunc shows, gpointer user_data)
{
  char *smallest = g_strdup (text);
  guint tries = 0;

  for (;;)
    {
      char *smaller = shrink_once (smallest, shows, user_data, &tries);

      if (smaller == NULL)
        return smallest;
      g_free (smallest);
      smallest = smaller;
    }
}
