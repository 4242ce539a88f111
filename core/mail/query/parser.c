/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/parser.h"

#include "core/mail/query/lexer.h"
#include "core/mail/query/query.h"
#include "core/mail/query/term-parser.h"
#include "core/mail/query/typo.h"

#include <glib/gi18n-lib.h>

/* Recursive descent, one function a rule:
 *   any-of  = all-of { "OR" all-of }
 *   all-of  = negated { [ "AND" ] negated }
 *   negated = ( "-" | "NOT" ) negated | single
 *   single  = "(" any-of ")" | field ":" value | field ":(" any-of ")" | text
 */
typedef struct
{
  TocsinQueryLexer lexer;
  TocsinQueryToken token;
  guint depth;
  /* Set within the brackets of `field:(…)`, and the name within those of `header:name=(…)`. */
  const TocsinQueryFieldInfo *field;
  const char *header;
} Parser;

static TocsinQueryNode *parse_any_of (Parser *self, GError **error);

static gboolean
advance (Parser *self, GError **error)
{
  return tocsin_query_lexer_next (&self->lexer, &self->token, error);
}

static TocsinQueryNode *
fail (guint column, const char *message, GError **error)
{
  tocsin_query_set_error (error, column, "%s", message);
  return NULL;
}

static gboolean
descend (Parser *self, GError **error)
{
  if (++self->depth <= TOCSIN_QUERY_MAX_DEPTH)
    return TRUE;

  tocsin_query_set_error (error, self->token.column,
                          _ ("more than %d brackets and negations within each other"),
                          TOCSIN_QUERY_MAX_DEPTH);
  return FALSE;
}

/* The opening bracket is the current token. */
static TocsinQueryNode *
parse_brackets (Parser *self, GError **error)
{
  g_autoptr (TocsinQueryNode) node = NULL;
  guint column = self->token.column;

  if (!descend (self, error) || !advance (self, error))
    return NULL;
  if (self->token.kind == TOCSIN_QUERY_TOKEN_KIND_CLOSE)
    return fail (column, _ ("there is nothing in these brackets: expected a term"), error);

  node = parse_any_of (self, error);
  if (node == NULL)
    return NULL;
  if (self->token.kind != TOCSIN_QUERY_TOKEN_KIND_CLOSE)
    return fail (column, _ ("this bracket is never closed: a ) is missing"), error);
  self->depth--;

  return advance (self, error) ? g_steal_pointer (&node) : NULL;
}

static const TocsinQueryFieldInfo *
find_field (const TocsinQueryToken *token, GError **error)
{
  const TocsinQueryFieldInfo *info = tocsin_query_field_find (token->text);
  const char *nearest;

  if (info != NULL)
    return info;

  nearest = tocsin_query_field_nearest (token->text);
  if (nearest != NULL)
    tocsin_query_set_error (
        error, token->column,
        _ ("unknown field “%s:”; did you mean “%s:”? (a text with a colon in it "
           "goes in quotes)"),
        token->text, nearest);
  else
    tocsin_query_set_error (error, token->column,
                            _ ("unknown field “%s:”; expected a field such as from:, subject: or "
                               "has:, or quotes around a text with a colon in it"),
                            token->text);
  return NULL;
}

static TocsinQueryNode *
parse_group (Parser *self, const TocsinQueryFieldInfo *info, const char *header, GError **error)
{
  TocsinQueryNode *node;

  self->field = info;
  self->header = header;
  node = parse_brackets (self, error);
  self->field = NULL;
  self->header = NULL;

  return node;
}

static TocsinQueryNode *
parse_header (Parser *self, const TocsinQueryFieldInfo *info, GError **error)
{
  g_autoptr (TocsinQueryNode) node = NULL;
  gboolean has_value;
  g_autofree char *name = tocsin_query_lexer_next_header (&self->lexer, &has_value, error);

  if (name == NULL)
    return NULL;
  if (has_value && !tocsin_query_lexer_next_value (&self->lexer, &self->token, error))
    return NULL;
  if (has_value && self->token.kind == TOCSIN_QUERY_TOKEN_KIND_OPEN)
    return parse_group (self, info, name, error);

  node = has_value ? tocsin_query_term_parse_header (name, &self->token, error)
                   : tocsin_query_node_new_term (TOCSIN_QUERY_FIELD_HEADER,
                                                 TOCSIN_QUERY_OPERATOR_PRESENT, "", name, 0);
  if (node == NULL || !advance (self, error))
    return NULL;

  return g_steal_pointer (&node);
}

/* The field's name is the current token, the lexer stands behind its colon. */
static TocsinQueryNode *
parse_field (Parser *self, GError **error)
{
  const TocsinQueryFieldInfo *info = find_field (&self->token, error);
  g_autoptr (TocsinQueryNode) node = NULL;

  if (info == NULL)
    return NULL;
  if (self->field != NULL)
    {
      tocsin_query_set_error (error, self->token.column,
                              _ ("no other field can stand in the brackets of “%s:”; expected a "
                                 "text, in quotes if it has a colon in it"),
                              self->field->name);
      return NULL;
    }
  if (info->field == TOCSIN_QUERY_FIELD_HEADER)
    return parse_header (self, info, error);

  if (!tocsin_query_lexer_next_value (&self->lexer, &self->token, error))
    return NULL;
  if (self->token.kind == TOCSIN_QUERY_TOKEN_KIND_OPEN)
    return parse_group (self, info, NULL, error);

  node = tocsin_query_term_parse (info, &self->token, error);
  if (node == NULL || !advance (self, error))
    return NULL;

  return g_steal_pointer (&node);
}

static TocsinQueryNode *
parse_text (Parser *self, GError **error)
{
  const TocsinQueryFieldInfo *info = self->field;
  g_autoptr (TocsinQueryNode) node = NULL;

  if (info == NULL)
    info = tocsin_query_field_get_info (TOCSIN_QUERY_FIELD_ANY);
  node = self->header != NULL ? tocsin_query_term_parse_header (self->header, &self->token, error)
                              : tocsin_query_term_parse (info, &self->token, error);
  if (node == NULL || !advance (self, error))
    return NULL;

  return g_steal_pointer (&node);
}

static TocsinQueryNode *
parse_single (Parser *self, GError **error)
{
  switch (self->token.kind)
    {
    case TOCSIN_QUERY_TOKEN_KIND_OPEN:
      return parse_brackets (self, error);

    case TOCSIN_QUERY_TOKEN_KIND_FIELD:
      return parse_field (self, error);

    case TOCSIN_QUERY_TOKEN_KIND_WORD:
    case TOCSIN_QUERY_TOKEN_KIND_PHRASE:
    case TOCSIN_QUERY_TOKEN_KIND_REGEX:
      return parse_text (self, error);

    case TOCSIN_QUERY_TOKEN_KIND_CLOSE:
      return fail (self->token.column, _ ("a ) without a (: expected a term"), error);

    case TOCSIN_QUERY_TOKEN_KIND_AND:
    case TOCSIN_QUERY_TOKEN_KIND_OR:
      return fail (self->token.column,
                   _ ("expected a term before AND or OR (the word itself goes in quotes)"), error);

    case TOCSIN_QUERY_TOKEN_KIND_NOT:
    case TOCSIN_QUERY_TOKEN_KIND_END:
    default:
      return fail (self->token.column, _ ("expected a term here, but the query ends"), error);
    }
}

static TocsinQueryNode *
parse_negated (Parser *self, GError **error)
{
  TocsinQueryNode *child;

  if (self->token.kind != TOCSIN_QUERY_TOKEN_KIND_NOT)
    return parse_single (self, error);

  if (!descend (self, error) || !advance (self, error))
    return NULL;
  child = parse_negated (self, error);
  self->depth--;

  return child != NULL ? tocsin_query_node_new_not (child) : NULL;
}

static gboolean
ends_all_of (const Parser *self)
{
  return self->token.kind == TOCSIN_QUERY_TOKEN_KIND_END
         || self->token.kind == TOCSIN_QUERY_TOKEN_KIND_CLOSE
         || self->token.kind == TOCSIN_QUERY_TOKEN_KIND_OR;
}

static TocsinQueryNode *
parse_all_of (Parser *self, GError **error)
{
  g_autoptr (GPtrArray) children =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_query_node_unref);

  do
    {
      TocsinQueryNode *child;

      if (children->len > 0 && self->token.kind == TOCSIN_QUERY_TOKEN_KIND_AND
          && !advance (self, error))
        return NULL;
      child = parse_negated (self, error);
      if (child == NULL)
        return NULL;
      g_ptr_array_add (children, child);
    }
  while (!ends_all_of (self));

  return tocsin_query_node_new_joined (TOCSIN_QUERY_KIND_AND, children);
}

static TocsinQueryNode *
parse_any_of (Parser *self, GError **error)
{
  g_autoptr (GPtrArray) children =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_query_node_unref);

  for (;;)
    {
      TocsinQueryNode *child = parse_all_of (self, error);

      if (child == NULL)
        return NULL;
      g_ptr_array_add (children, child);
      if (self->token.kind != TOCSIN_QUERY_TOKEN_KIND_OR)
        break;
      if (!advance (self, error))
        return NULL;
    }

  return tocsin_query_node_new_joined (TOCSIN_QUERY_KIND_OR, children);
}

static gboolean
is_visible (const char *text, GError **error)
{
  const char *found = tocsin_query_typo_find_invisible (text);

  if (found == NULL)
    return TRUE;

  tocsin_query_set_error (error, (guint) g_utf8_pointer_to_offset (text, found) + 1,
                          _ ("an invisible character (U+%04X) stands here: expected the text "
                             "without it (a regular expression may ask for it as \\x{%04X})"),
                          g_utf8_get_char (found), g_utf8_get_char (found));
  return FALSE;
}

static gboolean
is_clean (const char *text, GError **error)
{
  const char *all = text, *end;
  guint column = 1;

  if (strlen (text) > TOCSIN_QUERY_MAX_LENGTH)
    {
      tocsin_query_set_error (error, 1, _ ("longer than %d bytes"), TOCSIN_QUERY_MAX_LENGTH);
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, &end))
    {
      tocsin_query_set_error (error, (guint) g_utf8_strlen (text, end - text) + 1,
                              _ ("this is no valid UTF-8"));
      return FALSE;
    }
  for (; *text != '\0'; text = g_utf8_next_char (text), column++)
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iscntrl (c) || g_unichar_isspace (c))
        continue;
      tocsin_query_set_error (error, column, _ ("a control character can't stand in a query"));
      return FALSE;
    }

  return is_visible (all, error);
}

static TocsinQueryNode *
parse_whole (Parser *self, GError **error)
{
  g_autoptr (TocsinQueryNode) root = NULL;

  if (!advance (self, error))
    return NULL;
  if (self->token.kind == TOCSIN_QUERY_TOKEN_KIND_END)
    return tocsin_query_node_new_all ();

  root = parse_any_of (self, error);
  if (root == NULL)
    return NULL;
  if (self->token.kind == TOCSIN_QUERY_TOKEN_KIND_CLOSE)
    return fail (self->token.column, _ ("a ) without a (: expected a term, or the end"), error);

  return g_steal_pointer (&root);
}

/**
 * tocsin_query_parser_parse:
 * @text: a query
 * @error: where to put %TOCSIN_ERROR_CONFIG_INVALID
 *
 * Returns: (transfer full): its tree.
 */
TocsinQueryNode *
tocsin_query_parser_parse (const char *text, GError **error)
{
  Parser self = { .lexer = { text, text } };
  TocsinQueryNode *root;

  if (!is_clean (text, error))
    return NULL;

  root = parse_whole (&self, error);
  tocsin_query_token_clear (&self.token);

  return root;
}
