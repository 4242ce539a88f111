/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#include "core/mail/query/parser.h"

#include "core/mail/query/letters.h"
#include "core/mail/query/lexer.h"
#include "core/mail/query/parser-fail.h"
#include "core/mail/query/query.h"
#include "core/mail/query/term-parser.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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
  /* The AND or OR that no term follows yet. */
  const TocsinQueryPlace *joiner;
  TocsinQueryPlace last_joiner;
} Parser;

static TocsinQueryNode *parse_any_of (Parser *self, GError **error);

static gboolean
advance (Parser *self, GError **error)
{
  return tocsin_query_lexer_next (&self->lexer, &self->token, error);
}

static gboolean
descend (Parser *self, GError **error)
{
  if (++self->depth <= TOCSIN_QUERY_MAX_DEPTH)
    return TRUE;

  tocsin_query_mistake (error, &self->token.place,
                        _ ("more than %d brackets and negations within each other"),
                        TOCSIN_QUERY_MAX_DEPTH);
  tocsin_query_advise (error, _ ("most of them can be left out: AND binds closer than OR"));
  return FALSE;
}

/* The opening bracket is the current token. */
static TocsinQueryNode *
parse_brackets (Parser *self, GError **error)
{
  g_autoptr (TocsinQueryNode) node = NULL;
  TocsinQueryPlace open = self->token.place;

  if (!descend (self, error) || !advance (self, error))
    return NULL;
  if (self->token.kind == TOCSIN_QUERY_TOKEN_KIND_CLOSE)
    {
      tocsin_query_fail_empty_brackets (&open, &self->token, self->field == NULL, error);
      return NULL;
    }
  if (self->token.kind == TOCSIN_QUERY_TOKEN_KIND_END)
    {
      tocsin_query_fail_unclosed_bracket (&open, NULL, error);
      return NULL;
    }

  node = parse_any_of (self, error);
  if (node == NULL)
    return NULL;
  if (self->token.kind != TOCSIN_QUERY_TOKEN_KIND_CLOSE)
    {
      tocsin_query_fail_unclosed_bracket (&open, &self->token, error);
      return NULL;
    }
  self->depth--;

  return advance (self, error) ? g_steal_pointer (&node) : NULL;
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
  const TocsinQueryFieldInfo *info = tocsin_query_field_find (self->token.text);
  g_autoptr (TocsinQueryNode) node = NULL;

  if (info == NULL)
    {
      tocsin_query_fail_field (&self->lexer, &self->token, error);
      return NULL;
    }
  if (self->field != NULL)
    {
      tocsin_query_fail_nested_field (&self->token, info, self->field, error);
      return NULL;
    }
  if (info->field == TOCSIN_QUERY_FIELD_HEADER)
    return parse_header (self, info, error);

  if (!tocsin_query_lexer_next_value (&self->lexer, &self->token, error))
    return NULL;
  if (self->token.kind == TOCSIN_QUERY_TOKEN_KIND_OPEN)
    return parse_group (self, info, NULL, error);
  if (tocsin_query_suspect_torn (&self->lexer, &self->token, info, error))
    return NULL;

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
    case TOCSIN_QUERY_TOKEN_KIND_AND:
    case TOCSIN_QUERY_TOKEN_KIND_OR:
    case TOCSIN_QUERY_TOKEN_KIND_NOT:
    case TOCSIN_QUERY_TOKEN_KIND_END:
    default:
      tocsin_query_fail_term (&self->token, self->joiner, error);
      return NULL;
    }
}

static TocsinQueryNode *
parse_negated (Parser *self, GError **error)
{
  TocsinQueryNode *child;

  if (self->token.kind != TOCSIN_QUERY_TOKEN_KIND_NOT)
    return parse_single (self, error);

  /* What is to be left out can't be guessed. */
  self->joiner = NULL;
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

/* AND or OR is the current token. */
static gboolean
take_joiner (Parser *self, GError **error)
{
  self->last_joiner = self->token.place;
  self->joiner = &self->last_joiner;

  return advance (self, error);
}

static TocsinQueryNode *
parse_all_of (Parser *self, GError **error)
{
  g_autoptr (GPtrArray) children =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tocsin_query_node_unref);
  gboolean behind_field = FALSE;

  do
    {
      TocsinQueryNode *child;

      if (children->len > 0 && self->token.kind == TOCSIN_QUERY_TOKEN_KIND_AND
          && !take_joiner (self, error))
        return NULL;
      if (tocsin_query_suspect_keyword (&self->lexer, &self->token, behind_field, error))
        return NULL;
      behind_field = tocsin_query_token_begins_field (&self->token);
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
      if (!take_joiner (self, error))
        return NULL;
    }

  return tocsin_query_node_new_joined (TOCSIN_QUERY_KIND_OR, children);
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
  if (self->token.kind != TOCSIN_QUERY_TOKEN_KIND_CLOSE)
    return g_steal_pointer (&root);

  tocsin_query_fail_term (&self->token, NULL, error);
  return NULL;
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

  if (!tocsin_query_check_letters (text, error))
    return NULL;

  root = parse_whole (&self, error);
  tocsin_query_token_clear (&self.token);

  return root;
}
