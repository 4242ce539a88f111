/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/printer.h"

#include "core/mail/query/character.h"
#include "core/mail/query/field-info.h"
#include "core/mail/query/lexer.h"
#include "core/mail/query/number.h"
#include "core/mail/query/suspect.h"
#include "core/mail/query/term-parser.h"

#include <string.h>

/* A part of the grammar, or what is one with the word that follows (`is unread`). */
static gboolean
is_keyword (TocsinQueryField field, const char *value)
{
  static const char *const keywords[] = { "and", "or", "not", NULL };
  g_autofree char *lower = g_ascii_strdown (value, -1);

  return g_strv_contains (keywords, lower)
         || (field == TOCSIN_QUERY_FIELD_ANY && tocsin_query_field_find (value) != NULL);
}

static gboolean
is_suspect (TocsinQueryField field, const char *value)
{
  TocsinQueryToken token = { TOCSIN_QUERY_TOKEN_KIND_WORD,
                             { value, value, value + strlen (value) },
                             value,
                             (char *) value,
                             NULL };

  return (field == TOCSIN_QUERY_FIELD_ANY && tocsin_query_suspect_word (&token, NULL))
         || tocsin_query_suspect_value (tocsin_query_field_get_info (field), &token, NULL);
}

/* When in doubt: quotes never change what a text means. */
static gboolean
needs_quotes (TocsinQueryField field, const char *value)
{
  if (is_keyword (field, value) || strpbrk (value, " ()\":\\") != NULL || *value == '-'
      || *value == '/' || *value == '{' || tocsin_query_at_single_quote (value)
      || tocsin_query_is_fancy_quote (g_utf8_get_char (value)) || is_suspect (field, value))
    return TRUE;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    if (tocsin_query_at_blank (p))
      return TRUE;

  return FALSE;
}

/* `larger:5 "m"`: without quotes the word would be taken for a part of what stands before it. */
static gboolean
is_torn (const TocsinQueryNode *before, const TocsinQueryNode *node)
{
  g_autofree char *value = NULL;
  g_autofree char *meant = NULL;

  while (before != NULL && tocsin_query_node_get_kind (before) == TOCSIN_QUERY_KIND_NOT)
    before = tocsin_query_node_get_child (before, 0);
  if (before == NULL || tocsin_query_node_get_kind (before) != TOCSIN_QUERY_KIND_TERM
      || tocsin_query_node_get_field (node) != TOCSIN_QUERY_FIELD_ANY)
    return FALSE;

  value =
      g_strconcat (tocsin_query_number_operator_to_string (tocsin_query_node_get_operator (before)),
                   tocsin_query_node_get_value (before), NULL);
  meant = tocsin_query_term_guess_torn (
      tocsin_query_field_get_info (tocsin_query_node_get_field (before)), value,
      tocsin_query_node_get_value (node));

  return meant != NULL;
}

static void
print_value (GString *out, TocsinQueryField field, const char *value, gboolean quoted)
{
  if (!quoted && !needs_quotes (field, value))
    {
      g_string_append (out, value);
      return;
    }
  g_string_append_c (out, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *value);
    }
  g_string_append_c (out, '"');
}

static void
print_header_name (GString *out, const char *name)
{
  const char *quote = tocsin_query_lexer_is_plain_header (name) ? "" : "\"";

  g_string_append_printf (out, "%s%s%s", quote, name, quote);
}

static void
print_term (GString *out, const TocsinQueryNode *node, const TocsinQueryNode *before)
{
  TocsinQueryField field = tocsin_query_node_get_field (node);
  TocsinQueryOperator op = tocsin_query_node_get_operator (node);

  if (field != TOCSIN_QUERY_FIELD_ANY)
    g_string_append_printf (out, "%s:", tocsin_query_field_get_name (field));
  if (field == TOCSIN_QUERY_FIELD_HEADER)
    print_header_name (out, tocsin_query_node_get_header_name (node));
  if (op == TOCSIN_QUERY_OPERATOR_PRESENT)
    return;

  if (field == TOCSIN_QUERY_FIELD_HEADER)
    g_string_append_c (out, '=');
  if (op == TOCSIN_QUERY_OPERATOR_REGEX)
    {
      g_string_append_printf (out, "/%s/%s", tocsin_query_node_get_value (node),
                              tocsin_query_node_get_flags (node));
      return;
    }
  g_string_append (out, tocsin_query_number_operator_to_string (op));
  print_value (out, field, tocsin_query_node_get_value (node), is_torn (before, node));
}

static void print (GString *out,
                   const TocsinQueryNode *node,
                   TocsinQueryKind parent,
                   const TocsinQueryNode *before);

static void
print_children (GString *out, const TocsinQueryNode *node, const char *between)
{
  const TocsinQueryNode *before = NULL;

  for (guint i = 0; i < tocsin_query_node_get_n_children (node); i++)
    {
      const TocsinQueryNode *child = tocsin_query_node_get_child (node, i);

      if (i > 0)
        g_string_append (out, between);
      print (out, child, tocsin_query_node_get_kind (node), before);
      before = child;
    }
}

/* AND binds closer than OR, and a negation closest of all. */
static gboolean
needs_brackets (TocsinQueryKind kind, TocsinQueryKind parent)
{
  if (kind == TOCSIN_QUERY_KIND_OR)
    return parent == TOCSIN_QUERY_KIND_AND || parent == TOCSIN_QUERY_KIND_NOT;

  return kind == TOCSIN_QUERY_KIND_AND && parent == TOCSIN_QUERY_KIND_NOT;
}

static void
print (GString *out,
       const TocsinQueryNode *node,
       TocsinQueryKind parent,
       const TocsinQueryNode *before)
{
  TocsinQueryKind kind = tocsin_query_node_get_kind (node);
  gboolean brackets = needs_brackets (kind, parent);

  if (brackets)
    g_string_append_c (out, '(');
  if (kind == TOCSIN_QUERY_KIND_TERM)
    print_term (out, node, before);
  else if (kind == TOCSIN_QUERY_KIND_NOT)
    {
      g_string_append_c (out, '-');
      print_children (out, node, "");
    }
  else
    print_children (out, node, kind == TOCSIN_QUERY_KIND_OR ? " OR " : " ");
  if (brackets)
    g_string_append_c (out, ')');
}

/**
 * tocsin_query_printer_print:
 * @root: a query's tree
 *
 * Returns: (transfer full): a text that parses into the same tree; empty for all messages.
 */
char *
tocsin_query_printer_print (const TocsinQueryNode *root)
{
  GString *out = g_string_new (NULL);

  print (out, root, TOCSIN_QUERY_KIND_ALL, NULL);

  return g_string_free (out, FALSE);
}
