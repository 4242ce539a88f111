/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/mistake.h"

G_BEGIN_DECLS

/**
 * TocsinQueryTokenKind:
 * @TOCSIN_QUERY_TOKEN_KIND_END: nothing more
 * @TOCSIN_QUERY_TOKEN_KIND_OPEN: an opening bracket
 * @TOCSIN_QUERY_TOKEN_KIND_CLOSE: a closing bracket
 * @TOCSIN_QUERY_TOKEN_KIND_NOT: a minus in front of something, or NOT
 * @TOCSIN_QUERY_TOKEN_KIND_AND: AND
 * @TOCSIN_QUERY_TOKEN_KIND_OR: OR
 * @TOCSIN_QUERY_TOKEN_KIND_FIELD: a field's name; its colon is read, too
 * @TOCSIN_QUERY_TOKEN_KIND_WORD: a word
 * @TOCSIN_QUERY_TOKEN_KIND_PHRASE: what stood in quotes, blanks made single
 * @TOCSIN_QUERY_TOKEN_KIND_REGEX: what stood between slashes
 */
typedef enum
{
  TOCSIN_QUERY_TOKEN_KIND_END,
  TOCSIN_QUERY_TOKEN_KIND_OPEN,
  TOCSIN_QUERY_TOKEN_KIND_CLOSE,
  TOCSIN_QUERY_TOKEN_KIND_NOT,
  TOCSIN_QUERY_TOKEN_KIND_AND,
  TOCSIN_QUERY_TOKEN_KIND_OR,
  TOCSIN_QUERY_TOKEN_KIND_FIELD,
  TOCSIN_QUERY_TOKEN_KIND_WORD,
  TOCSIN_QUERY_TOKEN_KIND_PHRASE,
  TOCSIN_QUERY_TOKEN_KIND_REGEX,
} TocsinQueryTokenKind;

/**
 * TocsinQueryToken:
 * @kind: what it is
 * @place: where it stands; of a field's name without the colon
 * @term: where the term begins: the name of its field, or the token itself
 * @text: (nullable): its text
 * @flags: (nullable): the letters behind a regular expression
 */
typedef struct
{
  TocsinQueryTokenKind kind;
  TocsinQueryPlace place;
  const char *term;
  char *text;
  char *flags;
} TocsinQueryToken;

void tocsin_query_token_clear (TocsinQueryToken *token);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TocsinQueryToken, tocsin_query_token_clear)

/**
 * TocsinQueryLexer:
 *
 * Cuts a query into tokens. What a character means depends on where it stands, so the parser says
 * which it expects: a term, the value right behind a colon, or the name of a header. A plain value:
 * a copy looks ahead.
 */
typedef struct
{
  const char *text;
  const char *next;
} TocsinQueryLexer;

TocsinQueryPlace tocsin_query_lexer_get_place (const TocsinQueryLexer *self);
gboolean tocsin_query_lexer_next (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error);
gboolean
tocsin_query_lexer_next_value (TocsinQueryLexer *self, TocsinQueryToken *token, GError **error);
gboolean tocsin_query_lexer_is_plain_header (const char *name);
char *tocsin_query_lexer_next_header (TocsinQueryLexer *self, gboolean *has_value, GError **error);

G_END_DECLS
