/* SPDX-License-Identifier: LGPL-2.1-or-later
 * SPDX-FileCopyrightText: The Tocsin authors
 */
#pragma once

#include "core/mail/query/field-info.h"
#include "core/mail/query/lexer.h"

G_BEGIN_DECLS

/* What the parser says of a token that has no place where it stands, and of words that were meant
 * as a part of the grammar. */

void tocsin_query_fail_empty_brackets (const TocsinQueryPlace *open,
                                       const TocsinQueryToken *close,
                                       gboolean can_go,
                                       GError **error);
void tocsin_query_fail_unclosed_bracket (const TocsinQueryPlace *open,
                                         const TocsinQueryToken *token,
                                         GError **error);
void tocsin_query_fail_term (const TocsinQueryToken *token,
                             const TocsinQueryPlace *joiner,
                             GError **error);
void tocsin_query_fail_field (const TocsinQueryLexer *lexer,
                              const TocsinQueryToken *token,
                              GError **error);
void tocsin_query_fail_nested_field (const TocsinQueryToken *token,
                                     const TocsinQueryFieldInfo *inner,
                                     const TocsinQueryFieldInfo *outer,
                                     GError **error);
gboolean tocsin_query_token_begins_field (const TocsinQueryToken *token);
gboolean tocsin_query_suspect_torn (const TocsinQueryLexer *lexer,
                                    const TocsinQueryToken *token,
                                    const TocsinQueryFieldInfo *info,
                                    GError **error);
gboolean tocsin_query_suspect_keyword (const TocsinQueryLexer *lexer,
                                       const TocsinQueryToken *token,
                                       gboolean behind_field,
                                       GError **error);

G_END_DECLS
